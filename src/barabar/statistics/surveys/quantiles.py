"""Quantiles by named definitions, with Woodruff, score and replicate intervals.

Definitions 1-9: Hyndman & Fan (1996), The American Statistician 50, with weights as in Lumley's survey package ("hf1"
to "hf9"; "math" and "school" are the two textbook rules, "shahvaish" Shah & Vaish (2006)). Intervals: Woodruff
(1952), JASA 47, which turns limits for the proportion below the quantile into quantiles; Francisco & Fuller (1991),
Annals of Statistics 19, which keeps the values a score test does not reject.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from .arrays import BoolArray, Column, FloatArray
from .design import SurveyDesign
from .errors import choice, refusal
from .estimates import numeric
from .intervals import proportion_interval, t_critical
from .roots import brent_root

RULES = ("math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9")
INTERVALS = ("mean", "xlogit", "asin", "beta", "score", "francisco-fuller", "quantile")


@dataclass(frozen=True)
class Quantile:
    """One quantile: `tie` says that p falls on a step of the distribution, where definitions differ."""

    p: float
    value: float
    low: float
    high: float
    se: float
    df: int
    n: int
    tie: bool


@dataclass(frozen=True)
class WeightedOrder:
    """Values in order with their weights, zero weights dropped: sorted once, asked for many quantiles.

    `as_reference` follows R's survey 4.1 where it departs from the definitions: for p below the first step, rules math,
    school and hf1 to hf3 give the second value instead of the first; shahvaish takes half the raw weight, not half the
    weight relative to its mean, off the plotting position.
    """

    x: FloatArray
    w: FloatArray
    cumulative: FloatArray
    as_reference: bool = False

    @classmethod
    def of(cls, x: FloatArray, w: FloatArray, as_reference: bool = False) -> "WeightedOrder":
        kept = w != 0
        x, w = x[kept], w[kept]
        order = np.argsort(x, kind="stable")
        # Summed in extended precision: where p falls on a step, the side depends on the last bit.
        return cls(x[order], w[order], np.cumsum(w[order], dtype=np.longdouble).astype(np.float64), as_reference)

    @property
    def size(self) -> float:
        return float(self.cumulative[-1])

    def quantile(self, p: float, rule: str) -> float:
        """The quantile of order `p` (0 to 1); NaN for a `p` outside, as an interval's limit may be."""
        if not 0 <= p <= 1:
            return float("nan")
        if rule in ("math", "hf1", "school", "hf2", "hf4"):
            return self._stepped(p, rule)
        if rule == "hf3":
            return self._nearest_even(p)
        position = self._positions(rule)
        if rule == "shahvaish":
            order = np.argsort(position, kind="stable")
            index = int(np.searchsorted(position[order], p, side="right")) - 1
            return float(self.x[order][max(index, 0)])
        return _interpolate(position, self.x, p)

    def on_step(self, p: float) -> bool:
        """Whether `p` is, but for rounding, a value of the distribution function."""
        near = np.abs(self.cumulative / self.size - p).min()
        return bool(near < 1e-12)

    def _last_at_or_below(self, cumulative: FloatArray, p: float) -> int:
        return max(int(np.searchsorted(cumulative, p * cumulative[-1], side="right")) - 1, 0)

    def _stepped(self, p: float, rule: str) -> float:
        low = self._last_at_or_below(self.cumulative, p)
        high = min(low + 1, len(self.x) - 1)
        below = p - self.cumulative[low] / self.size
        if rule == "hf4":
            above = self.cumulative[high] / self.size - p
            share = below / (above + below) if above + below else 0.0
            return float(self.x[low] * (1 - share) + self.x[high] * share)
        if below != 0:
            return float(self.x[low] if below < 0 and not self.as_reference else self.x[high])
        if rule in ("math", "hf1"):
            return float(self.x[low])
        return float((self.x[low] + self.x[high]) / 2)

    def _nearest_even(self, p: float) -> float:
        values, first = np.unique(self.x, return_index=True)
        ends = np.append(first[1:], len(self.x)) - 1
        cumulative = self.cumulative[ends]
        low = self._last_at_or_below(cumulative, p)
        high = min(low + 1, len(values) - 1)
        past = p - cumulative[low] / self.size
        if past < 0 and not self.as_reference:
            return float(values[low])
        return float(values[low] if past == 0 and (low + 1) % 2 == 0 else values[high])

    def _positions(self, rule: str) -> FloatArray:
        """Plotting position of each value."""
        w, upto = self.w, self.cumulative
        before = np.concatenate([[0.0], upto[:-1]])
        if rule == "hf5":
            return np.asarray((upto - w / 2) / upto[-1])
        if rule == "hf6":
            return np.asarray(upto / (upto[-1] + w[-1]))
        if rule == "hf7":
            return np.asarray(before / before[-1]) if len(upto) > 1 else np.zeros(1)
        if rule == "hf8":
            return np.asarray((before / 3 + upto * 2 / 3) / (upto[-1] + w[-1] / 3))
        if rule == "hf9":
            return np.asarray((before * 3 / 8 + upto * 5 / 8) / (upto[-1] + w[-1] / 4))
        relative = w / w.mean()
        half = w / 2 if self.as_reference else relative / 2
        return np.asarray((np.cumsum(relative) + 0.5 - half) / (len(w) + 1))  # shahvaish


