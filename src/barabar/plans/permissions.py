"""Who may keep and adopt a plan."""

from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.plans.models import Plan
from barabar.reference.verdicts import Verdict


def may_edit_plan(actor: Actor, plan: Plan) -> Verdict:
    """A draft by those who keep plans; once adopted, only by those who may also adopt."""
    edit = may(actor, "plan.edit", organisation=plan.owner, economy=plan.economy or None)
    return edit if plan.status == "draft" else edit & may_adopt_plan(actor, plan)


def may_adopt_plan(actor: Actor, plan: Plan) -> Verdict:
    return may(actor, "plan.adopt", organisation=plan.owner, economy=plan.economy or None)
