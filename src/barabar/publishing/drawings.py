"""Charts for pages: the same drawings as in the report, for wide screens and for phones, with their table."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barabar.analysis.gaps import GapStanding
from barabar.publishing.charts import CHARTS, NARROW, WIDE, Dumbbell, Pair, Setting
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.report import CHART_WORDS
from barabar.publishing.wording import LABELS


@dataclass(frozen=True)
class Drawing:
    """`wide` and `narrow` are trusted SVG of our own making; texts in it are escaped by the chart module."""

    wide: SafeString
    narrow: SafeString


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
    return Drawing(mark_safe(make(data, setting, width=WIDE)), mark_safe(make(data, setting, width=NARROW)))


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
