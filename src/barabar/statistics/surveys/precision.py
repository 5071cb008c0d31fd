"""Flags for figures too unsure to lean on. The thresholds are definitions, given from outside."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from .errors import refusal
from .estimates import Estimates


@dataclass(frozen=True)
class PrecisionRules:
    """Below `low_n` rows, above `high_cv` (share of the estimate) or below `low_df` degrees of freedom a figure is
    flagged; beyond the second threshold of each kind it is not to be published."""

    low_n: int
    withhold_n: int
    high_cv: float
    withhold_cv: float
    low_df: int

    @classmethod
    def read(cls, definition: Mapping[str, Any]) -> "PrecisionRules":
        """From a mapping (a definitions file); every threshold must be there and be a number."""
        names = [f.name for f in fields(cls)]
        for name in names:
            value = definition.get(name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise refusal("baseline_needed", type="precision rules", what=f"a number for {name}")
        unknown = sorted(set(definition) - set(names))
        if unknown:
            raise refusal("unknown_choice", what="The threshold", value=unknown[0], choices=", ".join(names))
        return cls(**{name: definition[name] for name in names})


def flags(rules: PrecisionRules, n: int, cv: float, df: float) -> list[str]:
    """Codes: no_rows, low_n, withhold_n, high_cv, withhold_cv, low_df, no_df; empty for a sound figure."""
    if n == 0:
        return ["no_rows"]
    found = []
    if n < rules.withhold_n:
        found.append("withhold_n")
    elif n < rules.low_n:
        found.append("low_n")
    if np.isfinite(cv):
        if cv > rules.withhold_cv:
            found.append("withhold_cv")
        elif cv > rules.high_cv:
            found.append("high_cv")
    if df <= 0:
        found.append("no_df")
    elif df < rules.low_df:
        found.append("low_df")
    return found


def estimate_flags(rules: PrecisionRules, estimates: Estimates) -> list[list[str]]:
    """Flags of each estimate."""
    return [
        flags(rules, int(n), float(cv), float(df))
        for n, cv, df in zip(estimates.n, estimates.cv, estimates.df, strict=True)
    ]