def _interpolate(position: FloatArray, x: FloatArray, p: float) -> float:
    """Linear interpolation; values at one position are averaged first."""
    ticks, code = np.unique(position, return_inverse=True)
    means = np.bincount(code, weights=x) / np.bincount(code) if len(ticks) < len(position) else x
    return float(np.interp(p, ticks, means))


def quantile(
    design: SurveyDesign,
    y: Sequence[object] | Column,
    probabilities: Sequence[float],
    *,
    mask: BoolArray | None = None,
    rule: str = "math",
    interval: str = "mean",
    level: float = 0.95,
    name: str = "y",
    as_reference: bool = False,
) -> list[Quantile]:
    """Quantiles of `y` over the rows of `mask`, each with limits and a standard error (half width over critical value).

    `interval`: mean, xlogit, asin, beta (Woodruff, by that interval for the proportion), score (as the R package does
    it, with the share of rows), francisco-fuller (score test inverted exactly, with the share of weight), quantile
    (spread of the replicates' quantiles). A limit beyond the data is NaN. `as_reference`: see WeightedOrder.
    """
    choice("The quantile definition", rule, RULES)
    choice("The interval for a quantile", interval, INTERVALS)
    for p in probabilities:
        if not 0 <= p <= 1:
            raise refusal("probability", value=p)
    values = numeric(y, name)
    present = ~np.isnan(values)
    if mask is not None:
        present &= mask
    if not (design.weights[present] > 0).any():
        raise refusal("empty_domain", variable=name, domain="this selection")
    order = WeightedOrder.of(values[present], design.weights[present], as_reference)
    df = design.degrees_of_freedom(present)
    critical = t_critical(df, level)
    found = []
    for p in probabilities:
        at = order.quantile(p, rule)
        low, high = _limits(design, values, present, order, p, at, rule, interval, level, df)
        se = (high - low) / (2 * critical)
        found.append(Quantile(p, at, low, high, se, df, int((design.weights[present] > 0).sum()), order.on_step(p)))
    return found


def _limits(
    design: SurveyDesign,
    values: FloatArray,
    present: BoolArray,
    order: WeightedOrder,
    p: float,
    at: float,
    rule: str,
    interval: str,
    level: float,
    df: int,
) -> tuple[float, float]:
    if interval == "quantile":
        return _replicate_limits(design, values, present, order, p, at, rule, t_critical(df, level))
    if interval in ("score", "francisco-fuller"):
        limits = _score_limits if interval == "score" else _francisco_fuller_limits
        return limits(design, values, present, order, p, rule, t_critical(df, level))
    share, variance = share_at_most(design, values, present, at)
    n = int(present.sum())
    if not 0 < share < 1:
        # No row on one side: no interval. The reference gives the first or last value for the symmetric interval.
        edge = order.quantile(share, rule) if order.as_reference and interval == "mean" else float("nan")
        return edge, edge
    if variance <= 0 < df:  # the share is known exactly, and so are its limits
        edge = order.quantile(share, rule)
        return edge, edge
    low, high = proportion_interval(share, variance, n, df, interval, level)
    return (
        order.quantile(low, rule) if low >= 0 else float("nan"),
        order.quantile(high, rule) if high <= 1 else float("nan"),
    )


