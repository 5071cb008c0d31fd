"""Who may chase a reporter, and who may say that somebody is away."""

from barabar.access.actors import Actor
from barabar.access.models import Account, Membership
from barabar.access.permissions import may
from barabar.collection.models import Cycle, Request
from barabar.reference.verdicts import ALLOWED, Verdict
from barabar.review.queries import may_chase


def may_contact(actor: Actor, request: Request) -> Verdict:
    """Whoever sees the reporter in the chase view."""
    return may_chase(actor, request.organisation)


def may_mark_absent(actor: Actor, account: Account) -> Verdict:
    """Oneself, or whoever administers accounts of one of the person's institutions."""
    if actor.account_id == account.pk:
        return ALLOWED
    verdict = may(actor, "account.edit")
    for part in Membership.objects.filter(account=account, until=None).select_related("organisation"):
        verdict = may(actor, "account.edit", organisation=part.organisation)
        if verdict:
            break
    return verdict


def may_send_pack(actor: Actor, cycle: Cycle) -> Verdict:
    """Whoever opens the cycle asks its institutions."""
    return may(actor, "cycle.open", economy=cycle.economy)
