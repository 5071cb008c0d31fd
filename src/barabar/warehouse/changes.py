"""What breaks a comparison: an indicator that is counted otherwise from a period on, a place that became part of another."""

import datetime as dt
from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions, read_day
from barabar.reference.periods import Period
from barabar.reference.text import Text


@dataclass(frozen=True)
class SeriesBreak:
    """From `period` on `indicator` is counted otherwise, in these economies (all where none is named)."""

    key: str
    indicator: str
    economies: tuple[str, ...]
    period: str
    title: Text

    @property
    def month(self) -> int:
        """The first month of the new way of counting, counted from year 0."""
        start = Period.parse(self.period).start
        return start.year * 12 + start.month


@dataclass(frozen=True)
class TerritoryChange:
    """Places that became part of another on a date."""

    key: str
    predecessors: tuple[str, ...]
    successor: str
    on: dt.date
    title: Text


def _period(value: object) -> str:
    return Period.parse(str(value)).key


def series_breaks() -> dict[str, SeriesBreak]:
    return definitions(
        "series_breaks",
        lambda row: SeriesBreak(
            row.word("key"),
            row.word("indicator"),
            row.words("economies"),
            row.take("period", _period),
            row.text("title"),
        ),
    )


def _change(row: Row) -> TerritoryChange:
    predecessors = row.words("from")
    if not predecessors:
        row.fault("from", "name at least one place that became part of another: “from: [key, …]”.")
    return TerritoryChange(row.word("key"), predecessors, row.word("to"), row.take("date", read_day), row.text("title"))


def territory_changes() -> dict[str, TerritoryChange]:
    return definitions("territory_changes", _change)


def today(territory: str) -> str:
    """The place that a place belongs to by now: itself where nothing changed."""
    successors = {old: change.successor for change in territory_changes().values() for old in change.predecessors}
    seen = {territory}
    while territory in successors:
        territory = successors[territory]
        if territory in seen:
            return territory
        seen.add(territory)
    return territory
