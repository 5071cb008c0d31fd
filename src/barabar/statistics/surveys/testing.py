"""Tests: Wald, t, Rao-Scott chi-square; adjustment for many comparisons.

Rao & Scott (1984), Annals of Statistics 12; Thomas & Rao (1987), JASA 82 (adjusted Wald); Koch, Freeman & Freeman
(1975), International Statistical Review 43 (Wald for tables); Holm (1979), Scandinavian Journal of Statistics 6;
Benjamini & Hochberg (1995), JRSS B 57.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc

from .arrays import BoolArray, Column, FloatArray, column, missing
from .contrasts import Contrast
from .design import SurveyDesign
from .domains import by_columns
from .errors import choice, refusal
from .estimates import Estimates, mean

CHI_SQUARE_STATISTICS = ("F", "Chisq", "Wald", "adjWald")
ADJUSTMENTS = ("holm", "bh", "none")


@dataclass(frozen=True)
class Test:
    """A test statistic with its degrees of freedom (one or two numbers) and p."""

    statistic: float
    df: tuple[float, ...]
    p: float


def t_test(
    design: SurveyDesign,
    y: Sequence[object] | Column,
    group: Sequence[object] | Column,
    *,
    mask: BoolArray | None = None,
) -> tuple[Contrast, float]:
    """Difference of means of `y`, second group minus first (in order of the labels), and its t.

    Degrees of freedom are those of the design minus one, as in a regression on one binary variable.
    """
    estimates = mean(design, y, domains=by_columns({"group": group}, mask))
    if len(estimates) != 2:
        raise refusal("unknown_choice", what="The number of groups", value=str(len(estimates)), choices="2")
    present = ~missing(column(y)) & ~missing(column(group))
    df = design.degrees_of_freedom(present if mask is None else present & mask) - 1
    variance = estimates.covariance[0, 0] + estimates.covariance[1, 1] - 2 * estimates.covariance[0, 1]
    difference = Contrast(float(estimates.values[1] - estimates.values[0]), float(np.sqrt(max(variance, 0.0))), df)
    return difference, difference.statistic


def wald_test(estimates: Estimates, contrasts: FloatArray, df: float, adjusted: bool = False) -> Test:
    """Test that all rows of `contrasts` (q × K) times the estimates are zero; F with q and `df`, or with `adjusted`
    q and df - q + 1 degrees of freedom."""
    return _wald(contrasts @ estimates.values, contrasts @ estimates.covariance @ contrasts.T, df, adjusted)


def _wald(values: FloatArray, covariance: FloatArray, df: float, adjusted: bool) -> Test:
    q = len(values)
    square = float(values @ np.linalg.solve(covariance, values))
    bottom = df - q + 1 if adjusted else df
    statistic = square / q * (bottom / df if adjusted else 1.0)
    return Test(statistic, (q, bottom), float(fdtrc(q, bottom, statistic)))


def chi_square(
    design: SurveyDesign,
    rows: Sequence[object] | Column,
    columns: Sequence[object] | Column,
    *,
    statistic: str = "F",
    mask: BoolArray | None = None,
) -> Test:
    """Independence of two categorical variables.

    F: Pearson's X² with the second-order Rao-Scott correction; Chisq: X² unscaled, its p from the first-order
    correction; Wald and adjWald: from the covariance of the cells. X² is scaled to the number of all rows of `mask`.
    """
    choice("The statistic", statistic, CHI_SQUARE_STATISTICS)
    held_rows, held_columns = column(rows), column(columns)
    domain = np.ones(design.rows, dtype=np.bool_) if mask is None else mask
    seen = domain & ~missing(held_rows) & ~missing(held_columns)
    table = by_columns({"row": held_rows}, seen), by_columns({"column": held_columns}, seen)
    nr, nc = len(table[0]), len(table[1])
    if nr < 2 or nc < 2:
        raise refusal("unknown_choice", what="The number of levels", value=f"{nr} × {nc}", choices="2 or more each way")
    cell = np.where(seen, table[0].codes + nr * table[1].codes, -1)
    weight = np.where(seen, design.weights, 0.0)
    share = np.bincount(cell[seen], weights=weight[seen], minlength=nr * nc) / weight.sum()
    indicator = (cell[:, None] == np.arange(nr * nc)).astype(np.float64)
    df = design.degrees_of_freedom(domain)
    if statistic in ("Wald", "adjWald"):
        totals = (share * weight.sum()).reshape(nc, nr).T
        return _wald_table(totals, _covariance(design, indicator, weight, seen), df, statistic == "adjWald")
    covariance = _covariance(design, indicator, weight, seen, share)
    return _rao_scott(share.reshape(nc, nr).T, covariance, df, int(domain.sum()), statistic)


def _covariance(
    design: SurveyDesign,
    indicator: FloatArray,
    weight: FloatArray,
    seen: BoolArray,
    share: FloatArray | None = None,
) -> FloatArray:
    """Covariance of the totals of cells or, with `share`, of the shares of cells; by replicates where the design has
    them."""
    size = float(weight.sum())
    if design.replicates is not None:
        totals = design.replicates.totals(indicator * weight[:, None])
        if share is None:
            return design.replicates.covariance(totals, indicator.T @ weight)
        return design.replicates.covariance(totals / totals.sum(axis=1, keepdims=True), share)
    if share is None:
        return design.covariance(indicator * weight[:, None], seen)
    return design.covariance((indicator - share) * (weight / size)[:, None], seen)


def _rao_scott(share: FloatArray, covariance: FloatArray, df: float, n: int, statistic: str) -> Test:
    nr, nc = share.shape
    cells = share.T.ravel()
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    pearson = float(n * ((share - expected) ** 2 / expected).sum())
    row, col = np.tile(np.arange(nr), nc), np.repeat(np.arange(nc), nr)
    main = np.column_stack([np.ones(nr * nc)] + [row == r for r in range(1, nr)] + [col == c for c in range(1, nc)])
    both = np.column_stack([(row == r) & (col == c) for c in range(1, nc) for r in range(1, nr)]).astype(np.float64)
    cleared = both - main @ np.linalg.lstsq(main, both, rcond=None)[0]
    inverse = np.divide(1.0, cells, out=np.zeros_like(cells), where=cells > 0)
    under_srs = cleared.T @ (cleared * (inverse / n)[:, None])
    under_design = (cleared * inverse[:, None]).T @ covariance @ (cleared * inverse[:, None])
    effects = np.linalg.solve(under_srs, under_design)
    trace = float(np.trace(effects))
    if statistic == "Chisq":
        freedom = effects.shape[0]
        return Test(pearson, (freedom,), float(chdtrc(freedom, pearson / (trace / freedom))))
    top = trace**2 / float(np.trace(effects @ effects))
    value = pearson / trace
    return Test(value, (top, top * df), float(fdtrc(top, top * df, value)))


def _wald_table(totals: FloatArray, covariance: FloatArray, df: float, adjusted: bool) -> Test:
    """Wald test that cell totals are products of their margins, over all cells but the first row and column."""
    nr, nc = totals.shape
    size = totals.sum()
    top, left = totals.sum(axis=0) / size, totals.sum(axis=1) / size
    product = np.outer(left, top)
    departure = (totals - product * size).T.ravel()
    row, col = np.tile(np.arange(nr), nc), np.repeat(np.arange(nc), nr)
    same_row, same_col = row[:, None] == row, col[:, None] == col
    gradient = np.eye(nr * nc) - same_row * top[col][:, None] - same_col * left[row][:, None]
    gradient = gradient + product.T.ravel()[:, None]
    used = (row > 0) & (col > 0)
    return _wald(departure[used], gradient[used] @ covariance @ gradient[used].T, df, adjusted)


def adjust_p(p_values: Sequence[float], method: str = "holm") -> list[float]:
    """p values adjusted for their number: holm keeps the chance of any false finding, bh the share of false ones."""
    choice("The adjustment", method, ADJUSTMENTS)
    p = np.asarray(p_values, dtype=np.float64)
    if method == "none" or not len(p):
        return [float(v) for v in p]
    order = np.argsort(p)
    number = len(p)
    if method == "holm":
        stepped = np.maximum.accumulate(p[order] * (number - np.arange(number)))
    else:
        stepped = np.minimum.accumulate((p[order] * number / np.arange(1, number + 1))[::-1])[::-1]
    result = np.empty(number)
    result[order] = np.minimum(stepped, 1.0)
    return [float(v) for v in result]