def share_at_most(design: SurveyDesign, values: FloatArray, present: BoolArray, at: float) -> tuple[float, float]:
    """Weighted share of rows with a value of at most `at`, and its design variance."""
    return _weighted_mean(design, np.where(present, values <= at, False).astype(np.float64), present)


def _weighted_mean(design: SurveyDesign, y: FloatArray, present: BoolArray) -> tuple[float, float]:
    weight = np.where(present, design.weights, 0.0)
    size = weight.sum()
    average = float(weight @ y / size)
    if design.replicates is not None:
        totals = design.replicates.totals(np.column_stack([weight * y, weight]))
        thetas = totals[:, :1] / totals[:, 1:]
        return average, float(design.replicates.covariance(thetas, np.array([average]))[0, 0])
    scores = (weight * (y - average) / size)[:, None]
    return average, float(design.covariance(scores, present)[0, 0])


def _replicate_limits(
    design: SurveyDesign,
    values: FloatArray,
    present: BoolArray,
    order: WeightedOrder,
    p: float,
    at: float,
    rule: str,
    critical: float,
) -> tuple[float, float]:
    replicates = design.replicates
    if replicates is None:
        raise refusal("baseline_needed", type="quantile interval from replicates", what="replicate weights")
    held = np.where(present, values, 0.0)

    def one(weights: FloatArray) -> FloatArray:
        drawn = WeightedOrder.of(held, np.where(present, weights, 0.0), order.as_reference)
        return np.array([drawn.quantile(p, rule)])

    thetas = replicates.apply(one, design.weights)
    half = critical * float(np.sqrt(replicates.covariance(thetas, np.array([at]))[0, 0]))
    return at - half, at + half


def _score(design: SurveyDesign, values: FloatArray, present: BoolArray, p: float) -> Callable[[float], float]:
    """t statistic of the test that the share above a value is 1 - p."""

    def statistic(theta: float) -> float:
        above = np.where(present, values > theta, False) - (1.0 - p) * present
        average, variance = _weighted_mean(design, above.astype(np.float64), present)
        return average / np.sqrt(variance) if variance > 0 else float("nan")

    return statistic


def _score_limits(
    design: SurveyDesign,
    values: FloatArray,
    present: BoolArray,
    order: WeightedOrder,
    p: float,
    rule: str,
    critical: float,
) -> tuple[float, float]:
    x = values[present]
    quarter, three_quarters = np.quantile(x, [0.25, 0.75])
    margin = (three_quarters - quarter) / 100
    statistic = _score(design, values, present, p)
    tolerance = 1 / (100 * np.sqrt(len(x)))
    span = float(x.min() + margin), float(x.max() - margin)
    limits = []
    for target in (critical, -critical):
        root = brent_root(partial(_departure, statistic, target), *span, tolerance)
        limits.append(order.quantile(float(np.mean(x <= root)), rule) if np.isfinite(root) else float("nan"))
    return limits[0], limits[1]


def _departure(statistic: Callable[[float], float], target: float, theta: float) -> float:
    return statistic(theta) - target


def _francisco_fuller_limits(
    design: SurveyDesign,
    values: FloatArray,
    present: BoolArray,
    order: WeightedOrder,
    p: float,
    rule: str,
    critical: float,
) -> tuple[float, float]:
    """The least and greatest data value that the score test does not reject, by bisection over the sorted values."""
    statistic = _score(design, values, present, p)
    candidates = np.unique(order.x)

    def first_index(beyond: float) -> int:
        """First candidate whose statistic is at most `beyond` (the statistic falls as the value grows)."""
        low, high = 0, len(candidates)
        while low < high:
            middle = (low + high) // 2
            value = statistic(float(candidates[middle]))
            if np.isnan(value):  # all rows on one side: the sign says which
                value = np.inf if middle < len(candidates) // 2 else -np.inf
            low, high = (low, middle) if value <= beyond else (middle + 1, high)
        return low

    lower, upper = first_index(critical), first_index(-critical)
    return (
        float(candidates[lower]) if lower < len(candidates) else float("nan"),
        float(candidates[upper]) if upper < len(candidates) else float("nan"),
    )
