"""From the words of an analysis to a checked design over columns in memory."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from barabar.statistics.surveys.calibration import Calibration, calibrate, rake
from barabar.statistics.surveys.design import SurveyDesign, survey_design
from barabar.statistics.surveys.domains import same_level
from barabar.statistics.surveys.errors import refusal
from barabar.statistics.surveys.frames import apart, expected_weights, share_weights
from barabar.statistics.surveys.replication import Replicates, bootstrap, replicates_by_key
from barabar.statistics.surveys.sampling import Lonely

from .analysis import Analysis, DesignWords
from .reading import SurveyFile

Columns = Mapping[str, np.ndarray]


def build_design(analysis: Analysis, columns: Columns, rows: int) -> SurveyDesign:
    """The design an analysis describes, over columns in memory."""
    words = analysis.design
    own = _apart(words, columns)
    names = {f"{kind}{i}": n for kind in ("ids", "strata", "fpc") for i, n in enumerate(getattr(words, kind))}
    design = survey_design(
        rows=rows,
        weights=_weights(words, columns, rows),
        ids=[own[n] for n in words.ids],
        strata=[own[n] for n in words.strata or words.told_apart_by[:1]],
        fpc=[columns[n] for n in words.fpc],
        nest=words.nest,
        pps=words.pps,
        lonely=Lonely(words.lonely_psu, words.adjust_domain_lonely),
        names=names | {"weights": words.weights or "", "source": analysis.data.name},
    )
    if words.replicates:
        design = design.with_replicates(_replicates(analysis, columns, design))
    if words.calibrate:
        design = design.calibrated(_calibration(words.calibrate, columns, design))
    return design


def _weights(words: DesignWords, columns: Columns, rows: int) -> np.ndarray | None:
    """The weights; where frames overlap, those that count nobody twice."""
    given = columns[words.weights] if words.weights else None
    if not words.frames:
        return given
    frame = columns[str(words.frames["column"])]
    if words.frames.get("weights"):
        return expected_weights(frame, {str(f): columns[str(n)] for f, n in words.frames["weights"].items()})
    if given is None:
        raise refusal("baseline_needed", type="frames", what="weights, of each row in the sample from its own frame")
    own = survey_design(rows=rows, weights=given, names={"weights": words.weights or ""}).weights
    reached = {str(f): columns[str(n)] for f, n in words.frames["reached"].items()}
    return share_weights(own, frame, reached, {str(f): float(v) for f, v in words.frames["shares"].items()})


def _apart(words: DesignWords, columns: Columns) -> Columns:
    """The same columns, strata and sampling units told apart by sample."""
    if not words.told_apart_by:
        return columns
    samples = [columns[name] for name in words.told_apart_by]
    own = [*(words.strata[:1] or words.told_apart_by[:1]), *words.ids[:1]]
    others = {name: apart(samples, columns[name]) for name in dict.fromkeys(own)}
    return {**columns, **others}


def _replicates(analysis: Analysis, columns: Columns, design: SurveyDesign) -> Replicates:
    words = analysis.design.replicates
    assert words is not None
    if "bootstrap" in words:
        if analysis.seed is None:
            raise refusal("baseline_needed", type="bootstrap", what="a seed, so that it can be repeated")
        return bootstrap(design.units.stages[0].stratum, design.unit_of_row, int(words["bootstrap"]), analysis.seed)
    scale, mse, kind = float(words.get("scale", 1.0)), bool(words.get("mse", False)), str(words.get("type", "other"))
    if "file" not in words:
        weights = np.where(design.weights > 0, design.weights, 1.0)
        multipliers = np.column_stack([columns[n] for n in words["columns"]]) / weights[:, None]
        rscales = words.get("rscales", [1.0] * multipliers.shape[1])
        return Replicates(multipliers, np.arange(design.rows), scale, np.asarray(rscales, dtype=float), mse, kind)
    path = Path(analysis.data).parent / str(words["file"])
    with SurveyFile(path) as file:
        named = list(words.get("columns") or [c for c in file.columns if c != "key"])
        held = file.read(["key", *named])
    parts = [columns[n] for n in str(words["key"]).split(":")]
    keys = [":".join(_text(part[row]) for part in parts) for row in range(design.rows)]
    multipliers = np.column_stack([held[n].astype(float) for n in named])
    rscales = words.get("rscales", [1.0] * len(named))
    return replicates_by_key(
        keys, [_text(k) for k in held["key"]], multipliers, scale=scale, rscales=rscales, mse=mse, kind=kind
    )


def _text(value: Any) -> str:
    plain = value.item() if isinstance(value, np.generic) else value
    return str(int(plain)) if isinstance(plain, float) and plain.is_integer() else str(plain)


def _calibration(words: Mapping[str, Any], columns: Columns, design: SurveyDesign) -> Calibration:
    if words.get("margins"):
        margins = {n: (columns[n], {str(k): v for k, v in t.items()}) for n, t in words["margins"].items()}
        return rake(design.weights, margins)
    totals = words.get("totals") or {}
    auxiliaries = np.column_stack([_auxiliary(str(name), columns, design.rows) for name in totals])
    low, high = words.get("bounds") or (-np.inf, np.inf)
    wanted = np.array([float(v) for v in totals.values()])
    return calibrate(
        design.weights, auxiliaries, wanted, distance=words.get("method", "linear"),
        bounds=(float(low), float(high)), names=[str(n) for n in totals],
    )  # fmt: skip


def _auxiliary(name: str, columns: Columns, rows: int) -> np.ndarray:
    """`constant`, a numeric column, or `column=value` (1 in the rows with that value)."""
    if name == "constant":
        return np.ones(rows)
    column, equals, level = name.partition("=")
    if not equals:
        return columns[column].astype(np.float64)
    return np.array([float(same_level(v, level)) for v in columns[column]])
