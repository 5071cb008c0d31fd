"""The small table: weighted sums by domain × stratum × primary unit, and the variance of sums over it.

All variance work happens on as many entries as there are cells, not rows. Where the sums came from (rows in memory, an
embedded engine, a distributed one) makes no difference. What follows from the table is in `cell_estimates`, `cell_gaps`
and `cell_replicates`. Formulas are those of `estimates` and `sampling` for one stage; a test holds the two together.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .arrays import BoolArray, Column, FloatArray, IntArray
from .domains import Labels
from .errors import refusal
from .sampling import NEGLIGIBLE, SamplingUnits

DENSE_KEYS = 1 << 26


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
        key = domain * number
        key += rank[unit]
        key[domain < 0] = -1
        held, cell = _compress(key, len(labels) * number)
        by_rank = np.argsort(rank, kind="stable")
        domains, ranks = np.divmod(held, number)
        first = np.diff(domains, prepend=-1) > 0
        kept = tuple(labels[d] for d in domains[first])
        return cls(np.cumsum(first) - 1, by_rank[ranks], kept, units), cell

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

    @cached_property
    def group_size(self) -> FloatArray:
        """Units sampled in the stratum, by group."""
        return self.units.stages[0].sampled[self.group_stratum].astype(np.float64)

    @cached_property
    def group_scale(self) -> FloatArray:
        """What the spread of a group is multiplied with: share left unsampled × n / (n - 1)."""
        size = self.group_size
        return self.unsampled[self.group_stratum] * np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)

    def spread_over(self, values: FloatArray) -> FloatArray:
        """Values by domain as values by cell."""
        return np.repeat(values, np.diff(self.domain_start, append=len(self)))

    def variance(self, scores: FloatArray, present: FloatArray, *, overwrite: bool = False) -> FloatArray:
        """Variance of the sum of `scores` (by cell) in each domain; `present`: cells that hold a row seen, by group.
        With `overwrite` the scores are used up."""
        first = self.by_group(scores)
        second = self.by_group(np.multiply(scores, scores, out=scores if overwrite else None))
        stage, stratum = self.units.stages[0], self.group_stratum
        size, scale = self.group_size, self.group_scale
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
        place = np.empty(limit + 1, dtype=np.int32)  # keys that do not occur are never looked up
        place[-1] = -1
        place[where] = np.arange(len(where), dtype=np.int32)
        return where, place[key]
    found, inverse = np.unique(key, return_inverse=True)
    shift = int(len(found) > 0 and found[0] == -1)
    return found[shift:].astype(np.int64), (inverse - shift).astype(np.int64)
