"""Data for every kind of chart: long labels, a marked name, gaps in the data, values at the ends of the scale."""

from __future__ import annotations

from decimal import Decimal as D

from barabar.publishing.charts import (
    CHART_WORDS_EN,
    CHART_WORDS_SQ,
    Bars,
    BarSeries,
    Category,
    Dumbbell,
    Line,
    Pair,
    Point,
    Progress,
    ProgressBars,
    Role,
    Series,
    Setting,
    Sparkline,
    StackedStates,
    StateCount,
    Tile,
    TileMap,
)
from barabar.publishing.document.model import LABELS_EN, LABELS_SQ, Figure, Name
from barabar.publishing.document.numbers import Numbers

KOSOVO = Name("Kosova", "xk")
LONG = "Përfundimi i arsimit të mesëm të detyruar për vajzat nga komuniteti rom & egjiptian <18>"
MISSING = Figure("nuk është raportuar", state="missing", ref="M-1")
_ENDS = (D(0), D(100))


def setting(language: str = "sq") -> Setting:
    words, labels = (CHART_WORDS_SQ, LABELS_SQ) if language == "sq" else (CHART_WORDS_EN, LABELS_EN)
    numbers = Numbers(labels)
    return Setting(words, numbers.integer, numbers.percent, {"xk": "*"}, numbers.percent(95))


_PAIRS = (
    Pair("Sigurimi shëndetësor", Figure("82", value=D(82), ref="G-1"), D(96), D(77), D(87), D(95)),
    Pair(LONG, D(23), D(83), D(18), D(28), D(50)),
    Pair("Anasjelltas", D(70), D(55), D(66), D(74)),
    Pair(KOSOVO, None, None),
    Pair("Vetëm njëri", MISSING, D(59)),
    Pair("Vetëm tjetri", D(3), MISSING),
    Pair("Skajet", D(0), D(100)),
    Pair("Njësoj", D(50), D(50)),
)
DUMBBELL = Dumbbell("Hendeku", "Përshkrim", "Romë dhe egjiptianë", "Popullata e përgjithshme", _PAIRS, "Tema", _ENDS)
LINE = Line(
    "Ndryshimi",
    "Përshkrim",
    (
        Series(
            "Romë dhe egjiptianë",
            Role.GROUP,
            (
                Point(2011, D(52), D(45), D(59)),
                Point(2017, D(61), D(56), D(66)),
                Point(2020, MISSING),
                Point(2023, D(80), D(76), D(85)),
                Point(2024, D(82), D(77), D(87), breaks=True),
            ),
        ),
        Series("Popullata e përgjithshme", Role.OTHER, (Point(2011, D(91)), Point(2017, D(92)), Point(2024, D(84)))),
        Series(KOSOVO, Role.PLAIN, (Point(2011, D(60)), Point(2024, D(83)))),
    ),
    "Viti",
    D(95),
)
_SERIES = (BarSeries("Shteti"), BarSeries("Bashkia"), BarSeries("Donatorë"), BarSeries("Tjetër"))
STACKED = Bars(
    "Burimet",
    "Përshkrim",
    _SERIES,
    (
        Category("Arsimi", (D(1200), D(900), D(300), D(20))),
        Category(LONG, (D(800), MISSING, D(90), D(400))),
        Category(KOSOVO, (MISSING, MISSING, MISSING, MISSING)),
    ),
    "Sektori",
    stacked=True,
)
GROUPED = Bars(
    "Popullatat",
    "Përshkrim",
    (BarSeries("Romë", Role.GROUP), BarSeries("Të tjerë", Role.OTHER), BarSeries("Gjithsej")),
    (Category(LONG, (D(12), D(40), D(31))), Category(KOSOVO, (D(0), MISSING, None))),
    "Sektori",
)
PROGRESS = ProgressBars(
    "Ecuria",
    "Përshkrim",
    (
        Progress(LONG, D(18), D(60)),
        Progress(KOSOVO, D(14), D(12)),
        Progress("Zero", D(0), D(250)),
        Progress("Pa përgjigje", MISSING, D(10)),
        Progress("Pa synim", D(5), None),
    ),
    "Masa",
)
STATES = StackedStates(
    "Gjendja",
    "Përshkrim",
    (
        StateCount("completed", "Përfunduar", 9),
        StateCount("on_track", "Në rrugë të mbarë", 31),
        StateCount("at_risk", "Në rrezik", 8),
        StateCount("delayed", "Me vonesë", 5),
        StateCount("not_started", "Nuk ka filluar", 0),
        StateCount("unknown", "Nuk është raportuar", 1),
    ),
    "Gjendja",
)
TILES = TileMap(
    "Harta",
    "Përshkrim",
    (
        Tile("Bosnja dhe Hercegovina", "BA", 0, 1, D(18)),
        Tile("Serbia", "RS", 0, 2, D(5)),
        Tile("Mali i Zi", "ME", 1, 1, D(7)),
        Tile(KOSOVO, "XK*", 1, 2, None),
        Tile("Shqipëria", "AL", 2, 1, D(14)),
        Tile("Maqedonia e Veriut", "MK", 2, 2, D(7)),
        Tile("Türkiye", "TR", 2, 4, D(25)),
    ),
    (D(6), D(12), D(18), D(24)),
    "Ekonomia",
)
SPARK = Sparkline("Vija", "Përshkrim", ("2021", "2022", "2023", "2024"), (D(3), MISSING, D(8), D(12)), "Viti")

SAMPLES = [
    ("dumbbell", DUMBBELL),
    ("small_multiples", DUMBBELL),
    ("line", LINE),
    ("bars", STACKED),
    ("bars", GROUPED),
    ("progress_bars", PROGRESS),
    ("stacked_states", STATES),
    ("tile_map", TILES),
    ("sparkline", SPARK),
]
