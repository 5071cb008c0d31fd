"""The gap between two populations: difference in points and ratio, its change between waves, the share closed.

Differences and ratios of domain estimates with their covariance kept: Korn & Graubard (1999), Analysis of Health
Surveys, section 3.3; change between waves: Kish (1965), section 12.4; Holt & Skinner (1989), International
Statistical Review 57.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .arrays import BoolArray, Column, FloatArray, column, missing
from .cell_gaps import GapTable
from .contrasts import Contrast, linear, smooth
from .design import SurveyDesign
from .domains import Domains, by_columns, select, whole
from .errors import Problem, SurveyError, refusal
from .estimates import Estimates, mean, ratio


@dataclass(frozen=True)
class Meaning:
    """What a gap compares. Gaps of different meaning are never put together.

    `comparison`: whom the reference stands for (neighbours, general population, …); `universe`: whom the
    sample stands for; `indicator`: what is measured. Empty means not stated.
    """

    indicator: str = ""
    comparison: str = ""
    universe: str = ""


@dataclass(frozen=True)
class Gap:
    """Group `a` against reference `b` in one domain.

    `difference` is a - b in the indicator's unit; `ratio` is a / b. `n_a`, `n_b`: rows. `values` and `covariance` hold
    (a, b), for further use.
    """

    domain: Mapping[str, Any]
    a: float
    se_a: float
    b: float
    se_b: float
    covariance: FloatArray
    difference: Contrast
    ratio: Contrast
    log_ratio: Contrast
    n_a: int
    n_b: int
    meaning: Meaning = field(default_factory=Meaning)

    @property
    def se_if_independent(self) -> float:
        """Standard error of the difference if the two populations shared no units."""
        return float(np.hypot(self.se_a, self.se_b))

    @property
    def ratio_interval(self) -> tuple[float, float]:
        """95 % limits of the ratio, made on the log scale."""
        low, high = self.log_ratio.interval()
        return float(np.exp(low)), float(np.exp(high))


def gap(
    design: SurveyDesign,
    indicator: Sequence[object] | Column,
    *,
    group: BoolArray,
    reference: BoolArray,
    by: Mapping[str, Sequence[object] | Column] | None = None,
    mask: BoolArray | None = None,
    over: Sequence[object] | Column | None = None,
    meaning: Meaning | None = None,
) -> list[Gap]:
    """The gap in an indicator between `group` and `reference` rows, in each combination of `by`.

    The indicator is a mean (0/1 for a share) or, with `over`, a ratio of totals. Rows that belong to both or
    neither are refused or left out. Shared sampling units are accounted for by the covariance.
    """
    both = group & reference
    if both.any():
        facts = {"first": f"row {int(np.argmax(both)) + 1} as group", "second": "the same row as reference"}
        raise refusal("universe_mixed", **facts)
    inside = (group | reference) if mask is None else (group | reference) & mask
    parts = whole(design.rows).within(inside) if by is None else by_columns(by, inside)
    values = column(indicator)
    seen = ~missing(values) if over is None else ~missing(values) & ~missing(column(over))
    codes = np.where(parts.codes >= 0, 2 * parts.codes + np.where(group, 0, 1), -1)
    pairs = Domains(
        codes, tuple({**labels, "side": side} for labels in parts.labels for side in ("group", "reference"))
    )
    estimates = mean(design, values, domains=pairs) if over is None else ratio(design, values, over, domains=pairs)
    _refuse_empty(estimates)
    found = []
    for number, labels in enumerate(parts.labels):
        df = design.degrees_of_freedom((parts.codes == number) & seen)
        found.append(_gap(estimates, number, labels, df, meaning or Meaning(), design))
    return found


def _refuse_empty(estimates: Estimates) -> None:
    """Every side of every gap needs rows; all that have none are named."""
    problems = []
    for labels, n in zip(estimates.domains, estimates.n, strict=True):
        if n == 0:
            where = ", ".join(f"{k} = {v}" for k, v in labels.items() if k != "side") or "the whole sample"
            facts = {"variable": "the indicator", "domain": f"the {labels['side']} of {where}"}
            problems.append(Problem("empty_domain", facts))
    if problems:
        raise SurveyError(problems)


def _gap(
    estimates: Estimates, number: int, labels: Mapping[str, Any], df: int, meaning: Meaning, design: SurveyDesign
) -> Gap:
    pair = slice(2 * number, 2 * number + 2)
    values, covariance = estimates.values[pair], estimates.covariance[pair, pair]
    thetas = None if estimates.replicated is None else estimates.replicated[:, pair]
    quotient, log = _ratios(values, covariance, thetas, design, df)
    return Gap(
        domain=labels,
        a=float(values[0]),
        se_a=float(np.sqrt(covariance[0, 0])),
        b=float(values[1]),
        se_b=float(np.sqrt(covariance[1, 1])),
        covariance=covariance,
        difference=linear(values, covariance, np.array([1.0, -1.0]), df),
        ratio=quotient,
        log_ratio=log,
        n_a=int(estimates.n[2 * number]),
        n_b=int(estimates.n[2 * number + 1]),
        meaning=meaning,
    )


def _ratios(
    values: FloatArray, covariance: FloatArray, thetas: FloatArray | None, design: SurveyDesign | None, df: int
) -> tuple[Contrast, Contrast]:
    """a / b and its logarithm: by replicates where there are any, else by the delta method. A reference of zero gives
    an infinite ratio without a standard error."""
    a, b = (float(v) for v in values)
    unknown = float("nan")
    if b == 0:
        value = np.inf if a > 0 else unknown
        return Contrast(value, unknown, df), Contrast(value, unknown, df)
    value = a / b
    log = float(np.log(value)) if value > 0 else unknown
    if thetas is not None and design is not None and design.replicates is not None:
        with np.errstate(divide="ignore", invalid="ignore"):  # a replicate without the reference says nothing
            quotients = thetas[:, :1] / thetas[:, 1:]
        spread = float(np.sqrt(design.replicates.covariance(quotients, np.array([value]))[0, 0]))
        return Contrast(value, spread, df), Contrast(log, spread / value if value > 0 else unknown, df)
    quotient = smooth(value, np.array([1 / b, -a / b**2]), covariance, df)
    if value <= 0:
        return quotient, Contrast(log, unknown, df)
    return quotient, smooth(log, np.array([1 / a, -1 / b]), covariance, df)


def gaps_of_table(table: GapTable, parts: Sequence[Mapping[str, Any]], meaning: Meaning | None = None) -> list[Gap]:
    """The same gaps from sums by cell: one for each pair of the table, `parts` naming their domains."""
    found = []
    for k, labels in enumerate(parts):
        values = np.array([table.a.values[k], table.b.values[k]])
        shared = float(table.covariance[k])
        covariance = np.array([[table.a.variance[k], shared], [shared, table.b.variance[k]]])
        df = int(table.df[k])
        quotient, log = _ratios(values, covariance, None, None, df)
        found.append(
            Gap(
                domain=labels,
                a=float(values[0]),
                se_a=float(table.a.se[k]),
                b=float(values[1]),
                se_b=float(table.b.se[k]),
                covariance=covariance,
                difference=linear(values, covariance, np.array([1.0, -1.0]), df),
                ratio=quotient,
                log_ratio=log,
                n_a=int(table.a.n[k]),
                n_b=int(table.b.n[k]),
                meaning=meaning or Meaning(),
            )
        )
    return found


def gap_change(
    design: SurveyDesign,
    indicator: Sequence[object] | Column,
    *,
    group: BoolArray,
    reference: BoolArray,
    before: BoolArray,
    after: BoolArray,
    mask: BoolArray | None = None,
    over: Sequence[object] | Column | None = None,
) -> "GapChange":
    """Change of the gap from `before` to `after` rows of one pooled file.

    The four means are estimated together. Where waves share sampling units (a panel, or the same
    settlements), give both waves the same unit ids; where they are independent samples, let strata and ids carry the
    wave.
    """
    inside = np.ones(design.rows, dtype=np.bool_) if mask is None else mask
    cells = [(group & after), (reference & after), (group & before), (reference & before)]
    codes = np.full(design.rows, -1, dtype=np.int64)
    for number, rows in enumerate(cells):
        codes[rows & inside] = number
    names = ("group after", "reference after", "group before", "reference before")
    four = Domains(codes, tuple({"cell": n} for n in names))
    estimates = mean(design, indicator, domains=four) if over is None else ratio(design, indicator, over, domains=four)
    empty = [n for n, size in zip(names, estimates.n, strict=True) if size == 0]
    if empty:
        raise SurveyError([Problem("empty_domain", {"variable": "the indicator", "domain": f"the {n}"}) for n in empty])
    values = column(indicator)
    df = design.degrees_of_freedom((codes >= 0) & ~missing(values))
    return GapChange(estimates.values, estimates.covariance, df)


@dataclass(frozen=True)
class GapChange:
    """Four estimates (group after, reference after, group before, reference before) and what follows from them."""

    values: FloatArray
    covariance: FloatArray
    df: float

    @property
    def before(self) -> Contrast:
        """The gap at the baseline."""
        return linear(self.values, self.covariance, np.array([0.0, 0.0, 1.0, -1.0]), self.df)

    @property
    def after(self) -> Contrast:
        """The gap now."""
        return linear(self.values, self.covariance, np.array([1.0, -1.0, 0.0, 0.0]), self.df)

    @property
    def change(self) -> Contrast:
        """The gap now minus the gap at the baseline."""
        return linear(self.values, self.covariance, np.array([1.0, -1.0, -1.0, 1.0]), self.df)

    @property
    def share_closed(self) -> Contrast:
        """Share of the baseline gap that is closed: 1 is no gap left, below 0 a wider gap (delta method)."""
        old, new = self.before.value, self.after.value
        if old == 0:
            raise refusal("zero_gap")
        gradient = np.array([-1 / old, 1 / old, new / old**2, -new / old**2])
        return smooth(1 - new / old, gradient, self.covariance, self.df)


def change_between(before: Gap, after: Gap) -> GapChange:
    """Change between two gaps from independent samples (two files). Gaps of different meaning are refused."""
    same_meaning(before.meaning, after.meaning)
    covariance = np.zeros((4, 4))
    covariance[:2, :2], covariance[2:, 2:] = after.covariance, before.covariance
    values = np.array([after.a, after.b, before.a, before.b])
    return GapChange(values, covariance, before.difference.df + after.difference.df)


def same_meaning(first: Meaning, second: Meaning) -> None:
    """Refuse two gaps that differ in indicator, comparison group or universe; all differences at once."""
    problems = [
        Problem(code, {"first": one or "not stated", "second": other or "not stated"})
        for code, one, other in (
            ("indicator_mixed", first.indicator, second.indicator),
            ("comparison_mixed", first.comparison, second.comparison),
            ("universe_mixed", first.universe, second.universe),
        )
        if one != other
    ]
    if problems:
        raise SurveyError(problems)


def sides(
    columns: Mapping[str, Sequence[object] | Column], group: Mapping[str, Any], reference: Mapping[str, Any]
) -> tuple[BoolArray, BoolArray]:
    """Rows of the group and of the reference, each chosen by values of columns."""
    return select(columns, group), select(columns, reference)
