"""What a total must not hide: something counted twice, a broken series, a place that is part of another by now.

The kept sums say where something of the kind may be; only then the facts themselves are looked at, cell by cell.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext

from barabar.engine import additive
from barabar.engine.additive import Narrowing
from barabar.plans.catalogue import indicators
from barabar.reference.catalogue import economies
from barabar.reference.models import Territory
from barabar.reference.verdicts import Problem, Problems
from barabar.warehouse.changes import SeriesBreak, series_breaks, territory_changes, today
from barabar.warehouse.kept import ECONOMY, PLACE
from barabar.warehouse.plan import also_by
from barabar.warehouse.questions import MARK
from barabar.warehouse.refusals import BREAK, FRAMES, MERGED, NO_LONGER_DEFINED
from barabar.warehouse.words import months_of

if TYPE_CHECKING:
    from barabar.warehouse.answering import Asking

Keys = tuple[str, ...]
_Spans = dict[tuple, list[tuple[str, tuple[int, int]]]]


def conflicts_of(asking: Asking, table: pa.Table) -> dict[Keys, str]:
    """Cells in which something would be counted twice, and the code of what."""
    found: dict[Keys, str] = {}
    if not table.num_rows:
        return found
    if asking.reading.shape.kinds and _any(pc.not_equal(table["kind_least"], table["kind_most"])):
        found |= dict.fromkeys(_nested_periods(asking), "period_within_period")
    if _any(pc.and_(pc.equal(table["own"], 1), pc.equal(table["part"], 1))):
        found |= dict.fromkeys(_own_and_parts(asking), "own_and_parts")
    if territory_changes():
        found |= dict.fromkeys(_places_twice(asking), "places_twice")
    return found


def _any(mask: pa.ChunkedArray) -> bool:
    return bool(pc.any(mask).as_py())


def _keys(asking: Asking, row: dict) -> Keys:
    return tuple(one.read(row[f"axis_{one.axis.name}"]) for one in asking.reading.axes)


def _crossing(spans: _Spans) -> set[Keys]:
    """Cells in which two different owners have values of the same time."""
    found = set()
    for (cell, *_rest), members in spans.items():
        members.sort(key=lambda member: member[1])
        for at, (owner, (_first, last)) in enumerate(members):
            if any(other != owner and start <= last for other, (start, _end) in members[at + 1 :]):
                found.add(cell)
                break
    return found


def _own_and_parts(asking: Asking) -> set[Keys]:
    extra = ("territory", "subject", "breakdown", "period", "profile")
    kept = PLACE if asking.reading.columns <= set(PLACE.columns) else None

    def expression() -> Any:
        rows = additive.with_profiles(asking.sums(asking.reading, *extra, kept=kept), asking.profiles())
        return additive.both_levels(rows.filter(rows.reported), asking.reading.shape)

    spans: _Spans = defaultdict(list)
    for row in asking.fetch("own-and-parts", expression).to_pylist():
        owner = "own" if row["own"] else "part" if row["part"] else ""
        if owner:
            key = (_keys(asking, row), row["territory"], row["subject"], row["breakdown"])
            spans[key].append((owner, months_of(row["period"])))
    return _crossing(spans)


def _nested_periods(asking: Asking) -> set[Keys]:
    extra = (*additive.PLACE, "year", "period", "subject", "profile")

    def expression() -> Any:
        rows = additive.with_profiles(asking.sums(asking.reading, *extra), asking.profiles())
        return additive.several_kinds(rows.filter(rows.reported), asking.reading.shape)

    spans: _Spans = defaultdict(list)
    for row in asking.fetch("nested-periods", expression).to_pylist():
        key = (_keys(asking, row), *(row[name] for name in additive.PLACE), row["year"])
        spans[key].append((str(row["period"]), months_of(row["period"])))
    return _crossing(spans)


def _changed_places(asking: Asking) -> dict[int, str]:
    """Codes of places that changed, with today's place of each."""
    involved = {place for c in territory_changes().values() for place in (*c.predecessors, c.successor)}
    listed = asking.snapshot.words.lists["territory"]
    return {code: today(word) for code, word in enumerate(listed) if word in involved}


