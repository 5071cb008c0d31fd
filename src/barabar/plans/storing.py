"""Write a plan's content into its tables. Only actions call this; it neither asks for permission nor keeps the journal."""

from collections.abc import Iterable

from django.db.models import Model

from barabar.access.models import Organisation
from barabar.plans.content import IndicatorContent, MeasureContent, NodeContent
from barabar.plans.models import BudgetLine, Measure, Plan, PlannedIndicator, PlanNode, YearlyTarget
from barabar.reference.slugs import fold, slug


def store_nodes(plan: Plan, nodes: Iterable[NodeContent]) -> None:
    """Make the plan's tree exactly these entries, in this order. Entries are met by code; others are removed."""
    nodes = list(nodes)
    stored = {fold(node.code): node for node in PlanNode.objects.filter(plan=plan)}
    wanted = {fold(node.code) for node in nodes}
    for code in [code for code in stored if code not in wanted]:
        remove_node(stored.pop(code))
    _free_paths(plan)
    made: dict[str, PlanNode] = {}
    position: dict[str, int] = {}
    for content in nodes:
        parent = made.get(fold(content.parent)) if content.parent else None
        position[content.parent] = position.get(content.parent, 0) + 1
        path = f"{parent.path}." if parent else ""
        node = stored.get(fold(content.code)) or PlanNode(plan=plan)
        node.code, node.title, node.description = content.code, content.title, content.description
        node.parent, node.level, node.stated_total = parent, content.level, content.stated_total
        node.path = f"{path}{position[content.parent]:04d}"
        node.save()
        made[fold(content.code)] = node
        if content.measure is not None:
            store_measure(node, content.measure)
        else:
            Measure.objects.filter(node=node).delete()


def _free_paths(plan: Plan) -> None:
    """Paths are unique in a plan: before they are dealt out anew, none may stand in another's way."""
    nodes = list(PlanNode.objects.filter(plan=plan))
    for node in nodes:
        node.path = f"~{node.pk}"
    PlanNode.objects.bulk_update(nodes, ["path"])


def remove_node(node: PlanNode) -> None:
    """Children first lose their parent: those that stay are placed again, those that go are removed one by one."""
    PlanNode.objects.filter(parent=node).update(parent=None)
    Measure.objects.filter(node=node).delete()
    node.delete()


def store_measure(node: PlanNode, content: MeasureContent) -> Measure:
    plan = node.plan
    measure = Measure.objects.filter(node=node).first() or Measure(
        node=node, key=f"{plan.pk}/{node.code}", territory_id=plan.territory_id
    )
    measure.sectors = list(content.sectors)
    measure.responsible_id = content.responsible or None
    measure.responsible_as_written = content.responsible_as_written
    measure.partners_as_written = content.partners_as_written
    measure.deadline, measure.deadline_as_written = content.deadline, content.deadline_as_written
    measure.notes = dict(content.notes)
    measure.save()
    measure.partners.set(Organisation.objects.filter(pk__in=content.partners))
    _store_indicators(measure, content.indicators)
    _store_budget(measure, content)
    return measure


def _store_indicators(measure: Measure, wanted: tuple[IndicatorContent, ...]) -> None:
    stored = {indicator.code: indicator for indicator in measure.indicators.all()}
    keys = {one.key for one in wanted}
    for code, indicator in stored.items():
        if code not in keys:
            indicator.delete()
    for position, one in enumerate(wanted):
        code = one.key or _new_code(one, {*stored, *keys})
        keys.add(code)
        indicator = stored.get(code) or PlannedIndicator(measure=measure, key=f"{measure.key}#{code}")
        indicator.position, indicator.name, indicator.definition = position, one.name, one.definition
        indicator.catalogue_key, indicator.kind, indicator.unit = one.catalogue_key, one.kind, one.unit
        indicator.aggregation, indicator.direction = one.aggregation, one.direction
        indicator.breakdowns = list(one.breakdowns)
        indicator.baseline, indicator.baseline_year = one.baseline, one.baseline_year
        indicator.save()
        _replace(
            YearlyTarget, indicator.targets.all(), [YearlyTarget(indicator=indicator, year=y, amount=a) for y, a in one.targets],
            lambda row: (row.year, row.amount),
        )  # fmt: skip


def _new_code(one: IndicatorContent, taken: set[str]) -> str:
    """A short key from the name that no other indicator of the measure has."""
    words = slug(next(iter(one.name.values()), "")) or "indicator"
    code = words[:24].strip("-")
    number = 2
    while code in taken:
        code = f"{words[:21].strip('-')}-{number}"
        number += 1
    return code


def _store_budget(measure: Measure, content: MeasureContent) -> None:
    wanted = [
        BudgetLine(
            measure=measure, year=line.year, source=line.source, stage=line.stage, amount=line.amount,
            source_as_written=line.source_as_written,
        )
        for line in content.budget
    ]  # fmt: skip
    _replace(
        BudgetLine, measure.budget.all(), wanted,
        lambda row: (row.year, row.source, row.source_as_written, row.stage, row.amount),
    )  # fmt: skip


def _replace(model: type[Model], stored: Iterable, wanted: list, said) -> None:
    """Rows that say the same stay; others are removed and written anew."""
    rest = {said(row): row for row in stored}
    new = [row for row in wanted if rest.pop(said(row), None) is None]
    model.objects.filter(pk__in=[row.pk for row in rest.values()]).delete()
    model.objects.bulk_create(new)
