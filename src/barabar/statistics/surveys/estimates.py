"""Means, totals, proportions and ratios by domain, with their covariance.

Linearisation: Woodruff (1971), JASA 66; Särndal et al. (1992), chapter 5; domains as subpopulations (rows outside kept
at zero): Cochran (1977), section 5A.14. Design effect: Kish (1965), against simple random sampling of the same n
without (`deff`) or with (`deff_replace`) replacement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .arrays import BoolArray, Column, FloatArray, IntArray, column, missing
from .design import SurveyDesign
from .domains import Domains, Labels, whole
from .errors import refusal
from .intervals import t_interval


@dataclass(frozen=True)
class Estimates:
    """K estimates with their covariance (K × K).

    `df`: degrees of freedom by estimate; `n`: rows with a value and a weight; `weighted_n`: their weights; `deff`:
    variance over that of simple random sampling (NaN where undefined). `variance` differs from the diagonal of
    `covariance` only where a lonely unit is treated by domain. `replicated`: the estimates by replicate (R × K), if
    any.
    """

    statistic: str
    variable: str
    domains: tuple[Labels, ...]
    values: FloatArray
    covariance: FloatArray
    variance: FloatArray
    df: IntArray
    n: IntArray
    weighted_n: FloatArray
    deff: FloatArray
    deff_replace: FloatArray
    about: Mapping[str, Any] = field(default_factory=dict)
    replicated: FloatArray | None = None

    @property
    def se(self) -> FloatArray:
        return np.asarray(np.sqrt(self.variance))

    @property
    def cv(self) -> FloatArray:
        """Standard error over the absolute estimate; NaN where the estimate is zero."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.values != 0, self.se / np.abs(self.values), np.nan)

    def interval(self, level: float = 0.95, normal: bool = False) -> FloatArray:
        """Confidence limits (K × 2) from Student's t with `df`, or from the normal distribution."""
        return t_interval(self.values, self.se, np.full(len(self.df), np.inf) if normal else self.df, level)

    def __len__(self) -> int:
        return len(self.values)


def mean(
    design: SurveyDesign, y: Sequence[object] | Column, *, domains: Domains | None = None, name: str = "y"
) -> Estimates:
    """Weighted mean of `y` in each domain; rows where `y` is missing count as outside."""
    return _estimate(design, "mean", numeric(y, name), None, domains, name)


def total(
    design: SurveyDesign, y: Sequence[object] | Column, *, domains: Domains | None = None, name: str = "y"
) -> Estimates:
    """Weighted total of `y` in each domain; an empty domain has total 0 with no degrees of freedom."""
    return _estimate(design, "total", numeric(y, name), None, domains, name)


def ratio(
    design: SurveyDesign,
    y: Sequence[object] | Column,
    x: Sequence[object] | Column,
    *,
    domains: Domains | None = None,
    name: str = "y / x",
) -> Estimates:
    """Total of `y` over total of `x` in each domain, over rows where both are seen."""
    return _estimate(design, "ratio", numeric(y, name), numeric(x, name), domains, name)


