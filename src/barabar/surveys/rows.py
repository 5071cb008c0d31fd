"""One estimate as it leaves the room: the fields every output format has."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

FIELDS = (
    "statistic", "variable", "domain", "estimate", "se", "ci_low", "ci_high", "df", "deff", "cv", "n", "weighted_n",
    "flags",
)  # fmt: skip


class EstimateRow(NamedTuple):
    """One estimate. Numbers that do not exist are None; `flags` says why. `extra`: what only this kind of estimate has
    (p of a gap, order of a quantile)."""

    statistic: str
    variable: str
    domain: Mapping[str, Any]
    estimate: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    df: float | None
    deff: float | None
    cv: float | None
    n: int
    weighted_n: float | None
    flags: tuple[str, ...] = ()
    extra: Mapping[str, Any] = {}

    def as_mapping(self) -> dict[str, Any]:
        """All fields in their order, then the extra ones."""
        held = {name: getattr(self, name) for name in FIELDS}
        return held | {"domain": dict(self.domain), "flags": list(self.flags)} | dict(self.extra)


def number(value: float | None) -> float | None:
    """None for what is not a finite number."""
    return None if value is None or not math.isfinite(value) else float(value)


def numbers(values: np.ndarray) -> list[float | None]:
    """The same for a whole array."""
    plain = values.tolist()
    if np.isfinite(values).all():
        return plain
    return [v if math.isfinite(v) else None for v in plain]
