"""The same analysis with its sums made by an analytical engine: one grouped query, then the small table."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from barabar.engine.connections import EngineFailed, EngineMissing, connect, table_of
from barabar.engine.grouped import GroupedSums, grouped_sums
from barabar.statistics.surveys.arrays import missing
from barabar.statistics.surveys.cell_estimates import cell_means, cell_ratios
from barabar.statistics.surveys.cells import Cells, CellSums, suits
from barabar.statistics.surveys.design import survey_design
from barabar.statistics.surveys.domains import Domains, by_columns, whole
from barabar.statistics.surveys.errors import Problem, SurveyError, refusal
from barabar.statistics.surveys.expressions import Constant, Node, Operation
from barabar.statistics.surveys.sampling import Lonely

from .analysis import Analysis, Indicator
from .estimation import DomainSet, Run, Say, quiet
from .intervals import estimate_rows
from .reading import SurveyFile
from .rows import EstimateRow

ENGINES = ("rows", "duckdb", "spark")
BATCH = 10
MISSING = Constant(float("nan"))


def estimate_by_engine(analysis: Analysis, say: Say = quiet) -> list[EstimateRow]:
    """Means, totals, proportions and ratios of an analysis; other statistics need the rows and are refused."""
    _refuse_what_needs_rows(analysis)
    found: list[EstimateRow] = []
    with SurveyFile(analysis.data) as file:
        file.require(analysis.columns)
        path = file.prepare(analysis.columns)
        try:
            table = table_of(connect(analysis.engine), path)
        except EngineMissing as error:
            raise refusal("file", path=analysis.engine, reason=str(error).rstrip(".")) from error
        keys = list(dict.fromkeys([*analysis.domain_columns, *analysis.design.sampling_columns]))
        for start in range(0, len(analysis.indicators), BATCH):
            batch = analysis.indicators[start : start + BATCH]
            sums = _sums(analysis, file, table, keys, batch)
            try:
                found += _estimates(analysis, batch, GroupTable(analysis, sums))
            except SurveyError:
                _told_by_the_rows(analysis, file)  # in rows of the file, not of the table of sums
                raise
            say(f"{min(start + BATCH, len(analysis.indicators))} of {len(analysis.indicators)} indicators")
    return found


def _sums(
    analysis: Analysis, file: SurveyFile, table: Any, keys: list[str], batch: tuple[Indicator, ...]
) -> GroupedSums:
    """The sums of some indicators, sound: what is wrong is told as the rows would tell it, with column and first row."""
    try:
        sums = grouped_sums(
            table, keys=keys, weight=analysis.design.weights, variables=_variables(batch), where=analysis.select
        )
    except EngineFailed as error:
        _told_by_the_rows(analysis, file)
        raise refusal("file", path=analysis.engine, reason=str(error)) from error
    nobody = any(not n.any() for n in sums.n.values())
    absent = any(missing(_plain(sums.keys[name])).any() for name in analysis.design.sampling_columns)
    if sums.faulty or nobody or absent:
        _told_by_the_rows(analysis, file)
    return sums


def _told_by_the_rows(analysis: Analysis, file: SurveyFile) -> None:
    """Refuse what is wrong with the rows, by estimating from them; a second way of finding it is not kept here."""
    for _ in Run(analysis, file, quiet).estimates():
        pass


def _variables(indicators: tuple[Indicator, ...]) -> dict[str, Node]:
    """What is summed: each indicator; for a ratio both its parts, each only where the other is seen."""
    found: dict[str, Node] = {}
    for one in indicators:
        if one.over is None:
            found[one.name] = one.node
            continue
        found[one.name] = _where_seen(one.node, one.over)
        found[f"{one.name} over"] = _where_seen(one.over, one.node)
    return found


def _where_seen(value: Node, other: Node) -> Node:
    return Operation("if_else", (Operation("missing", (other,)), MISSING, value))


class GroupTable:
    """The answer of the engine as cells: its groups are the rows of a small survey."""

    def __init__(self, analysis: Analysis, sums: GroupedSums) -> None:
        words = analysis.design
        columns = {name: _plain(values) for name, values in sums.keys.items()}
        size = len(next(iter(sums.weighted.values())))
        names = {f"{kind}{i}": n for kind in ("ids", "strata", "fpc") for i, n in enumerate(getattr(words, kind))}
        design = survey_design(
            rows=size,
            weights=np.ones(size),
            ids=[columns[n] for n in words.ids[:1]],
            strata=[columns[n] for n in words.strata[:1]],
            fpc=[columns[n] for n in words.fpc],
            nest=words.nest,
            lonely=Lonely(words.lonely_psu, words.adjust_domain_lonely),
            names=names | {"source": analysis.data.name},
        )
        if not suits(design.units):
            raise refusal("unknown_choice", what="The engine", value=analysis.engine, choices="rows for this design")
        names_by = analysis.domain_columns
        finest = by_columns({n: columns[n] for n in names_by}, keep_missing=True) if names_by else whole(size)
        self._finest: Domains = finest
        self.cells, self._cell = Cells.of(finest.codes, design.unit_of_row, finest.labels, design.units)
        self._sums = sums

    def sums(self, name: str) -> CellSums:
        """The sums of a variable by cell."""
        size = len(self.cells)

        def add(values: np.ndarray) -> np.ndarray:
            return np.bincount(self._cell, weights=values, minlength=size)

        held = self._sums
        squares = self.cells.by_domain(add(held.squares[name]))
        return CellSums(
            add(held.weighted[name]), add(held.weight[name]), add(held.n[name]), squares, held.centres[name]
        )


def _plain(values: np.ndarray) -> np.ndarray:
    """Keys as the design takes them: absent as None (text) or NaN (numbers)."""
    if values.dtype.kind == "O" and all(v is None or isinstance(v, int | float) for v in values):
        return np.array([np.nan if v is None else float(v) for v in values])
    return values


def _estimates(analysis: Analysis, batch: tuple[Indicator, ...], groups: GroupTable) -> list[EstimateRow]:
    sets = [DomainSet.of(names, groups.cells) for names in analysis.domains]
    found: list[EstimateRow] = []
    for one in batch:
        sums = groups.sums(one.name)
        bottom = groups.sums(f"{one.name} over") if one.over is not None else None
        for statistic in one.statistics:
            for place in sets:
                top = place.gathered(sums)
                if statistic == "ratio" and bottom is not None:
                    estimates = cell_ratios(place.cells, top, place.gathered(bottom), name=one.name)
                else:
                    kind = "total" if statistic == "total" else "mean"
                    estimates = cell_means(place.cells, top, name=one.name, statistic=kind)
                found += estimate_rows(analysis, one, statistic, estimates)
    return found


def _refuse_what_needs_rows(analysis: Analysis) -> None:
    """Everything the engine path cannot do, named at once."""
    words = analysis.design
    wanted: Mapping[str, Any] = {
        "Quantiles": any("quantile" in one.statistics for one in analysis.indicators),
        "Likelihood intervals": any(one.interval.startswith("likelihood") for one in analysis.indicators),
        "Gaps": bool(analysis.gaps),
        "Targets": bool(analysis.targets),
        "Decompositions": bool(analysis.decompositions),
        "Replicate weights": words.replicates,
        "Calibrated weights": words.calibrate,
        "Unequal probabilities": words.pps,
        "Population sizes for more than one stage": len(words.fpc) > 1,
        "Designs without sampling units": not words.ids,
        "Several samples or frames": bool(words.told_apart_by or analysis.pooled),
    }
    problems = [
        Problem("needs_rows", {"what": what, "engine": analysis.engine}) for what, asked in wanted.items() if asked
    ]
    if problems:
        raise SurveyError(problems)
