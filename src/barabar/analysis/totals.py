"""Totals of the catalogue's indicators over all plans and places of an economy: whom they cover, and nothing given away."""

from collections import defaultdict
from dataclasses import dataclass

from barabar.analysis.additions import Asked, is_protected
from barabar.analysis.measures import MeasureStanding
from barabar.analysis.protection import decisions_on, shown
from barabar.plans.catalogue import Indicator, indicators
from barabar.statistics.rollup import Total
from barabar.warehouse.facts import facts
from barabar.warehouse.rollup import roll_up_facts


@dataclass(frozen=True)
class IndicatorTotal:
    """One indicator over the economy. `places` are those that were asked, `reported` those with a figure.

    `refusal` says why there is no total. `parts` are by breakdown ("sex=female").
    """

    indicator: Indicator
    total: Total | None
    parts: dict[str, Total]
    places: int
    reported: int
    refusal: str


def indicator_totals(
    standings: list[MeasureStanding], *, period: str, as_of: int | None = None, **filters: object
) -> list[IndicatorTotal]:
    """Totals by catalogue indicator, of the measures in `standings` (already published, small counts hidden).

    A total that would give a place's hidden count away, or narrow it, is hidden too.
    """
    measures = {one.key for one in standings}
    own = [
        f for f in facts(as_of=as_of, period=period, **filters) if f.measure in measures and f.indicator in indicators()
    ]
    cells = roll_up_facts(own, ("indicator", "breakdown"))
    places = _asked(standings)
    wholes = {key: cells[(key, "")].total for key in places if (key, "") in cells}
    parts: dict[str, dict[str, Total]] = {key: {} for key in places}
    for (key, breakdown), cell in cells.items():
        if key in places and breakdown and cell.total is not None:
            parts[key][breakdown] = cell.total
    people = [key for key in places if is_protected(indicators()[key].unit, share=_is_share(wholes.get(key)))]
    decisions = decisions_on([Asked(wholes.get(key), parts[key]) for key in people])
    found = []
    for key, asked in places.items():
        total = wholes.get(key)
        if key in people:
            total = shown(total, decisions)
            parts[key] = {name: one for name, part in parts[key].items() if (one := shown(part, decisions))}
        reported = total.coverage.reported if total else 0
        whole = cells.get((key, ""))
        refusal = whole.refusal if whole else ""
        found.append(IndicatorTotal(indicators()[key], total, parts[key], len(asked), reported, refusal))
    return found


def _is_share(total: Total | None) -> bool:
    return total is not None and total.numerator is not None


def _asked(standings: list[MeasureStanding]) -> dict[str, set[str]]:
    """For each catalogue indicator the measures that ask for it."""
    asked: dict[str, set[str]] = defaultdict(set)
    for standing in standings:
        for indicator in standing.indicators:
            key = indicator.key.rpartition("#")[2]
            if key in indicators():
                asked[key].add(standing.key)
    return dict(asked)
