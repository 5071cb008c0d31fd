"""How each measure stands in a period: approved state, values against target, money at each stage."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from barabar.plans.models import Measure
from barabar.reference.periods import Period
from barabar.reference.text import Text
from barabar.statistics.progress import Progress, progress_state, progress_to_target
from barabar.statistics.rollup import Total
from barabar.warehouse.facts import Fact, Said, facts, narratives
from barabar.warehouse.rollup import roll_up_facts


@dataclass(frozen=True)
class IndicatorStanding:
    """An indicator's approved total of the period against baseline and target. `progress` is None without a target."""

    key: str
    name: Text
    unit: str
    aggregation: str
    baseline: Decimal | None
    target: Decimal | None
    total: Total | None
    parts: dict[str, Total]
    progress: Progress | None


@dataclass(frozen=True)
class MeasureStanding:
    """One measure in one period. `status` is what the institution reported; `computed` what the published rule says.

    `money` maps stage to its total in `currency`; `planned` is what the plan promised for the year.
    """

    key: str
    code: str
    title: Text
    plan: str
    plan_title: Text
    sector: str
    responsible: Text | None
    territory: str
    deadline: str
    status: str
    computed: str
    indicators: tuple[IndicatorStanding, ...]
    money: dict[str, Total]
    planned: Decimal | None
    currency: str
    said: Said | None

    @property
    def first(self) -> IndicatorStanding | None:
        return self.indicators[0] if self.indicators else None


def measure_standings(*, period: str, as_of: int | None = None, **measure_filters: object) -> list[MeasureStanding]:
    """Every measure of the plans in force in a period, whether anything was reported on it or not."""
    year = Period.parse(period).year
    measures = list(
        Measure.objects.filter(node__plan__starts_year__lte=year, node__plan__ends_year__gte=year, **measure_filters)
        .exclude(node__plan__status="draft")
        .select_related("node__plan", "responsible")
        .prefetch_related("indicators__targets", "budget")
        .order_by("-node__plan__level", "node__plan_id", "node__path")
    )
    ids = [measure.pk for measure in measures]
    by_measure: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts(as_of=as_of, period=period, measure__in=ids):
        by_measure[fact.measure].append(fact)
    said = {one.measure: one for one in narratives(as_of=as_of, period=period, measure__in=ids)}
    return [_standing(m, by_measure.get(m.key, []), said.get(m.key), year) for m in measures]


def _standing(measure: Measure, own: list[Fact], said: Said | None, year: int) -> MeasureStanding:
    plan = measure.node.plan
    indicators = tuple(_indicator(i, own, year) for i in measure.indicators.all())
    money = {
        group[0]: cell.total
        for group, cell in roll_up_facts([f for f in own if f.is_money], ("stage",)).items()
        if cell.total
    }
    planned = [line.amount for line in measure.budget.all() if line.year == year and line.stage == "planned"]
    return MeasureStanding(
        key=measure.key,
        code=measure.code,
        title=measure.title,
        plan=plan.pk,
        plan_title=plan.title,
        sector=measure.sector,
        responsible=measure.responsible.name if measure.responsible else None,
        territory=measure.territory_id or plan.territory_id or "",
        deadline=measure.deadline,
        status=said.status if said else "",
        computed=_computed(indicators, plan, year),
        indicators=indicators,
        money=money,
        planned=sum(planned, Decimal(0)) if planned else None,
        currency=plan.currency,
        said=said,
    )


def _indicator(indicator, own: list[Fact], year: int) -> IndicatorStanding:
    mine = [fact for fact in own if fact.indicator_key == indicator.key]
    cells = roll_up_facts(mine, ("breakdown",))
    totals = {group[0]: cell.total for group, cell in cells.items() if cell.total}
    total = totals.pop("", None)
    target = next((t.amount for t in indicator.targets.all() if t.year == year), None)
    progress = None
    if target is not None and total is not None and total.amount is not None:
        actual = total.amount * 100 if indicator.is_ratio else total.amount
        progress = progress_to_target(
            baseline=indicator.baseline, target=target, actual=actual, direction=indicator.direction
        )
    return IndicatorStanding(
        indicator.key, indicator.name, indicator.unit, indicator.aggregation, indicator.baseline, target, total, totals,
        progress,
    )  # fmt: skip


def _computed(indicators: tuple[IndicatorStanding, ...], plan, year: int) -> str:
    """The published rule over the measure's indicators: the one that needs attention most decides.

    Yearly targets are for the end of the year, so the whole of the year's time has passed.
    """
    states = [progress_state(i.progress, time_share=Decimal(1)) for i in indicators if i.progress]
    order = ["delayed", "at_risk", "on_track", "completed"]
    return min(states, key=order.index, default="")
