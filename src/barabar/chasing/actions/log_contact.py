"""Write down a call, a visit or a letter, and what was agreed as the next step."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.chasing.models import Contact
from barabar.chasing.permissions import may_contact
from barabar.collection.models import Request
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems

KINDS = ("phone", "visit", "letter", "mail")


@transaction.atomic
def log_contact(
    *, by: Actor, request: Request, kind: str, said: str, on: dt.date | None = None, next_step: str = "",
    next_on: dt.date | None = None,
) -> Contact:  # fmt: skip
    """A contact that took place. `next_on` is when the next step is due."""
    may_contact(by, request).require()
    day = on or timezone.localdate()
    problems = []
    if kind not in KINDS:
        problems.append(Problem("kind", _("“%(kind)s” is no kind of contact."), {"kind": kind}, anchor="id_kind"))
    if not said.strip() and not next_step.strip():
        problems.append(Problem("said", _("write in a word what was said or agreed."), anchor="id_said"))
    if day > timezone.localdate():
        problems.append(Problem("day", _("a contact of the future has not taken place."), anchor="id_on"))
    if next_on and next_on < day:
        problems.append(Problem("next", _("the next step is dated before the contact."), anchor="id_next_on"))
    if problems:
        raise Problems(problems)
    contact = Contact.objects.create(
        request=request, kind=kind, on=day, said=said.strip(), next_step=next_step.strip(), next_on=next_on, by=by.name
    )
    record(by=by, action="chase.contact", kind="request", subject=request.pk, facts={"contact": kind})
    return contact
