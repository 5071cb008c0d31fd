"""Who may keep and adopt a plan."""

from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.plans.models import Plan
from barabar.reference.verdicts import Verdict


def may_edit_plan(actor: Actor, plan: Plan) -> Verdict:
    return may(actor, "plan.edit", organisation=plan.owner, economy=plan.economy or None)


def may_adopt_plan(actor: Actor, plan: Plan) -> Verdict:
    return may(actor, "plan.adopt", organisation=plan.owner, economy=plan.economy or None)
