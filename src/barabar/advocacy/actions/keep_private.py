"""What protects the author: end the private link, and destroy the original words when they have served."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from barabar.access.actors import PUBLIC, SYSTEM, Actor
from barabar.advocacy.catalogue import form_limits
from barabar.advocacy.links import kept
from barabar.advocacy.models import Raising
from barabar.advocacy.permissions import may_moderate
from barabar.journal.actions.record import record


@transaction.atomic
def end_link(*, token: str) -> bool:
    """By its holder: from now on the link leads nowhere. False where it led nowhere before."""
    raising = Raising.objects.filter(link=kept(token)).first()
    if raising is None:
        return False
    _end(PUBLIC, raising)
    return True


@transaction.atomic
def revoke_link(*, by: Actor, raising: Raising) -> None:
    """By a moderator, who knows the raising but never the link."""
    may_moderate(by, raising.issue).require()
    _end(by, raising)


def _end(by: Actor, raising: Raising) -> None:
    raising.link = ""
    raising.save(update_fields=["link"])
    record(by=by, action="issue.link-end", kind="issue", subject=raising.issue_id)


@transaction.atomic
def forget_raising(*, by: Actor, raising: Raising) -> None:
    """Destroy the original words, the settlement as typed and the files of a raising."""
    may_moderate(by, raising.issue).require()
    for one in raising.files.all():
        one.file.delete(save=False)
        one.delete()
    raising.text = raising.settlement = ""
    raising.forgotten_on = timezone.localdate()
    raising.save()
    record(by=by, action="issue.forget", kind="issue", subject=raising.issue_id)


def forget_old(*, today: dt.date | None = None) -> int:
    """Destroy what issues that are closed or refused since `forget_days` were raised with."""
    day = today or timezone.localdate()
    border = day - dt.timedelta(days=form_limits().forget_days)
    old = Raising.objects.filter(forgotten_on=None, issue__closed_on__lte=border).select_related("issue")
    for one in old:
        forget_raising(by=SYSTEM, raising=one)
    return len(old)
