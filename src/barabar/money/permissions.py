"""Who may enter money that no return brings: documents, their lines, revisions, exchange rates."""

from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.money.models import BudgetDocument
from barabar.plans.models import Measure
from barabar.reference.verdicts import Verdict


def may_edit_document(actor: Actor, document: BudgetDocument) -> Verdict:
    return may(actor, "money.edit", organisation=document.owner, economy=document.economy or None)


def may_edit_money_of(actor: Actor, measure: Measure) -> Verdict:
    plan = measure.node.plan
    return may(actor, "money.edit", organisation=plan.owner, economy=plan.economy or None)


def may_edit_rates(actor: Actor) -> Verdict:
    return may(actor, "money.edit")
