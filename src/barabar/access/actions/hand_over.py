from django.db import transaction
from django.utils import timezone

from barabar.access.actors import Actor
from barabar.access.models import Account, Membership
from barabar.access.permissions import may
from barabar.journal.actions.record import record


@transaction.atomic
def hand_over(*, by: Actor, membership: Membership, to: Account, reason: str = "") -> Membership:
    """A successor takes over: the predecessor's part ends today, the successor's begins.

    Nothing else moves: drafts, requests and remarks belong to the organisation, not to the account.
    """
    may(by, "account.edit", organisation=membership.organisation).require()
    today = timezone.localdate()
    successor, _made = Membership.objects.get_or_create(
        account=to,
        organisation=membership.organisation,
        role=membership.role,
        until=None,
        defaults={"since": today},
    )
    membership.until = today
    membership.successor = successor
    membership.save(update_fields=["until", "successor"])
    record(
        by=by,
        action="role.hand-over",
        kind="organisation",
        subject=membership.organisation_id,
        facts={"role": membership.role, "from": membership.account.name, "to": to.name},
        reason=reason,
    )
    return successor
