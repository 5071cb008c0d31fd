"""Tell how a commitment stands: a further row, never a changed one. Ending or moving it takes words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.collection.models import Return
from barabar.coordination.actions.put_on_agenda import put_on_agenda
from barabar.coordination.catalogue import commitment_states
from barabar.coordination.models import Commitment, CommitmentState
from barabar.coordination.permissions import may_tell_state
from barabar.coordination.queries import planned_meetings
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems

LONGEST_NOTE = 1500


@dataclass(frozen=True)
class Told:
    """What is said of a commitment. `on` is the day it holds from; `moved_to` a new day by which it is due."""

    state: str
    note: str = ""
    on: dt.date | None = None
    evidence: str = ""
    moved_to: dt.date | None = None
    language: str = ""
    said_by: Organisation | None = None
    of: Return | None = None
    version: int | None = None
    cell: str = ""


@transaction.atomic
def tell_state(*, by: Actor, commitment: Commitment, told: Told) -> CommitmentState:
    """Add the row. Everything wrong is said at once; what is refused changes nothing."""
    held = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    may_tell_state(by, held, changes_promise=_changes_promise(told)).require()
    problems = list(_problems(held, told))
    if problems:
        raise Problems(problems)
    made = add_row(by=by, held=held, told=told)
    commitment.refresh_from_db()
    return made


def add_row(*, by: Actor, held: Commitment, told: Told, taken_back: bool = False) -> CommitmentState:
    """The row, and what long lists read of it. `held` is locked, and what is told is in order."""
    day = told.on or timezone.localdate()
    made = CommitmentState.objects.create(
        commitment=held, state=told.state, on=day, note=told.note.strip(), language=told.language,
        evidence=told.evidence.strip(), moved_to=told.moved_to, said_by=told.said_by, by=by.name, by_role=by.role_title,
        of=told.of, version=told.version, cell=told.cell, taken_back=taken_back,
    )  # fmt: skip
    held.state, held.due_on = told.state, told.moved_to or held.due_on
    held.ended_on = day if commitment_states()[told.state].ends else None
    held.save(update_fields=["state", "due_on", "ended_on"])
    facts = {"state": told.state, "due": str(held.due_on or "")}
    action = "commitment.take-back" if taken_back else "commitment.state"
    record(by=by, action=action, kind="commitment", subject=held.pk, facts=facts, reason=told.note.strip()[:500])
    for meeting in planned_meetings(held.body):
        put_on_agenda(by=by, event=meeting)
    return made


def _changes_promise(told: Told) -> bool:
    """Whether it would end unkept or be moved: that is for those who keep it, not for who promised."""
    state = commitment_states().get(told.state)
    return told.moved_to is not None or bool(state and state.ends and not state.kept)


def _problems(held: Commitment, told: Told) -> Iterable[Problem]:
    known = commitment_states()
    if told.state not in known:
        facts = {"key": told.state, "known": ", ".join(known)}
        yield Problem("state-unknown", _("“%(key)s” is not a state of a commitment; use %(known)s."), facts, anchor="id_state")  # fmt: skip
        return
    if known[told.state].reason and not told.note.strip():
        yield Problem("reason-missing", _("“%(state)s” needs words: what was done, or why it is dropped."), {"state": known[told.state].title}, anchor="id_note")  # fmt: skip
    if len(told.note) > LONGEST_NOTE:
        facts = {"length": len(told.note), "most": LONGEST_NOTE}
        yield Problem("note-long", _("the text has %(length)s characters; at most %(most)s fit. Shorten it."), facts, anchor="id_note")  # fmt: skip
    if held.has_ended and not told.note.strip():
        yield Problem("reopen-reason", _("this commitment had ended; say why it is open again."), anchor="id_note")
    if told.on and told.on > timezone.localdate():
        yield Problem("day-future", _("%(day)s has not come yet: say how it stands now."), {"day": f"{told.on:%d.%m.%Y}"}, anchor="id_on")  # fmt: skip
    yield from _moved(held, told)


def _moved(held: Commitment, told: Told) -> Iterable[Problem]:
    if told.moved_to is None:
        return
    if not told.note.strip():
        yield Problem("move-reason", _("say why the day is moved."), anchor="id_note")
    if commitment_states()[told.state].ends:
        yield Problem("move-ended", _("what has ended needs no new day; leave it empty."), anchor="id_moved_to")
    if held.made_on and told.moved_to < held.made_on:
        facts = {"due": f"{told.moved_to:%d.%m.%Y}", "made": f"{held.made_on:%d.%m.%Y}"}
        yield Problem("day-early", _("it would be due on %(due)s, before it was made on %(made)s. Correct the day."), facts, anchor="id_moved_to")  # fmt: skip
