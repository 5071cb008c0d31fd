"""A synthetic survey for measuring speed: 12 economies, two populations sharing primary units, 192 domains."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

ECONOMIES, STRATA_EACH, ROWS_PER_UNIT = 12, 10, 38
BINARY, CONTINUOUS = 30, 10
KEYS = ("economy", "population", "sex", "age", "stratum", "psu")
INDICATORS = tuple(f"y{i + 1}" for i in range(BINARY + CONTINUOUS))


@dataclass(frozen=True)
class Synthetic:
    """Columns by name; keys are whole numbers, weights and continuous indicators doubles, the others 0 and 1."""

    columns: dict[str, npt.NDArray]

    @property
    def rows(self) -> int:
        return len(self.columns["weight"])

    def write_parquet(self, path: Path) -> None:
        """As a survey office would keep it: row groups of about 130,000 rows, default compression."""
        pq.write_table(pa.table(self.columns), path, row_group_size=131_072)

    def write_for_r(self, folder: Path) -> None:
        """Each column as raw doubles, the quickest thing R reads."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, values in self.columns.items():
            values.astype("<f8").tofile(folder / name)


def synthetic(rows: int, seed: int = 20261121) -> Synthetic:
    """The same `rows` and `seed` give the same data."""
    draw = np.random.default_rng(seed)
    units = max(ECONOMIES * STRATA_EACH * 2, rows // ROWS_PER_UNIT)
    psu = np.sort(np.concatenate([np.tile(np.arange(units), 2), draw.integers(0, units, rows)])[:rows])
    stratum_of_unit = np.sort(np.arange(units) % (ECONOMIES * STRATA_EACH))
    stratum = stratum_of_unit[psu]
    population = (draw.random(rows) < 0.35).astype(np.int32)
    columns: dict[str, npt.NDArray] = {
        "economy": (stratum // STRATA_EACH).astype(np.int32),
        "population": population,
        "sex": draw.integers(0, 2, rows, dtype=np.int32),
        "age": draw.integers(0, 4, rows, dtype=np.int32),
        "stratum": stratum.astype(np.int32),
        "psu": psu.astype(np.int32),
        "weight": np.round(draw.lognormal(4, 0.5, rows), 3),
    }
    level = draw.normal(0, 0.5, (units, BINARY + CONTINUOUS)).astype(np.float32)
    for i, name in enumerate(INDICATORS):
        latent = level[psu, i] + 0.4 * population + draw.normal(0, 1, rows)
        columns[name] = (latent > 0.2).astype(np.int8) if i < BINARY else np.round(200 * np.exp(0.5 * latent), 1)
    return Synthetic(columns)
