"""Remind those who promised, by the days of `definitions/commitment_reminders.yaml`. Asking twice a day writes once."""

import datetime as dt

from django.db import transaction
from django.utils import timezone, translation

from barabar.access.actors import SYSTEM
from barabar.access.models import Organisation
from barabar.coordination.carrying import carriers
from barabar.coordination.models import Commitment
from barabar.coordination.reminding import Rule, address_of, commitment_reminders
from barabar.design.figures import day as day_in_words
from barabar.journal.actions.record import record
from barabar.messages.actions.write_message import Draft, write_message
from barabar.messages.models import Message


def remind_promised(today: dt.date | None = None) -> list[Message]:
    """Of every open commitment with a day: the latest reminder whose day has come, where it was not written yet."""
    today = today or timezone.localdate()
    rules = list(commitment_reminders().values())
    if not rules:
        return []
    earliest = today - dt.timedelta(days=min(rule.day for rule in rules))
    owed = Commitment.objects.filter(ended_on=None, due_on__lte=earliest, organisation__isnull=False)
    written = []
    for one in owed.select_related("organisation__parent", "conclusion__event"):
        rule = max((rule for rule in rules if (today - one.due_on).days >= rule.day), key=lambda rule: rule.day)
        for answering in carriers(one.organisation, today):
            made = _remind(one, rule, answering, today)
            if made is not None:
                written.append(made)
    return written


def _remind(one: Commitment, rule: Rule, answering: Organisation, today: dt.date) -> Message | None:
    to = answering if rule.to == "institution" else (answering.parent or answering)
    if not to.email:
        return None  # the digest of those who keep the commitments counts it among the late ones
    with transaction.atomic(), translation.override(to.language):
        subject, text = _words(one, rule, answering, to.language, today)
        message = write_message(
            Draft(
                kind="reminder", occasion=f"commitment {one.pk} {rule.key} {one.due_on} {answering.pk}", to=to.email,
                to_name=str(to.name), language=to.language, subject=subject, text=text, about=f"commitment {one.pk}",
            )
        )  # fmt: skip
        if message is not None:
            facts = {"reminder": rule.key, "to": to.pk}
            record(by=SYSTEM, action="commitment.remind", kind="commitment", subject=one.pk, facts=facts)
    return message


def _words(one: Commitment, rule: Rule, answering: Organisation, language: str, today: dt.date) -> tuple[str, str]:
    sender = Organisation.objects.filter(kind="contact_point", economy=one.economy).first() if one.economy else None
    late = (today - one.due_on).days
    places = {
        "institution": str(answering.name), "what": str(one.what), "days": late if late > 0 else "",
        "event": str(one.conclusion.event.title) if one.conclusion else one.source or "–",
        "due": day_in_words(one.due_on), "address": address_of(one), "sender": str(sender.name) if sender else "Barabar",
    }  # fmt: skip
    subject, text = (words.in_language(language).text.format(**places) for words in (rule.subject, rule.text))
    return subject[:200], text
