"""Questions that money is asked: what a beneficiary costs, what serves a target of Poznan or the EU, what addresses a gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from barabar.analysis.gaps import GapStanding
from barabar.analysis.measures import MeasureStanding
from barabar.analysis.money.amounts import Amount
from barabar.plans.catalogue import Target, frames, indicators
from barabar.plans.models import PlannedIndicator
from barabar.reference.text import Text
from barabar.statistics.values import State


@dataclass(frozen=True)
class UnitCost:
    """Money spent for each person (or other counted thing) of a measure. None where it would mislead: see `why`."""

    measure: str
    title: Text
    plan: Text
    unit: str
    spent: Decimal
    currency: str
    count: Decimal | None
    cost: Decimal | None
    why: str = ""


def unit_costs(standings: Iterable[MeasureStanding]) -> list[UnitCost]:
    """For measures with money spent and exactly one counted output. `standings` are those published: a hidden count
    gives no cost, because the cost would give the count."""
    found = []
    for one in standings:
        spent = one.money.get("spent")
        if spent is None or not spent.amount:
            continue
        counted = [i for i in one.indicators if i.aggregation == "sum"]
        if len(counted) != 1:
            continue
        total = counted[0].total
        base = (one.key, one.title, one.plan_title, counted[0].unit, spent.amount, one.currency)
        if total is None or total.state is State.MISSING:
            found.append(UnitCost(*base, None, None, "missing"))
        elif total.state is not State.REPORTED:
            found.append(UnitCost(*base, None, None, total.state.value))
        elif total.is_range or not total.amount:
            found.append(UnitCost(*base, total.amount, None, "range" if total.is_range else "zero"))
        else:
            cost = (spent.amount / total.amount).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
            found.append(UnitCost(*base, total.amount, cost))
    return found


@dataclass(frozen=True)
class TargetMoney:
    """Money of the measures that serve one target of a frame. A measure may serve several: targets never add up."""

    frame: str
    target: Target
    measures: tuple[str, ...]
    sums: dict[tuple[str, str], Decimal]


def by_target(amounts: Iterable[Amount], frame: str) -> list[TargetMoney]:
    """For each target of Poznan (`poznan`) or the EU framework (`eu2030`): measures, and money by stage and currency."""
    own = list(amounts)
    serves = _targets_of({one.subject for one in own})
    found = []
    for target in frames()[frame].targets:
        measures = sorted(key for key, names in serves.items() if f"{frame}/{target.key}" in names)
        found.append(TargetMoney(frame, target, tuple(measures), _sums(own, set(measures))))
    return found


def _targets_of(measures: set[str]) -> dict[str, set[str]]:
    """The targets that each measure's indicators of the catalogue serve."""
    serves: dict[str, set[str]] = {}
    rows = PlannedIndicator.objects.filter(measure__key__in=measures).exclude(catalogue_key="")
    for measure, key in rows.values_list("measure__key", "catalogue_key"):
        if key in indicators():
            serves.setdefault(measure, set()).update(indicators()[key].frames)
    return serves


def _sums(amounts: Iterable[Amount], measures: set[str]) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for one in amounts:
        if one.subject in measures:
            sums[one.stage, one.currency] = sums.get((one.stage, one.currency), Decimal(0)) + one.amount
    return sums


@dataclass(frozen=True)
class GapMoney:
    """A measured gap, the measures that address it, and their money. No measure means that nothing addresses it.

    `how`: "indicator" where measures have the gap's indicator or serve the same target, "sector" where they only share
    the gap's sector, because the survey's indicator is in no catalogue.
    """

    gap: GapStanding
    how: str
    measures: tuple[tuple[str, Text], ...]
    sums: dict[tuple[str, str], Decimal]


def addressing(gaps: Iterable[GapStanding], amounts: Iterable[Amount]) -> list[GapMoney]:
    """For each gap: measures with its indicator or one of the same target of a frame; else measures of its sector."""
    own = list(amounts)
    titles = {one.subject: one.of for one in own}
    rows = PlannedIndicator.objects.filter(measure__key__in=titles).exclude(catalogue_key="")
    keys: dict[str, set[str]] = {}
    for measure, key in rows.values_list("measure__key", "catalogue_key"):
        keys.setdefault(measure, set()).add(key)
    found = []
    for gap in gaps:
        frames_of_gap = set(indicators()[gap.indicator].frames) if gap.indicator in indicators() else set()
        measures = sorted(
            measure
            for measure, own_keys in keys.items()
            if gap.indicator in own_keys
            or any(frames_of_gap & set(indicators()[key].frames) for key in own_keys if key in indicators())
        )
        how = "indicator"
        if not measures and gap.indicator not in indicators():
            how, measures = "sector", sorted({one.subject for one in own if one.sector == gap.sector})
        named = tuple((measure, titles[measure]) for measure in measures)
        found.append(GapMoney(gap, how, named, _sums(own, set(measures))))
    return found
