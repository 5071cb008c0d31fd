"""Take a plan as the model for another municipality: its tree and indicators, not its values."""

from dataclasses import replace

from django.db import transaction

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.journal.actions.record import record
from barabar.plans.actions.create_plan import Head, create_plan
from barabar.plans.content import MeasureContent, NodeContent, content_of
from barabar.plans.models import Plan
from barabar.plans.storing import store_nodes


@transaction.atomic
def copy_plan(*, by: Actor, plan: Plan, head: Head, key: str = "", keep_budget: bool = False) -> Plan:
    """A draft with the same tree. Baselines and targets belong to the other place and are left out; money too, unless
    asked for; deadlines stay where they lie in the new period. Bodies of the other municipality become its namesakes
    here (the same kind of office with the same beginning of its key), else they stay as written."""
    made = create_plan(by=by, head=head, key=key)
    bodies = _Bodies(plan, made)
    store_nodes(made, [_copied(node, made, bodies, keep_budget) for node in content_of(plan).nodes])
    made.copied_from = plan
    made.save(update_fields=["copied_from"])
    facts = {"from": plan.pk, "budget": keep_budget}
    record(by=by, action="plan.copy", kind="plan", subject=made.pk, facts=facts)
    return made


def _copied(node: NodeContent, made: Plan, bodies: "_Bodies", keep_budget: bool) -> NodeContent:
    total = node.stated_total if keep_budget else None
    if node.measure is None:
        return replace(node, stated_total=total)
    return replace(node, stated_total=total, measure=_copied_measure(node.measure, made, bodies, keep_budget))


def _copied_measure(measure: MeasureContent, made: Plan, bodies: "_Bodies", keep_budget: bool) -> MeasureContent:
    responsible, written = bodies.here(measure.responsible, measure.responsible_as_written)
    stays = bool(measure.deadline) and (not made.years or int(measure.deadline[:4]) in made.years)
    partners = [bodies.here(key, "") for key in measure.partners]
    return replace(
        measure,
        responsible=responsible,
        responsible_as_written=written,
        partners=tuple(sorted({key for key, _name in partners if key and key != responsible})),
        partners_as_written="; ".join(filter(None, [measure.partners_as_written, *(name for _key, name in partners)])),
        deadline=measure.deadline if stays else "",
        deadline_as_written=measure.deadline_as_written if stays else "",
        indicators=tuple(replace(one, baseline=None, baseline_year=None, targets=()) for one in measure.indicators),
        budget=measure.budget if keep_budget else (),
    )


class _Bodies:
    """Who takes the place of an institution in the copy."""

    def __init__(self, old: Plan, new: Plan):
        self.old, self.new, self.economy = old.owner, new.owner, new.economy
        self.known = {organisation.pk: organisation for organisation in Organisation.objects.filter(closed_on=None)}

    def here(self, key: str, written: str) -> tuple[str, str]:
        organisation = self.known.get(key)
        if organisation is None:
            return "", written
        if self.old is None or not organisation.is_under(self.old) or self.old == self.new:
            return (key, written) if organisation.economy in {self.economy, ""} else ("", str(organisation.name))
        twin = self.known.get(f"{self.new.pk}{organisation.pk.removeprefix(self.old.pk)}") if self.new else None
        if twin is not None and twin.kind == organisation.kind and twin.is_under(self.new):
            return twin.pk, ""
        return "", str(organisation.name)
