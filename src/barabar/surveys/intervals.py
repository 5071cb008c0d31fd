"""From estimates by domain to rows: limits by the method asked for, flags by the rules given."""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from barabar.statistics.surveys.intervals import proportion_interval, t_interval
from barabar.statistics.surveys.precision import flags

from .analysis import Analysis, Indicator
from .rows import EstimateRow, number


class ByDomain(Protocol):
    """Estimates with one entry per domain, whichever way they were made."""

    values: Any
    variance: Any
    df: Any
    n: Any
    weighted_n: Any
    deff: Any
    domains: Any


class Limits(Protocol):
    """Limits of one proportion that need the rows: (domain number, estimate, variance) → (low, high)."""

    def __call__(self, k: int, p: float, variance: float) -> tuple[float, float]: ...


def estimate_rows(
    analysis: Analysis,
    indicator: Indicator,
    statistic: str,
    found: ByDomain,
    *,
    variance: np.ndarray | None = None,
    df: np.ndarray | None = None,
    from_rows: Limits | None = None,
) -> Iterator[EstimateRow]:
    """Rows of one indicator. `variance` and `df` replace those of `found` (replicates); `from_rows` gives limits that
    need the rows."""
    spread = found.variance if variance is None else variance
    freedom = found.df if df is None else df
    se = np.sqrt(spread)
    limits = t_interval(found.values, se, freedom, analysis.confidence)
    for k, labels in enumerate(found.domains):
        estimate, n = float(found.values[k]), int(found.n[k])
        low, high = limits[k]
        if indicator.interval != "mean" and statistic in ("mean", "proportion") and n:
            low, high = (
                from_rows(k, estimate, float(spread[k]))
                if from_rows is not None
                else proportion_interval(
                    estimate, float(spread[k]), n, int(freedom[k]), indicator.interval, analysis.confidence
                )
            )
        cv = float(se[k] / abs(estimate)) if estimate else float("nan")
        yield EstimateRow(
            statistic=statistic,
            variable=indicator.name,
            domain=labels,
            estimate=number(estimate),
            se=number(float(se[k])),
            ci_low=number(low),
            ci_high=number(high),
            df=number(float(freedom[k])),
            deff=number(float(found.deff[k])),
            cv=number(cv),
            n=n,
            weighted_n=number(float(found.weighted_n[k])),
            flags=row_flags(analysis, n, cv, float(freedom[k])),
        )


def row_flags(analysis: Analysis, n: int, cv: float, df: float) -> tuple[str, ...]:
    """Flags by the analysis's precision rules; without rules only what has no rows or no degrees of freedom."""
    if analysis.precision is None:
        return ("no_rows",) if n == 0 else (("no_df",) if df <= 0 else ())
    return tuple(flags(analysis.precision, n, cv, df))
