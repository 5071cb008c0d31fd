"""Means, totals and ratios in every domain, from the small table."""

from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray, IntArray
from .cells import Cells, CellSums
from .domains import Labels
from .intervals import t_interval

ROUNDING = 1e-12


@dataclass(frozen=True)
class DomainEstimates:
    """Estimates of one variable, one entry per domain; as `Estimates`, but without covariances."""

    statistic: str
    variable: str
    domains: tuple[Labels, ...]
    values: FloatArray
    variance: FloatArray
    df: IntArray
    n: IntArray
    weighted_n: FloatArray
    deff: FloatArray

    @property
    def se(self) -> FloatArray:
        return np.asarray(np.sqrt(self.variance))

    @property
    def cv(self) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.values != 0, self.se / np.abs(self.values), np.nan)

    def interval(self, level: float = 0.95) -> FloatArray:
        """Limits by Student's t: D × 2."""
        return t_interval(self.values, self.se, self.df, level)

    def __len__(self) -> int:
        return len(self.values)


def cell_means(cells: Cells, sums: CellSums, *, name: str = "y", statistic: str = "mean") -> DomainEstimates:
    """Means (or, with `statistic="total"`, totals) of a variable in every domain."""
    base = cells.base(sums.weight, sums.n)
    weight, n, present, numerator = base.weight, base.n, base.present, cells.by_domain(sums.weighted)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = numerator / weight
        shift = weight * (mean - sums.centre) ** 2
        centred = sums.squares - shift
        centred = np.where(centred > ROUNDING * shift, centred, 0.0)  # a constant has no spread, but for rounding
        spread = np.maximum(centred, 0.0) / weight * n / (n - 1) / n
    if statistic == "total":
        values, variance = numerator, cells.variance(sums.weighted, present)
        spread = spread * weight**2
    else:
        values = mean
        scores = cells.spread_over(np.nan_to_num(mean))
        scores *= sums.weight
        np.subtract(sums.weighted, scores, out=scores)
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = cells.variance(scores, present, overwrite=True) / weight**2
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = variance / (spread * np.where(weight >= n, (weight - n) / weight, np.nan))
        deff = np.where((spread > 0) & (n > 1), deff, np.nan)
    return DomainEstimates(
        statistic,
        name,
        cells.labels,
        values,
        variance,
        base.df,
        n.astype(np.int64),
        weight,
        deff,
    )


def cell_ratios(cells: Cells, top: CellSums, bottom: CellSums, *, name: str = "y / x") -> DomainEstimates:
    """Ratios of totals. Both sums must be over the rows where both variables are seen."""
    numerator, denominator = cells.by_domain(top.weighted), cells.by_domain(bottom.weighted)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = numerator / denominator
        scores = top.weighted - cells.spread_over(np.nan_to_num(values)) * bottom.weighted
        variance = cells.variance(scores, cells.present(top.n), overwrite=True) / denominator**2
    n = cells.by_domain(top.n).astype(np.int64)
    df = cells.degrees_of_freedom(cells.present(top.n))
    blank = np.full(len(values), np.nan)
    return DomainEstimates("ratio", name, cells.labels, values, variance, df, n, cells.by_domain(top.weight), blank)
