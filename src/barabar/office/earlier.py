"""The column beside a measure's questions: what was reported in earlier periods, the target, and how it is counted."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barabar.collection.models import Cycle
from barabar.collection.questions import Earlier, MeasureForm, ValueQuestion
from barabar.design.figures import amount
from barabar.office.words import shown, target_of
from barabar.publishing.charts import CHART_WORDS_EN, CHART_WORDS_SQ, Setting, Sparkline
from barabar.publishing.charts.sparkline import draw_sparkline
from barabar.reference.text import Text

LONGEST = 5
WORDS = {"sq": CHART_WORDS_SQ, "en": CHART_WORDS_EN}


@dataclass(frozen=True)
class EarlierValues:
    """One indicator: (period, value, is a figure), oldest first; the target of this period; a line to look at."""

    name: Text
    definition: Text
    values: tuple[tuple[str, str, bool], ...]
    target: str
    drawing: SafeString


def earlier_values(measure: MeasureForm, totals: dict[int, list[Earlier]], cycle: Cycle) -> list[EarlierValues]:
    return [
        _one(total, totals.get(total.indicator_id, [])[-LONGEST:], cycle.period) for total, _parts in measure.indicators
    ]


def _one(total: ValueQuestion, earlier: list[Earlier], period: str) -> EarlierValues:
    values = tuple((one.period, shown(one), one.state == "reported") for one in earlier)
    return EarlierValues(total.name, total.definition, values, target_of(total), _drawing(total, earlier))


def _number(one: Earlier) -> Decimal | None:
    if one.numerator is not None and one.denominator:
        return one.numerator * 100 / one.denominator
    return one.amount


def _drawing(total: ValueQuestion, earlier: list[Earlier]) -> SafeString:
    """Two values make a line; fewer are told by the table alone."""
    if sum(_number(one) is not None for one in earlier) < 2:
        return mark_safe("")
    times = tuple(one.period for one in earlier)
    title = f"{total.name}, {times[0]}–{times[-1]}"
    data = Sparkline(title, title, times, tuple(_number(one) for one in earlier), _("Year"))
    setting = Setting(
        WORDS.get(get_language(), CHART_WORDS_EN), lambda number: amount(number, None if number < 100 else 0)
    )
    return mark_safe(draw_sparkline(data, setting, width=240))
