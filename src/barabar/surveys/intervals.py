"""From estimates by domain to rows: limits by the method asked for, flags by the rules given."""

from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any, Protocol

import numpy as np

from barabar.statistics.surveys.contrasts import Contrast
from barabar.statistics.surveys.intervals import proportion_interval, t_interval
from barabar.statistics.surveys.precision import flags

from .analysis import Analysis, Indicator
from .rows import EstimateRow, number, numbers


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
    if indicator.interval != "mean" and statistic in ("mean", "proportion"):
        for k in np.flatnonzero(found.n):
            p, variance_of_p = float(found.values[k]), float(spread[k])
            limits[k] = (
                from_rows(int(k), p, variance_of_p)
                if from_rows is not None
                else proportion_interval(
                    p, variance_of_p, int(found.n[k]), int(freedom[k]), indicator.interval, analysis.confidence
                )
            )
    with np.errstate(divide="ignore", invalid="ignore"):
        cv = np.where(found.values != 0, se / np.abs(found.values), np.nan)
    columns = (found.values, se, limits[:, 0], limits[:, 1], freedom, found.deff, cv)
    return map(
        EstimateRow,
        repeat(statistic),
        repeat(indicator.name),
        found.domains,
        *(numbers(c) for c in columns),
        found.n.tolist(),
        numbers(found.weighted_n),
        _all_flags(analysis, found.n, cv, freedom),
    )


def _all_flags(analysis: Analysis, n: np.ndarray, cv: np.ndarray, df: np.ndarray) -> list[tuple[str, ...]]:
    rules = analysis.precision
    sound = (n > 0) & (df > 0)
    if rules is not None:
        sound &= (n >= max(rules.low_n, rules.withhold_n)) & (df >= rules.low_df)
        sound &= ~(np.nan_to_num(cv) > min(rules.high_cv, rules.withhold_cv))
    if sound.all():
        return [()] * len(n)
    return [row_flags(analysis, *one) for one in zip(n.tolist(), cv.tolist(), df.tolist(), strict=True)]


def row_flags(analysis: Analysis, n: int, cv: float, df: float) -> tuple[str, ...]:
    """Flags by the analysis's precision rules; without rules only what has no rows or no degrees of freedom."""
    if analysis.precision is None:
        return ("no_rows",) if n == 0 else (("no_df",) if df <= 0 else ())
    return tuple(flags(analysis.precision, n, cv, df))


def contrast_row(
    analysis: Analysis,
    statistic: str,
    variable: str,
    labels: Mapping[str, Any],
    one: Contrast,
    n: int,
    extra: Mapping[str, Any],
    *,
    worst: int | None = None,
) -> EstimateRow:
    """A number made of several estimates, as a row with its p. `worst`: rows behind the least sure of them, where that
    is not `n`."""
    low, high = one.interval(analysis.confidence)
    return EstimateRow(
        statistic=statistic,
        variable=variable,
        domain=labels,
        estimate=number(one.value),
        se=number(one.se),
        ci_low=number(low),
        ci_high=number(high),
        df=number(one.df),
        deff=None,
        cv=number(one.se / abs(one.value)) if one.value else None,
        n=n,
        weighted_n=None,
        flags=row_flags(analysis, n if worst is None else worst, float("nan"), one.df),
        extra={**extra, "p": number(one.p_value)},
    )
