"""A survey's design: weights, strata, clusters by stage, population sizes; checked once, when built."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .arrays import BoolArray, Column, FloatArray, IntArray, codes_of, column, combined_codes, first_rows, missing
from .calibration import Calibration
from .errors import Problem, SurveyError, choice
from .replication import Replicates
from .sampling import Lonely, SamplingUnits, Stage

PPS_CHOICES = ("brewer",)


@dataclass(frozen=True)
class SurveyDesign:
    """How the rows were drawn, and what each stands for.

    `weights`: one per row. `units`: sampling units; `unit_of_row` says which unit a row belongs to. With `replicates`
    the variance comes from replicate weights instead. `calibrations` hold what weights were adjusted to, in order.
    Build it with `survey_design`.
    """

    weights: FloatArray
    unit_of_row: IntArray
    units: SamplingUnits
    calibrations: tuple[Calibration, ...] = ()
    replicates: Replicates | None = None

    @property
    def rows(self) -> int:
        return len(self.weights)

    def covariance(self, scores: FloatArray, present: BoolArray) -> FloatArray:
        """Covariance (K × K) of column sums of weighted `scores` (rows × K), of which only `present` rows count."""
        scores = np.where(present[:, None], scores, 0.0)
        if self.calibrations:  # every row of a calibrated sample bears on the residuals
            for calibration in self.calibrations:
                scores = calibration.residuals(scores)
            present = np.ones(self.rows, dtype=np.bool_)
        held, rows = np.unique(self.unit_of_row[present], return_inverse=True)
        totals = np.zeros((self.unit_count, scores.shape[1]))
        np.add.at(totals, held[rows], scores[present])
        here = np.zeros(self.unit_count, dtype=np.bool_)
        here[held] = True
        return self.units.covariance(totals, here)

    @property
    def unit_count(self) -> int:
        return len(self.units.stages[0].cluster)

    def degrees_of_freedom(self, present: BoolArray) -> int:
        """First-stage units minus strata among rows that are present and have a weight; replicates: rank minus one."""
        counted = present & (self.weights != 0)
        if self.replicates is not None:
            return self.replicates.degrees_of_freedom(self.weights, counted)
        here = np.zeros(self.unit_count, dtype=np.bool_)
        here[self.unit_of_row[counted]] = True
        return self.units.degrees_of_freedom(here)

    def with_replicates(self, replicates: Replicates) -> "SurveyDesign":
        """The same sample, its variance taken from replicate weights."""
        return replace(self, replicates=replicates)

    def calibrated(self, calibration: Calibration) -> "SurveyDesign":
        """The same sample with weights calibrated; the variance uses residuals from the calibration model."""
        return replace(self, weights=calibration.weights, calibrations=(*self.calibrations, calibration))


def survey_design(
    *,
    rows: int,
    weights: Sequence[object] | Column | None = None,
    ids: Sequence[Sequence[object] | Column] = (),
    strata: Sequence[Sequence[object] | Column] = (),
    fpc: Sequence[Sequence[object] | Column] = (),
    nest: bool = False,
    pps: str | None = None,
    lonely: Lonely | None = None,
    names: dict[str, str] | None = None,
) -> SurveyDesign:
    """Build and check a design.

    `ids`: cluster columns from the first stage down; none means that rows were drawn singly. `strata`: stratum columns
    by stage. `fpc`: population sizes (all ≥ 1) or sampling fractions (all ≤ 1) by stage. Without `weights`, weights
    follow from `fpc`, else all rows count once. `nest`: cluster ids start again within strata. `pps="brewer"`: `fpc`
    holds inclusion probabilities. `names` gives column names for messages. Raises SurveyError with every problem.
    """
    lonely = lonely or Lonely()
    names = names or {}
    if pps is not None:
        choice("The method for unequal probabilities", pps, PPS_CHOICES)
    problems: list[Problem] = []
    if rows == 0:
        raise SurveyError([Problem("no_rows", {"source": names.get("source", "The data")})])
    id_columns = [_complete(c, f"The cluster id {names.get(f'ids{i}', '')}", rows, problems) for i, c in enumerate(ids)]
    stratum_columns = [
        _complete(c, f"The stratum {names.get(f'strata{i}', '')}", rows, problems) for i, c in enumerate(strata)
    ]
    sizes = [_numbers(c, f"The population size {names.get(f'fpc{i}', '')}", rows, problems) for i, c in enumerate(fpc)]
    label = f"The weight {names.get('weights', '')}".strip()
    given = _numbers(weights, label, rows, problems) if weights is not None else None
    if given is not None and not problems:
        problems += _weight_problems(given, label)
    if not id_columns:
        id_columns = [np.arange(rows)]
    if len(sizes) > len(id_columns):
        problems.append(Problem("fpc_stages", {"given": len(sizes), "stages": len(id_columns)}))
    if problems:
        raise SurveyError(problems)
    hierarchy = _hierarchy(id_columns, stratum_columns, nest, problems)
    fractions = [
        _fractions(size, *hierarchy[i][:2], f"The population size {names.get(f'fpc{i}', '')}".strip(), pps, problems)
        for i, size in enumerate(sizes)
    ]
    if problems:
        raise SurveyError(problems)
    units, unit_of_row = _units(hierarchy, fractions, stratum_columns, lonely)
    if given is None:
        given = np.ones(rows)
        for fraction in fractions:
            given = given / fraction
    return SurveyDesign(weights=given, unit_of_row=unit_of_row, units=units)


def _complete(values: Sequence[object] | Column, what: str, rows: int, problems: list[Problem]) -> Column:
    held = column(values)
    what = what.strip()
    if len(held) != rows:
        problems.append(Problem("length", {"what": what, "rows": len(held), "expected": rows}))
        return np.zeros(rows)
    absent = missing(held)
    if absent.any():
        facts = {"what": what, "rows": int(absent.sum()), "total": rows, "first": int(np.argmax(absent)) + 1}
        problems.append(Problem("missing", facts))
    return held


def _numbers(values: Sequence[object] | Column, what: str, rows: int, problems: list[Problem]) -> FloatArray:
    before = len(problems)
    held = _complete(values, what, rows, problems)
    if len(problems) > before:
        return np.ones(rows)
    what = what.strip()
    numbers = held.astype(np.float64, copy=False) if held.dtype.kind in "biuf" else np.array([_number(v) for v in held])
    wrong = ~np.isfinite(numbers)
    if wrong.any():
        first = int(np.argmax(wrong))
        facts = {"what": what, "rows": int(wrong.sum()), "first": first + 1, "value": str(held[first])}
        problems.append(Problem("not_number", facts))
        return np.ones(rows)
    return numbers


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return np.nan


def _weight_problems(weights: FloatArray, what: str) -> list[Problem]:
    negative = weights < 0
    if negative.any():
        first = int(np.argmax(negative))
        facts = {"what": what, "rows": int(negative.sum()), "total": len(weights), "first": first + 1}
        return [Problem("negative_weight", {**facts, "value": float(weights[first])})]
    if not weights.any():
        return [Problem("all_weights_zero", {"what": what, "total": len(weights)})]
    return []


Level = tuple[IntArray, IntArray, IntArray]  # by row: stratum code, cluster code, first row of each cluster


def _hierarchy(ids: list[Column], strata: list[Column], nest: bool, problems: list[Problem]) -> list[Level]:
    """Stratum and cluster codes by row and stage, each nested in the stage before."""
    levels: list[Level] = []
    above = np.zeros(len(ids[0]), dtype=np.int64)
    for stage, ident in enumerate(ids):
        parts = ([above] if stage else []) + ([strata[stage]] if stage < len(strata) else [])
        stratum = combined_codes(*parts) if parts else above
        if stage == 0 and not nest:
            cluster, first = codes_of(ident)
            stratum_of_cluster = stratum[first]
            astray = stratum_of_cluster[cluster] != stratum
            if astray.any():
                row = int(np.argmax(astray))
                facts = {"rows": len(np.unique(cluster[astray])), "stage": 1, "cluster": ident[row], "first": row + 1}
                problems.append(Problem("not_nested", facts))
        else:
            cluster, first = codes_of(stratum, ident)
        levels.append((stratum, cluster, first))
        above = cluster
    return levels


def _fractions(
    sizes: FloatArray, stratum: IntArray, cluster: IntArray, what: str, pps: str | None, problems: list[Problem]
) -> FloatArray:
    """Sampling fraction by row, from population sizes or fractions of one stage."""
    pairs = np.unique(np.stack([stratum, cluster]), axis=1)
    sampled = np.bincount(pairs[0])[stratum].astype(np.float64)
    if pps is not None:
        outside = (sizes <= 0) | (sizes > 1)
        if outside.any():
            row = int(np.argmax(outside))
            problems.append(
                Problem("fpc_not_probability", {"what": what, "first": row + 1, "value": float(sizes[row])})
            )
        return np.where(outside, 1.0, sizes)
    are_sizes = bool((sizes > 1).any())
    mixed = (sizes < 1) if are_sizes else (sizes <= 0)
    if mixed.any():
        row = int(np.argmax(mixed))
        problems.append(Problem("fpc_mixed", {"what": what, "first": row + 1, "value": float(sizes[row])}))
        return np.ones(len(sizes))
    fractions = sampled / sizes if are_sizes else sizes
    short = fractions > 1
    if short.any():
        row = int(np.argmax(short))
        facts = {"what": what, "value": float(sizes[row]), "sampled": int(sampled[row]), "first": row + 1}
        problems.append(Problem("fpc_too_small", {**facts, "rows": int(short.sum())}))
    first = first_rows(stratum)
    varies = sizes != sizes[first][stratum]
    if varies.any():
        row = int(np.argmax(varies))
        facts = {"what": what, "rows": len(np.unique(stratum[varies])), "first": row + 1}
        problems.append(Problem("fpc_varies", facts))
    return fractions


def _units(
    levels: list[Level], fractions: list[FloatArray], strata: list[Column], lonely: Lonely
) -> tuple[SamplingUnits, IntArray]:
    """The table of sampling units: stages that enter the variance, and the unit of each row."""
    used = max(1, len(fractions))
    unit_of_row = levels[used - 1][1]
    first_of_unit = levels[used - 1][2]
    stages = []
    for number in range(used):
        stratum, cluster, first = levels[number]
        first_of_stratum = first_rows(stratum)
        parent = levels[number - 1][1][first_of_stratum] if number else np.zeros(len(first_of_stratum), dtype=np.int64)
        named = strata[number] if number < len(strata) else None
        label = tuple("all rows" if named is None else str(named[r]) for r in first_of_stratum)
        unsampled = 1.0 - fractions[number][first] if number < len(fractions) else np.ones(len(first))
        stages.append(
            Stage(
                cluster=cluster[first_of_unit],
                stratum=stratum[first],
                parent=parent,
                sampled=np.bincount(stratum[first], minlength=len(first_of_stratum)),
                unsampled=unsampled,
                label=label,
                first_row=first_of_stratum,
            )
        )
    return SamplingUnits(stages=tuple(stages), lonely=lonely), unit_of_row
