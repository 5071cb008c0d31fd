"""Variance by replicates, from the small table: replicates multiply the cells, not the rows."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .arrays import THREADS, FloatArray
from .cells import Cells, CellSums
from .replication import Replicates


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

    def one(domain: int) -> None:
        start, end = edges[domain], edges[domain + 1]
        multipliers = replicates.multipliers[cells.unit[start:end]]
        top, bottom = weighted[:, start:end], bottoms[:, start:end]
        thetas, estimates = top @ multipliers, top.sum(axis=1)
        if statistic == "mean":
            with np.errstate(divide="ignore", invalid="ignore"):
                thetas = thetas / (bottom @ multipliers)[which]
                estimates = estimates / bottom.sum(axis=1)[which]
        result[:, domain] = _replicate_spread(thetas, estimates, replicates)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(len(cells.labels))))
    return result


def _replicate_spread(thetas: FloatArray, estimates: FloatArray, replicates: Replicates) -> FloatArray:
    """Weighted squared deviations over replicates (columns), row by row."""
    rscales = replicates.rscales
    factors = rscales if np.isfinite(thetas).all() and (rscales > 0).all() else None
    if factors is not None:
        centre = estimates if replicates.mse else thetas.mean(axis=1)
        deviation = np.subtract(thetas, centre[:, None], out=thetas)
        return np.asarray(replicates.scale * (np.square(deviation, out=deviation) @ factors))
    # A replicate that leaves a domain empty says nothing about it.
    spread = np.where(np.isfinite(thetas), rscales, 0.0)
    thetas = np.nan_to_num(thetas)
    if replicates.mse:
        centre = estimates
    else:
        counted = spread > 0
        centre = np.where(counted, thetas, 0.0).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)
    deviation = thetas - centre[:, None]
    return np.asarray(replicates.scale * np.einsum("ij,ij,ij->i", deviation, deviation, spread))
