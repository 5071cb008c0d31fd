"""Record that a body adopted a plan: from then on it is public and institutions are asked about it. Also its end."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.journal.actions.record import record
from barabar.plans.models import AdoptionAct, Plan
from barabar.plans.permissions import may_adopt_plan
from barabar.reference.verdicts import ALLOWED, Problem, Problems, Verdict, refused


@transaction.atomic
def adopt_plan(*, by: Actor, plan: Plan, body: str, number: str, adopted_on: dt.date) -> AdoptionAct:
    """A number is unique only with municipality and date: the same act of two plans is refused with the other's name."""
    may_adopt_plan(by, plan).require()
    is_adoptable(plan).require()
    problems = list(_act_problems(plan, body, number, adopted_on))
    if problems:
        raise Problems(problems)
    act = AdoptionAct.objects.create(
        plan=plan, territory=plan.territory, body=body.strip(), number=number.strip(), adopted_on=adopted_on
    )
    plan.status = "adopted"
    plan.save(update_fields=["status"])
    facts = {"body": act.body, "number": act.number, "adopted_on": adopted_on.isoformat()}
    record(by=by, action="plan.adopt", kind="plan", subject=plan.pk, facts=facts)
    return act


def is_adoptable(plan: Plan) -> Verdict:
    if plan.status in {"draft", "adopted"}:
        return ALLOWED
    return refused(
        "plan-over",
        _("The plan has ended or was replaced; it cannot be adopted again. Register the new plan as its successor."),
    )


def _act_problems(plan: Plan, body: str, number: str, adopted_on: dt.date):
    if not body.strip():
        yield Problem(
            "body-missing",
            _("the act needs the body that adopted the plan, such as the municipal council."),
            anchor="id_body",
        )
    if not number.strip():
        yield Problem(
            "number-missing", _("the act needs its number, as it stands on the decision."), anchor="id_number"
        )
    if len(number.strip()) > 40:
        yield Problem(
            "number-long", _("the number has more than 40 characters; write only the number."), anchor="id_number"
        )
    if adopted_on > timezone.localdate():
        yield Problem(
            "date-future",
            _("%(day)s lies in the future; record the adoption once it has happened."),
            {"day": adopted_on},
            anchor="id_adopted_on",
        )
    same = AdoptionAct.objects.filter(territory=plan.territory, number=number.strip(), adopted_on=adopted_on)
    if plan.territory_id is None:
        same = same.filter(plan__economy=plan.economy)
    other = same.select_related("plan").first()
    if other is not None:
        template = _(
            "decision %(number)s of %(day)s is already recorded for the plan “%(other)s”. Check "
            "number and date; one decision adopts one plan."
        )
        yield Problem(
            "act-taken", template, {"number": number, "day": adopted_on, "other": other.plan.title}, anchor="id_number"
        )


@transaction.atomic
def end_plan(*, by: Actor, plan: Plan, reason: str = "", successor: Plan | None = None) -> None:
    """The plan has run out, or another took its place; what was reported on it stays."""
    may_adopt_plan(by, plan).require()
    if plan.status != "adopted":
        refused("not-adopted", _("Only an adopted plan can end or be replaced.")).require()
    if successor is not None and successor.pk == plan.pk:
        raise Problems(
            [
                Problem(
                    "plan-circle",
                    _("the plan cannot stand under or after itself. Choose another plan."),
                    anchor="id_successor",
                )
            ]
        )
    plan.status = "replaced" if successor else "ended"
    plan.save(update_fields=["status"])
    if successor is not None and successor.predecessor_id is None:
        successor.predecessor = plan
        successor.save(update_fields=["predecessor"])
    facts = {"successor": successor.pk} if successor else {}
    record(by=by, action="plan.end", kind="plan", subject=plan.pk, facts=facts, reason=reason)
