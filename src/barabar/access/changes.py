"""Institutions that merge, split or are named anew keep their series: who went before whom, by definition and date."""

import datetime as dt
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
    found: list[str] = []
    waiting = [organisation]
    while waiting:
        one = waiting.pop(0)
        for change in institution_changes().values():
            if one in change.successors and change.on <= on:
                new = [key for key in change.predecessors if key not in found and key != organisation]
                found += new
                waiting += new
    return found


def heirs(organisation: str, on: dt.date) -> list[str]:
    """Who carries on this institution's work on a day: those at the end of every change; itself where there was none."""
    found: list[str] = []
    waiting, met = [organisation], {organisation}
    while waiting:
        one = waiting.pop(0)
        after = [
            key
            for change in institution_changes().values()
            if one in change.predecessors and change.on <= on
            for key in change.successors
        ]
        if not after and one not in found:
            found.append(one)
        waiting += [key for key in after if key not in met]
        met.update(after)
    return found
