"""What the desk, the chase view and the pages of a return read across requests, decisions and the journal."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.catalogue import roles
from barabar.access.models import Organisation
from barabar.collection.catalogue import Step, routes
from barabar.collection.models import Cycle, Return
from barabar.collection.routing import step_of
from barabar.collection.states import FILLABLE
from barabar.journal.models import Entry
from barabar.reference.text import Text
from barabar.reference.verdicts import ALLOWED, Verdict, refused
from barabar.review.models import Decision
from barabar.review.visibility import returns_seen_by

# What a return's history tells; saved drafts and remarks not yet sent are nobody else's business.
MILESTONES = (
    "return.submit", "return.send-back", "return.accept", "return.approve", "return.gather", "return.lock",
    "return.undo-accept", "return.undo-approve",
)  # fmt: skip
FINAL = ("approved", "locked")


def milestones(return_: Return) -> list[Entry]:
    """The journal's lines of a return that both sides may read, newest first."""
    lines = Entry.objects.filter(subject_kind="return", subject=str(return_.pk), action__in=MILESTONES)
    return list(lines.order_by("-number"))


def returned_reason(return_: Return) -> Decision | None:
    """Why this return was sent back, while it is in its owner's hands."""
    if return_.state != "returned":
        return None
    return Decision.objects.filter(of=return_, version=return_.version, verdict="send_back").order_by("pk").last()


class Stations:
    """Who stands where, for many returns at once: the register is read once instead of step by step.

    Gives the same answers as collection/routing.py, which the tests compare.
    """

    def __init__(self) -> None:
        self.organisations = {one.pk: one for one in Organisation.objects.all()}
        self.children: dict[str | None, list[Organisation]] = defaultdict(list)
        for one in self.organisations.values():
            self.children[one.parent_id].append(one)

    def at(self, step: Step, organisation: Organisation) -> Organisation | None:
        ancestor = self.organisations.get(organisation.parent_id)
        while ancestor is not None:
            if ancestor.kind in step.kinds:
                return ancestor
            for one in self.children[ancestor.pk]:
                if one.kind in step.kinds and one.closed_on is None and one.pk != organisation.pk:
                    return one
            ancestor = self.organisations.get(ancestor.parent_id)
        return None

    def after(self, return_: Return) -> tuple[Step, Organisation] | None:
        """The step after the one where a return lies, and who stands there."""
        route = routes()[return_.request.route]
        organisation = self.organisations[return_.request.organisation_id]
        for step in route.steps[route.index(return_.step) + 1 :]:
            found = self.at(step, organisation)
            if found:
                return step, found
        return None


@dataclass(frozen=True)
class DeskRow:
    """A return on the desk of the person who decides about it."""

    return_id: int
    organisation: Text
    kind: str
    cycle: Text
    period: str
    state: str
    version: int
    due_on: dt.date
    sent_at: dt.datetime | None
    measures: int
    days: int

    @property
    def is_waiting(self) -> bool:
        return self.state == "submitted"


def desk(actor: Actor, cycle: str = "") -> list[DeskRow]:
    """The returns about which this person's own office decides, those waiting first, then by the day they came."""
    own = {p.organisation for p in actor.parts if p.role in roles() and "return.review" in roles()[p.role].permissions}
    stations = Stations()
    seen = (
        returns_seen_by(actor)
        .filter(version__gt=0)
        .exclude(request__organisation__in=own)
        .annotate(measures=Count("request__measures", distinct=True))
    )
    if cycle:
        seen = seen.filter(request__cycle=cycle)
    rows = []
    for return_ in seen:
        after = stations.after(return_)
        if after and after[1].pk in own:
            rows.append(_desk_row(return_))
    return sorted(rows, key=lambda row: (not row.is_waiting, row.sent_at or timezone.now()))


def _desk_row(return_: Return) -> DeskRow:
    request = return_.request
    waited = (timezone.localdate() - timezone.localdate(return_.submitted_at)).days if return_.submitted_at else 0
    return DeskRow(
        return_.pk, request.organisation.name, request.organisation.kind, request.cycle.title, request.cycle.period,
        return_.state, return_.version, request.due_on, return_.submitted_at, return_.measures, waited,
    )  # fmt: skip


