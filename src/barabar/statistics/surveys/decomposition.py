"""Oaxaca-Blinder decomposition of a gap in means: what differences in circumstances explain, and what they do not.

Oaxaca (1973), International Economic Review 14; Blinder (1973), J. Human Resources 8; choices of reference
coefficients and their names: Jann (2008), The Stata Journal 8. Design-based errors from influence functions of the
weighted regressions: Binder (1983), International Statistical Review 51; or from replicates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import BoolArray, Column, FloatArray, column, missing
from .contrasts import Contrast
from .design import SurveyDesign
from .domains import Domains
from .errors import choice, refusal
from .estimates import mean

REFERENCES = ("reference", "group", "pooled", "pooled_with_group", "equal")


@dataclass(frozen=True)
class Decomposition:
    """A gap (group minus reference) and its parts, in the indicator's unit; parts add up to the gap.

    Twofold: explained + unexplained. Threefold: endowments + coefficients + interaction. `by_variable`: what each
    variable adds to explained (twofold) or endowments (threefold).
    """

    gap: Contrast
    parts: Mapping[str, Contrast]
    by_variable: Mapping[str, Contrast]
    n_group: int
    n_reference: int


@dataclass(frozen=True)
class _Fit:
    """Coefficients and covariate means of one group, with influence by row (rows × J) of each."""

    coefficients: FloatArray
    means: FloatArray
    coefficient_scores: FloatArray
    mean_scores: FloatArray


def decompose(
    design: SurveyDesign,
    indicator: Sequence[object] | Column,
    covariates: Mapping[str, Sequence[object] | Column],
    *,
    group: BoolArray,
    reference: BoolArray,
    fold: int = 2,
    coefficients: str = "reference",
    mask: BoolArray | None = None,
) -> Decomposition:
    """Split the gap in the mean of `indicator` by differences in `covariates` (numbers, or text made into 0/1 columns).

    `coefficients` (twofold): whose returns value the difference in circumstances: those of the reference, of the group,
    pooled over both (with or without a column for the group), or the plain average. Rows where anything is missing
    are left out.
    """
    choice("The coefficients", coefficients, REFERENCES)
    choice("The number of parts", str(fold), ("2", "3"))
    y_column = column(indicator)
    seen = ~missing(y_column)
    for values in covariates.values():
        seen &= ~missing(column(values))
    if mask is not None:
        seen &= mask
    a, b = group & seen, reference & seen
    for side, rows in (("group", a), ("reference", b)):
        if not (design.weights[rows] > 0).any():
            raise refusal("empty_domain", variable="the indicator", domain=f"the {side}")
    y = np.where(seen, y_column, np.nan).astype(np.float64)
    x, owners = _columns(covariates, a | b)
    y = np.nan_to_num(y)
    names = ["constant", *covariates]
    for side, rows in (("the group", a), ("the reference", b)):
        _refuse_collinear(design.weights, x, rows, owners, names, side)

    def contributions(weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Values of all parts, then of all variables, with their influence by row."""
        first, second = _fit(weights, x, y, a), _fit(weights, x, y, b)
        if fold == 3:
            return _threefold(first, second, owners, len(names))
        third = _reference_fit(weights, x, y, a, b, first, second, coefficients)
        return _twofold(first, second, third, owners, len(names))

    values, scores = contributions(design.weights)
    pair = Domains(np.where(a, 0, np.where(b, 1, -1)), ({"side": "a"}, {"side": "b"}))
    estimates = mean(design, np.where(seen, y, np.nan), domains=pair)
    df = design.degrees_of_freedom(a | b)
    if design.replicates is not None:
        thetas = design.replicates.apply(lambda w: contributions(w)[0], design.weights)
        covariance = design.replicates.covariance(thetas, values)
    else:
        covariance = design.covariance(scores, a | b)
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    held = [Contrast(float(v), float(s), df) for v, s in zip(values, errors, strict=True)]
    part_names = ("explained", "unexplained") if fold == 2 else ("endowments", "coefficients", "interaction")
    spread = estimates.covariance
    se = float(np.sqrt(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1]))
    return Decomposition(
        gap=Contrast(float(estimates.values[0] - estimates.values[1]), se, df),
        parts=dict(zip(part_names, held[:fold], strict=True)),
        by_variable=dict(zip(covariates, held[fold + 1 :], strict=True)),
        n_group=int(a.sum()),
        n_reference=int(b.sum()),
    )


def _columns(covariates: Mapping[str, Sequence[object] | Column], rows: BoolArray) -> tuple[FloatArray, list[int]]:
    """Constant and covariates as numbers; text becomes one column per value but the first. Owner of each column."""
    parts, owners = [np.ones(len(rows))], [0]
    for number, values in enumerate(covariates.values(), start=1):
        held = column(values)
        if held.dtype.kind in "biuf":
            parts.append(np.where(rows, held, 0.0).astype(np.float64))
            owners.append(number)
            continue
        levels = sorted({str(v) for v in held[rows]})
        for one in levels[1:]:
            parts.append(np.array([float(inside and str(v) == one) for v, inside in zip(held, rows, strict=True)]))
            owners.append(number)
    return np.column_stack(parts), owners


