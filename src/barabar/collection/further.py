"""Further questions of a return, put by rooms above this one: how a commitment stands, say.

A room registers what it asks in `ASKED` when it starts; nothing here knows what the questions are about. A further
question is answered with one of its choices and words, by every way by which a figure is: page, workbook, field form, API.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.collection.models import Cycle, FurtherAnswer, Request, Return
from barabar.reference.text import Text

FURTHER = "further"
"""Stands where a measure's key stands for a figure: further questions belong to no measure."""


@dataclass(frozen=True)
class Choice:
    """One way in which the question may be answered; `words`: only together with words."""

    key: str
    title: Text
    words: bool


@dataclass(frozen=True)
class FurtherQuestion:
    """`key` is "KIND|NUMBER", KIND the name in `ASKED`. `group` is what such things are called; `name` is what is asked
    about; `standing` is what was said last. Words other than `name` may be lazy: they are read in the reader's language."""

    key: str
    group: str
    name: Text
    about: str
    due: dt.date | None
    choices: tuple[Choice, ...]
    standing: str
    standing_note: str

    measure_key = FURTHER
    breakdown = ""

    @property
    def kind(self) -> str:
        return self.key.partition("|")[0]

    def choice(self, key: str) -> Choice | None:
        return next((one for one in self.choices if one.key == key), None)

    def title_of(self, key: str) -> str:
        found = self.choice(key)
        return str(found.title) if found else key


@dataclass(frozen=True)
class Said:
    """An approved answer: what was chosen and said, by which institution, in which return, version and cell."""

    key: str
    state: str
    note: str
    of: Return
    cell: str


class Asker(Protocol):
    """What a room registers."""

    def open_questions(self, request: Request) -> list[FurtherQuestion]:
        """What this institution is asked now."""

    def questions(self, keys: Iterable[str]) -> list[FurtherQuestion]:
        """The questions of these keys, asked still or not: for a return that was sent."""

    def institutions(self, cycle: Cycle) -> list[Organisation]:
        """Who is asked something in a cycle, whether or not it answers for a measure."""

    def take(self, *, by: Actor, said: Sequence[Said]) -> None:
        """Take over what was approved, within the approval's transaction."""

    def take_back(self, *, by: Actor, returns: Sequence[Return], reason: str) -> None:
        """The approval of these returns is taken back."""


ASKED: dict[str, Asker] = {}


def questions_of_return(return_: Return, *, fillable: bool) -> tuple[FurtherQuestion, ...]:
    """While it is filled in: what is open now. Once it is sent: what it answered."""
    if not ASKED:
        return ()
    if fillable:
        return tuple(one for asker in ASKED.values() for one in asker.open_questions(return_.request))
    keys = list(FurtherAnswer.objects.filter(of=return_).values_list("question", flat=True))
    return tuple(named(keys))


def named(keys: Sequence[str]) -> list[FurtherQuestion]:
    return [
        one
        for kind, asker in ASKED.items()
        if (own := [key for key in keys if key.partition("|")[0] == kind])
        for one in asker.questions(own)
    ]


def institutions_asked(cycle: Cycle) -> list[Organisation]:
    found = {one.pk: one for asker in ASKED.values() for one in asker.institutions(cycle)}
    return [found[key] for key in sorted(found)]


def take_approved(*, by: Actor, returns: Sequence[Return]) -> None:
    """Hand each room what was approved of its questions."""
    rows = FurtherAnswer.objects.filter(of__in=returns).select_related("of__request__organisation").order_by("of", "pk")
    said = [Said(row.question, row.state, row.note, row.of, row.cell) for row in rows]
    for kind, asker in ASKED.items():
        own = [one for one in said if one.key.partition("|")[0] == kind]
        if own:
            asker.take(by=by, said=own)


def take_back_approved(*, by: Actor, returns: Sequence[Return], reason: str) -> None:
    for asker in ASKED.values():
        asker.take_back(by=by, returns=returns, reason=reason)
