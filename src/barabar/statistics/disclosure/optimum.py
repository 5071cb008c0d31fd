"""The proven smallest pattern, by cut generation (Fischetti and Salazar, Management Science 47, 2001).

A master problem chooses cells; for each sensitive cell the attacker's linear programme either confirms its protection or
gives, by its prices, an inequality that every protected pattern fulfils. When the master's choice needs no more
inequalities it is the optimum. Patterns that only an attacker with whole numbers breaks are cut off one by one.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from .heuristic import Search
from .problem import EPSILON, SLACK, Attack, Problem, clock, quiet_solver, wanted
from .rules import Need

ROUNDS = 60
TRIES = 4


@dataclass(frozen=True)
class Pattern:
    """What to hide, and the number of cells below which no protected pattern exists."""

    hidden: np.ndarray
    least: int
    proven: bool


class Master:
    """Which cells to hide, under the inequalities found so far."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._weights = problem.weights()
        count = len(problem.values)
        self._columns = np.arange(count, dtype=np.int32)
        self._solver = quiet_solver()
        low = np.zeros(count)
        low[list(problem.must_hide)] = 1
        high = np.ones(count)
        high[list(problem.shown - problem.must_hide)] = 0
        for column in range(count):
            self._solver.addCol(self._weights[column], low[column], high[column], 0, [], [])
        self._solver.setOptionValue("mip_abs_gap", 0.49)
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        self._fewer_row: int | None = None
        self._first_cuts()

    def _first_cuts(self) -> None:
        """A hidden cell that stands alone in an equation is recovered, so nobody would hide it alone."""
        for row in range(self._problem.matrix.shape[0]):
            inside = self._problem.matrix.indices[
                self._problem.matrix.indptr[row] : self._problem.matrix.indptr[row + 1]
            ]
            for cell in inside:
                others = [int(other) for other in inside if other != cell]
                if cell in self._problem.needs:
                    self._add(1.0, math.inf, others, [1.0] * len(others))
                elif cell not in self._problem.hidden:
                    self._add(0.0, math.inf, [*others, int(cell)], [1.0] * len(others) + [-1.0])

    def _add(self, low: float, high: float, cells: list[int], amounts: list[float]) -> None:
        self._solver.addRow(low, high, len(cells), np.array(cells, dtype=np.int32), np.array(amounts))

    def cut(self, amounts: np.ndarray, least: float) -> None:
        """amounts · x ≥ least; more than `least` in one cell says no more than `least`."""
        capped = np.minimum(amounts, least)
        cells = np.flatnonzero(capped > EPSILON * least)
        self._add(least * (1 - 1e-9), math.inf, [int(c) for c in cells], [float(capped[c]) for c in cells])

    def fewer_than(self, count: int) -> None:
        """Look only for patterns of fewer cells."""
        if self._fewer_row is None:
            self._fewer_row = self._solver.getNumRow()
            self._add(0.0, count - 1, [int(c) for c in self._columns], [1.0] * len(self._columns))
        else:
            self._solver.changeRowBounds(self._fewer_row, 0.0, count - 1)

    def solve(self, *, whole: bool, deadline: float) -> tuple[np.ndarray | None, float]:
        """The choice and a lower bound of its cost; no choice when there is none (bound infinite) or time is up (0)."""
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        kinds = np.array([kind] * len(self._columns))
        self._solver.changeColsIntegrality(len(self._columns), self._columns, kinds)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(deadline - clock(), 0.01))
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None, math.inf
        if status != highspy.HighsModelStatus.kOptimal:
            bound = self._solver.getInfo().mip_dual_bound if whole else 0.0
            return None, -1.0 if not math.isfinite(bound) else bound
        info = self._solver.getInfo()
        bound = info.mip_dual_bound if whole else info.objective_function_value
        return np.array(self._solver.getSolution().col_value), bound


