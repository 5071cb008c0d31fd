"""From rows in memory to the small table: each variable is one pass over its column.

The pass is a product of a sparse matrix (cells × rows, one entry per row) with the column, which compiled code of SciPy
does without holding the interpreter, so that two variables are done at once on two processors.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from scipy.sparse import csc_matrix

from .arrays import BoolArray, Column, FloatArray, IntArray
from .cells import Cells, CellSums, DomainEstimates, cell_means
from .design import SurveyDesign
from .domains import Domains
from .intervals import proportion_interval, t_critical
from .quantiles import Quantile, WeightedOrder

THREADS = 2
Found = TypeVar("Found")


@dataclass(frozen=True)
class RowCells:
    """The cell and the domain of each row (-1 for none), with the weights."""

    cells: Cells
    cell: IntArray
    domain: IntArray
    weights: FloatArray

    @classmethod
    def of(cls, design: SurveyDesign, domains: Domains) -> "RowCells":
        """Rows of a design placed in the cells of its domains."""
        cells, cell = Cells.of(domains.codes, design.unit_of_row, domains.labels, design.units)
        domain = np.where(cell >= 0, cells.domain[cell], -1)
        return cls(cells, cell, domain, design.weights)

    @cached_property
    def _weighing(self) -> csc_matrix:
        return self._matrix(self.cell, len(self.cells), np.where(self.cell >= 0, self.weights, 0.0))

    @cached_property
    def _weighing_by_domain(self) -> csc_matrix:
        return self._matrix(self.domain, len(self.cells.labels), np.where(self.cell >= 0, self.weights, 0.0))

    @cached_property
    def _counting(self) -> csc_matrix:
        counted = (self.cell >= 0) & (self.weights > 0)
        return self._matrix(self.cell, len(self.cells), counted.astype(np.float64))

    @staticmethod
    def _matrix(place: IntArray, groups: int, entries: FloatArray) -> csc_matrix:
        index = np.maximum(place, 0).astype(np.int32)
        return csc_matrix((entries, index, np.arange(len(place) + 1, dtype=np.int32)), shape=(groups, len(place)))

    @cached_property
    def _everyone(self) -> tuple[FloatArray, FloatArray]:
        """Weight and number of rows by cell where nothing is missing; shared by all such variables."""
        ones = np.ones(len(self.cell))
        return np.asarray(self._weighing @ ones), np.asarray(self._counting @ ones)

    def sums(self, y: Column) -> CellSums:
        """Sums of one column (any number type; NaN is missing)."""
        whole_numbers = y.dtype.kind in "biu"
        values = np.asarray(y, dtype=np.float64)
        absent: BoolArray | None = None
        if not whole_numbers:
            absent = np.isnan(values)
            if absent.any():
                values = np.where(absent, 0.0, values)
            else:
                absent = None
        weighted = np.asarray(self._weighing @ values)
        weight, n = self._everyone
        seen = np.ones(1)
        if absent is not None:
            seen = (~absent).astype(np.float64)
            weight, n = np.asarray(self._weighing @ seen), np.asarray(self._counting @ seen)
        if whole_numbers and y.dtype.itemsize == 1 and y.max(initial=0) <= 1 and y.min(initial=0) >= 0:
            return CellSums(weighted, weight, n, self.cells.by_domain(weighted))
        centre = float(values.mean())
        squares = np.asarray(self._weighing_by_domain @ ((values - centre) ** 2 * seen))
        return CellSums(weighted, weight, n, squares, centre)


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

    _ = rows._weighing, rows._everyone  # made once, before the threads
    return in_parallel(one, list(columns), threads)


def domain_quantiles(
    rows: RowCells, y: Column, p: float, *, rule: str = "math", interval: str = "mean", level: float = 0.95
) -> list[Quantile]:
    """A quantile in every domain with Woodruff limits: one sort for all domains, one more pass for the shares."""
    values = np.asarray(y, dtype=np.float64)
    used = np.flatnonzero((rows.domain >= 0) & ~np.isnan(values))
    order = used[np.lexsort((values[used], rows.domain[used]))]
    number = len(rows.cells.labels)
    edges = np.searchsorted(rows.domain[order], np.arange(number + 1))
    sorted_values, sorted_weights = values[order], rows.weights[order]
    orders = [
        WeightedOrder.of(sorted_values[s:e], sorted_weights[s:e]) for s, e in zip(edges[:-1], edges[1:], strict=True)
    ]
    points = np.array([one.quantile(p, rule) if len(one.x) else np.nan for one in orders])
    below = np.where(np.isnan(values), np.nan, values <= np.append(points, np.nan)[rows.domain])
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
    if not len(order.x) or not variance > 0 or not 0 < share < 1:
        return float("nan"), float("nan")
    low, high = proportion_interval(share, variance, int(shares.n[k]), int(shares.df[k]), interval, level)
    return (
        order.quantile(low, rule) if low >= 0 else float("nan"),
        order.quantile(high, rule) if high <= 1 else float("nan"),
    )
