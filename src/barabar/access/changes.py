"""Institutions that merge, split or are named anew keep their series: who went before whom, by definition and date."""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions, read_day
from barabar.reference.text import Text


@dataclass(frozen=True)
class InstitutionChange:
    """On a date, what `predecessors` did passed to `successors`: one to one, several to one, or one to several."""

    key: str
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    on: dt.date
    title: Text


def _change(row: Row) -> InstitutionChange:
    before, after = row.words("from"), row.words("to")
    for name, words in (("from", before), ("to", after)):
        if not words:
            row.fault(name, f"name at least one institution: “{name}: [key, …]”.")
    if set(before or ()) & set(after or ()):
        row.fault("to", "an institution cannot follow itself; name the new one.")
    return InstitutionChange(row.word("key"), before, after, row.take("date", read_day), row.text("title"))


def institution_changes() -> dict[str, InstitutionChange]:
    return definitions("institution_changes", _change)


def forebears(organisation: str, on: dt.date) -> list[str]:
    """The institutions whose work this one carries on by a day, through any number of changes; itself is not among them."""
    return _reached(organisation, lambda one: _before(one, on))


def heirs(organisation: str, on: dt.date) -> list[str]:
    """Who carries on this institution's work on a day: those at the end of every change; itself where there was none."""
    after = _reached(organisation, lambda one: _after(one, on))
    return [one for one in (organisation, *after) if not _after(one, on)]


def _before(organisation: str, on: dt.date) -> list[str]:
    changes = [change for change in institution_changes().values() if change.on <= on]
    return [key for change in changes if organisation in change.successors for key in change.predecessors]


def _after(organisation: str, on: dt.date) -> list[str]:
    changes = [change for change in institution_changes().values() if change.on <= on]
    return [key for change in changes if organisation in change.predecessors for key in change.successors]


def _reached(organisation: str, steps: Callable[[str], list[str]]) -> list[str]:
    """All that lie behind one or more steps, each once, the nearest first; the institution itself is not among them."""
    found: list[str] = []
    for one in itertools.chain([organisation], found):  # what is found meanwhile is looked at in its turn
        found += [key for key in dict.fromkeys(steps(one)) if key not in found and key != organisation]
    return found
