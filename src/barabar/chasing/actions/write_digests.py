"""One message a person and day with everything that waits for them; nothing to do, no message."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.access.actors import actor_of
from barabar.access.models import Account, Membership
from barabar.chasing.digest_lines import further_lines
from barabar.chasing.models import Absence, Contact
from barabar.collection.models import Return
from barabar.collection.states import FILLABLE
from barabar.design.figures import day
from barabar.messages.actions.write_message import Draft, write_message
from barabar.messages.models import Message
from barabar.review.queries import desk


@dataclass
class Waiting:
    """What waits for one person, as sentences in their language."""

    lines: list[str] = field(default_factory=list)


def write_digests(today: dt.date | None = None) -> list[Message]:
    """For every active account with something open. Who is away gets none; the replacement gets it with their own."""
    today = today or timezone.localdate()
    away = {one.account_id: one for one in Absence.objects.filter(since__lte=today, until__gte=today)}
    stands_for: dict[int, list[Account]] = defaultdict(list)
    for one in away.values():
        if one.replacement_id:
            stands_for[one.replacement_id].append(one.account)
    made = []
    holders = Membership.objects.filter(until=None, account__is_active=True).values("account")
    for account in Account.objects.filter(pk__in=holders).order_by("pk"):
        if account.pk in away:
            continue
        with translation.override(account.language):
            lines = _lines(account, today)
            for absent in stands_for[account.pk]:
                more = _lines(absent, today)
                if more:
                    lines += ["", _("For %(name)s, who is away:") % {"name": absent.name}, *more]
            message = _write(account, lines, today) if lines else None
        if message is not None:
            made.append(message)
    return made


def _write(account: Account, lines: list[str], today: dt.date) -> Message | None:
    text = "\n".join([_("Good morning, this waits for you:"), "", *lines, "", settings.ADDRESS + "office/"])
    draft = Draft(
        kind="digest", occasion=f"digest {account.pk} {today.isoformat()}", to=account.email, to_name=account.name,
        language=account.language, subject=_("Barabar: what waits on %(day)s") % {"day": day(today)}, text=text,
    )  # fmt: skip
    return write_message(draft)


def _lines(account: Account, today: dt.date) -> list[str]:
    actor = actor_of(account)
    own = {part.organisation for part in actor.parts}
    lines = []
    open_returns = Return.objects.filter(
        request__organisation__in=own, state__in=FILLABLE, request__cycle__state="open"
    ).select_related("request__cycle", "request__organisation")
    for one in open_returns:
        facts = {"cycle": one.request.cycle.title, "day": day(one.request.due_on)}
        lines.append(("– " + _("%(cycle)s: to be sent by %(day)s")) % facts)
    waiting = [row for row in desk(actor) if row.is_waiting]
    if waiting:
        words = ngettext(
            "%(count)s return waits for your review", "%(count)s returns wait for your review", len(waiting)
        )
        lines.append("– " + words % {"count": len(waiting)})
    steps = Contact.objects.filter(next_on__lte=today, by=account.name, request__return_of__state__in=FILLABLE)
    for step in steps.select_related("request__organisation"):
        facts = {"step": step.next_step, "name": step.request.organisation.name}
        lines.append("– " + _("Agreed for today: %(step)s (%(name)s)") % facts)
    return [*lines, *further_lines(actor, today)]
