"""Replicate weights: the estimate is repeated with each set of weights, and the spread is its variance.

Wolter (2007), Introduction to Variance Estimation; Fay's method: Judkins (1990), J. Official Statistics 6; bootstrap of
primary units: Canty & Davison (1999), The Statistician 48; rescaled bootstrap: Rao & Wu (1988), JASA 83; successive
differences: Fay & Train (1995), ASA Proceedings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import hadamard, qr

from .arrays import BoolArray, Column, FloatArray, IntArray
from .errors import refusal

KINDS = ("BRR", "Fay", "JK1", "JKn", "bootstrap", "subbootstrap", "SDR", "other")
RANK_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Replicates:
    """Replicate weights as multipliers of the weights, held once per key (a primary unit, usually), not per row.

    `multipliers`: keys × R. `key_of_row`: which key a row has. `scale` × `rscales` weigh the squared deviations; with
    `mse` they are taken around the estimate, else around the mean of the replicates.
    """

    multipliers: FloatArray
    key_of_row: IntArray
    scale: float
    rscales: FloatArray
    mse: bool = False
    kind: str = "other"

    def __post_init__(self) -> None:
        if len(self.rscales) != self.multipliers.shape[1]:
            facts = {"given": len(self.rscales), "expected": self.multipliers.shape[1]}
            raise refusal("replicate_shape", axis="rscales", **facts)

    @property
    def number(self) -> int:
        return int(self.multipliers.shape[1])

    def totals(self, weighted: FloatArray) -> FloatArray:
        """Replicate totals (R × J) of `weighted` columns (rows × J): summed by key once, then multiplied."""
        keys = self.multipliers.shape[0]
        by_key = np.stack([np.bincount(self.key_of_row, weights=c, minlength=keys) for c in weighted.T], axis=1)
        return np.asarray(self.multipliers.T @ by_key)

    def covariance(self, replicates: FloatArray, estimates: FloatArray) -> FloatArray:
        """Covariance (K × K) from replicate estimates (R × K); replicates without an estimate are left out."""
        held = np.isfinite(replicates).all(axis=1)
        thetas, factors = replicates[held], self.rscales[held]
        centre = estimates if self.mse else thetas[factors > 0].mean(axis=0)
        spread = (thetas - centre) * np.sqrt(factors)[:, None]
        return np.asarray(self.scale * (spread.T @ spread))

    def degrees_of_freedom(self, weights: FloatArray, present: BoolArray) -> int:
        """Rank of the replicate weights of the rows present, minus one."""
        keys = np.unique(self.key_of_row[present])
        if not len(keys):
            return 0
        size = np.bincount(self.key_of_row[present], weights=weights[present] ** 2, minlength=len(self.multipliers))
        matrix = self.multipliers[keys] * np.sqrt(size[keys])[:, None]
        return _rank(matrix) - 1

    def apply(self, statistic: Callable[[FloatArray], FloatArray], weights: FloatArray) -> FloatArray:
        """`statistic(weights)` (K) for each replicate: R × K. For statistics that are no function of totals."""
        return np.stack([statistic(weights * self.multipliers[self.key_of_row, r]) for r in range(self.number)])


def _rank(matrix: FloatArray) -> int:
    """Number of columns not explained by earlier ones, by pivoted orthogonalisation."""
    norms = np.linalg.norm(matrix, axis=0)
    scaled = matrix / np.where(norms > 0, norms, 1.0)
    diagonal = np.abs(np.diag(qr(scaled, mode="r", pivoting=True)[0]))
    return int((diagonal > RANK_TOLERANCE).sum()) if len(diagonal) else 0


def replicates_by_key(
    key_of_row: Sequence[object] | Column,
    keys: Sequence[object] | Column,
    multipliers: FloatArray,
    *,
    scale: float,
    rscales: Sequence[float] | FloatArray,
    mse: bool = False,
    kind: str = "other",
) -> Replicates:
    """Replicate multipliers given in a table with one row per key, joined to the data rows by key."""
    index = {str(k): i for i, k in enumerate(keys)}
    codes = np.fromiter((index.get(str(k), -1) for k in key_of_row), dtype=np.int64, count=len(key_of_row))
    lost = codes < 0
    if lost.any():
        first = int(np.argmax(lost))
        raise refusal("replicate_key", rows=int(lost.sum()), first=first + 1, key=str(key_of_row[first]))
    return Replicates(multipliers, codes, scale, np.asarray(rscales, dtype=np.float64), mse, kind)


def jackknife(stratum: IntArray, unit_of_row: IntArray, fraction: FloatArray | None = None) -> Replicates:
    """Delete one primary unit at a time. `stratum`: by unit; `fraction`: sampling fraction by unit (JKn; JK1 with one
    stratum). Every stratum needs two units."""
    units = len(stratum)
    sizes = np.bincount(stratum)[stratum]
    if (sizes < 2).any():
        raise refusal("one_psu", stratum=int(stratum[np.argmax(sizes < 2)]), first=1)
    same = stratum[:, None] == stratum[None, :]
    grown = np.where(same, (sizes / (sizes - 1.0))[None, :], 1.0)
    np.fill_diagonal(grown, 0.0)
    rscales = (sizes - 1.0) / sizes * (1.0 if fraction is None else 1.0 - fraction)
    kind = "JK1" if stratum.max() == 0 else "JKn"
    assert grown.shape == (units, units)
    return Replicates(grown, unit_of_row, 1.0, np.asarray(rscales, dtype=np.float64), kind=kind)


def balanced(stratum: IntArray, unit_of_row: IntArray, rho: float = 0.0) -> Replicates:
    """Balanced repeated replication over pairs of units; with `rho` > 0, Fay's method."""
    sizes = np.bincount(stratum)
    if (sizes != 2).any():
        wrong = int(np.argmax(sizes != 2))
        raise refusal("brr_two", stratum=wrong, units=int(sizes[wrong]))
    number = 4
    while number <= len(sizes):
        number *= 2
    signs = hadamard(number)[:, 1 : len(sizes) + 1].T.astype(np.float64)  # strata × R
    second = np.zeros(len(stratum), dtype=np.bool_)
    second[_last_of_each(stratum)] = True
    direction = np.where(second[:, None], -1.0, 1.0) * signs[stratum]
    factor = 1.0 + (1.0 - rho) * direction
    scale = 1.0 / (number * (1.0 - rho) ** 2)
    return Replicates(factor, unit_of_row, scale, np.ones(number), mse=True, kind="Fay" if rho else "BRR")


