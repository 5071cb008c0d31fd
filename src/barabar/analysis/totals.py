"""Totals of the catalogue's indicators over all plans and places of an economy: whom they cover, and nothing given away."""

from collections import defaultdict
from dataclasses import dataclass

from barabar.analysis.measures import MeasureStanding
from barabar.analysis.protection import hide, is_small
from barabar.plans.catalogue import Indicator, indicators
from barabar.reference.catalogue import units
from barabar.statistics.rollup import Total
from barabar.statistics.values import State
from barabar.warehouse.facts import Fact, facts
from barabar.warehouse.rollup import Cell, roll_up_facts


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

    Where a place's count is hidden, the total is hidden too: it would give that count away, or narrow it with another,
    and following the total home would print it.
    """
    measures = {one.key for one in standings}
    own = [
        f for f in facts(as_of=as_of, period=period, **filters) if f.measure in measures and f.indicator in indicators()
    ]
    cells = roll_up_facts(own, ("indicator", "breakdown"))
    hidden = _hidden(standings, own)
    asked = _asked(standings)
    found = []
    for key, places in asked.items():
        whole = cells.get((key, ""))
        total = _published(whole, key, "", hidden)
        parts = {
            breakdown: part
            for (indicator, breakdown), cell in cells.items()
            if indicator == key and breakdown and (part := _published(cell, key, breakdown, hidden))
        }
        reported = total.coverage.reported if total else 0
        refusal = whole.refusal if whole else ""
        found.append(IndicatorTotal(indicators()[key], total, parts, len(places), reported, refusal))
    return found


def _asked(standings: list[MeasureStanding]) -> dict[str, set[str]]:
    """For each catalogue indicator the measures that ask for it."""
    asked: dict[str, set[str]] = defaultdict(set)
    for standing in standings:
        for indicator in standing.indicators:
            key = indicator.key.rpartition("#")[2]
            if key in indicators():
                asked[key].add(standing.key)
    return dict(asked)


def _hidden(standings: list[MeasureStanding], own: list[Fact]) -> set[tuple[str, str]]:
    """Catalogue indicator and breakdown of every place's count that is hidden."""
    catalogue = {fact.indicator_key: fact.indicator for fact in own}
    found: set[tuple[str, str]] = set()
    for standing in standings:
        for indicator in standing.indicators:
            key = catalogue.get(indicator.key)
            for breakdown, total in (("", indicator.total), *indicator.parts.items()):
                if key and total is not None and total.state is State.SUPPRESSED:
                    found.add((key, breakdown))
    return found


def _published(cell: Cell | None, key: str, breakdown: str, hidden: set[tuple[str, str]]) -> Total | None:
    if cell is None or cell.total is None:
        return None
    unit = units().get(cell.total.unit)
    counts_people = unit is not None and unit.protected
    if (key, breakdown) in hidden or (counts_people and is_small(cell.total)):
        return hide(cell.total)
    return cell.total
