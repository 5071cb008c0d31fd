"""Budget execution: planned, adopted and spent, by sector, source, measure; currencies never mixed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from barabar.plans.models import BudgetLine
from barabar.reference.periods import Period
from barabar.statistics.rollup import Total
from barabar.warehouse.facts import facts
from barabar.warehouse.rollup import roll_up_facts


@dataclass(frozen=True)
class Execution:
    """Money of one group in one currency. `rate` is spent over adopted of the same measures, None where adopted is 0."""

    group: str
    currency: str
    planned: Decimal
    adopted: Total | None
    spent: Total | None

    @property
    def rate(self) -> Decimal | None:
        if not self.adopted or not self.spent or not self.adopted.amount or self.spent.amount is None:
            return None
        return self.spent.amount / self.adopted.amount


def execution(*, period: str, by: str = "sector", as_of: int | None = None, **filters: object) -> list[Execution]:
    """Money by `sector`, `source`, `plan`, `territory` or `organisation`. `filters` are those of the ledger."""
    money = [fact for fact in facts(as_of=as_of, period=period, **filters) if fact.is_money]
    cells = roll_up_facts(money, (by, "unit", "stage"))
    planned = _planned(money, by, Period.parse(period).year)
    groups = dict.fromkeys((group, unit) for group, unit, _stage in cells)
    return [
        Execution(
            group=group,
            currency=unit,
            planned=planned.get((group, unit), Decimal(0)),
            adopted=_total(cells, group, unit, "adopted"),
            spent=_total(cells, group, unit, "spent"),
        )
        for group, unit in sorted(groups)
    ]


def _total(cells: dict, group: str, unit: str, stage: str) -> Total | None:
    cell = cells.get((group, unit, stage))
    return cell.total if cell else None


def _planned(money: Iterable, by: str, year: int) -> dict[tuple[str, str], Decimal]:
    """What the plans promised for the measures (and sources) that the facts speak of."""
    groups = {}
    for fact in money:
        groups.setdefault((fact.measure, fact.source), (getattr(fact, by), fact.unit))
    sums: dict[tuple[str, str], Decimal] = {}
    lines = BudgetLine.objects.filter(
        year=year, stage="planned", measure__key__in={measure for measure, _source in groups}
    ).values_list("measure__key", "source", "amount")
    for measure, source, amount in lines:
        if (measure, source) in groups:
            group = groups[(measure, source)]
            sums[group] = sums.get(group, Decimal(0)) + amount
    return sums