def _refuse_collinear(
    weights: FloatArray, x: FloatArray, rows: BoolArray, owners: list[int], names: list[str], side: str
) -> None:
    root = np.sqrt(weights[rows])[:, None]
    held = x[rows] * root
    scale = np.linalg.norm(held, axis=0)
    if (scale == 0).any():
        empty = names[owners[int(np.argmax(scale == 0))]]
        raise refusal("singular", names=empty, group=side)
    _, singular, directions = np.linalg.svd(held / scale, full_matrices=False)
    if len(singular) < x.shape[1] or singular[-1] < 1e-10 * singular[0]:
        involved = sorted({owners[i] for i in np.flatnonzero(np.abs(directions[-1]) > 1e-6)})
        raise refusal("singular", names=" and ".join(names[i] for i in involved), group=side)


def _regression(weights: FloatArray, x: FloatArray, y: FloatArray, rows: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Weighted least squares over `rows`: coefficients, and their influence by row."""
    w = np.where(rows, weights, 0.0)
    information = (x * w[:, None]).T @ x
    coefficients = np.linalg.solve(information, x.T @ (w * y))
    residual = w * (y - x @ coefficients)
    return np.asarray(coefficients), np.asarray(np.linalg.solve(information, (x * residual[:, None]).T).T)


def _fit(weights: FloatArray, x: FloatArray, y: FloatArray, rows: BoolArray) -> _Fit:
    coefficients, scores = _regression(weights, x, y, rows)
    w = np.where(rows, weights, 0.0)
    means = w @ x / w.sum()
    return _Fit(coefficients, means, scores, (x - means) * (w / w.sum())[:, None])


def _reference_fit(
    weights: FloatArray,
    x: FloatArray,
    y: FloatArray,
    a: BoolArray,
    b: BoolArray,
    first: _Fit,
    second: _Fit,
    which: str,
) -> tuple[FloatArray, FloatArray]:
    """The coefficients that value differences in circumstances, and their influence."""
    if which == "reference":
        return second.coefficients, second.coefficient_scores
    if which == "group":
        return first.coefficients, first.coefficient_scores
    if which == "equal":
        return (
            (first.coefficients + second.coefficients) / 2,
            (first.coefficient_scores + second.coefficient_scores) / 2,
        )
    if which == "pooled":
        return _regression(weights, x, y, a | b)
    coefficients, scores = _regression(weights, np.column_stack([x, a]), y, a | b)
    return coefficients[:-1], scores[:, :-1]


def _product(
    left: FloatArray, left_scores: FloatArray, right: FloatArray, right_scores: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Elementwise product of two estimated vectors, with influence."""
    return left * right, left_scores * right + left * right_scores


def _by_owner(values: FloatArray, scores: FloatArray, owners: list[int], names: int) -> tuple[FloatArray, FloatArray]:
    belongs = (np.asarray(owners)[:, None] == np.arange(names)).astype(np.float64)
    return values @ belongs, scores @ belongs


def _twofold(
    a: _Fit, b: _Fit, reference: tuple[FloatArray, FloatArray], owners: list[int], names: int
) -> tuple[FloatArray, FloatArray]:
    star, star_scores = reference
    explained = _product(a.means - b.means, a.mean_scores - b.mean_scores, star, star_scores)
    for_a = _product(a.means, a.mean_scores, a.coefficients - star, a.coefficient_scores - star_scores)
    for_b = _product(b.means, b.mean_scores, star - b.coefficients, star_scores - b.coefficient_scores)
    parts = [explained, (for_a[0] + for_b[0], for_a[1] + for_b[1])]
    return _stack(parts, explained, owners, names)


def _threefold(a: _Fit, b: _Fit, owners: list[int], names: int) -> tuple[FloatArray, FloatArray]:
    means = a.means - b.means, a.mean_scores - b.mean_scores
    returns = a.coefficients - b.coefficients, a.coefficient_scores - b.coefficient_scores
    endowments = _product(*means, b.coefficients, b.coefficient_scores)
    parts = [endowments, _product(b.means, b.mean_scores, *returns), _product(*means, *returns)]
    return _stack(parts, endowments, owners, names)


def _stack(
    parts: list[tuple[FloatArray, FloatArray]],
    detailed: tuple[FloatArray, FloatArray],
    owners: list[int],
    names: int,
) -> tuple[FloatArray, FloatArray]:
    """Sums of each part, then the detailed part by variable (the constant first)."""
    values, scores = _by_owner(*detailed, owners, names)
    sums = np.array([p[0].sum() for p in parts])
    sum_scores = np.column_stack([p[1].sum(axis=1) for p in parts])
    return np.concatenate([sums, values]), np.column_stack([sum_scores, scores])
