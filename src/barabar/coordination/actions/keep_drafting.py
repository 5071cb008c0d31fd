"""Keep who took part in drafting a plan."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.coordination.actions.keep_body import unknown
from barabar.coordination.catalogue import drafting_parts, party_kinds
from barabar.coordination.models import Body, DraftingActor
from barabar.coordination.permissions import may_coordinate
from barabar.journal.actions.record import record
from barabar.plans.models import Plan
from barabar.plans.permissions import may_edit_plan
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems, Verdict


@dataclass(frozen=True)
class Drafted:
    """Who drafted; see `models.DraftingActor`. One of organisation, body and the words is given."""

    kind: str
    part: str
    organisation: Organisation | None = None
    body: Body | None = None
    as_written: Text = Text()
    note: str = ""
    source: str = ""


def may_tell_drafting(actor: Actor, plan: Plan) -> Verdict:
    """Those who edit the plan, and those who keep the coordination of its owner or economy."""
    return may_edit_plan(actor, plan) or may_coordinate(actor, host=plan.owner, economy=plan.economy)


@transaction.atomic
def add_drafting_actor(*, by: Actor, plan: Plan, drafted: Drafted) -> DraftingActor:
    may_tell_drafting(by, plan).require()
    problems = list(_problems(plan, drafted))
    if problems:
        raise Problems(problems)
    values = {name: getattr(drafted, name) for name in Drafted.__dataclass_fields__}
    made = DraftingActor.objects.create(plan=plan, **values)
    record(
        by=by, action="plan.drafted-by", kind="plan", subject=plan.pk, facts={"part": made.part, "who": str(made.name)}
    )
    return made


@transaction.atomic
def remove_drafting_actor(*, by: Actor, actor: DraftingActor) -> None:
    """Entered by mistake; the journal keeps that it stood here."""
    may_tell_drafting(by, actor.plan).require()
    facts = {"part": actor.part, "who": str(actor.name)}
    record(by=by, action="plan.drafted-by-removed", kind="plan", subject=actor.plan_id, facts=facts)
    actor.delete()


def _problems(plan: Plan, drafted: Drafted) -> Iterable[Problem]:
    if drafted.part not in drafting_parts():
        yield unknown("part", _("“%(key)s” is not a part in drafting; use %(known)s."), drafted.part, drafting_parts())
    if drafted.kind not in party_kinds():
        yield unknown("kind", _("“%(key)s” is not a kind of party; use %(known)s."), drafted.kind, party_kinds())
    given = [one for one in (drafted.organisation, drafted.body, drafted.as_written) if one]
    if len(given) != 1:
        yield Problem("who", _("say who it was, once: choose an institution or a body, or write the name of what is in neither list."), anchor="id_organisation")  # fmt: skip
    if drafted.body and drafted.body.economy not in ("", plan.economy):
        yield Problem("body", _("this body belongs to another economy. Choose it again."), anchor="id_body")
