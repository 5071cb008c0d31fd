"""The gate for small counts of people: nothing that is published passes by it.

A count of people of 1 to 4 is hidden (the floor of 5 for anything by ethnicity, which no setting lowers), and so is what
would give it away: where one part of a published total is hidden, the smallest other part is hidden with it.
Zero is published: it says of nobody that somebody belongs to a group.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from barabar.analysis.measures import IndicatorStanding, MeasureStanding
from barabar.reference.catalogue import units
from barabar.statistics.rollup import Total
from barabar.statistics.values import State

FLOOR = Decimal(5)


def published(standings: list[MeasureStanding]) -> list[MeasureStanding]:
    """The same standings with small counts hidden."""
    return [replace(one, indicators=tuple(_protect(i) for i in one.indicators)) for one in standings]


def is_small(total: Total | None) -> bool:
    """Is this a count of people from 1 to 4? For a share, the part and the rest of the whole both count."""
    if total is None or total.state is not State.REPORTED:
        return False
    if total.numerator is not None and total.denominator is not None:
        return any(0 < count < FLOOR for count in (total.numerator, total.denominator - total.numerator))
    return total.amount is not None and 0 < total.amount < FLOOR


def hide(total: Total) -> Total:
    """A total without its number; whom it covers and what it is made of stay known to the office, not to the reader."""
    return replace(
        total, state=State.SUPPRESSED, amount=None, numerator=None, denominator=None, low=None, high=None, origins=()
    )


def _protect(indicator: IndicatorStanding) -> IndicatorStanding:
    unit = units().get(indicator.unit)
    if unit is None or not (unit.protected or indicator.aggregation == "ratio"):
        return indicator
    if is_small(indicator.total):
        hidden = {key: hide(total) for key, total in indicator.parts.items()}
        return replace(indicator, total=hide(indicator.total), parts=hidden, progress=None)
    return replace(indicator, parts=_protect_parts(indicator.parts))


def _protect_parts(parts: Mapping[str, Total]) -> dict[str, Total]:
    protected = dict(parts)
    for dimension in dict.fromkeys(key.partition("=")[0] for key in parts):
        members = {key: total for key, total in parts.items() if key.partition("=")[0] == dimension}
        protected.update(hide_group(members))
    return protected


def hide_group(members: Mapping[str, Total]) -> dict[str, Total]:
    """Hide small members of a group whose total is published, and one more where a single one could be computed back."""
    small = [key for key, total in members.items() if is_small(total)]
    if len(small) == 1:
        others = [
            key for key, total in members.items() if key not in small and total.state is State.REPORTED and total.amount
        ]
        if others:
            small.append(min(others, key=lambda key: members[key].amount))
    return {key: hide(total) if key in small else total for key, total in members.items()}