class CutSearch:
    """The scheme: cuts at relaxed choices first, then at whole ones, with a protected pattern always at hand."""

    def __init__(
        self, problem: Problem, search: Search, first: np.ndarray, holds: Callable[[np.ndarray], bool]
    ) -> None:
        self.problem, self.search, self.best = problem, search, first
        near = max((max(need.width, need.upper, need.lower) for need in problem.needs.values()), default=1.0)
        self.attacks = [search.attack] if problem.network else [Attack(problem, near), search.attack]
        self.master = Master(problem)
        self.least = len(problem.must_hide)
        self._holds = holds

    def run(self, deadline: float) -> Pattern:
        """The best pattern until `deadline` (by `clock`), proven or not."""
        self._relaxed(deadline)
        while self.least < self.best.sum() and clock() < deadline:
            self.master.fewer_than(int(self.best.sum()))
            choice, bound = self.master.solve(whole=True, deadline=deadline)
            if choice is None and bound < math.inf:
                break
            if choice is None:
                self.least = int(self.best.sum())
                break
            self._learn(bound)
            self._consider(choice, deadline)
            self._improve(deadline)
        return Pattern(self.best, self.least, bool(self.least >= self.best.sum()))

    def _improve(self, deadline: float) -> None:
        found = self.search.improve(self.best, deadline, TRIES)
        if self.least < self.best.sum() and found.sum() < self.best.sum() and self._holds(found):
            self.best = found

    def _learn(self, bound: float) -> None:
        """No protected pattern has fewer cells than this bound says (all values together weigh less than a half)."""
        self.least = max(self.least, math.ceil(bound - 0.45 - 1e-6))

    def _relaxed(self, deadline: float) -> None:
        before = -1.0
        stalled = 0
        for _ in range(ROUNDS):
            choice, bound = self.master.solve(whole=False, deadline=deadline)
            if choice is None:
                return
            self._learn(bound)
            stalled = stalled + 1 if bound < before + 0.01 else 0
            if self.least >= self.best.sum() or clock() > deadline or stalled >= 8:
                return
            before = bound
            if not self._separate(np.clip(choice, 0, 1)):
                return

    def _consider(self, choice: np.ndarray, deadline: float) -> None:
        hidden = choice > 0.5
        found = self._separate(hidden.astype(float))
        if not found and self._holds(hidden):
            self.best = hidden
            self.least = max(self.least, 0)
            return
        if not found:
            self._forbid(hidden)
            return
        repaired = self.search.clean(self.search.protect(np.flatnonzero(hidden)), deadline)
        if repaired.sum() < self.best.sum() and self._holds(repaired):
            self.best = repaired

    def _forbid(self, hidden: np.ndarray) -> None:
        """Whole numbers break this pattern, and so each pattern within it: hide something outside."""
        outside = (~hidden).astype(float)
        outside[list(self.problem.shown)] = 0
        self.master.cut(outside, 1.0)

    def _separate(self, amount: np.ndarray) -> int:
        """Add the inequalities that `amount` violates; how many."""
        for attack in self.attacks:
            attack.hide(amount)
        return sum(self._separate_cell(cell, need, amount) for cell, need in self.problem.needs.items())

    def _separate_cell(self, cell: int, need: Need, amount: np.ndarray) -> int:
        """The near attacker first: what he can do the far one can, and where he fails his prices may cut already."""
        for attack in self.attacks:
            up, _ = attack.furthest(cell, 1.0)
            above = attack.bound()
            down, _ = attack.furthest(cell, -1.0)
            below = attack.bound()
            short = [(a, b, r) for a, b, r in wanted(need) if a * up + b * down < r - max(SLACK, 1e-3 * r)]
            if not short:
                return 0
            count = 0
            for a, b, least in short:
                capped = np.minimum(a * above + b * below, least)
                if capped @ amount < least * (1 - 1e-3):
                    self.master.cut(capped, least)
                    count += 1
            if count:
                return count
        return 0
