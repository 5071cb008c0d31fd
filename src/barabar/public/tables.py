"""The open-data tables: one row a value, its state in words that never change, the economy's mark in columns."""

from collections.abc import Iterator

from django.conf import settings

from barabar.analysis.execution import execution
from barabar.analysis.measures import measure_standings
from barabar.analysis.protection import published
from barabar.publishing.references import code_of
from barabar.reference.catalogue import economies
from barabar.statistics.rollup import Total

COLUMNS = (
    "economy", "economy_name", "footnote_mark", "footnote_text", "period", "plan", "measure", "measure_title", "sector",
    "territory", "indicator", "indicator_name", "breakdown", "unit", "state", "value", "numerator", "denominator", "low",
    "high", "target", "reference", "demonstration",
)  # fmt: skip
MONEY_COLUMNS = (
    "economy", "economy_name", "footnote_mark", "footnote_text", "period", "sector", "currency", "planned", "adopted",
    "spent", "demonstration",
)  # fmt: skip


def value_rows(economy: str, period: str) -> Iterator[tuple]:
    """Every indicator of every measure, the total first; what is hidden or missing has a state and no number."""
    if not period:
        return
    for standing in published(measure_standings(period=period, node__plan__economy=economy)):
        for indicator in standing.indicators:
            for breakdown, total in (("", indicator.total), *indicator.parts.items()):
                yield (
                    *economy_columns(economy),
                    period,
                    standing.plan,
                    standing.code,
                    standing.title.in_language("en").text,
                    standing.sector,
                    standing.territory,
                    indicator.key,
                    indicator.name.in_language("en").text,
                    breakdown,
                    indicator.unit,
                    *_numbers(total),
                    _plain(indicator.target) if not breakdown else "",
                    code_of(total.origins) if total and total.origins else "",
                    "yes" if settings.DEMONSTRATION else "",
                )


def money_rows(economy: str, period: str) -> Iterator[tuple]:
    if not period:
        return
    for one in execution(period=period, by="sector", economy=economy):
        adopted = one.adopted.amount if one.adopted else None
        spent = one.spent.amount if one.spent else None
        mark = "yes" if settings.DEMONSTRATION else ""
        yield (
            *economy_columns(economy), period, one.group, one.currency, _plain(one.planned), _plain(adopted),
            _plain(spent), mark,
        )  # fmt: skip


def economy_columns(key: str) -> tuple[str, str, str, str]:
    """Code, name without mark, mark, footnote: a table may be joined by name and still carries its note."""
    economy = economies()[key]
    return key, economy.name.in_language("en").text, economy.mark, economy.footnote.in_language("en").text


def _numbers(total: Total | None) -> tuple:
    if total is None:
        return "missing", "", "", "", "", ""
    numbers = (total.amount, total.numerator, total.denominator, total.low, total.high)
    return (total.state.value, *map(_plain, numbers))


def _plain(number) -> str:
    return "" if number is None else f"{number.normalize():f}"
