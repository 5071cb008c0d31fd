"""The attacker who uses that counts are whole: needed where flows need not be whole (three ways, linked tables)."""

import highspy
import numpy as np

from .heuristic import Witnesses
from .problem import SLACK, Problem, linear_model, quiet_solver, wanted


class WholeAttack:
    """How far cells can move in whole steps; asked only where the linear answer was not whole."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        count = len(problem.values)
        self._columns = np.arange(count, dtype=np.int32)
        self._below, self._above = problem.room_below(), problem.room_above()
        self._linear, self._whole = quiet_solver(), quiet_solver()
        zeros = np.zeros(count)
        for solver in (self._linear, self._whole):
            solver.passModel(linear_model(problem.matrix, low=zeros, high=zeros, cost=zeros))
        kinds = np.array([highspy.HighsVarType.kInteger] * count)
        self._whole.changeColsIntegrality(count, self._columns, kinds)

    def first_short(self, hidden: np.ndarray, witnesses: Witnesses) -> int | None:
        """A cell whose need an attacker with whole numbers breaks, or None."""
        self._hide(hidden)
        up, down = witnesses.ranges(hidden, whole=True)
        for cell, need in self.problem.needs.items():
            for sign in (1.0, -1.0):
                if any(a * up[cell] + b * down[cell] < r - SLACK for a, b, r in wanted(need)):
                    moves = self._furthest(cell, sign)
                    witnesses.add(moves)
                    up, down = np.maximum(up, moves), np.maximum(down, -moves)
            if any(a * up[cell] + b * down[cell] < r - SLACK for a, b, r in wanted(need)):
                return cell
        return None

    def is_idle(self, cell: int, hidden: np.ndarray) -> bool:
        """Whether `cell` cannot move at all, so that hiding it tells nobody less."""
        self._hide(hidden)
        return not self._furthest(cell, 1.0)[cell] and not self._furthest(cell, -1.0)[cell]

    def _hide(self, hidden: np.ndarray) -> None:
        for solver in (self._linear, self._whole):
            solver.changeColsBounds(len(hidden), self._columns, -self._below * hidden, self._above * hidden)

    def _furthest(self, cell: int, sign: float) -> np.ndarray:
        for solver in (self._linear, self._whole):
            cost = np.zeros(len(self._columns))
            cost[cell] = -sign
            solver.changeColsCost(len(cost), self._columns, cost)
            solver.run()
            moves = np.array(solver.getSolution().col_value)
            if np.all(np.abs(moves - np.round(moves)) < SLACK):
                break
        return np.round(moves)
