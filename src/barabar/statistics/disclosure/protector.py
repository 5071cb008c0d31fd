"""Decide what to hide: sensitive cells, what earlier releases bind, and the fewest further cells that protect them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .earlier import Extended, Told, extend
from .errors import DisclosureError, refusal
from .errors import Problem as Refused
from .heuristic import Search, Unprotectable
from .nearby import NearbySearch, Neighbourhood
from .optimum import CutSearch, Pattern
from .parts import Part, parts_of
from .problem import SLACK, Problem, clock
from .rules import Need, Rule, is_ethnic, needs_of, with_floor
from .tables import Key, TableSet, plain
from .whole import WholeAttack

PRIMARY, COMPLEMENTARY, EARLIER = "primary", "complementary", "earlier"
EXACT_CELLS = 400
RAISES = 12
CLEAN_SECONDS = 5.0
# Small tables whose optimum is not proven get some last tries
SMALL_CELLS, LAST_TRIES, LAST_SECONDS = 150, 24, 0.3


@dataclass(frozen=True)
class Asked:
    """Rules, required width, dimensions about ethnicity, and how long to look for the proven optimum."""

    rules: tuple[Rule, ...]
    interval: float = 0.0
    ethnic: tuple[str, ...] = ()
    respondent: bool = False
    seconds: float | None = None


@dataclass(frozen=True)
class Decisions:
    """For each cell shown or hidden, why, and how good the whole is: `least` cells must be hidden in any case."""

    tables: TableSet
    reasons: Mapping[int, str]
    needs: Mapping[int, Need]
    rules: tuple[Rule, ...]
    least: int
    proven: bool
    revised: frozenset[int] = frozenset()

    @property
    def suppressed(self) -> int:
        return len(self.reasons)


def protect(tables: TableSet, asked: Asked, *, earlier: Mapping[Key, Told] | None = None) -> Decisions:
    """The decisions for all cells; refused when something cannot be protected any more."""
    rules = with_floor(asked.rules, ethnic=is_ethnic(tables, asked.ethnic))
    extended = extend(tables, dict(earlier or {}))
    needs = needs_of(tables, rules, interval=asked.interval)
    _refuse_published(extended, needs)
    pattern = _pattern(extended, needs, asked)
    reasons = {}
    for cell in np.flatnonzero(pattern.hidden):
        if cell < extended.present:
            reasons[int(cell)] = _reason(int(cell), needs, extended)
    extra = sum(1 for cell in extended.hidden if cell >= extended.present)
    return Decisions(tables, reasons, needs, rules, pattern.least - extra, pattern.proven, extended.revised)


def _reason(cell: int, needs: Mapping[int, Need], extended: Extended) -> str:
    if cell in needs:
        return PRIMARY
    return EARLIER if cell in extended.hidden else COMPLEMENTARY


def _refuse_published(extended: Extended, needs: Mapping[int, Need]) -> None:
    problems = []
    for cell in sorted(set(needs) & extended.known):
        told, figure = extended.told[cell], extended.tables.cells[cell]
        facts = {"cell": figure.name, "value": plain(figure.value), "file": told.file, "row": told.row}
        problems.append(Refused("already_published", facts))
    if problems:
        raise DisclosureError(problems)


def _pattern(extended: Extended, needs: Mapping[int, Need], asked: Asked) -> Pattern:
    """Tables that no sum ties together are searched one by one. Cells hidden before must not be recovered either."""
    tables = extended.tables
    least = 1.0 if tables.whole else 1e-3
    all_needs = {**{cell: Need(Rule(EARLIER), width=least) for cell in extended.hidden}, **needs}
    parts = parts_of(tables, all_needs, extended, respondent=asked.respondent)
    hidden = np.zeros(len(tables.cells), dtype=bool)
    total, proven = 0, True
    until = clock() + asked.seconds if asked.seconds is not None else None
    sizes = [len(part.cells) ** 1.5 for part in parts]
    for number, part in enumerate(parts):
        seconds = default_seconds(len(part.cells))
        if until is not None:
            seconds = max(until - clock(), 0.0) * sizes[number] / sum(sizes[number:])
        try:
            pattern = _search(part, tables, clock() + seconds)
        except Unprotectable as refused:
            raise _refused(part, refused, tables) from None
        hidden[part.cells[pattern.hidden]] = True
        total, proven = total + pattern.least, proven and pattern.proven
    return Pattern(hidden, total, proven)


def _refused(part: Part, refused: Unprotectable, tables: TableSet) -> DisclosureError:
    needed = part.problem.needs[refused.cell]
    return refusal(
        "cannot_protect",
        cell=tables.cells[int(part.cells[refused.cell])].name,
        width=plain(round(refused.width, 6)),
        needed=plain(max(needed.width, needed.upper)),
        advice="Earlier releases fix too much." if part.problem.shown else "Ask for a smaller interval.",
    )


def default_seconds(cells: int) -> float:
    """Time for the search: well under a second for small tables, up to 10 for thousands of cells."""
    return min(0.45 if cells <= SMALL_CELLS else 0.004 * cells, 10.0)


def _search(part: Part, tables: TableSet, deadline: float) -> Pattern:
    problem = part.problem
    least = len(problem.must_hide)
    if len(problem.values) > EXACT_CELLS:
        found = NearbySearch(problem, Neighbourhood(tables, part.cells)).run(deadline)
        return Pattern(found, least, bool(found.sum() == least))
    whole = WholeAttack(problem) if problem.whole and not problem.network else None
    search = Search(problem)
    first = search.clean(search.protect([]), max(deadline, clock() + CLEAN_SECONDS))
    first = _for_whole_numbers(problem, first, whole, search)
    if first.sum() == least:
        return Pattern(first, least, proven=True)

    def holds(hidden: np.ndarray) -> bool:
        return whole is None or whole.first_short(hidden, search.witnesses) is None

    pattern = CutSearch(problem, search, first, holds).run(deadline)
    if not pattern.proven and len(problem.values) <= SMALL_CELLS:
        better = search.improve(pattern.hidden, max(deadline, clock()) + LAST_SECONDS, LAST_TRIES)
        pattern = replace(pattern, hidden=better) if better.sum() < pattern.hidden.sum() and holds(better) else pattern
    pattern = replace(pattern, hidden=_without_idle(pattern.hidden, problem, whole or search, search))
    assert search.is_protected(pattern.hidden) and holds(pattern.hidden), (
        "an unprotected pattern came out of the search"
    )
    return pattern


def _without_idle(hidden: np.ndarray, problem: Problem, attack: Search | WholeAttack, search: Search) -> np.ndarray:
    """The same without further cells that an attacker can work out anyway: they cover nothing."""
    hidden = hidden.copy()
    up, down = search.witnesses.ranges(hidden, whole=problem.whole)
    for cell in np.flatnonzero(hidden & (up + down < SLACK)).tolist():
        if cell not in problem.must_hide and attack.is_idle(cell, hidden):
            hidden[cell] = False
    return hidden


def _for_whole_numbers(problem: Problem, hidden: np.ndarray, whole: WholeAttack | None, search: Search) -> np.ndarray:
    """Ask for more width where whole numbers leave too little, until they do not."""
    needs = dict(problem.needs)
    for _ in range(RAISES):
        cell = whole.first_short(hidden, search.witnesses) if whole else None
        if cell is None:
            return hidden
        needs[cell] = replace(needs[cell], width=needs[cell].width + 1)
        wider = Search(replace(problem, needs=dict(needs)))
        hidden = wider.protect(np.flatnonzero(hidden))
    everything = np.ones(len(hidden), dtype=bool)
    everything[list(problem.shown)] = False
    short = whole.first_short(everything, search.witnesses) if whole else None
    if short is not None:
        raise Unprotectable(short, 0.0)
    return everything
