"""Movements that need no solver: swap between two codes in every dimension at once.

Take one leaf up and another down in each dimension (or one leaf with everything above it): the product of these
patterns keeps every margin and hierarchy. For thousands of cells this protects in milliseconds what a flow would take
long to find; the cheapest swap of each cell is looked up among all of them.
"""

import itertools

import numpy as np

from .problem import Problem
from .tables import TableSet

Pattern = tuple[np.ndarray, np.ndarray]
CHOICES = 90


class Swaps:
    """The swaps of one set of tables; a swap that some equation does not allow is not used."""

    def __init__(self, tables: TableSet, problem: Problem) -> None:
        self._problem = problem
        self._codes = {name: sorted(tree.codes) for name, tree in tables.hierarchies.items()}
        at = {name: {code: n for n, code in enumerate(codes)} for name, codes in self._codes.items()}
        self._patterns = [_patterns(tables, name, at[name]) for name in tables.dimensions]
        self._place = np.full([len(self._codes[name]) for name in tables.dimensions], -1)
        self._about = []
        for position, cell in enumerate(tables.cells):
            codes = zip(tables.dimensions, tables.codes(cell), strict=True)
            place = tuple(at[name][code] for name, code in codes)
            self._about.append(place)
            self._place[place] = position
        self._below = np.append(problem.room_below(), np.inf)
        self._frozen = np.zeros(len(tables.cells) + 1, dtype=bool)
        self._frozen[list(problem.shown)] = True

    def cheapest(self, cell: int, move: float, costs: np.ndarray) -> np.ndarray | None:
        """The cheapest swap in which `cell` goes up by `move`; None where none is possible."""
        choices = [patterns[code] for patterns, code in zip(self._patterns, self._about[cell], strict=True)]
        prices = np.append(costs, 0.0)
        best: tuple[float, np.ndarray, np.ndarray] | None = None
        for picked in itertools.product(*(_by_size(choice) for choice in choices)):
            cells, signs = self._product(picked)
            down = np.where(signs < 0, move, 0.0)
            bad = np.any((self._below[cells] < down) | self._frozen[cells], axis=1)
            cost = np.where(bad, np.inf, prices[cells].sum(axis=1))
            first = int(cost.argmin())
            if np.isfinite(cost[first]) and (best is None or cost[first] < best[0]):
                best = (float(cost[first]), cells[first], signs[first])
        if best is None:
            return None
        moves = np.zeros(len(self._below))
        moves[best[1]] = move * best[2]
        moves = moves[:-1]
        return moves if not np.any(np.abs(self._problem.matrix @ moves) > 1e-9) else None

    def _product(self, picked: tuple[Pattern, ...]) -> Pattern:
        """Cells and signs of every combination of one pattern per dimension; -1 where a table has no such cell."""
        cells = np.zeros((1, 1), dtype=int)
        signs = np.ones((1, 1))
        for size, (codes, sign) in zip(self._place.shape, picked, strict=True):
            cells = cells[:, None, :, None] * size + codes[None, :, None, :]
            cells = cells.reshape(cells.shape[0] * cells.shape[1], -1)
            signs = signs[:, None, :, None] * sign[None, :, None, :]
            signs = signs.reshape(signs.shape[0] * signs.shape[1], -1)
        return self._place.reshape(-1)[cells], signs


def _by_size(patterns: list[tuple[list[int], list[int]]]) -> list[Pattern]:
    """Patterns of the same number of codes as one array each, the short ones first and at most a few of them."""
    found = []
    for size in sorted({len(codes) for codes, _ in patterns})[:2]:
        same = [(codes, signs) for codes, signs in patterns if len(codes) == size][:CHOICES]
        found.append((np.array([codes for codes, _ in same]), np.array([signs for _, signs in same], dtype=float)))
    return found


def _patterns(tables: TableSet, dimension: str, at: dict[str, int]) -> list[list[tuple[list[int], list[int]]]]:
    """For each code, the ways to move it by +1 along this dimension: codes and signs."""
    paths = _paths(tables.hierarchies[dimension].children, "*", ())
    found: list[list[tuple[list[int], list[int]]]] = [[] for _ in at]
    for up in paths:
        for down in [(), *paths]:
            if up == down:
                continue
            signs = {code: 1 for code in up if code not in down} | {code: -1 for code in down if code not in up}
            pattern = ([at[code] for code in signs], list(signs.values()))
            for code, sign in signs.items():
                if sign > 0:
                    found[at[code]].append(pattern)
    return found


def _paths(children: object, code: str, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Each leaf with everything above it."""
    assert isinstance(children, dict)
    below = children.get(code, ())
    here = (*above, code)
    return [path for child in below for path in _paths(children, child, here)] if below else [here]
