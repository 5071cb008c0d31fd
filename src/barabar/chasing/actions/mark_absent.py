"""Say that somebody is away, and who replaces them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Account, Membership
from barabar.chasing.models import Absence
from barabar.chasing.permissions import may_mark_absent
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems


@transaction.atomic
def mark_absent(
    *, by: Actor, account: Account, since: dt.date, until: dt.date, replacement: Account | None = None
) -> Absence:
    """An absence from a day until a day, both included. The replacement is a colleague of one of the same institutions."""
    may_mark_absent(by, account).require()
    problems = []
    if until < since:
        problems.append(Problem("until", _("it ends before it begins."), anchor="id_until"))
    if replacement is not None and (replacement.pk == account.pk or not _colleagues(account, replacement)):
        problems.append(Problem("replacement", _("the replacement must be another person with a role in the same institution."), anchor="id_replacement"))  # fmt: skip
    if Absence.objects.filter(account=account, since__lte=until, until__gte=since).exists():
        problems.append(Problem("overlap", _("an absence in these days is already noted."), anchor="id_since"))
    if problems:
        raise Problems(problems)
    absence = Absence.objects.create(account=account, since=since, until=until, replacement=replacement)
    record(by=by, action="account.absent", kind="account", subject=account.pk, facts={"until": until.isoformat()})
    return absence


@transaction.atomic
def end_absence(*, by: Actor, absence: Absence) -> None:
    """Back earlier, or entered by mistake."""
    may_mark_absent(by, absence.account).require()
    record(by=by, action="account.back", kind="account", subject=absence.account_id)
    absence.delete()


def _colleagues(account: Account, other: Account) -> bool:
    own = Membership.objects.filter(account=account, until=None).values("organisation")
    return Membership.objects.filter(account=other, until=None, organisation__in=own).exists()
