"""Weights adjusted to known population totals, and what that does to the variance.

Deville & Särndal (1992), Calibration estimators in survey sampling, JASA 87; raking ratio: Deville, Särndal & Sautory
(1993), JASA 88. The variance uses residuals of the scores from the calibration variables, weighted by the weights
before calibration and multiplied by the weights after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Column, FloatArray, IntArray
from .errors import Problem, SurveyError, choice, refusal

DISTANCES = ("linear", "raking", "logit")
RAKING_CYCLES = 10
MARGIN_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Calibration:
    """Weights after calibration, and the model that scores are cleared of.

    `margins` (codes by row) for post-stratification and raking, or `auxiliaries` (rows × J) for general calibration.
    `as_reference` takes plain means over the rows of a margin when several were raked, as R's survey does; else means
    weighted by the weights before, as for one margin. Both are the same where those weights are equal.
    """

    weights: FloatArray
    before: FloatArray
    margins: tuple[IntArray, ...] = ()
    auxiliaries: FloatArray | None = None
    as_reference: bool = False

    def residuals(self, scores: FloatArray) -> FloatArray:
        """Weighted scores (rows × K) with the part that the calibration variables explain taken out."""
        weight = self.weights[:, None]
        values = np.divide(scores, weight, out=np.zeros_like(scores), where=weight != 0)
        if self.auxiliaries is not None:
            root = np.sqrt(self.before)
            basis, _ = np.linalg.qr(self.auxiliaries * root[:, None])
            fitted = basis @ (basis.T @ (values * root[:, None]))
            clear = np.divide(fitted, root[:, None], out=np.zeros_like(fitted), where=root[:, None] != 0)
            return np.asarray((values - clear) * weight)
        raked = len(self.margins) > 1
        held = np.ones(len(self.before)) if raked and self.as_reference else self.before
        for _ in range(RAKING_CYCLES if raked else 1):
            for margin in self.margins:
                values = values - _group_means(values, margin, held)[margin]
        return np.asarray(values * weight)


def _group_means(values: FloatArray, codes: IntArray, weights: FloatArray) -> FloatArray:
    groups = int(codes.max()) + 1
    sums = np.stack([np.bincount(codes, weights=v * weights, minlength=groups) for v in values.T], axis=1)
    sizes = np.bincount(codes, weights=weights, minlength=groups)
    return np.asarray(sums / np.where(sizes > 0, sizes, 1.0)[:, None])


def rake(
    weights: FloatArray,
    margins: Mapping[str, tuple[Column, Mapping[str, float]]],
    *,
    cycles: int = 1000,
    tolerance: float = 1e-9,
    as_reference: bool = False,
) -> Calibration:
    """Weights whose sums equal the given totals on each margin in turn; one margin is post-stratification.

    `margins`: name → (values by row, totals by value). Stops when no cell of the cross-table of all margins moves in a
    cycle by more than `tolerance` of the population; the R package survey stops at one person by default.
    `as_reference`: see Calibration.
    """
    problems: list[Problem] = []
    coded = [_margin(name, values, totals, problems) for name, (values, totals) in margins.items()]
    sums = {name: float(sum(totals.values())) for name, (_, totals) in margins.items()}
    first = next(iter(sums))
    for name, total in sums.items():
        if abs(total - sums[first]) > 1e-6 * abs(sums[first]):
            facts = {"first_margin": first, "first_total": sums[first], "margin": name, "total": total}
            problems.append(Problem("margins_disagree", facts))
    if problems:
        raise SurveyError(problems)
    after = weights.copy()
    cells = np.unique(np.stack([codes for codes, _ in coded]), axis=1, return_inverse=True)[1]
    for _ in range(cycles):
        before = np.bincount(cells, weights=after)
        for codes, totals in coded:
            after = after * (totals / np.bincount(codes, weights=after, minlength=len(totals)))[codes]
        if np.abs(np.bincount(cells, weights=after) - before).max() <= tolerance * sums[first]:
            break
    off = {
        name: float(np.abs(np.bincount(codes, weights=after, minlength=len(totals)) - totals).max())
        for name, (codes, totals) in zip(margins, coded, strict=True)
    }
    worst = max(off, key=lambda name: off[name])
    if off[worst] > MARGIN_TOLERANCE * sums[first]:
        raise refusal("calibration_failed", iterations=cycles, worst=worst, misfit=off[worst])
    margins_by_row = tuple(codes for codes, _ in coded)
    return Calibration(weights=after, before=weights, margins=margins_by_row, as_reference=as_reference)


def _margin(
    name: str, values: Column, totals: Mapping[str, float], problems: list[Problem]
) -> tuple[IntArray, FloatArray]:
    """Codes by row and totals by code; a value without a total, or a total without a row, is a problem."""
    text = [str(v) for v in values]
    codes = {level: i for i, level in enumerate(totals)}
    unknown = sorted({t for t in text if t not in codes})
    for level in unknown:
        problems.append(Problem("margin_missing", {"rows": text.count(level), "margin": name, "level": level}))
    held = set(text)
    for level, total in totals.items():
        if level not in held and total != 0:
            problems.append(Problem("margin_empty", {"total": total, "margin": name, "level": level}))
    return np.array([codes.get(t, 0) for t in text], dtype=np.int64), np.array(list(totals.values()), dtype=np.float64)


def calibrate(
    weights: FloatArray,
    auxiliaries: FloatArray,
    totals: FloatArray,
    *,
    distance: str = "linear",
    bounds: tuple[float, float] = (-np.inf, np.inf),
    names: Sequence[str] = (),
    steps: int = 50,
    tolerance: float = 1e-7,
) -> Calibration:
    """Weights closest to the given ones whose sums of `auxiliaries` (rows × J) equal `totals` (J).

    `distance`: linear, raking (multiplicative) or logit (needs finite bounds). `bounds`: least and greatest ratio of
    new to old weight. Newton's method; converged when every total is met to `tolerance` × (1 + |total|).
    """
    choice("The calibration distance", distance, DISTANCES)
    labels = list(names) or [f"column {i + 1}" for i in range(len(totals))]
    if auxiliaries.shape[1] != len(totals):
        raise refusal("calibration_columns", expected=auxiliaries.shape[1], given=len(totals))
    if distance == "logit" and not np.isfinite(bounds).all():
        raise refusal("unknown_choice", what="The bounds", value=str(bounds), choices="two finite numbers for logit")
    multiplier = np.zeros(len(totals))
    ratio, slope = _ratio(auxiliaries @ multiplier, distance, bounds)
    step = 0
    while True:
        gap = totals - auxiliaries.T @ (weights * ratio)
        off = np.abs(gap) / (1 + np.abs(totals))
        if step and (off < tolerance).all():
            break
        if step >= steps or not np.isfinite(off).all():
            worst = int(np.nanargmax(off)) if np.isfinite(off).any() else 0
            facts = {"worst": labels[worst], "misfit": float(gap[worst])}
            raise refusal("calibration_failed", iterations=step, **facts)
        information = (auxiliaries * (weights * slope)[:, None]).T @ auxiliaries
        change = np.linalg.pinv(information, rcond=1e-14, hermitian=True) @ gap
        ratio, slope = _ratio(auxiliaries @ (multiplier + change), distance, bounds)
        for _ in range(30):
            if np.isfinite(ratio).all() and np.isfinite(slope).all():
                break
            change = change / 2
            ratio, slope = _ratio(auxiliaries @ (multiplier + change), distance, bounds)
        multiplier = multiplier + change
        step += 1
    return Calibration(weights=weights * ratio, before=weights, auxiliaries=auxiliaries)


def _ratio(u: FloatArray, distance: str, bounds: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """New over old weight, and its derivative, at the linear predictor `u` (Deville & Särndal 1992, table 1)."""
    low, high = bounds
    if distance == "linear":
        return np.clip(1 + u, low, high), ((u >= low - 1) & (u <= high - 1)).astype(np.float64)
    with np.errstate(over="ignore"):
        if distance == "raking":
            grown = np.exp(u)
            inside = (grown >= low) & (grown <= high)
            return np.clip(grown, low, high), np.where(inside, grown, 0.0)
        a = (high - low) / ((1 - low) * (high - 1))
        grown = np.exp(a * u)
        below, above = high - 1, 1 - low
        ratio = (low * below + high * above * grown) / (below + above * grown)
        slope = grown * below * above * (high - low) * a / (below + above * grown) ** 2
    return ratio, slope
