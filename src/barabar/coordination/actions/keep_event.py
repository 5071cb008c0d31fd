"""Keep an event: what, when (or why no day is known), where, who organises it, what it is about."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.coordination.actions.keep_body import period_problems, unknown
from barabar.coordination.actions.put_on_agenda import put_on_agenda
from barabar.coordination.catalogue import event_kinds
from barabar.coordination.models import Body, Event
from barabar.coordination.permissions import may_coordinate, may_edit_body, may_edit_event
from barabar.journal.actions.record import record
from barabar.plans.models import Plan
from barabar.reference.catalogue import communities, economies, sectors
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class EventContent:
    """What is said of an event; see `models.Event`. `themes` are texts."""

    key: str
    kind: str
    title: Text
    state: str = "planned"
    economy: str = ""
    territory: Territory | None = None
    place: str = ""
    starts: dt.date | None = None
    ends: dt.date | None = None
    date_note: str = ""
    organiser: Organisation | None = None
    organiser_as_written: str = ""
    body: Body | None = None
    purpose: Text = Text()
    plan: Plan | None = None
    strategy_as_written: str = ""
    themes: Sequence[Text] = ()
    sectors: Sequence[str] = ()
    communities: Sequence[str] = ()
    meetings: int | None = None
    stands_for_many: bool = False
    is_public: bool = True
    source: str = ""
    is_demonstration: bool = False


@transaction.atomic
def keep_event(*, by: Actor, content: EventContent) -> Event:
    """A new event, or new words for one that stands."""
    host = content.organiser or (content.body.host if content.body else None)
    may_coordinate(by, host=host, economy=content.economy).require()
    standing = Event.objects.filter(pk=content.key).first()
    if standing is not None:
        may_edit_event(by, standing).require()
    if content.body and (standing is None or standing.body_id != content.body.pk):
        may_edit_body(by, content.body).require()
    problems = list(_problems(content))
    if problems:
        raise Problems(problems)
    values = {name: getattr(content, name) for name in EventContent.__dataclass_fields__ if name != "key"}
    values |= {"themes": [dict(one) for one in content.themes]}
    values |= {"sectors": list(content.sectors), "communities": list(content.communities)}
    event, is_new = Event.objects.update_or_create(key=content.key, defaults=values)
    facts = {"kind": event.kind, "starts": str(event.starts or ""), "state": event.state}
    record(by=by, action="event.add" if is_new else "event.edit", kind="event", subject=event.pk, facts=facts)
    put_on_agenda(by=by, event=event)
    return event


def _problems(content: EventContent) -> Iterable[Problem]:
    if not content.title:
        yield Problem("title-missing", _("the event has no title. Give it in at least one language."), anchor="id_title_sq")  # fmt: skip
    if content.kind not in event_kinds():
        yield unknown("kind", _("“%(key)s” is not a kind of event; use %(known)s."), content.kind, event_kinds())
    if content.state not in dict(Event.STATES):
        yield unknown("state", _("“%(key)s” is not a state; use %(known)s."), content.state, dict(Event.STATES))
    if content.economy and content.economy not in economies():
        yield unknown("economy", _("“%(key)s” is not an economy here; use %(known)s."), content.economy, economies())
    yield from _days(content)
    yield from unknown_keys("sectors", _("“%(key)s” is not a sector; use %(known)s."), content.sectors, sectors())
    yield from unknown_keys("communities", _("“%(key)s” is not a community here; use %(known)s."), content.communities, communities())  # fmt: skip


def _days(content: EventContent) -> Iterable[Problem]:
    yield from period_problems(content.starts, content.ends)
    if content.starts is None and content.ends is not None:
        yield Problem("day-first", _("a last day needs a first day."), anchor="id_starts")
    if content.starts is None and not content.date_note.strip():
        yield Problem("day-missing", _("give the day, or say in the note why none is known."), anchor="id_starts")
    if content.state == "held" and content.starts and content.starts > timezone.localdate():
        facts = {"day": f"{content.starts:%d.%m.%Y}"}
        yield Problem("day-future", _("%(day)s has not come yet: an event is held when it took place."), facts, anchor="id_state")  # fmt: skip


def unknown_keys(name: str, template: object, given: Sequence[str], known: Iterable[str]) -> Iterable[Problem]:
    for key in given:
        if key not in known:
            yield unknown(name, template, key, known)
