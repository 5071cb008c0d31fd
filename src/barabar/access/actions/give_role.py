from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.catalogue import roles
from barabar.access.models import Account, Membership, Organisation
from barabar.access.permissions import may
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems


@transaction.atomic
def give_role(*, by: Actor, account: Account, organisation: Organisation, role: str, since=None) -> Membership:
    """Give an account a role in an organisation. Giving it twice changes nothing."""
    may(by, "account.edit", organisation=organisation).require()
    if role not in roles():
        raise Problems(
            [
                Problem(
                    "role-unknown",
                    _("“%(role)s” is not a role; use one of %(known)s."),
                    {"role": role, "known": ", ".join(roles())},
                )
            ]
        )
    membership, made = Membership.objects.get_or_create(
        account=account, organisation=organisation, role=role, until=None,
        defaults={"since": since or timezone.localdate()},
    )  # fmt: skip
    if made:
        record(
            by=by,
            action="role.give",
            kind="organisation",
            subject=organisation.pk,
            facts={"role": role, "account": account.name},
        )
    return membership
