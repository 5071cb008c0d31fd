"""The protector's view of a set of tables: what must be hidden, what cannot be, and what an attacker could still reach."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from .rules import Need

EPSILON = 1e-7
SLACK = 1e-5


@dataclass(frozen=True)
class Problem:
    """Values, equations (rows of `matrix` add to zero), needs by cell, and cells whose decision is already made."""

    values: np.ndarray
    matrix: sparse.csr_matrix
    needs: Mapping[int, Need]
    hidden: frozenset[int]
    shown: frozenset[int]
    whole: bool
    network: bool
    least: float = 0.0

    @property
    def must_hide(self) -> frozenset[int]:
        return frozenset(self.needs) | self.hidden

    @property
    def reach(self) -> float:
        """How far a hidden figure may move in one attack: enough for every need, however flows are routed."""
        widest = max((max(need.width, need.upper + need.lower) for need in self.needs.values()), default=1.0)
        return widest if self.network else 8 * widest

    def room_below(self) -> np.ndarray:
        return np.minimum(np.maximum(self.values - self.least, 0.0), self.reach)

    def room_above(self) -> np.ndarray:
        return np.full(len(self.values), self.reach)

    def weights(self) -> np.ndarray:
        """One for each hidden cell, and less than a half for all values together: number first, then value."""
        share = np.log1p(self.values)
        return np.asarray(1.0 + 0.45 * share / max(float(share.sum()), 1e-9))


def clock() -> float:
    """Seconds that this thread has worked: however busy the machine is, a search gets the same share."""
    return time.thread_time()


def wanted(need: Need) -> list[tuple[float, float, float]]:
    """A need as conditions (a, b, r): a × furthest above + b × furthest below ≥ r."""
    conditions = [(1.0, 1.0, need.width)]
    if need.upper > 0:
        conditions.append((1.0, 0.0, need.upper))
    if need.lower > 0:
        conditions.append((0.0, 1.0, need.lower))
    return conditions


def quiet_solver() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver


def linear_model(matrix: sparse.csr_matrix, *, low: np.ndarray, high: np.ndarray, cost: np.ndarray) -> highspy.HighsLp:
    """Minimise `cost` over `low` ≤ x ≤ `high` with `matrix` x = 0."""
    rows, columns = matrix.shape
    by_column = sparse.csc_matrix(matrix)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, low, high
    model.row_lower_, model.row_upper_ = np.zeros(rows), np.zeros(rows)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = by_column.indptr
    model.a_matrix_.index_ = by_column.indices
    model.a_matrix_.value_ = by_column.data
    return model


class Attack:
    """The attacker's linear programme, kept warm between questions: how far can one cell move, given what is hidden?"""

    def __init__(self, problem: Problem, reach: float = math.inf) -> None:
        """`reach` narrows how far the attacker looks; his prices then make other valid inequalities, often sharper."""
        self.problem = problem
        count = len(problem.values)
        self._columns = np.arange(count, dtype=np.int32)
        self._room = problem.room_below(), problem.room_above()
        self._below, self._above = (np.minimum(room, reach) for room in self._room)
        self._solver = quiet_solver()
        self._solver.setOptionValue("presolve", "off")
        self._solver.passModel(
            linear_model(problem.matrix, low=np.zeros(count), high=np.zeros(count), cost=np.zeros(count))
        )
        self._now = -1

    def hide(self, amount: np.ndarray) -> None:
        """`amount` of each cell is hidden: 1 wholly, 0 not, between for a relaxed decision."""
        self._solver.changeColsBounds(len(self._columns), self._columns, -self._below * amount, self._above * amount)

    def furthest(self, cell: int, sign: float) -> tuple[float, np.ndarray]:
        """How far `cell` can move up (`sign` 1) or down (-1), and the movements of all cells that do it."""
        self._aim(cell, sign)
        self._solver.run()
        moves = np.array(self._solver.getSolution().col_value)
        return sign * float(moves[cell]), moves

    def bound(self) -> np.ndarray:
        """For each cell, how much the last answer would fall short if that cell were shown: the cut's coefficients.

        Any prices give a valid inequality with the whole room of each cell.
        """
        below, above = self._room
        prices = np.array(self._solver.getSolution().row_dual)
        reduced = self._costs - self.problem.matrix.T @ prices
        return np.asarray(np.maximum(-reduced, 0) * above + np.maximum(reduced, 0) * below)

    def _aim(self, cell: int, sign: float) -> None:
        if self._now >= 0:
            self._solver.changeColCost(self._now, 0.0)
        self._solver.changeColCost(cell, -sign)
        self._now = cell
        self._costs = np.zeros(len(self._columns))
        self._costs[cell] = -sign
