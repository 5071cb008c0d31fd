"""Questions to HiGHS: which table fits what is printed and is furthest in some direction?"""

import math
import time

import highspy
import numpy as np
from scipy import sparse

from .blocks import Block

INTEGER = highspy.HighsVarType.kInteger
OPTIMAL, INFEASIBLE = highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible
UNBOUNDED = (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)
FEASIBLE = 2


class Impossible(Exception):
    """The printed figures contradict each other."""


def programme(
    matrix: sparse.spmatrix,
    rows: tuple[np.ndarray, np.ndarray],
    bounds: tuple[np.ndarray, np.ndarray],
    cost: np.ndarray,
) -> highspy.Highs:
    """Minimise `cost` · x for rows within `rows` and x within `bounds`."""
    by_column = sparse.csc_matrix(matrix)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = by_column.shape
    model.col_cost_, (model.col_lower_, model.col_upper_) = cost, bounds
    model.row_lower_, model.row_upper_ = rows
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = by_column.indptr, by_column.indices
    model.a_matrix_.value_ = by_column.data
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1)):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver


def make_whole(solver: highspy.Highs, count: int) -> None:
    """The first `count` unknowns are whole numbers."""
    solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.array([INTEGER] * count))


def solve(solver: highspy.Highs, seconds: float) -> np.ndarray | None:
    """Some answer within `seconds`, the best found; None where none was found."""
    solver.setOptionValue("time_limit", solver.getRunTime() + max(seconds, 0.01))
    solver.run()
    found = solver.getInfo().primal_solution_status == FEASIBLE
    return np.array(solver.getSolution().col_value) if found else None


class Questions:
    """One block under two programmes, kept warm: figures of any size, and whole figures."""

    def __init__(self, block: Block, *, whole: bool) -> None:
        self._block = block
        self._columns = np.arange(len(block.cells), dtype=np.int32)
        self._linear = self._make(whole)
        self._linear.setOptionValue("presolve", "off")
        self._whole: highspy.Highs | None = None

    def _make(self, propagated: bool) -> highspy.Highs:
        block = self._block
        rows = block.right - block.slack, block.right + block.slack
        bounds = (
            (block.low, block.high)
            if propagated
            else (np.maximum(block.low - block.slack, 0), block.high + block.slack)
        )
        return programme(block.matrix, rows, bounds, np.zeros(len(block.cells)))

    def at_least(self, cell: int, figure: float) -> None:
        """The attacker knows that `cell` is at least this."""
        for solver in (self._linear, self._whole_numbers()):
            solver.changeColBounds(cell, figure, self._block.high[cell])

    def free(self, cell: int) -> None:
        """Forget what was known of `cell`."""
        self.at_least(cell, self._block.low[cell])

    def lowest(self, cost: np.ndarray, *, whole: bool, until: float) -> tuple[np.ndarray | None, float | None]:
        """A fitting table with the lowest `cost`: (None, -inf) if there is no end, (None, None) if time is up."""
        left = until - time.monotonic()
        if left <= 0:
            return None, None
        solver = self._whole_numbers() if whole else self._linear
        solver.changeColsCost(len(self._columns), self._columns, cost)
        table = solve(solver, left)
        status = solver.getModelStatus()
        if status == OPTIMAL and table is not None:
            return table, float(cost @ table)
        if status in UNBOUNDED and self._is_possible(solver, left):
            return None, -math.inf
        if status == INFEASIBLE or status in UNBOUNDED:
            raise Impossible
        return None, None

    def _is_possible(self, solver: highspy.Highs, seconds: float) -> bool:
        solver.changeColsCost(len(self._columns), self._columns, np.zeros(len(self._columns)))
        return solve(solver, seconds) is not None

    def _whole_numbers(self) -> highspy.Highs:
        if self._whole is None:
            self._whole = self._make(True)
            make_whole(self._whole, len(self._columns))
        return self._whole
