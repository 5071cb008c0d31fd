"""Take down a commitment: who promised what, by when, tied to which measures. It is on the agenda of its body from then on."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.coordination.actions.conclude import conclude
from barabar.coordination.actions.put_on_agenda import put_on_agenda
from barabar.coordination.catalogue import commitment_states, conclusion_kinds, open_states
from barabar.coordination.models import Body, Commitment, CommitmentState, Conclusion, Event
from barabar.coordination.permissions import may_coordinate, may_edit_body, may_edit_event
from barabar.coordination.queries import planned_meetings
from barabar.journal.actions.record import record
from barabar.plans.models import Measure
from barabar.reference.catalogue import economies
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Promise:
    """What is taken down of a commitment; see `models.Commitment`. `state` is the first, with a `note`, where a record tells another."""

    what: Text
    organisation: Organisation | None = None
    who_as_written: Text = Text()
    promised_for: dt.date | None = None
    date_note: str = ""
    measures: Sequence[Measure] = ()
    partner: Organisation | None = None
    partner_as_written: str = ""
    body: Body | None = None
    economy: str = ""
    made_on: dt.date | None = None
    state: str = ""
    note: str = ""
    source: str = ""
    is_public: bool = True
    is_demonstration: bool = False


@transaction.atomic
def commit(
    *, by: Actor, promise: Promise, event: Event | None = None, conclusion: Conclusion | None = None
) -> Commitment:
    """A new commitment: of a conclusion (a recommendation may be turned into one), of an event (which then concludes it), or of
    neither where only a source tells it.

    Where the event has a day it was made on that day; its body is that of the event unless another is named.
    """
    event = conclusion.event if conclusion else event
    _may(by, promise, event)
    problems = list(_problems(promise, event, conclusion))
    if problems:
        raise Problems(problems)
    if event is not None and conclusion is None:
        conclusion = conclude(by=by, event=event, kind=binding_kind(), text=promise.what)
    made = _made(promise, event, conclusion)
    made.measures.add(*promise.measures)
    CommitmentState.objects.create(
        commitment=made, state=made.state, on=made.made_on or timezone.localdate(), by=by.name, by_role=by.role_title,
        said_by=made.organisation, note=promise.note,
    )  # fmt: skip
    facts = {"event": event.pk if event else "", "who": made.organisation_id or "", "due": str(made.due_on or "")}
    record(by=by, action="commitment.add", kind="commitment", subject=made.pk, facts=facts)
    for meeting in planned_meetings(made.body):
        put_on_agenda(by=by, event=meeting)
    return made


def binding_kind() -> str:
    return next(key for key, one in conclusion_kinds().items() if one.binds)


def _may(by: Actor, promise: Promise, event: Event | None) -> None:
    if event is not None:
        may_edit_event(by, event).require()
    else:
        may_coordinate(by, host=promise.body.host if promise.body else None, economy=promise.economy).require()
    if promise.body is not None and (event is None or event.body_id != promise.body.pk):
        may_edit_body(by, promise.body).require()


def _made(promise: Promise, event: Event | None, conclusion: Conclusion | None) -> Commitment:
    state = promise.state or open_states()[0]
    made_on = promise.made_on or (event.last_day if event else None)
    ended = (made_on or timezone.localdate()) if commitment_states()[state].ends else None
    return Commitment.objects.create(
        conclusion=conclusion, economy=event.economy if event else promise.economy, organisation=promise.organisation,
        who_as_written=promise.who_as_written, what=promise.what, partner=promise.partner,
        partner_as_written=promise.partner_as_written.strip(), body=promise.body or (event.body if event else None),
        made_on=made_on, promised_for=promise.promised_for, due_on=promise.promised_for,
        date_note=promise.date_note.strip(), state=state, ended_on=ended, source=promise.source,
        is_public=promise.is_public and (event is None or event.is_public), is_demonstration=promise.is_demonstration,
    )  # fmt: skip


def _problems(promise: Promise, event: Event | None, conclusion: Conclusion | None) -> Iterable[Problem]:
    if not promise.what:
        yield Problem("what-missing", _("write what was promised, in at least one language."), anchor="id_what_sq")
    if promise.organisation is None and not promise.who_as_written:
        yield Problem("who-missing", _("say who promised it: choose the institution, or write its name."), anchor="id_organisation")  # fmt: skip
    if promise.promised_for is None and not promise.date_note.strip():
        yield Problem("day-missing", _("give the day by which it is promised, or say in the note why none was agreed."), anchor="id_promised_for")  # fmt: skip
    if promise.state and promise.state not in commitment_states():
        facts = {"key": promise.state, "known": ", ".join(commitment_states())}
        yield Problem("state-unknown", _("“%(key)s” is not a state of a commitment; use %(known)s."), facts)
    if event is None and promise.economy and promise.economy not in economies():
        facts = {"key": promise.economy, "known": ", ".join(economies())}
        yield Problem("economy-unknown", _("“%(key)s” is not an economy here; use %(known)s."), facts)
    if conclusion is not None and not _may_bind(conclusion):
        yield Problem("not-binding", _("this conclusion binds nobody; write the commitment as a conclusion of its own."), anchor="id_what_sq")  # fmt: skip
    yield from _days(promise, event)
    yield from _measures(promise)


def _may_bind(conclusion: Conclusion) -> bool:
    kind = conclusion_kinds()[conclusion.kind]
    return kind.binds or kind.leads


def _days(promise: Promise, event: Event | None) -> Iterable[Problem]:
    made = promise.made_on or (event.last_day if event else None)
    if made and promise.promised_for and promise.promised_for < made:
        facts = {"due": f"{promise.promised_for:%d.%m.%Y}", "made": f"{made:%d.%m.%Y}"}
        yield Problem("day-early", _("it would be due on %(due)s, before it was made on %(made)s. Correct the day."), facts, anchor="id_promised_for")  # fmt: skip


def _measures(promise: Promise) -> Iterable[Problem]:
    """A measure of another economy's plan cannot be what an institution here promised."""
    own = promise.organisation.economy if promise.organisation else ""
    for measure in promise.measures:
        if own and measure.node.plan.economy not in ("", own):
            facts = {"measure": measure.key}
            yield Problem("measure-elsewhere", _("the measure %(measure)s belongs to another economy's plan; choose one of this economy."), facts, anchor="id_measures")  # fmt: skip