@dataclass(frozen=True)
class ChaseRow:
    """One reporter in a cycle: how far its return is, where it lies and with whom, and how late it is.

    `days_late` counts from the due date until today, or until the day it was sent.
    """

    return_id: int
    key: str
    organisation: Text
    kind: str
    above: Text
    stage: str
    step: Text
    holder: Text
    due_on: dt.date
    days_late: int
    is_sent: bool
    version: int
    last_activity: dt.datetime | None
    days_quiet: int


def cycles_chased_by(actor: Actor) -> list[Cycle]:
    """The cycles in reach of a person who chases, newest first."""
    found = []
    for part in _chasing(actor):
        cycles = Cycle.objects.exclude(state="draft")
        found += cycles if roles()[part.role].reach == "everything" else cycles.filter(economy=part.economy)
    return sorted(
        {cycle.pk: cycle for cycle in found}.values(), key=lambda cycle: (cycle.period, cycle.pk), reverse=True
    )


def _chasing(actor: Actor) -> list:
    return [part for part in actor.parts if part.role in roles() and "chase.read" in roles()[part.role].permissions]


def chase(actor: Actor, cycle: Cycle, today: dt.date | None = None) -> list[ChaseRow]:
    """Every reporter of a cycle that this person may chase: stages and dates only, no figure. Latest first."""
    stations = Stations()
    asked = Return.objects.filter(request__cycle=cycle).select_related(
        "request__organisation", "gathered_into__request"
    )
    rows = [
        _chase_row(return_, stations, today or timezone.localdate())
        for return_ in asked
        if any(_reaches(part, return_.request.organisation, stations) for part in _chasing(actor))
    ]
    return sorted(rows, key=lambda row: (row.is_sent, -row.days_late, row.key))


def may_chase(actor: Actor, organisation: Organisation) -> Verdict:
    """Is this reporter among those whom the person follows?"""
    stations = Stations()
    if any(_reaches(part, organisation, stations) for part in _chasing(actor)):
        return ALLOWED
    return refused("reach", _("Your role does not follow whether this institution has reported."))


def _reaches(part, organisation: Organisation, stations: Stations) -> bool:
    reach = roles()[part.role].reach
    if reach == "everything":
        return True
    if reach == "economy":
        return organisation.economy == part.economy
    # A committee stands beside its directorates, below the same municipality.
    own = stations.organisations[part.organisation]
    above = stations.organisations.get(own.parent_id)
    return organisation.path.startswith(above.path if above and reach == "own" else part.path)


def stage_of(return_: Return) -> str:
    """How far a return is. One that was gathered is as far as the return it went into, once that is approved."""
    if return_.state in FINAL or (return_.gathered_into and return_.gathered_into.state in FINAL):
        return "approved"
    if return_.state == "draft":
        return "started" if return_.edition else "not_opened" if return_.request.first_opened_at is None else "started"
    return {"submitted": "sent"}.get(return_.state, return_.state)


def _chase_row(return_: Return, stations: Stations, today: dt.date) -> ChaseRow:
    request, organisation = return_.request, return_.request.organisation
    stage = stage_of(return_)
    step, holder = _holder(return_, stage, stations)
    sent = return_.state not in FILLABLE
    until = timezone.localdate(return_.submitted_at) if sent and return_.submitted_at else today
    active = return_.changed_at if return_.edition or return_.version else request.first_opened_at
    above = stations.organisations.get(organisation.parent_id)
    return ChaseRow(
        return_.pk, organisation.pk, organisation.name, organisation.kind, above.name if above else Text(), stage,
        step.title if step else Text(), holder.name if holder else Text(), request.due_on,
        max(0, (until - request.due_on).days), sent, return_.version, active,
        (today - timezone.localdate(active)).days if active else 0,
    )  # fmt: skip


def _holder(return_: Return, stage: str, stations: Stations) -> tuple[Step | None, Organisation | None]:
    """At which step a return lies, and in whose hands."""
    if stage == "approved":
        return None, None
    if return_.state in FILLABLE:
        organisation = stations.organisations[return_.request.organisation_id]
        return step_of(routes()[return_.request.route], organisation), organisation
    if return_.gathered_into and return_.gathered_into.state not in FILLABLE:
        return stations.after(return_.gathered_into) or (None, None)
    return stations.after(return_) or (None, None)
