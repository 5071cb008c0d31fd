"""Definitions of the chase: levels of reminders with their texts, and the schedule by which they go out."""

import string
from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

RECIPIENTS = ("institution", "superior")
STAGES = ("not_opened", "started", "returned")
PLACES = {"institution", "cycle", "due", "days", "measures", "open", "address", "sender"}


@dataclass(frozen=True)
class Level:
    """A level of reminder, from mild to firm in the order of the file."""

    key: str
    title: Text
    to: str
    subject: Text
    text: Text


@dataclass(frozen=True)
class Rule:
    """`day` from the due date; `quiet`: no reminder of this level when any went out within so many days."""

    key: str
    day: int
    level: str
    stages: tuple[str, ...]
    quiet: int


def _level(row: Row) -> Level:
    level = Level(
        row.word("key"), row.text("title"), row.one_of("to", RECIPIENTS), row.text("subject"), row.text("text")
    )
    for name in ("subject", "text"):
        for words in (getattr(level, name) or {}).values():
            for place in _places(words) - PLACES:
                row.fault(name, f"{{{place}}} is not a place here; use {', '.join(sorted(PLACES))}.")
    return level


def _places(words: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(words) if name is not None}


def levels() -> dict[str, Level]:
    return definitions("reminders", _level)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not a whole number of days.")
    return value


def _rule(row: Row) -> Rule:
    stages = row.words("stages")
    for stage in stages or ():
        if stage not in STAGES:
            row.fault("stages", f"{stage!r} is not a stage to be reminded in; use {', '.join(STAGES)}.")
    return Rule(
        row.word("key"), row.take("day", _whole), row.one_of("level", levels()), stages, row.take("quiet", _whole, 5)
    )


def schedule() -> dict[str, Rule]:
    return definitions("reminder_schedule", _rule)
