"""How commitments stood on a day: a pure function of their append-only states, so that an earlier report can be made again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from barabar.coordination.catalogue import commitment_states, open_states
from barabar.coordination.models import Commitment, CommitmentState

LATE = "late"


@dataclass(frozen=True)
class Standing:
    """A commitment on a day. `state` is a key of the definition, or "late" where its day is over and nothing ended it."""

    commitment: Commitment
    state: str
    due_on: dt.date | None
    note: str
    language: str
    ended_on: dt.date | None
    moves: int

    @property
    def is_late(self) -> bool:
        return self.state == LATE


def standing_of(commitment: Commitment, rows: Iterable[CommitmentState], on: dt.date) -> Standing:
    """From the rows that held by the day, in the order in which they were said."""
    known = [row for row in rows if row.on <= on]
    state = known[-1].state if known else open_states()[0]
    due = next((row.moved_to for row in reversed(known) if row.moved_to), commitment.promised_for)
    ended = known[-1].on if known and commitment_states()[state].ends else None
    note = next(((row.note, row.language) for row in reversed(known) if row.note), ("", ""))
    late = ended is None and due is not None and due < on
    return Standing(
        commitment, LATE if late else state, due, *note, ended, sum(row.moved_to is not None for row in known)
    )


def standings_in_year(economy: str, year: int, on: dt.date, territory: str = "") -> list[Standing]:
    """The public commitments made by the end of the year that were open at some time of it, as they stand on a day.

    The late ones first, then the open ones, then those done and dropped; within each by day.
    """
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    found = Commitment.objects.filter(Q(made_on=None) | Q(made_on__lte=last), economy=economy, is_public=True)
    if territory:
        found = found.filter(organisation__territory=territory)
    found = found.filter(Q(ended_on=None) | Q(ended_on__gte=first)).select_related(
        "organisation", "conclusion__event", "body"
    )
    told: dict[int, list[CommitmentState]] = defaultdict(list)
    for row in CommitmentState.objects.filter(commitment__in=found.order_by().values("pk")).order_by("pk"):
        told[row.commitment_id].append(row)
    order = [LATE, *commitment_states()]
    made = [standing_of(one, told[one.pk], on) for one in found]
    return sorted(made, key=lambda one: (order.index(one.state), one.due_on or dt.date.max, one.commitment.pk))
