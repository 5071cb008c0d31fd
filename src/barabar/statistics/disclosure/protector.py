"""Decide what to hide: sensitive cells, what earlier releases bind, and the fewest further cells that protect them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .earlier import Extended, Told, extend
from .errors import DisclosureError, refusal
from .errors import Problem as Refused
from .heuristic import Search, Unprotectable
from .optimum import CutSearch, Pattern
from .problem import Problem
from .rules import Need, Rule, is_ethnic, needs_of, with_floor
from .swaps import Swaps
from .tables import Key, TableSet, plain
from .whole import WholeAttack

PRIMARY, COMPLEMENTARY, EARLIER = "primary", "complementary", "earlier"
EXACT_CELLS = 400
RAISES = 12
SWAP_CELLS = 1000


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
    problem = _problem(extended, needs, asked)
    pattern = _pattern(problem, extended.tables, asked)
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


def _problem(extended: Extended, needs: Mapping[int, Need], asked: Asked) -> Problem:
    """Cells hidden before must not be recovered either."""
    least = 1.0 if extended.tables.whole else 1e-3
    bound = Rule(EARLIER)
    all_needs = {**{cell: Need(bound, width=least) for cell in extended.hidden}, **needs}
    return Problem(
        extended.tables.values,
        extended.tables.matrix,
        all_needs,
        extended.hidden,
        extended.known,
        extended.tables.whole,
        extended.tables.is_network and len(extended.tables.cells) == extended.present,
        1.0 if asked.respondent else 0.0,
    )


def _pattern(problem: Problem, tables: TableSet, asked: Asked) -> Pattern:
    count = len(problem.values)
    if not problem.needs:
        return Pattern(np.zeros(count, dtype=bool), 0, True)
    start = time.monotonic()
    deadline = start + (asked.seconds if asked.seconds is not None else default_seconds(count))
    try:
        return _search(problem, tables, deadline)
    except Unprotectable as refused:
        advice = "Earlier releases fix too much." if problem.shown else "Ask for a smaller interval."
        needed = problem.needs[refused.cell]
        raise refusal(
            "cannot_protect",
            cell=tables.cells[refused.cell].name,
            width=plain(round(refused.width, 6)),
            needed=plain(max(needed.width, needed.upper)),
            advice=advice,
        ) from None


def default_seconds(cells: int) -> float:
    """Time for the search: well under a second for small tables, up to 12 for thousands of cells."""
    return min(0.6 if cells <= 150 else 0.004 * cells, 12.0)


def _search(problem: Problem, tables: TableSet, deadline: float) -> Pattern:
    whole = WholeAttack(problem) if problem.whole and not problem.network else None
    by_swaps = len(problem.values) > SWAP_CELLS and not problem.network
    search = Search(problem, Swaps(tables, problem) if by_swaps else None)
    first = search.clean(search.protect([]), deadline)
    if by_swaps:
        first = search.improve(first, deadline)
    first = _for_whole_numbers(problem, first, whole, search)

    def holds(hidden: np.ndarray) -> bool:
        return whole is None or whole.first_short(hidden, search.witnesses) is None

    if len(problem.values) > EXACT_CELLS:
        found = Pattern(first, len(problem.must_hide), bool(first.sum() == len(problem.must_hide)))
    else:
        found = CutSearch(problem, search, first, holds).run(deadline)
    assert search.is_protected(found.hidden) and holds(found.hidden), "an unprotected pattern came out of the search"
    return found


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
