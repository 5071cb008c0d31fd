"""Gaps between pairs of domains, from the small table, with the covariance of the units they share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray, IntArray
from .cell_estimates import DomainEstimates, cell_means
from .cells import Cells, CellSums, suits
from .sampling import SamplingUnits


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
