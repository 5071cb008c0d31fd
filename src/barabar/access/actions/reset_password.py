"""Give a person who forgot the password a new first one, shown once."""

import secrets

from django.db import transaction

from barabar.access.actors import Actor
from barabar.access.models import Account, Membership
from barabar.access.permissions import may
from barabar.journal.actions.record import record


@transaction.atomic
def reset_password(*, by: Actor, membership: Membership) -> str:
    """`membership` is the part by which the account is within reach. Whoever was signed in with it is signed out."""
    may(by, "account.edit", organisation=membership.organisation).require()
    password = secrets.token_urlsafe(12)
    account = Account.objects.select_for_update().get(pk=membership.account_id)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(
        by=by,
        action="account.reset-password",
        kind="organisation",
        subject=membership.organisation_id,
        facts={"account": account.name},
    )
    return password
