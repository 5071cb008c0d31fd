from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal as D

import pytest
from lxml import etree
from tests.publishing.charts.chart_samples import (
    DUMBBELL,
    GROUPED,
    LINE,
    LONG,
    MISSING,
    PROGRESS,
    SAMPLES,
    SPARK,
    STACKED,
    STATES,
    TILES,
    setting,
)

from barabar.publishing.charts import CHARTS, NARROW, WIDE, Pair, Series, chart_block
from barabar.publishing.charts.canvas import wrap
from barabar.publishing.charts.scale import bounds, tick_values
from barabar.publishing.document.model import LABELS_SQ, Figure, Name, plain
from barabar.publishing.document.walk import every_run, lines
from barabar.publishing.fonts import text_width
from barabar.publishing.formats.support.typesetter import pictures

SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize(("kind", "data"), SAMPLES, ids=[f"{kind}-{at}" for at, (kind, _) in enumerate(SAMPLES)])
WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])


def drawn(kind, data, width=WIDE, language="sq"):
    return etree.fromstring(CHARTS[kind].draw(data, setting(language), width=width))


def words(tree) -> list[str]:
    return ["".join(text.itertext()) for text in tree.iter(f"{SVG}text")]


def boxes(tree) -> list[tuple[str, float, float, float, float]]:
    """Where each text stands, by the same widths the drawing used (without their safety margin)."""
    found = []
    for text in tree.iter(f"{SVG}text"):
        size, x, y = (float(text.get(name)) for name in ("font-size", "x", "y"))
        wide = text_width(text.text, size=size, bold=text.get("font-weight") == "700") / 1.03
        left = x - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor"), 0.0)
        found.append((text.text, left, y - 0.72 * size, left + wide, y + 0.05 * size))
    return found


@EVERY
@WIDTHS
def test_no_text_overlaps_another_or_leaves_the_drawing(kind, data, width):
    tree = drawn(kind, data, width)
    placed = boxes(tree)
    height = float(tree.get("height"))
    for text, left, top, right, bottom in placed:
        assert left >= -1 and right <= width + 1 and top >= -1 and bottom <= height + 1, text
    for at, (text, left, top, right, bottom) in enumerate(placed):
        for other, l2, t2, r2, b2 in placed[at + 1 :]:
            assert not (left < r2 and l2 < right and top < b2 and t2 < bottom), (text, other)


@EVERY
@WIDTHS
def test_a_drawing_obeys_the_policy_and_names_itself(kind, data, width):
    tree = drawn(kind, data, width)
    assert not tree.xpath(
        "//@style | //@*[starts-with(name(), 'on')] | //*[local-name()='script' or local-name()='style']"
    )
    assert tree.get("role") == "img" and tree.get("viewBox") == f"0 0 {width} {tree.get('height')}"
    ids = tree.xpath("//@id")
    assert tree.get("aria-labelledby").split() == ids[:2]
    assert len(ids) == len(set(ids))
    assert tree.find(f"{SVG}title").text == data.title and tree.find(f"{SVG}desc").text == data.description


@EVERY
def test_the_same_data_gives_the_same_bytes_and_other_data_other_names(kind, data):
    draw = CHARTS[kind].draw
    assert draw(data, setting()) == draw(data, setting())
    other = draw(replace(data, title="Tjetër"), setting())
    assert set(etree.fromstring(other).xpath("//@id")).isdisjoint(drawn(kind, data).xpath("//@id"))


@EVERY
def test_what_is_missing_is_written_in_drawing_and_table(kind, data):
    table = CHARTS[kind].table(data, setting(), key="k")
    cells = [plain(cell, labels=LABELS_SQ, marks={"xk": "*"}) for row in table.rows for cell in row.cells]
    if data is STATES:
        assert "Nuk është raportuar: 1" in words(drawn(kind, data))
        return
    said = " ".join(words(drawn(kind, data)))
    absent = ("nuk është raportuar", "nuk ka të dhëna të krahasueshme")
    assert any(words in cells for words in absent)
    assert data is SPARK or any(words.split()[0] in said for words in absent)


@EVERY
def test_names_keep_their_mark_and_their_footnote(kind, data):
    if data in (STATES, SPARK):
        return
    runs = [run for line in lines(CHARTS[kind].table(data, setting(), key="k")) for run in every_run(line)]
    assert Name("Kosova", "xk") in runs
    assert any("Kosova*" in text for text in words(drawn(kind, data)))


@EVERY
def test_a_block_has_two_widths_and_a_twin(kind, data):
    chart = chart_block(kind, data, setting(), key="gap", source="Anketë")
    assert 'width="760"' in chart.svg and 'width="340"' in chart.narrow
    assert chart.table.key == "gap-table" and chart.alt == data.description
    assert plain(chart.caption, labels=LABELS_SQ, marks={}) == data.title


