"""From rows in memory to the small table: each variable is one pass over its column.

The pass is a product of a sparse matrix (cells × rows, one entry per row) with the column, which compiled code of SciPy
does without holding the interpreter, so that two variables are done at once on two processors.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from scipy.sparse import csc_matrix

from .arrays import THREADS, BoolArray, Column, FloatArray, IntArray
from .cell_estimates import DomainEstimates, cell_means
from .cells import Cells, CellSums
from .design import SurveyDesign
from .domains import Domains
from .intervals import proportion_interval, t_critical
from .quantiles import Quantile, WeightedOrder

Found = TypeVar("Found")


@dataclass(frozen=True)
class RowCells:
    """The cell of each row (-1 for none), with the weights."""

    cells: Cells
    cell: Column
    weights: FloatArray

    @classmethod
    def of(cls, design: SurveyDesign, domains: Domains) -> "RowCells":
        """Rows of a design placed in the cells of its domains."""
        cells, cell = Cells.of(domains.codes, design.unit_of_row, domains.labels, design.units)
        return cls(cells, cell, design.weights)

    @property
    def domain(self) -> IntArray:
        """The domain of each row, -1 for none."""
        return np.where(self.cell >= 0, self.cells.domain[self.cell], -1)

    @cached_property
    def weighing(self) -> csc_matrix:
        """Cells × rows, the weight of each row at its cell."""
        outside = self.cell < 0
        if outside.any():
            entries, index = np.where(outside, 0.0, self.weights), np.where(outside, 0, self.cell)
        else:
            entries, index = self.weights, self.cell
        index = index.astype(np.int32, copy=False)
        pointer = np.arange(len(index) + 1, dtype=np.int32)
        return csc_matrix((entries, index, pointer), shape=(len(self.cells), len(index)))

    @cached_property
    def _weighing_by_domain(self) -> csc_matrix:
        """Domains × rows, the weight of each row at its domain: few sums, which stay in the processor."""
        fine = self.weighing
        index = self.cells.domain.astype(np.int32)[fine.indices]
        return csc_matrix((fine.data, index, fine.indptr), shape=(len(self.cells.labels), len(index)))

    @cached_property
    def everyone(self) -> tuple[FloatArray, FloatArray]:
        """Weight and number of rows by cell where nothing is missing; shared by all such variables."""
        return np.asarray(self.weighing @ np.ones(len(self.cell))), self._number(None)

    def prepare(self) -> None:
        """Make what all variables share, once, before threads ask for it."""
        _ = self.everyone, self._rooms, self._weighing_by_domain, self.cells.group_scale, self.cells.domain_start

    @property
    def _room(self) -> FloatArray:
        """One number per row to work in, of this thread's own: taking fresh memory for each variable costs more than
        filling it."""
        held: FloatArray | None = getattr(self._rooms, "numbers", None)
        if held is None:
            held = self._rooms.numbers = np.empty(len(self.cell))
        return held

    @cached_property
    def _rooms(self) -> threading.local:
        return threading.local()

    def _number(self, seen: BoolArray | None) -> FloatArray:
        """Rows seen with a weight, by cell."""
        counted = self.weighing.data > 0
        if seen is not None:
            counted &= seen
        if counted.all():
            return np.bincount(self.weighing.indices, minlength=len(self.cells)).astype(np.float64)
        return np.bincount(self.weighing.indices[counted], minlength=len(self.cells)).astype(np.float64)

    def sums(self, y: Column) -> CellSums:
        """Sums of one column (any number type; NaN is missing)."""
        absent: BoolArray | None = None
        if y.dtype.kind in "biu":
            values = self._room
            np.copyto(values, y)
        else:
            values, absent = _split_missing(np.asarray(y, dtype=np.float64))
        weighted = np.asarray(self.weighing @ values)
        weight, n = self.everyone
        if absent is not None:
            seen = ~absent
            weight, n = np.asarray(self.weighing @ seen.astype(np.float64)), self._number(seen)
        if y.dtype.kind in "biu" and y.dtype.itemsize == 1 and y.max(initial=0) <= 1 and y.min(initial=0) >= 0:
            return CellSums(weighted, weight, n, self.cells.by_domain(weighted))
        counted = len(values) - (int(absent.sum()) if absent is not None else 0)
        centre = float(values.sum()) / max(counted, 1)
        squares = np.subtract(values, centre, out=self._room)
        np.multiply(squares, squares, out=squares)
        if absent is not None:
            squares[absent] = 0.0
        return CellSums(weighted, weight, n, np.asarray(self._weighing_by_domain @ squares), centre)


def _split_missing(values: FloatArray) -> tuple[FloatArray, BoolArray | None]:
    """Values with zero for missing, and where they are missing; None where nothing is."""
    if np.isfinite(values.sum()):  # one pass that tells of most columns that nothing is missing
        return values, None
    absent = np.isnan(values)
    return (np.where(absent, 0.0, values), absent) if absent.any() else (values, None)


def in_parallel(work: Callable[[str], Found], names: Sequence[str], threads: int = THREADS) -> dict[str, Found]:
    """`work(name)` for each name, two at a time, in order."""
    if threads < 2 or len(names) < 2:
        return {name: work(name) for name in names}
    with ThreadPoolExecutor(threads) as pool:
        return dict(zip(names, pool.map(work, names), strict=True))


def means_of_columns(
    rows: RowCells, columns: Mapping[str, Column], *, statistic: str = "mean", threads: int = THREADS
) -> dict[str, DomainEstimates]:
    """Estimates of many variables in every domain."""

    def one(name: str) -> DomainEstimates:
        return cell_means(rows.cells, rows.sums(columns[name]), name=name, statistic=statistic)

    rows.prepare()
    return in_parallel(one, list(columns), threads)


def domain_quantiles(
    rows: RowCells, y: Column, p: float, *, rule: str = "math", interval: str = "mean", level: float = 0.95
) -> list[Quantile]:
    """A quantile in every domain with Woodruff limits: one sort for all domains, one more pass for the shares."""
    values = np.asarray(y, dtype=np.float64)
    domain = rows.domain
    used = np.flatnonzero((domain >= 0) & ~np.isnan(values))
    order = used[np.lexsort((values[used], domain[used]))]
    number = len(rows.cells.labels)
    edges = np.searchsorted(domain[order], np.arange(number + 1))
    sorted_values, sorted_weights = values[order], rows.weights[order]
    orders = [
        WeightedOrder.of(sorted_values[s:e], sorted_weights[s:e]) for s, e in zip(edges[:-1], edges[1:], strict=True)
    ]
    points = np.array([one.quantile(p, rule) if len(one.x) else np.nan for one in orders])
    below = np.where(np.isnan(values), np.nan, values <= np.append(points, np.nan)[domain])
    shares = cell_means(rows.cells, rows.sums(below))
    found = []
    for k, one in enumerate(orders):
        limits = _woodruff(one, shares, k, rule, interval, level)
        df, n = int(shares.df[k]), int(shares.n[k])
        se = (limits[1] - limits[0]) / (2 * t_critical(df, level))
        tie = bool(len(one.x)) and one.on_step(p)
        found.append(Quantile(p, float(points[k]), *limits, se, df, n, tie))
    return found


def _woodruff(
    order: WeightedOrder, shares: DomainEstimates, k: int, rule: str, interval: str, level: float
) -> tuple[float, float]:
    share, variance = float(shares.values[k]), float(shares.variance[k])
    if not len(order.x) or not 0 < share < 1 or shares.df[k] <= 0:
        return float("nan"), float("nan")
    if variance <= 0:  # the share is known exactly, and so are its limits
        edge = order.quantile(share, rule)
        return edge, edge
    low, high = proportion_interval(share, variance, int(shares.n[k]), int(shares.df[k]), interval, level)
    return (
        order.quantile(low, rule) if low >= 0 else float("nan"),
        order.quantile(high, rule) if high <= 1 else float("nan"),
    )
