"""Confidence intervals, by the names the literature gives them.

For proportions: Korn & Graubard (1998), Survey Methodology 24 (beta; effective sample size); Clopper & Pearson (1934);
Wilson score interval with the effective sample size: Korn & Graubard (1999), section 2.5, and Franco et al. (2019), J.
Survey Statistics and Methodology 7; logit and arcsine: Korn & Graubard (1999), Analysis of Health Surveys, section 3.2;
likelihood: Rao & Scott (1984), Annals of Statistics 12.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv, expit, log_expit, ndtr, ndtri, stdtrit, xlogy

from .arrays import BoolArray, Column, FloatArray, IntArray, column
from .design import SurveyDesign
from .errors import choice
from .roots import brent_root
from .splines import interpolated_inverse

PROPORTION_METHODS = (
    "logit", "xlogit", "likelihood", "likelihood-exact", "asin", "beta", "clopper-pearson", "wilson", "mean",
)  # fmt: skip


def t_critical(df: float, level: float = 0.95) -> float:
    """Upper critical value of Student's t, of the normal for infinite df; NaN when no degree of freedom is left."""
    return float(_critical_values(np.array([df], dtype=np.float64), level)[0])


def _critical_values(df: FloatArray, level: float) -> FloatArray:
    tail = (1 + level) / 2
    student = stdtrit(np.where((df > 0) & np.isfinite(df), df, np.nan), tail)
    return np.asarray(np.where(np.isposinf(df), ndtri(tail), student))


def t_interval(values: FloatArray, se: FloatArray, df: FloatArray | IntArray, level: float = 0.95) -> FloatArray:
    """Estimate plus and minus critical value times standard error: K × 2."""
    freedom = np.ascontiguousarray(df, dtype=np.float64)
    half = _critical_for(freedom.tobytes(), level) * se
    return np.stack([values - half, values + half], axis=1)


@lru_cache(maxsize=64)
def _critical_for(freedom: bytes, level: float) -> FloatArray:
    """Critical values for degrees of freedom given as their bytes: many variables have the same."""
    distinct, place = np.unique(np.frombuffer(freedom), return_inverse=True)
    return _critical_values(distinct, level)[place]


def proportion_interval(
    p: float, variance: float, n: int, df: int, method: str = "logit", level: float = 0.95
) -> tuple[float, float]:
    """Limits for a proportion `p` with design `variance`, from `n` rows and `df` degrees of freedom.

    logit and xlogit are one formula; asin: arcsine of the square root; beta: Korn-Graubard (effective n, corrected for
    degrees of freedom); clopper-pearson: the same without that correction; wilson: score interval with n effective;
    mean: symmetric. A proportion of 0 or 1 has no spread to work with: beta, clopper-pearson and wilson then use n
    rows, the others return (NaN, NaN). A proportion between that the design knows without error is its own limits.
    """
    choice("The interval for a proportion", method, PROPORTION_METHODS)
    critical = t_critical(df, level)
    if method == "mean":
        half = critical * np.sqrt(variance)
        return p - half, p + half
    degenerate = p <= 0 or p >= 1 or variance <= 0
    if method in ("beta", "clopper-pearson", "wilson"):
        effective = float(n) if degenerate else p * (1 - p) / variance
        if method == "wilson":
            return _wilson(p, effective, critical)
        if method == "beta" and not degenerate:
            effective *= (t_critical(n - 1, level) / critical) ** 2
        return _beta(p, effective, level)
    if degenerate:
        known = p if 0 < p < 1 and np.isfinite(critical) else float("nan")
        return known, known
    if method == "asin":
        half = critical * np.sqrt(variance / (4 * p * (1 - p)))
        angle = np.arcsin(np.sqrt(p))
        return float(np.sin(angle - half) ** 2), float(np.sin(angle + half) ** 2)
    half = critical * np.sqrt(variance) / (p * (1 - p))
    centre = np.log(p / (1 - p))
    return float(expit(centre - half)), float(expit(centre + half))