@pytest.mark.slow
def test_the_typesetter_draws_them_all_in_one_run():
    drawings = [CHARTS[kind].draw(data, setting()) for kind, data in SAMPLES]
    images = pictures(drawings, ppi=72)
    assert len(images) == len(SAMPLES)
    assert all(image.startswith(b"\x89PNG") for image in images)


def test_no_data_is_never_a_dot_at_zero():
    tree = drawn("dumbbell", replace(DUMBBELL, pairs=(Pair("x", None, None), Pair("y", D(1), D(2)))))
    assert len(tree.findall(f"{SVG}circle")) == 4
    assert "nuk ka të dhëna të krahasueshme" in words(tree)


def test_references_reach_the_twin():
    rows = CHARTS["dumbbell"].table(DUMBBELL, setting(), key="k").rows
    assert rows[0].cells[1] == (Figure("82", value=D(82), ref="G-1"),)
    assert rows[4].cells[1] == (MISSING,)


def test_the_gap_is_other_less_group_and_keeps_its_sign():
    gaps = [
        plain(row.cells[4], labels=LABELS_SQ, marks={})
        for row in CHARTS["dumbbell"].table(DUMBBELL, setting(), key="k").rows
    ]
    assert gaps == ["14", "60", "-15", "", "", "", "100", "0"]


def test_a_missing_year_interrupts_line_and_band_and_a_break_is_dashed():
    only = replace(LINE, series=(LINE.series[0],), target=None)
    tree = drawn("line", only)
    thick = [line for line in tree.findall(f"{SVG}line") if line.get("stroke-width") == "2.8"]
    assert [line.get("stroke-dasharray") for line in thick] == [None, "7 5"]
    assert len(tree.findall(f"{SVG}polygon")) == 2


def test_a_break_is_marked_in_the_twin():
    rows = CHARTS["line"].table(LINE, setting(), key="k").rows
    assert [plain(row.cells[0], labels=LABELS_SQ, marks={}) for row in rows] == [
        "2024†",
        "2023",
        "2020",
        "2017",
        "2011",
    ]


def test_a_series_without_any_value_does_not_stop_the_chart():
    empty = replace(LINE, series=(Series("x", LINE.series[0].role, ()),), target=None)
    assert words(drawn("line", empty))


def test_bars_begin_at_zero_and_differ_by_pattern():
    tree = drawn("bars", STACKED)
    fills = {rect.get("fill") for rect in tree.findall(f"{SVG}rect")}
    assert {re.sub(r"-\w+\)", ")", fill) for fill in fills} >= {
        "#0f4c5c",
        "url(#stripes)",
        "url(#dots)",
        "url(#crossed)",
    }
    assert "2\N{NO-BREAK SPACE}420" in words(tree)
    assert "0" in words(drawn("bars", GROUPED))


def test_no_target_no_bar():
    alone = replace(PROGRESS, items=(PROGRESS.items[-1],))
    assert not drawn("progress_bars", alone).findall(f"{SVG}rect")


def test_no_measures_at_all_is_said():
    nothing = replace(STATES, states=tuple(replace(state, count=0) for state in STATES.states))
    assert "nuk ka të dhëna të krahasueshme" in words(drawn("stacked_states", nothing))


def test_map_classes_are_written_and_limits_checked():
    legend = " ".join(words(drawn("tile_map", TILES)))
    assert "5 – < 6" in legend and "≥ 24" in legend
    with pytest.raises(ValueError, match="rising class limits"):
        replace(TILES, limits=(D(2), D(1)))


def test_a_sparkline_of_nothing_says_so():
    assert "nuk ka" in " ".join(words(drawn("sparkline", replace(SPARK, amounts=(None,) * 4), 160)))
    ended = replace(SPARK, amounts=(D(1), D(2), D(3), MISSING))
    assert "raportuar" in " ".join(words(drawn("sparkline", ended, 160)))


@pytest.mark.parametrize(
    ("values", "ends"),
    [([82, 96], (0, 100, 20)), ([3], (0, 3, 1)), ([], (0, 1, "0.2")), ([-5, 5], (-6, 6, 2)), ([0, 0], (0, 1, 1))],
)
def test_scales_end_on_round_numbers(values, ends):
    low, high, step = bounds([D(value) for value in values])
    assert low <= min([D(0), *map(D, values)]) and high >= max([D(0), *map(D, values)]) and high > low
    assert tick_values(low, high, step)[-1] == high
    if values == [82, 96]:
        assert (low, high, step) == tuple(D(end) for end in ends)


def test_wrapping_cuts_only_words_that_cannot_fit():
    assert wrap("one two", width=30) == ["one", "two"]
    cut = wrap("x" * 60, width=100)
    assert len(cut) > 3 and all(text_width(line, size=13) <= 100 for line in cut)
    assert "".join(cut).replace("-", "") == "x" * 60
    assert wrap("", width=50) == [""]
    assert " ".join(wrap(LONG, width=200)) == LONG