def proportion(
    design: SurveyDesign, y: Sequence[object] | Column, *, domains: Domains | None = None, name: str = "y"
) -> Estimates:
    """Share of the domain with `y` = 1; `y` holds 0, 1 or missing."""
    values = numeric(y, name)
    wrong = ~np.isnan(values) & (values != 0) & (values != 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise refusal("not_binary", variable=name, first=row + 1, value=float(values[row]))
    return _estimate(design, "proportion", values, None, domains, name)


def level_proportions(
    design: SurveyDesign, y: Sequence[object] | Column, *, mask: BoolArray | None = None, name: str = "y"
) -> Estimates:
    """Share of each value of a categorical `y` in the rows of `mask`; the shares add up to one."""
    values = column(y)
    seen = ~missing(values)
    if mask is not None:
        seen &= mask
    if not (design.weights[seen] > 0).any():
        raise refusal("empty_domain", variable=name, domain="this selection")
    levels = sorted({values[i] for i in np.flatnonzero(seen)}, key=str)
    indicator = np.stack([np.where(seen, values == level, False) for level in levels], axis=1).astype(np.float64)
    return _shared_domain(design, indicator, seen, tuple({name: level} for level in levels), name)


def _shared_domain(
    design: SurveyDesign, y: FloatArray, present: BoolArray, labels: tuple[Labels, ...], name: str
) -> Estimates:
    """Means of several columns over the same rows."""
    number = y.shape[1]
    weight = np.where(present, design.weights, 0.0)
    size = float(weight.sum())
    values = weight @ y / size
    if design.replicates is not None:
        totals = design.replicates.totals(np.column_stack([y * weight[:, None], weight]))
        covariance = design.replicates.covariance(totals[:, :-1] / totals[:, -1:], values)
    else:
        covariance = design.covariance((y - values) * (weight / size)[:, None], present)
    n = int((weight > 0).sum())
    spread = values * (1 - values) * n / max(n - 1, 1)
    variance = np.diag(covariance).copy()
    blank = np.full(number, np.nan)
    deff_replace = np.divide(variance, spread / n, out=blank.copy(), where=spread > 0)
    return Estimates(
        statistic="proportion",
        variable=name,
        domains=labels,
        values=values,
        covariance=covariance,
        variance=variance,
        df=np.full(number, design.degrees_of_freedom(present)),
        n=np.full(number, n),
        weighted_n=np.full(number, size),
        deff=deff_replace * size / (size - n) if size > n else blank,
        deff_replace=deff_replace,
    )


def numeric(values: Sequence[object] | Column, name: str) -> FloatArray:
    """As numbers, absent values as NaN; refuses text, and a column with nothing in it."""
    held = column(values)
    if held.dtype.kind in "biuf":
        numbers = held.astype(np.float64)
    else:
        seen = np.flatnonzero(~missing(held))
        numbers = np.full(len(held), np.nan)
        wrong = []
        for row in seen:
            try:
                numbers[row] = float(str(held[row]))
            except ValueError:
                wrong.append(int(row))
        if wrong:
            facts = {"rows": len(wrong), "first": wrong[0] + 1, "value": held[wrong[0]]}
            raise refusal("not_number", what=f"The variable {name}", **facts)
    if np.isnan(numbers).all():
        raise refusal("all_missing", variable=name, total=len(numbers))
    return numbers


@dataclass(frozen=True)
class _Parts:
    """What a domain estimate is made of: values, weighted scores by row, and counts by domain."""

    values: FloatArray
    scores: FloatArray
    present: BoolArray


def _estimate(
    design: SurveyDesign, statistic: str, y: FloatArray, x: FloatArray | None, domains: Domains | None, name: str
) -> Estimates:
    domains = domains or whole(design.rows)
    everyone = domains.codes >= 0
    with_y = domains.within(~np.isnan(y))
    seen = ~np.isnan(y) if x is None else ~(np.isnan(y) | np.isnan(x))
    domains = domains.within(seen)
    number = len(domains)
    codes = np.where(domains.codes >= 0, domains.codes, number)

    def sums(of: FloatArray) -> FloatArray:
        return np.bincount(codes, weights=of, minlength=number + 1)[:number].astype(np.float64)

    weights = design.weights
    clean = np.where(seen, y, 0.0)
    base = np.ones(design.rows) if x is None else np.where(seen, x, 0.0)
    weighted_n = sums(weights)
    n = sums((weights > 0).astype(np.float64)).astype(np.int64)
    numerator, denominator = sums(weights * clean), sums(weights * base)
    if statistic == "total":
        values = numerator
        parts = weights * clean
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(denominator != 0, numerator / denominator, np.nan)
            held = np.append(values, 0.0)[codes]
            parts = weights * (clean - held * base) / np.append(denominator, 1.0)[codes]
    inside = domains.codes >= 0
    thetas = None
    if design.replicates is not None:
        thetas = _replicated(design, statistic, clean, base, domains)
        covariance = design.replicates.covariance(thetas, values)
        variance = np.diag(covariance).copy()
    else:
        scores = np.zeros((design.rows, number))
        scores[np.flatnonzero(inside), domains.codes[inside]] = np.where(np.isfinite(parts), parts, 0.0)[inside]
        covariance = design.covariance(scores, everyone if number > 1 else inside)
        variance = np.diag(covariance).copy()
        if number > 1 and _presence_matters(design):
            for k in range(number):
                variance[k] = design.covariance(scores[:, k : k + 1], domains.codes == k)[0, 0]
    variance = np.where(np.isfinite(values), variance, np.nan)
    df = np.array([design.degrees_of_freedom(with_y.codes == k) for k in range(number)], dtype=np.int64)
    srs = _simple_random(statistic, weights, clean, codes, number, values, weighted_n, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        # The total of a constant varies by design but not in a simple random sample of fixed size: infinite.
        comparable = (srs > 0) | ((statistic == "total") & (variance > 0))
        deff_replace = np.where(comparable & (n > 1), variance / srs, np.nan)
        left = np.where(weighted_n >= n, (weighted_n - n) / weighted_n, np.nan)
        deff = deff_replace / left
    return Estimates(
        statistic,
        name,
        domains.labels,
        values,
        covariance,
        variance,
        df,
        n,
        weighted_n,
        deff,
        deff_replace,
        replicated=thetas,
    )


def _presence_matters(design: SurveyDesign) -> bool:
    """Whether a domain's own units change its variance: only where units are alone in their stratum."""
    return design.units.lonely.in_domain or any((stage.sampled == 1).any() for stage in design.units.stages)


def _replicated(design: SurveyDesign, statistic: str, y: FloatArray, x: FloatArray, domains: Domains) -> FloatArray:
    """Estimates by replicate: R × K."""
    assert design.replicates is not None
    weights, number = design.weights, len(domains)
    indicator = np.zeros((design.rows, number))
    inside = np.flatnonzero(domains.codes >= 0)
    indicator[inside, domains.codes[inside]] = weights[inside]
    tops = design.replicates.totals(indicator * y[:, None])
    if statistic == "total":
        return tops
    bottoms = design.replicates.totals(indicator * x[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(tops / bottoms)


def _simple_random(
    statistic: str,
    weights: FloatArray,
    y: FloatArray,
    codes: IntArray,
    number: int,
    values: FloatArray,
    weighted_n: FloatArray,
    n: IntArray,
) -> FloatArray:
    """Variance under simple random sampling with replacement of n; NaN for ratios."""
    if statistic == "ratio":
        return np.full(number, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.bincount(codes, weights=weights * y, minlength=number + 1)[:number] / weighted_n
        deviation = y - np.append(np.nan_to_num(centre), 0.0)[codes]
        square = np.bincount(codes, weights=weights * deviation**2, minlength=number + 1)[:number]
        spread = square / weighted_n * n / (n - 1)
        return np.asarray(spread / n * (weighted_n**2 if statistic == "total" else 1.0))
