"""When and in which words those who promised are reminded: definitions, and the lines of the daily digest."""

import datetime as dt
import string
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.access.actors import Actor
from barabar.access.changes import forebears
from barabar.access.permissions import may
from barabar.chasing.digest_lines import LINES
from barabar.coordination.models import Commitment
from barabar.design.figures import day
from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

RECIPIENTS = ("institution", "superior")
PLACES = {"institution", "what", "event", "due", "days", "address", "sender"}
# The digest names what is due within so many days, and so many at most.
AHEAD, NAMED = 30, 10


@dataclass(frozen=True)
class Rule:
    """`day` from the day by which it is due, below zero before it."""

    key: str
    day: int
    to: str
    subject: Text
    text: Text


def _rule(row: Row) -> Rule:
    rule = Rule(row.word("key"), row.take("day", _whole), row.one_of("to", RECIPIENTS), row.text("subject"), row.text("text"))  # fmt: skip
    for name in ("subject", "text"):
        for words in (getattr(rule, name) or {}).values():
            for place in {one for _text, one, _form, _conversion in string.Formatter().parse(words) if one} - PLACES:
                row.fault(name, f"{{{place}}} is not a place here; use {', '.join(sorted(PLACES))}.")
    return rule


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not a whole number of days.")
    return value


def commitment_reminders() -> dict[str, Rule]:
    return definitions("commitment_reminders", _rule)


def address_of(commitment: Commitment) -> str:
    return f"{settings.ADDRESS}office/coordination/commitments/{commitment.pk}/"


def digest_lines(actor: Actor, today: dt.date) -> list[str]:
    """What the person's own institutions promised and is due soon or late; for those who keep it, how many are late."""
    own = {key for part in actor.parts for key in (part.organisation, *forebears(part.organisation, today))}
    soon = Commitment.objects.filter(ended_on=None, due_on__lte=today + dt.timedelta(days=AHEAD))
    mine = list(soon.filter(organisation__in=own)[: NAMED + 1])
    lines = [_line(one, today) for one in mine[:NAMED]]
    if len(mine) > NAMED:
        lines.append(_("and more: %(address)s") % {"address": f"{settings.ADDRESS}office/coordination/commitments/"})
    return [*lines, *_late(actor, today)]


def _line(one: Commitment, today: dt.date) -> str:
    facts = {"what": one.what, "day": day(one.due_on)}
    if one.due_on < today:
        return _("Commitment late since %(day)s: %(what)s") % facts
    return _("Commitment due on %(day)s: %(what)s") % facts


def _late(actor: Actor, today: dt.date) -> list[str]:
    kept = [part.economy for part in actor.parts if part.economy and may(actor, "coordination.edit", economy=part.economy)]  # fmt: skip
    if not kept:
        return []
    late = Q(ended_on=None, due_on__lt=today)
    count = Commitment.objects.filter(late, economy__in=kept).aggregate(count=Count("pk"))["count"]
    if not count:
        return []
    said = ngettext("%(count)s commitment in your economy is late.", "%(count)s commitments in your economy are late.", count)  # fmt: skip
    return [said % {"count": count}]


def register() -> None:
    LINES["commitment"] = digest_lines
