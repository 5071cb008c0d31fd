"""A plan's content as frozen values: what the importer reads, the linter judges, a copy takes and an export writes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from barabar.plans.models import Measure, Plan, PlannedIndicator, PlanNode
from barabar.reference.text import Text


@dataclass(frozen=True)
class IndicatorContent:
    """`key` is the part after "#" of the stored key; empty for an indicator that is not stored yet."""

    name: Text
    key: str = ""
    catalogue_key: str = ""
    definition: Text = Text()
    kind: str = "output"
    unit: str = "unstated"
    aggregation: str = "none"
    direction: str = "up"
    breakdowns: tuple[str, ...] = ()
    baseline: Decimal | None = None
    baseline_year: int | None = None
    targets: tuple[tuple[int, Decimal], ...] = ()


@dataclass(frozen=True)
class Line:
    """One budget line; `year` is None where the source gives one amount for the whole period."""

    amount: Decimal
    source: str = "unspecified"
    year: int | None = None
    stage: str = "planned"
    source_as_written: str = ""

    @property
    def place(self) -> tuple:
        return (self.year, self.source, self.source_as_written, self.stage)


@dataclass(frozen=True)
class MeasureContent:
    """`responsible` and `partners` are keys of organisations; what is not in the register stays as it was written."""

    sectors: tuple[str, ...] = ()
    responsible: str = ""
    responsible_as_written: str = ""
    partners: tuple[str, ...] = ()
    partners_as_written: str = ""
    deadline: str = ""
    deadline_as_written: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    indicators: tuple[IndicatorContent, ...] = ()
    budget: tuple[Line, ...] = ()


@dataclass(frozen=True)
class NodeContent:
    """An entry of the tree: a goal, or a measure where `measure` is given. `parent` is a code, empty at the top."""

    code: str
    title: Text
    parent: str = ""
    level: int = 0
    description: Text = Text()
    stated_total: Decimal | None = None
    measure: MeasureContent | None = None

    @property
    def anchor(self) -> str:
        return anchor_of(self.code)


@dataclass(frozen=True)
class PlanContent:
    key: str
    title: Text
    level: str
    economy: str
    territory: str
    starts_year: int | None
    ends_year: int | None
    communities: tuple[str, ...]
    currency: str
    level_names: tuple[Text, ...] = ()
    nodes: tuple[NodeContent, ...] = field(default=())

    @property
    def years(self) -> range:
        if not self.starts_year or not self.ends_year:
            return range(0)
        return range(self.starts_year, self.ends_year + 1)

    @property
    def measures(self) -> list[NodeContent]:
        return [node for node in self.nodes if node.measure is not None]

    def below(self, code: str) -> Iterator[NodeContent]:
        """Every entry under this one, at any depth."""
        inside = {code}
        for node in self.nodes:
            if node.parent in inside:
                inside.add(node.code)
                yield node


def anchor_of(code: str) -> str:
    """Where an entry stands on the plan's page: "1.2" → "node-1.2"."""
    return "node-" + "".join(c if c.isalnum() or c in ".-" else "-" for c in code)


def content_of(plan: Plan) -> PlanContent:
    """Everything of a plan in its order; seven queries whatever its size."""
    nodes = PlanNode.objects.filter(plan=plan).order_by("path").select_related("parent", "measure")
    measures = {
        measure.node_id: measure
        for measure in Measure.objects.filter(node__plan=plan).prefetch_related(
            "indicators__targets", "budget", "partners"
        )
    }
    return PlanContent(
        key=plan.pk,
        title=plan.title,
        level=plan.level,
        economy=plan.economy,
        territory=plan.territory_id or "",
        starts_year=plan.starts_year,
        ends_year=plan.ends_year,
        communities=tuple(plan.communities),
        currency=plan.currency,
        level_names=tuple(Text(name) for name in plan.level_names),
        nodes=tuple(_node(node, measures.get(node.pk)) for node in nodes),
    )


def _node(node: PlanNode, measure: Measure | None) -> NodeContent:
    return NodeContent(
        code=node.code,
        title=node.title,
        parent=node.parent.code if node.parent else "",
        level=node.level,
        description=node.description,
        stated_total=node.stated_total,
        measure=measure_content(measure) if measure else None,
    )


def measure_content(measure: Measure) -> MeasureContent:
    return MeasureContent(
        sectors=tuple(measure.sectors),
        responsible=measure.responsible_id or "",
        responsible_as_written=measure.responsible_as_written,
        partners=tuple(sorted(partner.pk for partner in measure.partners.all())),
        partners_as_written=measure.partners_as_written,
        deadline=measure.deadline,
        deadline_as_written=measure.deadline_as_written,
        notes=tuple(measure.notes.items()),
        indicators=tuple(_indicator(indicator) for indicator in measure.indicators.all()),
        budget=tuple(
            Line(line.amount, line.source, line.year, line.stage, line.source_as_written)
            for line in measure.budget.all()
        ),
    )


def _indicator(indicator: PlannedIndicator) -> IndicatorContent:
    return IndicatorContent(
        name=indicator.name,
        key=indicator.code,
        catalogue_key=indicator.catalogue_key,
        definition=indicator.definition,
        kind=indicator.kind,
        unit=indicator.unit,
        aggregation=indicator.aggregation,
        direction=indicator.direction,
        breakdowns=tuple(indicator.breakdowns),
        baseline=indicator.baseline,
        baseline_year=indicator.baseline_year,
        targets=tuple((target.year, target.amount) for target in indicator.targets.all()),
    )
