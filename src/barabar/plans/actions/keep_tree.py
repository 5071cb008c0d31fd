"""Add, edit, move and remove the entries of a plan's tree; edit a measure with its indicators and money."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.journal.actions.record import record
from barabar.plans.content import MeasureContent, NodeContent, content_of
from barabar.plans.importing.merging import differences_of
from barabar.plans.models import Measure, Plan, PlanNode
from barabar.plans.permissions import may_edit_plan
from barabar.plans.queries import indicators_in_use, measures_in_use
from barabar.plans.rules import measure_problems
from barabar.plans.storing import store_measure, store_nodes
from barabar.reference.slugs import fold
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

NO_TEXT = Text()


@transaction.atomic
def add_node(*, by: Actor, plan: Plan, node: NodeContent) -> PlanNode:
    """A goal or measure, as the last under its parent."""
    may_edit_plan(by, plan).require()
    nodes = list(content_of(plan).nodes)
    problems = [*_node_problems(nodes, node), *_content_problems(node.measure)]
    if problems:
        raise Problems(problems)
    level = next((other.level + 1 for other in nodes if other.code == node.parent), 0)
    store_nodes(plan, _with(nodes, replace(node, level=level), after=None))
    record(by=by, action="plan.node-add", kind="plan", subject=plan.pk, facts={"code": node.code})
    return PlanNode.objects.get(plan=plan, code=node.code)


@transaction.atomic
def edit_node(*, by: Actor, plan: Plan, code: str, title: Text, description: Text = NO_TEXT, stated_total=None) -> None:
    """The words of an entry, and the total that the source states for it. Its code stays: answers hang on it."""
    may_edit_plan(by, plan).require()
    if not title:
        raise Problems(
            [
                Problem(
                    "title-missing",
                    _("the entry has no title. Give it in at least one language."),
                    anchor="id_title_sq",
                )
            ]
        )
    node = _node(plan, code)
    before = (node.title, node.description, node.stated_total)
    node.title, node.description, node.stated_total = title, description, stated_total
    if before != (title, description, stated_total):
        node.save()
        record(by=by, action="plan.node-edit", kind="plan", subject=plan.pk, facts={"code": code})


@transaction.atomic
def move_node(*, by: Actor, plan: Plan, code: str, parent: str, after: str = "") -> None:
    """Under another entry, and behind one of its children (as the first where `after` is empty)."""
    may_edit_plan(by, plan).require()
    content = content_of(plan)
    moved = next((node for node in content.nodes if node.code == code), None)
    if moved is None:
        raise Problems([_not_there(code)])
    under = {code, *(node.code for node in content.below(code))}
    if parent in under:
        raise Problems(
            [
                Problem(
                    "node-circle",
                    _("“%(code)s” cannot stand under itself. Choose another place."),
                    {"code": code},
                    anchor="id_parent",
                )
            ]
        )
    if parent and all(node.code != parent for node in content.nodes):
        raise Problems([_not_there(parent)])
    rest = [node for node in content.nodes if node.code not in under]
    level = next((node.level + 1 for node in rest if node.code == parent), 0)
    own = [replace(node, level=node.level - moved.level + level) for node in content.nodes if node.code in under]
    own[0] = replace(own[0], parent=parent)
    at = _place(rest, parent, after)
    store_nodes(plan, [*rest[:at], *own, *rest[at:]])
    record(
        by=by,
        action="plan.node-move",
        kind="plan",
        subject=plan.pk,
        facts={"code": code, "parent": parent, "after": after},
    )


@transaction.atomic
def remove_node(*, by: Actor, plan: Plan, code: str) -> list[str]:
    """An entry and all below it. Measures that institutions were asked for are never removed."""
    may_edit_plan(by, plan).require()
    content = content_of(plan)
    if all(node.code != code for node in content.nodes):
        raise Problems([_not_there(code)])
    gone = {code, *(node.code for node in content.below(code))}
    measures = Measure.objects.filter(node__plan=plan, node__code__in=gone).select_related("node")
    used = measures_in_use(measure.pk for measure in measures)
    problems = [
        Problem(
            "measure-answered",
            _(
                "institutions were already asked for the measure %(code)s “%(title)s”; it cannot be "
                "removed. Mark it as ended in its description instead."
            ),
            {"code": m.code, "title": m.title},
        )
        for m in measures
        if m.pk in used
    ]
    if problems:
        raise Problems(problems)
    store_nodes(plan, [node for node in content.nodes if node.code not in gone])
    record(by=by, action="plan.node-remove", kind="plan", subject=plan.pk, facts={"codes": sorted(gone)})
    return sorted(gone)


@transaction.atomic
def edit_measure(*, by: Actor, measure: Measure, content: MeasureContent) -> list[str]:
    """Everything of a measure but its words: sectors, bodies, deadline, indicators with targets, money."""
    plan = measure.node.plan
    may_edit_plan(by, plan).require()
    problems = [*_content_problems(content), *_lost_indicators(measure, content)]
    if problems:
        raise Problems(problems)
    node = next(one for one in content_of(plan).nodes if one.code == measure.code)
    changed = [one.field for one in differences_of(node, replace(node, measure=content))]
    if changed or node.measure != content:
        store_measure(measure.node, content)
        record(by=by, action="plan.measure-edit", kind="measure", subject=measure.key, facts={"fields": changed})
    return changed


def _content_problems(content: MeasureContent | None) -> list[Problem]:
    if content is None:
        return []
    return list(measure_problems(content, set(Organisation.objects.values_list("pk", flat=True))))


def _lost_indicators(measure: Measure, content: MeasureContent) -> list[Problem]:
    kept = {one.key for one in content.indicators}
    gone = {one.pk: one for one in measure.indicators.all() if one.code not in kept}
    template = _("institutions have already answered the indicator “%(name)s”; it cannot be removed.")
    return [Problem("indicator-answered", template, {"name": gone[pk].name}) for pk in sorted(indicators_in_use(gone))]


def _node_problems(nodes: list[NodeContent], node: NodeContent) -> list[Problem]:
    found = []
    if not node.code.strip() or len(node.code) > 40:
        found.append(
            Problem(
                "code-missing", _("the entry needs a code of at most 40 characters, such as 1.2."), anchor="id_code"
            )
        )
    if any(fold(other.code) == fold(node.code) for other in nodes):
        found.append(
            Problem(
                "code-twice",
                _("the code %(code)s is already used in this plan. Give another."),
                {"code": node.code},
                anchor="id_code",
            )
        )
    if not node.title:
        found.append(
            Problem(
                "title-missing", _("the entry has no title. Give it in at least one language."), anchor="id_title_sq"
            )
        )
    if node.parent and all(other.code != node.parent for other in nodes):
        found.append(_not_there(node.parent))
    return found


def _not_there(code: str) -> Problem:
    return Problem("node-unknown", _("there is no entry “%(code)s” in this plan."), {"code": code}, anchor="id_parent")


def _node(plan: Plan, code: str) -> PlanNode:
    node = PlanNode.objects.filter(plan=plan, code=code).first()
    if node is None:
        raise Problems([_not_there(code)])
    return node


def _with(nodes: list[NodeContent], node: NodeContent, after: str | None) -> list[NodeContent]:
    at = _place(nodes, node.parent, after)
    return [*nodes[:at], node, *nodes[at:]]


def _place(nodes: list[NodeContent], parent: str, after: str | None) -> int:
    """Where in the list an entry under `parent` goes: behind `after` and all below it, at the end for None."""
    parents = {node.code: node.parent for node in nodes}

    def is_under(code: str, top: str) -> bool:
        while code:
            if code == top:
                return True
            code = parents.get(code, "")
        return not top

    if after == "":
        return next((i + 1 for i, node in enumerate(nodes) if node.code == parent), 0)
    top = after or parent
    inside = [i for i, node in enumerate(nodes) if is_under(node.code, top)]
    return inside[-1] + 1 if inside else len(nodes)