def _wilson(p: float, n: float, critical: float) -> tuple[float, float]:
    square = critical**2
    centre = (p + square / (2 * n)) / (1 + square / n)
    half = critical / (1 + square / n) * np.sqrt(p * (1 - p) / n + square / (4 * n * n))
    return float(max(centre - half, 0.0)), float(min(centre + half, 1.0))


def _beta(p: float, n: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    events = n * p
    low = 0.0 if p <= 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if p >= 1 else float(betaincinv(events + 1, n - events, 1 - tail))
    return low, high


def likelihood_interval(
    design: SurveyDesign,
    y: Sequence[object] | Column,
    present: BoolArray,
    p: float,
    variance: float,
    *,
    exact: bool = False,
    level: float = 0.95,
) -> tuple[float, float]:
    """Limits from the profile of the weighted log likelihood, its cut-off scaled by the design effect.

    The reference (R's survey) takes the information one iteration before its fit ends, walks the profile in steps and
    interpolates; `exact` does neither and solves for the limits. The two differ in the fourth digit or so.
    """
    if not 0 < p < 1:
        return float("nan"), float("nan")
    n = int(present.sum())
    variance_unit = p * (1 - p)
    if not exact:
        behind = _one_iteration_behind(column(y).astype(np.float64)[present], design.weights[present])
        variance_unit = behind * (1 - behind)
    standard_error = float(np.sqrt(variance)) / (p * (1 - p))
    scaling = standard_error**2 * n * variance_unit
    centre = float(np.log(p / (1 - p)))
    cutoff = t_critical(design.degrees_of_freedom(present), level) * float(np.sqrt(scaling))
    furthest = float(-stdtrit(n - 1, ndtr(-cutoff) / 4))
    if not np.isfinite(furthest) or standard_error == 0:
        return float("nan"), float("nan")

    def signed_root(logit: float) -> float:
        lost = p * (np.log(p) - log_expit(logit)) + (1 - p) * (np.log(1 - p) - log_expit(-logit))
        deviance = 2 * (n - 1) * lost
        return float(np.sign(logit - centre) * np.sqrt(max(deviance, 0.0)))

    if exact:
        reach = 40 * standard_error
        low = brent_root(lambda b: signed_root(b) + cutoff, centre - reach, centre, 1e-13)
        high = brent_root(lambda b: signed_root(b) - cutoff, centre, centre + reach, 1e-13)
    else:
        logits, roots = _profile(signed_root, centre, standard_error, furthest)
        low, high = interpolated_inverse(logits, roots, np.array([-cutoff, cutoff]))
    return float(expit(low)), float(expit(high))


def _one_iteration_behind(y: FloatArray, weights: FloatArray) -> float:
    """The proportion whose weights the last step of iterated least squares used (a logistic fit of a constant, begun
    at (w y + 1/2) / (w + 1), ended when the deviance moves by less than 1e-8 of itself)."""
    weight = weights / weights.mean()
    start = (weight * y + 0.5) / (weight + 1)
    working = weight * start * (1 - start)
    logit = np.average(np.log(start / (1 - start)) + (y - start) / (start * (1 - start)), weights=working)
    share = float(np.average(y, weights=weight))
    before = fitted = float(expit(logit))
    deviance = float("inf")
    while True:
        new = -2 * len(y) * float(xlogy(share, fitted) + xlogy(1 - share, 1 - fitted))
        if abs(new - deviance) / (abs(new) + 0.1) < 1e-8:
            return before
        deviance, before = new, fitted
        logit = np.log(fitted / (1 - fitted)) + (share - fitted) / (fitted * (1 - fitted))
        fitted = float(expit(logit))


def _profile(
    signed_root: Callable[[float], float], centre: float, standard_error: float, furthest: float
) -> tuple[FloatArray, FloatArray]:
    """The profile at up to nine even steps each way, until it passes `furthest`."""
    grid = [(centre, 0.0)]
    for sign in (-1, 1):
        for step in range(1, 10):
            logit = centre + sign * step * furthest / 5 * standard_error
            grid.append((logit, signed_root(logit)))
            if abs(grid[-1][1]) >= furthest:
                break
    grid.sort()
    return np.array([g[0] for g in grid]), np.array([g[1] for g in grid])
