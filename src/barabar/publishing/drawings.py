"""Charts for pages: the same drawings as in the report, for wide screens and for phones, with their table."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barabar.analysis.gaps import GapStanding
from barabar.publishing.charts import CHARTS, NARROW, WIDE, Dumbbell, Pair, Setting
from barabar.publishing.document.model import Align, plain
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.report import CHART_WORDS
from barabar.publishing.wording import LABELS


@dataclass(frozen=True)
class Drawing:
    """`wide` and `narrow` are trusted SVG of our own making; texts in it are escaped by the chart module."""

    wide: SafeString
    narrow: SafeString
    table: "Twin | None" = None


@dataclass(frozen=True)
class Twin:
    """The same values as a table: heads, each with whether it stands over numbers, and rows of plain words."""

    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]


def twin(kind: str, data, setting: Setting) -> Twin:
    """The table twin of a drawing, for a page."""
    table = CHARTS[kind].table(data, setting, key="twin")
    labels = LABELS[_language()]

    def words(runs) -> str:
        return plain(runs, labels=labels, marks=setting.marks)

    heads = tuple((words(column.head), column.align is Align.RIGHT) for column in table.columns)
    return Twin(heads, tuple(tuple(words(cell) for cell in row.cells) for row in table.rows))


def _language() -> str:
    language = get_language() or "en"
    return language if language in LABELS else "en"


def numbers_here() -> Numbers:
    return Numbers(LABELS[_language()])


def setting_here() -> Setting:
    numbers = numbers_here()
    return Setting(CHART_WORDS[_language()], number=numbers.integer, axis=numbers.percent)


def draw(kind: str, data, setting: Setting | None = None) -> Drawing:
    setting = setting or setting_here()
    make = CHARTS[kind].draw
    wide, narrow = (mark_safe(make(data, setting, width=width)) for width in (WIDE, NARROW))
    return Drawing(wide, narrow, twin(kind, data, setting))


def gap_drawing(gaps: list[GapStanding], communities: str, comparison: str) -> Drawing:
    """The gap by indicator: dots, interval, target, the gap in points at the right."""
    pairs = tuple(
        Pair(one.name.in_language(_language()).text, one.communities, one.reference, one.low, one.high, one.target)
        for one in gaps
    )
    description = (
        _(
            "Share of persons, latest measured value. The thin line is the 95%% confidence interval; the diamond is the target."
        )
        % {}
    )
    return draw(
        "dumbbell", Dumbbell(_("Gap by indicator"), description, communities, comparison, pairs, head=_("Indicator"))
    )
