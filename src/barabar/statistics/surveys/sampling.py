"""The sampling units of a design and the variance of totals over them.

One row of the table is one unit of the last stage that enters the variance. Variance of a multistage stratified design:
Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, result 4.3.1, taken recursively; with replacement at
the first stage when no population sizes are given ("ultimate clusters"). Brewer's approximation for unequal
probabilities without replacement: Brewer & Donadio (2003), Survey Methodology 29(2). Lonely units: see `Lonely`.
"""

from dataclasses import dataclass

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray, group_sums
from .errors import choice, refusal

LONELY_CHOICES = ("fail", "remove", "certainty", "adjust", "average")
NEGLIGIBLE = 1e-7  # a stratum with this little left unsampled is a census


@dataclass(frozen=True)
class Lonely:
    """What to do with a stratum that has one sampled unit.

    `fail` refuses; `remove` and `certainty` count it as known; `adjust` centres it at the mean over all sampled units
    of the strata present; `average` gives it the mean variance of the other strata. With `in_domain`, a stratum in
    which only one unit belongs to the domain is treated so too (adjust, average); otherwise its other units count as
    zeros.
    """

    rule: str = "fail"
    in_domain: bool = False

    def __post_init__(self) -> None:
        choice("The rule for lonely sampling units", self.rule, LONELY_CHOICES)


@dataclass(frozen=True)
class Stage:
    """One stage, one entry per cluster: its stratum, the share left unsampled, and where it hangs.

    `cluster` codes each unit of the table to a cluster; `stratum` each cluster to a stratum; `parent` each stratum to a
    cluster of the stage before; `sampled` counts clusters per stratum in the whole sample; `unsampled` is 1 - n/N by
    cluster; `label` is the stratum's name, `first_row` the data row of its first member (for messages).
    """

    cluster: IntArray
    stratum: IntArray
    parent: IntArray
    sampled: IntArray
    unsampled: FloatArray
    label: tuple[str, ...]
    first_row: IntArray

    @property
    def clusters(self) -> int:
        return len(self.stratum)

    @property
    def strata(self) -> int:
        return len(self.sampled)


@dataclass(frozen=True)
class SamplingUnits:
    """All stages. `covariance` is the one place where variance is computed."""

    stages: tuple[Stage, ...]
    lonely: Lonely

    def covariance(self, totals: FloatArray, present: BoolArray) -> FloatArray:
        """Covariance (K × K) of sums of `totals` (units × K); `present`: units that belong to the domain."""
        result = np.zeros((totals.shape[1], totals.shape[1]))
        multiplier = np.ones(1)
        for stage in self.stages:
            sums = group_sums(totals, stage.cluster, stage.clusters)
            here = np.bincount(stage.cluster, weights=present, minlength=stage.clusters) > 0
            result += _stage_covariance(stage, self.lonely, sums, here, multiplier)
            multiplier = multiplier[stage.parent[stage.stratum]] * (1.0 - stage.unsampled)
        return result

    def degrees_of_freedom(self, present: BoolArray) -> int:
        """First-stage clusters minus first-stage strata among the units present."""
        first = self.stages[0]
        clusters = np.unique(first.cluster[present])
        return len(clusters) - len(np.unique(first.stratum[clusters]))


def _stage_covariance(
    stage: Stage, lonely: Lonely, sums: FloatArray, here: BoolArray, multiplier: FloatArray
) -> FloatArray:
    """Within-stratum variation of one stage, each stratum weighted by the sampling fractions above it."""
    strata = np.arange(stage.strata)
    count = np.bincount(stage.stratum, weights=here, minlength=stage.strata).astype(np.int64)
    factor = np.where(stage.sampled > 1, stage.sampled / np.maximum(stage.sampled - 1, 1), 1.0)
    scale = stage.unsampled * factor[stage.stratum]
    census = np.ones(stage.strata, dtype=np.bool_)
    np.logical_and.at(census, stage.stratum[here], stage.unsampled[here] < NEGLIGIBLE)
    alone = (stage.sampled == 1) & ~census
    if lonely.rule == "fail" and (alone & (count > 0)).any():
        stratum = int(strata[alone & (count > 0)][0])
        raise refusal("one_psu", stratum=stage.label[stratum], first=int(stage.first_row[stratum]) + 1)
    if lonely.in_domain:
        alone |= (count == 1) & (stage.sampled > 1) & ~census

    centre = group_sums(sums, stage.stratum, stage.strata) / stage.sampled[:, None]
    weight = multiplier[stage.parent]
    if lonely.rule == "adjust":
        centre[alone] = _grand_means(stage, sums, count)[stage.parent[alone]]
    if lonely.rule == "average":
        share = _averaging(stage, alone, count)
        if np.isnan(share[count > 0]).any():
            stratum = int(strata[alone & (count > 0)][0])
            raise refusal("one_psu", stratum=stage.label[stratum], first=int(stage.first_row[stratum]) + 1)
        weight = np.where(alone, 0.0, weight * np.nan_to_num(share))
    weight = np.where(census | (count == 0), 0.0, weight)

    spread = np.sqrt(np.maximum(scale * weight[stage.stratum], 0.0))
    residual = (sums - centre[stage.stratum])[here] * spread[here, None]
    # Units of the stratum that are not in the domain count as zeros.
    absent = _absent_scale(stage, scale, here)
    zeros = centre * np.sqrt(absent * weight)[:, None]
    result: FloatArray = residual.T @ residual + zeros.T @ zeros
    return result


def _absent_scale(stage: Stage, scale: FloatArray, here: BoolArray) -> FloatArray:
    """Sum of scales over sampled clusters of each stratum that are not present (also those with no row at all)."""
    known = np.bincount(stage.stratum, weights=np.where(here, 0.0, scale), minlength=stage.strata)
    members = np.bincount(stage.stratum, minlength=stage.strata)
    mean_scale = np.bincount(stage.stratum, weights=scale, minlength=stage.strata) / np.maximum(members, 1)
    return np.asarray(known + mean_scale * (stage.sampled - members))


def _grand_means(stage: Stage, sums: FloatArray, count: IntArray) -> FloatArray:
    """Mean of the cluster sums under each parent, over all clusters sampled in the strata that are present (those
    outside the domain count as zeros)."""
    parents = int(stage.parent.max(initial=0)) + 1
    number = np.bincount(stage.parent, weights=np.where(count > 0, stage.sampled, 0), minlength=parents)
    return group_sums(sums, stage.parent[stage.stratum], parents) / np.maximum(number, 1)[:, None]


def _averaging(stage: Stage, alone: BoolArray, count: IntArray) -> FloatArray:
    """Strata present over strata with a known variance, under each parent."""
    parents = int(stage.parent.max(initial=0)) + 1
    seen = np.bincount(stage.parent, weights=count > 0, minlength=parents)
    known = np.bincount(stage.parent, weights=(count > 0) & ~alone, minlength=parents)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(known > 0, seen / np.maximum(known, 1), np.nan)
    return np.asarray(ratio[stage.parent])
