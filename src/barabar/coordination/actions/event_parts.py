"""Add to an event: a session, who took part, a point of the agenda, a document."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.coordination.actions.keep_body import unknown
from barabar.coordination.actions.keep_event import unknown_keys
from barabar.coordination.catalogue import event_documents, party_kinds
from barabar.coordination.models import AgendaItem, Event, EventDocument, Participation, Session
from barabar.coordination.permissions import may_edit_event
from barabar.journal.actions.record import record
from barabar.reference.catalogue import languages, sectors
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Party:
    """Who took part. `people` may be given alone; `women` and `men` together make it. `field`: what they were trained in."""

    kind: str
    organisation: Organisation | None = None
    as_written: Text = Text()
    field: str = ""
    women: int | None = None
    men: int | None = None
    people: int | None = None


@transaction.atomic
def add_participants(*, by: Actor, event: Event, party: Party) -> Participation:
    may_edit_event(by, event).require()
    problems = []
    if party.organisation is None and not party.as_written and not party.kind:
        problems.append(Problem("party-missing", _("say who took part: an institution, or a kind."), anchor="id_kind"))
    elif party.kind not in party_kinds():
        problems.append(unknown("kind", _("“%(key)s” is not a kind of participant; use %(known)s."), party.kind, party_kinds()))  # fmt: skip
    both = None if party.women is None or party.men is None else party.women + party.men
    if both is not None and party.people not in (None, both):
        facts = {"both": both, "people": party.people}
        problems.append(Problem("sum", _("women and men make %(both)s, not %(people)s. Correct one of them."), facts, anchor="id_people"))  # fmt: skip
    _stop_at(problems)
    values = {name: getattr(party, name) for name in Party.__dataclass_fields__}
    made = Participation.objects.create(event=event, **{**values, "people": party.people if both is None else both})
    _tell(by, event, "event.participants", kind=made.kind, people=made.people)
    return made


@transaction.atomic
def add_session(*, by: Actor, event: Event, title: Text, sectors_of: Sequence[str] = ()) -> Session:
    may_edit_event(by, event).require()
    template = _("“%(key)s” is not a sector; use %(known)s.")
    _stop_at([*_untitled(title), *unknown_keys("sectors", template, sectors_of, sectors())])
    made = Session.objects.create(event=event, number=_next(event.sessions), title=title, sectors=list(sectors_of))
    _tell(by, event, "event.session", number=made.number)
    return made


@transaction.atomic
def add_agenda_item(*, by: Actor, event: Event, title: Text) -> AgendaItem:
    may_edit_event(by, event).require()
    _stop_at(_untitled(title))
    made = AgendaItem.objects.create(event=event, number=_next(event.agenda), title=title)
    _tell(by, event, "event.agenda", number=made.number)
    return made


@transaction.atomic
def add_event_document(
    *, by: Actor, event: Event, kind: str, title: str, language: str = "", address: str = "",
    published_on: dt.date | None = None, date_note: str = "",
) -> EventDocument:  # fmt: skip
    may_edit_event(by, event).require()
    problems = _untitled(Text(title.strip()))
    if kind not in event_documents():
        problems.append(unknown("kind", _("“%(key)s” is not a kind of document; use %(known)s."), kind, event_documents()))  # fmt: skip
    if language and language not in languages():
        problems.append(unknown("language", _("“%(key)s” is not a language here; use %(known)s."), language, languages()))  # fmt: skip
    _stop_at(problems)
    made = EventDocument.objects.create(
        event=event, kind=kind, title=title.strip(), language=language, address=address, published_on=published_on,
        date_note=date_note,
    )  # fmt: skip
    _tell(by, event, "event.document", kind=kind)
    return made


def _untitled(title: Text) -> list[Problem]:
    if title:
        return []
    return [Problem("title-missing", _("give a title in at least one language."), anchor="id_title")]


def _next(parts) -> int:
    return (parts.aggregate(last=Max("number"))["last"] or 0) + 1


def _stop_at(problems: list[Problem]) -> None:
    if problems:
        raise Problems(problems)


def _tell(by: Actor, event: Event, action: str, **facts: object) -> None:
    record(by=by, action=action, kind="event", subject=event.pk, facts=facts)
