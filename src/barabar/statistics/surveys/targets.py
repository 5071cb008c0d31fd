"""Distance to a target and the pace it needs, for the kinds of target that declarations and strategies set.

Kinds: `reach_level` (at least, or at most, a level; "all" is a level of 100 %), `cut_level` and `raise_level` (by a
percentage of the baseline level), `cut_gap` (by a percentage of the baseline gap), `proportional` (a share at least
as large as another share), `equal` (no gap left to the reference), `either` (one of several suffices), `exists` (a
structure is there or is not). Uncertainty by the delta method on the joint covariance of now and baseline.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray
from .contrasts import Contrast, linear, smooth
from .errors import choice, refusal
from .gap import GapChange

KINDS = ("reach_level", "cut_level", "raise_level", "cut_gap", "proportional", "equal", "either", "exists")
DIRECTIONS = ("up", "down")


@dataclass(frozen=True)
class Target:
    """What is to be reached. `amount`: the level, or the percentage of the baseline (-50 cuts by half, +100 doubles).
    `better` says which way is good; `deadline` is a year, if there is one; `alternatives` belong to `either`."""

    kind: str
    amount: float | None = None
    better: str = "up"
    deadline: int | None = None
    alternatives: tuple["Target", ...] = ()

    def __post_init__(self) -> None:
        choice("The kind of target", self.kind, KINDS)
        choice("The direction", self.better, DIRECTIONS)
        if self.kind in ("reach_level", "cut_level", "raise_level", "cut_gap") and self.amount is None:
            raise refusal("baseline_needed", type=self.kind, what="an amount")
        if self.kind == "either" and len(self.alternatives) < 2:
            raise refusal("baseline_needed", type=self.kind, what="two or more alternatives")


@dataclass(frozen=True)
class Standing:
    """Figures a target is judged by: a vector with its covariance.

    `values` holds (now), (now, reference now), (now, baseline) or (now, reference now, baseline, reference at
    baseline): `level`, `pair`, `level_change` and `gap_change` build them.
    """

    values: FloatArray
    covariance: FloatArray
    df: float
    year: int | None = None
    baseline_year: int | None = None

    @property
    def has_gap(self) -> bool:
        return len(self.values) == 4


def level(now: float, se: float, df: float, year: int | None = None) -> Standing:
    """One figure."""
    return Standing(np.array([now]), np.array([[se**2]]), df, year)


def level_change(
    now: float,
    before: float,
    covariance: FloatArray,
    df: float,
    year: int | None = None,
    baseline_year: int | None = None,
) -> Standing:
    """A figure and its baseline, with their covariance (2 × 2)."""
    return Standing(np.array([now, before]), covariance, df, year, baseline_year)


def gap_standing(change: GapChange, year: int | None = None, baseline_year: int | None = None) -> Standing:
    """A gap and its baseline."""
    return Standing(change.values, change.covariance, change.df, year, baseline_year)


@dataclass(frozen=True)
class Progress:
    """How far a target is.

    `target`: the value to reach, in the unit of the figure (of the gap, for gaps). `to_go`: what is left, with its
    uncertainty; zero or less is reached. `verdict`: reached, not_reached, or unclear where the interval holds zero.
    `share_done`: of the way from the baseline to the target. `pace_needed` and `pace_so_far`: units a year towards it.
    """

    target: float | None
    to_go: Contrast | None
    verdict: str
    share_done: Contrast | None = None
    pace_needed: Contrast | None = None
    pace_so_far: Contrast | None = None
    via: int | None = None


def progress(target: Target, standing: Standing | None, level_of_confidence: float = 0.95) -> Progress:
    """Judge a standing by a target of any kind but `either` and `exists`."""
    if target.kind in ("either", "exists") or standing is None:
        raise refusal("baseline_needed", type=target.kind, what="figures of its own (either_progress, existence)")
    value, gradient, aim, aim_gradient = _parts(target, standing)
    sign = _sign(target, standing)
    left = smooth(sign * (aim - value), sign * (aim_gradient - gradient), standing.covariance, standing.df)
    verdict = _verdict(left, level_of_confidence)
    done = so_far = None
    start = _start(target, standing)
    if start is not None:
        begun, begun_gradient = start
        way = aim - begun
        if way != 0:
            share = (value - begun) / way
            slope = (gradient - begun_gradient - share * (aim_gradient - begun_gradient)) / way
            done = smooth(share, slope, standing.covariance, standing.df)
        if standing.year is not None and standing.baseline_year is not None:
            years = _years(standing.year, standing.baseline_year)
            moved = sign * (value - begun) / years
            so_far = smooth(moved, (gradient - begun_gradient) / years, standing.covariance, standing.df)
    needed = None
    if target.deadline is not None and standing.year is not None:
        years = _years(target.deadline, standing.year)
        needed = Contrast(left.value / years, left.se / years, left.df)
    return Progress(aim, left, verdict, done, needed, so_far)


def either_progress(target: Target, standings: Sequence[Standing]) -> Progress:
    """Judge each alternative by its own standing; the one that is nearest (reached first, else most of the way) speaks
    for the target, `via` says which."""
    judged = [progress(one, standing) for one, standing in zip(target.alternatives, standings, strict=True)]
    order = {"reached": 0, "unclear": 1, "not_reached": 2}
    best = min(range(len(judged)), key=lambda i: (order[judged[i].verdict], _left(judged[i])))
    held = judged[best]
    return Progress(
        held.target, held.to_go, held.verdict, held.share_done, held.pace_needed, held.pace_so_far, via=best
    )


def _left(one: Progress) -> float:
    return one.to_go.value if one.to_go is not None else 0.0


EXISTENCE = ("exists", "partly", "does_not_exist")


def existence(state: str) -> Progress:
    """A target without a number: a structure exists, exists in part, or does not."""
    choice("The state", state, EXISTENCE)
    verdicts = {"exists": "reached", "partly": "unclear", "does_not_exist": "not_reached"}
    return Progress(None, None, verdicts[state])


def _years(later: int, earlier: int) -> int:
    if later <= earlier:
        raise refusal("year_order", deadline=later, year=earlier)
    return later - earlier


def _verdict(left: Contrast, confidence: float) -> str:
    low, high = left.interval(confidence)
    if np.isnan(low):
        return "unclear"
    if high <= 0 or (left.se == 0 and left.value <= 0):
        return "reached"
    return "not_reached" if low > 0 else "unclear"


def _unit(length: int, *entries: tuple[int, float]) -> FloatArray:
    vector = np.zeros(length)
    for place, entry in entries:
        vector[place] = entry
    return vector


def _needs(target: Target, standing: Standing, lengths: tuple[int, ...], what: str) -> None:
    if len(standing.values) not in lengths:
        raise refusal("baseline_needed", type=target.kind, what=what)


def _parts(target: Target, standing: Standing) -> tuple[float, FloatArray, float, FloatArray]:
    """The figure and what it is to become, each with its gradient in the standing's values."""
    values, size = standing.values, len(standing.values)
    amount = target.amount if target.amount is not None else 0.0
    nothing = np.zeros(size)
    if target.kind == "reach_level":
        return float(values[0]), _unit(size, (0, 1.0)), amount, nothing
    factor = 1 + amount / 100
    if target.kind in ("cut_level", "raise_level"):
        _needs(target, standing, (2,), "the figure at the baseline")
        return float(values[0]), _unit(size, (0, 1.0)), factor * float(values[1]), _unit(size, (1, factor))
    if target.kind == "cut_gap":
        _needs(target, standing, (4,), "the gap at the baseline")
        now, before = _unit(4, (0, 1.0), (1, -1.0)), _unit(4, (2, 1.0), (3, -1.0))
        if before @ values == 0:
            raise refusal("zero_gap")
        return float(now @ values), now, factor * float(before @ values), factor * before
    _needs(target, standing, (2, 4), "the reference figure")  # proportional, equal
    return float(values[0]), _unit(size, (0, 1.0)), float(values[1]), _unit(size, (1, 1.0))


def _start(target: Target, standing: Standing) -> tuple[float, FloatArray] | None:
    """The figure at the baseline with its gradient, where the standing holds one."""
    if target.kind in ("cut_level", "raise_level") or (target.kind == "reach_level" and len(standing.values) == 2):
        return float(standing.values[1]), _unit(2, (1, 1.0))
    if target.kind == "cut_gap":
        before = _unit(4, (2, 1.0), (3, -1.0))
        return float(before @ standing.values), before
    return None


def _sign(target: Target, standing: Standing) -> float:
    """+1 where the figure has to grow. A gap shrinks towards zero from either side."""
    if target.kind == "cut_gap":
        before = standing.values[2] - standing.values[3]
        return -1.0 if before > 0 else 1.0
    if target.kind == "cut_level":
        return -1.0
    if target.kind == "raise_level":
        return 1.0
    return 1.0 if target.better == "up" else -1.0


def difference(standing: Standing) -> Contrast:
    """Now minus the second figure of the standing (reference or baseline)."""
    weights = _unit(len(standing.values), (0, 1.0), (1, -1.0))
    return linear(standing.values, standing.covariance, weights, standing.df)