def _last_of_each(codes: IntArray) -> IntArray:
    """Position of the last member of each code."""
    last = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    np.maximum.at(last, codes, np.arange(len(codes)))
    return last


def bootstrap(stratum: IntArray, unit_of_row: IntArray, number: int, seed: int) -> Replicates:
    """Rescaled bootstrap (Rao & Wu 1988): n - 1 of the n units of each stratum drawn with replacement, `number` times;
    the same `seed` gives the same replicates."""
    sizes = np.bincount(stratum)
    if (sizes < 2).any():
        raise refusal("one_psu", stratum=int(np.argmax(sizes < 2)), first=1)
    generator = np.random.default_rng(seed)
    order = np.argsort(stratum, kind="stable")
    counts = np.zeros((len(stratum), number))
    start = 0
    for size in sizes:
        drawn = generator.multinomial(size - 1, np.full(size, 1.0 / size), size=number).T
        counts[order[start : start + size]] = drawn * (size / (size - 1.0))
        start += size
    return Replicates(counts, unit_of_row, 1.0 / (number - 1), np.ones(number), kind="bootstrap")


def successive_differences(order: IntArray, unit_of_row: IntArray, number: int) -> Replicates:
    """Successive difference replication for a systematic sample: the variance of a total is half the sum of squared
    differences of neighbours in a loop, the last followed by the first.

    `order`: place of each unit in the list, from 0. `number` of replicates: a power of two. More units than
    `number` - 1 make several loops of about equal length.
    """
    rows = hadamard(number).astype(np.float64)
    units = len(order)
    loops = -(-units // (number - 1))
    loop = order * loops // units
    start = -(-np.arange(loops) * units // loops)
    size = np.diff(np.append(start, units))[loop]
    place = order - start[loop]
    factor = 1.0 + (rows[1 + place] - rows[1 + (place + 1) % size]) * 2.0**-1.5
    return Replicates(factor, unit_of_row, 4.0 / number, np.ones(number), mse=True, kind="SDR")
