"""Write reminders: one by a person's click, many by the schedule. Nobody is reminded of what they have sent."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import SYSTEM, Actor
from barabar.access.models import Organisation
from barabar.chasing.catalogue import Level, levels, schedule
from barabar.chasing.models import Contact
from barabar.chasing.permissions import may_contact
from barabar.collection.models import Cycle, Request, Return
from barabar.collection.queries import filled
from barabar.design.figures import day as day_in_words
from barabar.journal.actions.record import record
from barabar.messages.actions.write_message import Draft, write_message
from barabar.reference.verdicts import Problem, Problems
from barabar.review.queries import stage_of


@dataclass(frozen=True)
class Letter:
    """A reminder as it would go out."""

    level: Level
    to: Organisation
    language: str
    subject: str
    text: str


def next_level(request: Request) -> str:
    """The level after the firmest that was written; the mildest at first, the firmest for ever after."""
    order = list(levels())
    written = [order.index(c.level) for c in request.contacts.filter(kind="reminder") if c.level in order]
    return order[min(max(written) + 1, len(order) - 1)] if written else order[0]


def letter(request: Request, level: str, *, sender: object, today: dt.date | None = None) -> Letter:
    """The words of a reminder in the reader's language; `sender` is the name of the office that writes."""
    chosen = levels()[level]
    to = request.organisation if chosen.to == "institution" else _superior(request.organisation)
    late = max(0, ((today or timezone.localdate()) - request.due_on).days)
    with translation.override(to.language):
        content = filled(request.return_of)
        undone = sum(not content.count_of(measure).is_complete for measure in content.form.measures)
        places = {
            "institution": str(request.organisation.name), "cycle": str(request.cycle.title),
            "due": day_in_words(request.due_on), "days": late or "", "measures": len(content.form.measures),
            "open": undone, "address": settings.ADDRESS + f"office/requests/{request.return_of.pk}/", "sender": str(sender),
        }  # fmt: skip
        subject = chosen.subject.in_language(to.language).text.format(**places)
        text = chosen.text.in_language(to.language).text.format(**places)
    return Letter(chosen, to, to.language, subject, text)


def _superior(organisation: Organisation) -> Organisation:
    """The institution above; for one without any, itself."""
    return organisation.parent or organisation


@transaction.atomic
def remind(*, by: Actor, request: Request, level: str = "", today: dt.date | None = None) -> Contact:
    """Write one reminder, of the next level if none is given."""
    may_contact(by, request).require()
    today = today or timezone.localdate()
    chosen = level or next_level(request)
    if chosen not in levels():
        facts = {"key": chosen, "known": ", ".join(levels())}
        raise Problems([Problem("level", _("“%(key)s” is not a level of reminder; use %(known)s."), facts)])
    problems = _problems(request, chosen, today)
    if problems:
        raise Problems(problems)
    words = letter(request, chosen, sender=_sender(by), today=today)
    return _write(by, request, words, f"reminder {request.pk} {chosen} {today.isoformat()}", today)


def _problems(request: Request, level: str, today: dt.date) -> list[Problem]:
    name = {"name": request.organisation.name}
    if stage_of(request.return_of) not in ("not_opened", "started", "returned"):
        return [Problem("sent-already", _("%(name)s has sent its return; there is nothing to remind of."), name)]
    to = request.organisation if levels()[level].to == "institution" else _superior(request.organisation)
    if not to.email:
        facts = {"name": to.name}
        return [
            Problem("no-address", _("%(name)s has no office e-mail. Enter one with the institution, or call."), facts)
        ]
    if request.contacts.filter(kind="reminder", level=level, on=today).exists():
        return [Problem("today-already", _("%(name)s was reminded at this level today."), name)]
    return []


def _sender(by: Actor) -> object:
    own = Organisation.objects.filter(pk=by.organisation_key).first()
    return own.name if own else "Barabar"


def _write(by: Actor, request: Request, words: Letter, occasion: str, today: dt.date) -> Contact:
    draft = Draft(
        kind="reminder", occasion=occasion, to=words.to.email, language=words.language, subject=words.subject,
        text=words.text, to_name=str(words.to.name), about=f"request {request.pk}",
    )  # fmt: skip
    message = write_message(draft)
    contact = Contact.objects.create(
        request=request, kind="reminder", level=words.level.key, on=today, said=words.subject, message=message,
        by=by.name,
    )  # fmt: skip
    record(by=by, action="chase.remind", kind="request", subject=request.pk, facts={"level": words.level.key})
    return contact


def remind_by_schedule(today: dt.date | None = None) -> list[Contact]:
    """What the schedule asks for today in every open cycle. Asking twice a day writes once; a missed day is made up for."""
    today = today or timezone.localdate()
    written = []
    for cycle in Cycle.objects.filter(state="open"):
        rows = Return.objects.filter(request__cycle=cycle).select_related(
            "request__organisation__parent", "request__cycle", "gathered_into__request"
        )
        for return_ in rows:
            made = _by_schedule(return_, today)
            if made is not None:
                written.append(made)
    return written


def _by_schedule(return_: Return, today: dt.date) -> Contact | None:
    """The latest rule whose day has come and that was not written yet; earlier ones it replaces."""
    request = return_.request
    passed = [rule for rule in schedule().values() if (today - request.due_on).days >= rule.day]
    if not passed:
        return None
    rule = max(passed, key=lambda one: one.day)
    if stage_of(return_) not in rule.stages:
        return None
    since = request.due_on + dt.timedelta(days=rule.day)
    reminders = request.contacts.filter(kind="reminder")
    if reminders.filter(level=rule.level, on__gte=since).exists():
        return None
    if reminders.filter(on__gt=today - dt.timedelta(days=rule.quiet)).exists():
        return None
    if _problems(request, rule.level, today):
        return None
    with transaction.atomic():
        sender = Organisation.objects.filter(kind="contact_point", economy=request.cycle.economy).first()
        words = letter(request, rule.level, sender=sender.name if sender else "Barabar", today=today)
        return _write(SYSTEM, request, words, f"reminder {request.pk} {rule.key}", today)