def _places_twice(asking: Asking) -> set[Keys]:
    places = _changed_places(asking)
    if len(places) < 2:
        return set()
    reading = also_by(asking.reading, Narrowing((("territory", tuple(places)),)))
    kept = PLACE if reading.columns <= set(PLACE.columns) else None
    extra = ("territory", "subject", "breakdown", "period", "profile")

    def expression() -> Any:
        rows = additive.with_profiles(asking.sums(reading, *extra, kept=kept), asking.profiles())
        return rows.filter(rows.reported)

    spans: _Spans = defaultdict(list)
    for row in asking.fetch("places-twice", expression, reading).to_pylist():
        key = (_keys(asking, row), places[row["territory"]], row["subject"], row["breakdown"])
        spans[key].append((str(row["territory"]), months_of(row["period"])))
    return _crossing(spans)


# ------------------------------------------------------------------------------------------------- breaks and notes


def refuse_breaks(asking: Asking) -> None:
    """Raises Problems where the question compares across a break without saying so."""
    if asking.question.breaks == MARK:
        return
    problems = [
        Problem("series-break", BREAK, _facts_of(one, economy), where="breaks")
        for one, economy in crossed_breaks(asking)
    ]
    if problems:
        raise Problems(problems)


def crossed_breaks(asking: Asking) -> list[tuple[SeriesBreak, str]]:
    """The breaks that the question's facts lie on both sides of, with the economy."""
    words = asking.snapshot.words
    codes = {words.known("indicator", one.indicator): one for one in series_breaks().values()}
    codes.pop(None, None)
    if not codes:
        return []
    reading = also_by(asking.reading, Narrowing((("indicator", tuple(codes)),)))
    kept = ECONOMY if reading.columns <= set(ECONOMY.columns) else None

    def expression() -> Any:
        summed = asking.sums(reading, "economy", "subject", "period", "profile", kept=kept)
        rows = additive.with_profiles(summed, asking.profiles())
        return rows.filter(rows.reported).select("economy", "subject", "period").distinct()

    sides: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for row in asking.fetch("breaks", expression, reading).to_pylist():
        economy, indicator = words.word("economy", row["economy"]), words.word("indicator", row["subject"])
        for one in series_breaks().values():
            if one.indicator == indicator and (not one.economies or economy in one.economies):
                sides[(one.key, economy)].add(months_of(row["period"])[0] >= one.month)
    return [(series_breaks()[key], economy) for (key, economy), both in sorted(sides.items()) if len(both) == 2]


def _facts_of(one: SeriesBreak, economy: str) -> dict[str, object]:
    known, place = indicators().get(one.indicator), economies().get(economy)
    return {
        "indicator": known.title if known else one.indicator, "economy": place.title if place else economy,
        "period": one.period, "title": one.title,
    }  # fmt: skip


def notes_of(asking: Asking) -> tuple[str, ...]:
    """What a reader must know beside the figures."""
    notes = []
    if asking.question.breaks == MARK:
        notes += [gettext(str(BREAK)) % _facts_of(one, economy) for one, economy in crossed_breaks(asking)]
    if {"frame", "target"} & set(asking.question.axes):
        notes.append(str(FRAMES))
    if "territory" in asking.question.used and territory_changes():
        notes += _merger_notes(asking)
    for word in asking.question.filters.get("indicator", ()):
        if word not in indicators() and "/" not in word:
            notes.append(str(NO_LONGER_DEFINED) % {"indicator": word})
    return tuple(notes)


def _merger_notes(asking: Asking) -> list[str]:
    names = dict(Territory.objects.values_list("pk", "name"))
    present = set(asking.snapshot.words.lists["territory"])
    return [
        str(MERGED) % {
            "old": ", ".join(str(names.get(old, old)) for old in change.predecessors),
            "new": names.get(change.successor, change.successor), "date": f"{change.on:%d.%m.%Y}", "title": change.title,
        }
        for change in territory_changes().values()
        if present & {*change.predecessors, change.successor}
    ]  # fmt: skip
