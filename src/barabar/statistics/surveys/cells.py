"""The small table: weighted sums by domain × stratum × primary unit, and every estimate that follows from it.

All variance work happens here, on as many entries as there are cells, not rows. Where the sums came from (rows in
memory, an embedded engine, a distributed one) makes no difference. Formulas are those of `estimates` and
`sampling` for one stage; a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from .arrays import BoolArray, Column, FloatArray, IntArray
from .domains import Labels
from .errors import refusal
from .intervals import t_interval
from .replication import Replicates
from .sampling import NEGLIGIBLE, SamplingUnits

DENSE_KEYS = 1 << 26
ROUNDING = 1e-12


@dataclass(frozen=True)
class CellSums:
    """What one variable adds up to in each cell: weighted sum of values, weight of rows seen, number of rows seen with
    a weight; and by domain the weighted sum of squares about `centre`."""

    weighted: FloatArray
    weight: FloatArray
    n: FloatArray
    squares: FloatArray
    centre: float = 0.0

    def gathered(self, place: IntArray, old: "Cells", new: "Cells") -> "CellSums":
        """The sums for a coarser table; `place` as `Cells.coarser` gives it."""
        kept = place >= 0
        size = len(new)
        domain = np.full(len(old.labels), -1)
        domain[old.domain[kept]] = new.domain[place[kept]]

        def add(values: FloatArray) -> FloatArray:
            return np.bincount(place[kept], weights=values[kept], minlength=size).astype(np.float64)

        inside = domain >= 0
        squares = np.bincount(domain[inside], weights=self.squares[inside], minlength=len(new.labels))
        return CellSums(add(self.weighted), add(self.weight), add(self.n), squares.astype(np.float64), self.centre)


@dataclass(frozen=True)
class Base:
    """What estimates rest on, the same for all variables without missing values: by domain the weight, number of rows and
    degrees of freedom; by domain and stratum the number of cells that hold a row seen."""

    weight: FloatArray
    n: FloatArray
    present: FloatArray
    df: IntArray


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


@dataclass(frozen=True)
class Cells:
    """Cells in order of domain, stratum, unit. `domain`, `unit`: by cell; every domain of `labels` has a cell."""

    domain: IntArray
    unit: IntArray
    labels: tuple[Labels, ...]
    units: SamplingUnits

    @classmethod
    def of(
        cls, domain: IntArray, unit: IntArray, labels: tuple[Labels, ...], units: SamplingUnits
    ) -> tuple["Cells", Column]:
        """Cells of pairs (domain, unit) given in any order and any number of times; second: the cell of each pair.
        Pairs with domain -1 belong to no cell and get -1."""
        _refuse_deep(units)
        stage = units.stages[0]
        number = len(stage.cluster)
        rank = np.argsort(np.argsort(stage.stratum[stage.cluster], kind="stable"), kind="stable")
        key = np.where(domain >= 0, domain * number + rank[unit], -1)
        held, cell = _compress(key, len(labels) * number)
        by_rank = np.argsort(rank, kind="stable")
        domains = held // number
        present = np.unique(domains)
        kept = tuple(labels[d] for d in present)
        return cls(np.searchsorted(present, domains), by_rank[held % number], kept, units), cell

    def coarser(self, codes: IntArray, labels: tuple[Labels, ...]) -> tuple["Cells", Column]:
        """The same table with domains joined: `codes` gives the new domain of each old one (-1 for none). Second: the
        new cell of each old one."""
        return Cells.of(codes[self.domain], self.unit, labels, self.units)

    def __len__(self) -> int:
        return len(self.domain)

    @cached_property
    def domain_start(self) -> IntArray:
        return np.searchsorted(self.domain, np.arange(len(self.labels)))

    @cached_property
    def stratum(self) -> IntArray:
        stage = self.units.stages[0]
        return stage.stratum[stage.cluster[self.unit]]

    @cached_property
    def group_start(self) -> IntArray:
        """First cell of each run of one domain and stratum."""
        key = self.domain * (int(self.stratum.max(initial=0)) + 1) + self.stratum
        return np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))

    @cached_property
    def group_domain(self) -> IntArray:
        return self.domain[self.group_start]

    @cached_property
    def group_stratum(self) -> IntArray:
        return self.stratum[self.group_start]

    @cached_property
    def unsampled(self) -> FloatArray:
        """Share left unsampled, by stratum."""
        stage = self.units.stages[0]
        share = np.ones(stage.strata)
        share[stage.stratum] = stage.unsampled
        return share

    @cached_property
    def uniform(self) -> BoolArray:
        """Domain × stratum runs in which the stratum has the plain rule: two or more units, not a census."""
        stage = self.units.stages[0]
        return (stage.sampled > 1) & (self.unsampled >= NEGLIGIBLE)

    def by_domain(self, values: FloatArray) -> FloatArray:
        """Sum over the cells of each domain."""
        return np.asarray(np.add.reduceat(values, self.domain_start))

    def by_group(self, values: FloatArray) -> FloatArray:
        """Sum over the cells of each domain and stratum."""
        return np.asarray(np.add.reduceat(values, self.group_start))

    def variance(self, scores: FloatArray, present: FloatArray) -> FloatArray:
        """Variance of the sum of `scores` (by cell) in each domain; `present`: cells that hold a row seen, by group."""
        first = self.by_group(scores)
        second = self.by_group(scores * scores)
        stage, stratum = self.units.stages[0], self.group_stratum
        size = stage.sampled[stratum].astype(np.float64)
        scale = self.unsampled[stratum] * np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)
        spread = scale * np.maximum(second - first * first / size, 0.0)
        lonely = self.units.lonely
        alone = (size == 1) & (self.unsampled[stratum] >= NEGLIGIBLE) & (present > 0)
        if lonely.rule == "fail" and alone.any():
            worst = int(stratum[alone][0])
            raise refusal("one_psu", stratum=stage.label[worst], first=int(stage.first_row[worst]) + 1)
        if lonely.in_domain:
            alone |= (present == 1) & (size > 1) & (self.unsampled[stratum] >= NEGLIGIBLE)
        spread[(self.unsampled[stratum] < NEGLIGIBLE) | (present == 0)] = 0.0
        domains = len(self.labels)
        if lonely.rule == "adjust" and alone.any():
            counted = np.bincount(self.group_domain, weights=np.where(present > 0, size, 0), minlength=domains)
            total = np.bincount(self.group_domain, weights=first, minlength=domains)
            centre = (total / np.maximum(counted, 1))[self.group_domain]
            spread = np.where(alone, scale * (second - 2 * centre * first + size * centre * centre), spread)
        if lonely.rule == "average" and alone.any():
            seen = np.bincount(self.group_domain, weights=present > 0, minlength=domains)
            known = np.bincount(self.group_domain, weights=(present > 0) & ~alone, minlength=domains)
            if ((known == 0) & (seen > 0)).any():
                worst = int(stratum[alone][0])
                raise refusal("one_psu", stratum=stage.label[worst], first=int(stage.first_row[worst]) + 1)
            spread = np.where(alone, 0.0, spread * (seen / np.maximum(known, 1))[self.group_domain])
        return np.asarray(np.bincount(self.group_domain, weights=spread, minlength=domains), dtype=np.float64)

    def present(self, n: FloatArray) -> FloatArray:
        """Number of cells of each domain and stratum that hold a row seen."""
        return self.by_group((n > 0).astype(np.float64))

    @cached_property
    def _last_base(self) -> list[tuple[FloatArray, FloatArray, Base]]:
        return []

    def base(self, weight: FloatArray, n: FloatArray) -> Base:
        """The base of a variable; the last one is kept, for variables without missing values share their arrays."""
        for held_weight, held_n, held in self._last_base:
            if held_weight is weight and held_n is n:
                return held
        present = self.present(n)
        made = Base(self.by_domain(weight), self.by_domain(n), present, self.degrees_of_freedom(present))
        self._last_base[:] = [(weight, n, made)]
        return made

    def degrees_of_freedom(self, present: FloatArray) -> IntArray:
        """By domain: units minus strata that hold a row seen."""
        domains = len(self.labels)
        units = np.bincount(self.group_domain, weights=present, minlength=domains)
        strata = np.bincount(self.group_domain, weights=present > 0, minlength=domains)
        return (units - strata).astype(np.int64)


def _refuse_deep(units: SamplingUnits) -> None:
    assert len(units.stages) == 1, "the small table is for one sampling stage; use estimates for more"
    stage = units.stages[0]
    first = np.zeros(stage.strata)
    first[stage.stratum] = stage.unsampled
    assert (first[stage.stratum] == stage.unsampled).all(), "unequal probabilities need estimates, not the small table"


def suits(units: SamplingUnits) -> bool:
    """Whether estimates of this design can be had from the small table."""
    if len(units.stages) != 1:
        return False
    stage = units.stages[0]
    first = np.zeros(stage.strata)
    first[stage.stratum] = stage.unsampled
    return bool((first[stage.stratum] == stage.unsampled).all())


def _compress(key: IntArray, limit: int) -> tuple[IntArray, Column]:
    """The keys that occur, ascending, and the position of each entry among them; -1 stays -1."""
    if limit <= DENSE_KEYS:
        occurs = np.zeros(limit + 1, dtype=np.bool_)
        occurs[key] = True
        occurs[-1] = False
        where: IntArray = np.flatnonzero(occurs).astype(np.int64)
        place = np.full(limit + 1, -1, dtype=np.int32)
        place[where] = np.arange(len(where), dtype=np.int32)
        return where, place[key]
    found, inverse = np.unique(key, return_inverse=True)
    shift = int(len(found) > 0 and found[0] == -1)
    return found[shift:].astype(np.int64), (inverse - shift).astype(np.int64)


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
        scores = sums.weighted - np.nan_to_num(mean)[cells.domain] * sums.weight
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = cells.variance(scores, present) / weight**2
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = variance / (spread * np.where(weight > n, (weight - n) / weight, np.nan))
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
        scores = top.weighted - np.nan_to_num(values)[cells.domain] * bottom.weighted
        variance = cells.variance(scores, cells.present(top.n)) / denominator**2
    n = cells.by_domain(top.n).astype(np.int64)
    df = cells.degrees_of_freedom(cells.present(top.n))
    blank = np.full(len(values), np.nan)
    return DomainEstimates("ratio", name, cells.labels, values, variance, df, n, cells.by_domain(top.weight), blank)


class Pairs:
    """Domains taken in pairs (group, reference) whose covariance is wanted: cells of a pair that share a unit meet."""

    def __init__(self, cells: Cells, pairs: Sequence[tuple[int, int]]) -> None:
        self.cells, self.pairs = cells, tuple(pairs)
        number = len(cells.labels)
        pair_of, side_of = np.full(number, -1), np.zeros(number, dtype=np.int64)
        for k, (a, b) in enumerate(self.pairs):
            pair_of[[a, b]], side_of[[a, b]] = k, (0, 1)
        pair, side = pair_of[cells.domain], side_of[cells.domain]
        units = len(cells.units.stages[0].cluster)
        order = np.argsort(cells.stratum * units + cells.unit, kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.cumsum(np.concatenate([[0], np.diff(cells.unit[order]) != 0]))
        key = np.where(pair >= 0, pair * (int(rank.max()) + 1) + rank, -1)
        held, place = np.unique(key, return_inverse=True)
        shift = int(len(held) > 0 and held[0] == -1)
        self._slots = len(held) - shift
        self._cells = [np.flatnonzero((pair >= 0) & (side == s)) for s in (0, 1)]
        self._place = [(place - shift)[index] for index in self._cells]
        slot_pair, slot_stratum = np.zeros(self._slots, dtype=np.int64), np.zeros(self._slots, dtype=np.int64)
        for index, at in zip(self._cells, self._place, strict=True):
            slot_pair[at], slot_stratum[at] = pair[index], cells.stratum[index]
        group = slot_pair * (int(cells.stratum.max()) + 1) + slot_stratum
        self._start = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
        self._group_pair, self._group_stratum = slot_pair[self._start], slot_stratum[self._start]

    def _aligned(self, values: FloatArray) -> list[FloatArray]:
        slots = [np.zeros(self._slots), np.zeros(self._slots)]
        for slot, index, at in zip(slots, self._cells, self._place, strict=True):
            slot[at] = values[index]
        return slots

    def covariances(self, sums: CellSums) -> FloatArray:
        """Covariance of the two means of each pair."""
        cells = self.cells
        mean = cells.by_domain(sums.weighted) / cells.by_domain(sums.weight)
        scores = (sums.weighted - mean[cells.domain] * sums.weight) / cells.by_domain(sums.weight)[cells.domain]
        a, b = self._aligned(scores)
        together = np.add.reduceat(a * b, self._start)
        size = cells.units.stages[0].sampled[self._group_stratum].astype(np.float64)
        separate = np.add.reduceat(a, self._start) * np.add.reduceat(b, self._start) / size
        scale = cells.unsampled[self._group_stratum] * size / np.maximum(size - 1, 1)
        plain = cells.uniform[self._group_stratum]
        spread = np.where(plain, scale * (together - separate), 0.0)
        summed = np.bincount(self._group_pair, weights=spread, minlength=len(self.pairs))
        return np.asarray(summed, dtype=np.float64)

    def degrees_of_freedom(self, sums: CellSums) -> IntArray:
        """Units minus strata in which either side of a pair has a row seen."""
        a, b = self._aligned((sums.n > 0).astype(np.float64))
        present = np.add.reduceat(np.maximum(a, b), self._start)
        pairs = len(self.pairs)
        units = np.bincount(self._group_pair, weights=present, minlength=pairs)
        strata = np.bincount(self._group_pair, weights=present > 0, minlength=pairs)
        return (units - strata).astype(np.int64)


def covariances_suit(units: SamplingUnits) -> bool:
    """Whether pair covariances can be had from the small table: no rule may shift the centre of a lonely unit."""
    lonely = units.lonely
    return suits(units) and lonely.rule in ("fail", "remove", "certainty")


@dataclass(frozen=True)
class GapTable:
    """Gaps of one variable, one entry per pair of domains."""

    a: DomainEstimates
    b: DomainEstimates
    covariance: FloatArray
    difference: FloatArray
    se: FloatArray
    df: IntArray


def cell_gaps(cells: Cells, pairs: Pairs, sums: CellSums, *, name: str = "y") -> GapTable:
    """Difference of means, group minus reference, in every pair, with the covariance of shared units."""
    means = cell_means(cells, sums, name=name)
    sides = [_taken(means, np.array([pair[side] for pair in pairs.pairs])) for side in (0, 1)]
    covariance = pairs.covariances(sums)
    variance = sides[0].variance + sides[1].variance - 2 * covariance
    return GapTable(
        sides[0],
        sides[1],
        covariance,
        sides[0].values - sides[1].values,
        np.sqrt(np.maximum(variance, 0.0)),
        pairs.degrees_of_freedom(sums),
    )


def _taken(of: DomainEstimates, which: IntArray) -> DomainEstimates:
    return DomainEstimates(
        of.statistic,
        of.variable,
        tuple(of.domains[i] for i in which),
        of.values[which],
        of.variance[which],
        of.df[which],
        of.n[which],
        of.weighted_n[which],
        of.deff[which],
    )


def replicate_variances(
    cells: Cells, sums: Sequence[CellSums], replicates: Replicates, *, statistic: str = "mean"
) -> FloatArray:
    """Variance by replicates of every variable in every domain: variables × D. `replicates` are keyed by unit."""
    weighted = np.stack([s.weighted for s in sums])
    weights: list[FloatArray] = []
    which = np.empty(len(sums), dtype=np.int64)
    seen: dict[int, int] = {}
    for i, s in enumerate(sums):  # variables without missing values share one array of weights
        which[i] = seen.setdefault(id(s.weight), len(weights))
        if which[i] == len(weights):
            weights.append(s.weight)
    bottoms = np.stack(weights)
    result = np.empty((len(sums), len(cells.labels)))
    edges = [*cells.domain_start.tolist(), len(cells)]
    for domain, (start, end) in enumerate(pairwise(edges)):
        multipliers = replicates.multipliers[cells.unit[start:end]]
        top, bottom = weighted[:, start:end], bottoms[:, start:end]
        thetas, estimates = top @ multipliers, top.sum(axis=1)
        if statistic == "mean":
            with np.errstate(divide="ignore", invalid="ignore"):
                thetas = thetas / (bottom @ multipliers)[which]
                estimates = estimates / bottom.sum(axis=1)[which]
        result[:, domain] = _replicate_spread(thetas, estimates, replicates)
    return result


def _replicate_spread(thetas: FloatArray, estimates: FloatArray, replicates: Replicates) -> FloatArray:
    """Weighted squared deviations over replicates (columns), row by row."""
    factors = np.broadcast_to(replicates.rscales, thetas.shape)
    if not np.isfinite(thetas).all():  # a replicate that leaves a domain empty says nothing about it
        factors = np.where(np.isfinite(thetas), factors, 0.0)
        thetas = np.nan_to_num(thetas)
    if replicates.mse:
        centre = estimates[:, None]
    else:
        counted = factors > 0
        centre = (np.where(counted, thetas, 0.0).sum(axis=1) / np.maximum(counted.sum(axis=1), 1))[:, None]
    deviation = thetas - centre
    return np.asarray(replicates.scale * np.einsum("ij,ij,ij->i", deviation, deviation, factors))
