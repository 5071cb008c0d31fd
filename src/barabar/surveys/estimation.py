"""Estimates of an analysis over one file, from the small table where the design allows, else from the rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from barabar.statistics.surveys import estimates as exact
from barabar.statistics.surveys.arrays import THREADS
from barabar.statistics.surveys.cell_estimates import cell_means, cell_ratios
from barabar.statistics.surveys.cell_replicates import replicate_variances
from barabar.statistics.surveys.cells import Cells, CellSums, suits
from barabar.statistics.surveys.design import SurveyDesign
from barabar.statistics.surveys.domains import Domains, by_columns, select, whole
from barabar.statistics.surveys.errors import refusal
from barabar.statistics.surveys.expressions import Node, columns_of, evaluate
from barabar.statistics.surveys.intervals import likelihood_interval
from barabar.statistics.surveys.quantiles import Quantile, quantile
from barabar.statistics.surveys.rows import RowCells, domain_quantiles

from .analysis import Analysis, Indicator
from .design_building import Columns, build_design
from .intervals import estimate_rows, row_flags
from .reading import SurveyFile
from .rows import EstimateRow, number

Say = Callable[[str], None]
BLOCK_ENTRIES = 50_000_000
SMALL_FILE_VALUES = 10_000_000
AHEAD_VALUES = 32_000_000
ROWS_FOR_THREADS = 200_000


def quiet(_: str) -> None:
    """Say nothing of the progress."""


class Run:
    """One run over one file: what several indicators share is made once."""

    def __init__(self, analysis: Analysis, file: SurveyFile, say: Say) -> None:
        self.analysis, self.file, self.say = analysis, file, say
        self.done = 0
        self._ahead: dict[tuple[str, ...], Future[Columns]] = {}

    @cached_property
    def shared(self) -> Columns:
        """The columns that design, domains, gaps and selection need."""
        names = [*self.analysis.design.columns, *self.analysis.domain_columns]
        names += self.analysis.comparison_columns
        names += columns_of(self.analysis.select) if self.analysis.select else []
        found = self.file.read(list(dict.fromkeys(names)))
        self.say(f"read {len(found)} columns of {self.file.rows:,} rows for the design")
        return found

    @cached_property
    def design(self) -> SurveyDesign:
        """The design, checked."""
        return build_design(self.analysis, self.shared, self.file.rows)

    @cached_property
    def selected(self) -> np.ndarray | None:
        """Rows that the analysis is about; None for all."""
        if self.analysis.select is None:
            return None
        text, values = self.analysis.select_text, evaluate(self.analysis.select, self.shared).astype(np.float64)
        wrong = ~np.isnan(values) & (values != 0) & (values != 1)
        if wrong.any():
            row = int(np.argmax(wrong))
            raise refusal("not_condition", text=text, first=row + 1, value=float(values[row]))
        chosen = values == 1
        if not chosen.any():
            raise refusal("nothing_selected", source=self.file.path.name, text=text)
        return np.asarray(chosen)

    @cached_property
    def finest(self) -> Domains:
        """Rows by all domain columns together, missing values as values of their own."""
        names = self.analysis.domain_columns
        if not names:
            return whole(self.design.rows)
        return by_columns({name: self.shared[name] for name in names}, keep_missing=True)

    @cached_property
    def small_table(self) -> bool:
        """Whether the variance can be had from sums by cell."""
        design = self.design
        replicates = design.replicates
        by_unit = replicates is None or (
            len(replicates.multipliers) == design.unit_count
            and np.array_equal(replicates.key_of_row, design.unit_of_row)
        )
        return suits(design.units) and not design.calibrations and by_unit

    @cached_property
    def row_cells(self) -> RowCells:
        return RowCells.of(self.design, self.finest)

    @cached_property
    def domain_sets(self) -> list["DomainSet"]:
        """Each set of domains asked for, joined from the finest."""
        return [DomainSet.of(names, self.row_cells.cells) for names in self.analysis.domains]

    def _forget_columns(self) -> None:
        """Let go of what the cells were made from; read again should a gap or a likelihood interval ask for it."""
        for name in ("shared", "finest"):
            self.__dict__.pop(name, None)

    def variable(self, node: Node, name: str = "the indicator") -> np.ndarray:
        """An expression over the rows, missing outside the selection."""
        values = evaluate(node, self._columns(columns_of(node)))
        if values.dtype.kind == "O":
            values = exact.numeric(values, name)
        if self.selected is not None:
            values = np.where(self.selected, values, np.nan)
        return values

    def _columns(self, names: list[str]) -> Columns:
        """Columns of an expression: from memory where the file is small, else read for this expression alone (or ahead
        of it, while the design was made)."""
        if not names:
            return self.shared
        if not self.small_file:
            ahead = self._ahead.pop(tuple(names), None)
            return self.file.read(names) if ahead is None else ahead.result()
        return {name: self._together[name] for name in names}

    @cached_property
    def small_file(self) -> bool:
        """Whether all columns are read at once rather than one by one."""
        return self.file.rows * len(self.analysis.columns) <= SMALL_FILE_VALUES

    @cached_property
    def _together(self) -> Columns:
        """All columns of the indicators at once."""
        found = [name for one in self.analysis.indicators for name in one.columns]
        return self.file.read(list(dict.fromkeys(found)))

    def estimates(self) -> Iterator[EstimateRow]:
        """Every indicator in every domain."""
        if self.file.rows < ROWS_FOR_THREADS:
            self._prepare()
            for indicator in self.analysis.indicators:
                yield from self._said(indicator)
            return
        with ThreadPoolExecutor(THREADS) as pool:
            self._read_ahead(pool)
            self._prepare()
            for rows in pool.map(lambda one: list(self._said(one)), self.analysis.indicators):
                yield from rows

    def _prepare(self) -> None:
        """Make what all indicators share, before threads ask for it."""
        if self.small_file:
            _ = self._together
        _ = self.design
        if self.small_table:
            _ = self.domain_sets
            self.row_cells.prepare()
            self._forget_columns()

    def _read_ahead(self, pool: ThreadPoolExecutor) -> None:
        """Let the columns of the first indicators be read while the design is made, as many as fit in little memory."""
        room = AHEAD_VALUES // max(self.file.rows, 1)
        for one in self.analysis.indicators:
            names = tuple(columns_of(one.node))
            room -= len(names)
            if self.small_file or room < 0:
                return
            if names and names not in self._ahead:
                self._ahead[names] = pool.submit(self.file.read, names)

    def _said(self, indicator: Indicator) -> Iterator[EstimateRow]:
        yield from self._indicator(indicator)
        self.done += 1
        self.say(f"{self.done} of {len(self.analysis.indicators)} indicators: {indicator.name}")

    def _indicator(self, indicator: Indicator) -> Iterator[EstimateRow]:
        y = self.variable(indicator.node, indicator.name)
        x = self.variable(indicator.over, f"{indicator.name}, what it is over,") if indicator.over is not None else None
        if not len(y) or (y.dtype.kind == "f" and np.isnan(y[0]) and np.isnan(y).all()):
            raise refusal("all_missing", variable=indicator.name, total=len(y))
        if "proportion" in indicator.statistics or indicator.interval in ("logit", "beta", "wilson", "asin"):
            _refuse_not_binary(indicator, y)
        for statistic in indicator.statistics:
            if statistic == "quantile":
                yield from self._quantiles(indicator, y)
            elif self.small_table:
                yield from self._from_cells(indicator, statistic, y, x)
            else:
                yield from self._from_rows(indicator, statistic, y, x)

    def _from_cells(
        self, indicator: Indicator, statistic: str, y: np.ndarray, x: np.ndarray | None
    ) -> Iterator[EstimateRow]:
        if x is not None:
            seen = ~(np.isnan(y.astype(np.float64)) | np.isnan(x.astype(np.float64)))
            y, x = np.where(seen, y, np.nan), np.where(seen, x, np.nan)
        sums = self.row_cells.sums(y)
        bottom = self.row_cells.sums(x) if x is not None else None
        for place in self.domain_sets:
            top = place.gathered(sums)
            if statistic == "ratio" and bottom is not None:
                found = cell_ratios(place.cells, top, place.gathered(bottom), name=indicator.name)
            else:
                kind = "total" if statistic == "total" else "mean"
                found = cell_means(place.cells, top, name=indicator.name, statistic=kind)
            variance = found.variance
            if self.design.replicates is not None and statistic != "ratio":
                kind = "total" if statistic == "total" else "mean"
                variance = replicate_variances(place.cells, [top], self.design.replicates, statistic=kind)[0]
            yield from self._rows(indicator, statistic, found, variance, y)

    def _from_rows(
        self, indicator: Indicator, statistic: str, y: np.ndarray, x: np.ndarray | None
    ) -> Iterator[EstimateRow]:
        for names in self.analysis.domains:
            domains = self._domains(names)
            for part in _blocks(domains, self.design.rows):
                if statistic == "ratio":
                    assert x is not None, "a ratio has a denominator"
                    found = exact.ratio(self.design, y, x, domains=part, name=indicator.name)
                elif statistic == "total":
                    found = exact.total(self.design, y, domains=part, name=indicator.name)
                else:
                    found = exact.mean(self.design, y, domains=part, name=indicator.name)
                yield from self._rows(indicator, statistic, found, found.variance, y)

    def _domains(self, names: tuple[str, ...]) -> Domains:
        return by_columns({n: self.shared[n] for n in names}) if names else whole(self.design.rows)

    def _rows(
        self, indicator: Indicator, statistic: str, found: Any, variance: np.ndarray, y: np.ndarray
    ) -> Iterator[EstimateRow]:
        df = found.df if self.design.replicates is None else self._replicate_df(y, found.domains)
        from_rows = None
        if indicator.interval.startswith("likelihood"):

            def from_rows(k: int, p: float, spread: float) -> tuple[float, float]:
                present = self._present(y, found.domains[k])
                exactly = indicator.interval == "likelihood-exact"
                level = self.analysis.confidence
                return likelihood_interval(self.design, y, present, p, spread, exact=exactly, level=level)

        yield from estimate_rows(
            self.analysis, indicator, statistic, found, variance=variance, df=df, from_rows=from_rows
        )

    def _replicate_df(self, y: np.ndarray, domains: Sequence[Mapping[str, Any]]) -> np.ndarray:
        return np.array([self.design.degrees_of_freedom(self._present(y, labels)) for labels in domains])

    def _present(self, y: np.ndarray, labels: Mapping[str, Any]) -> np.ndarray:
        """Rows of a domain in which a variable is seen."""
        inside = ~np.isnan(y.astype(np.float64))
        return inside & select(self.shared, labels) if labels else inside

    def _quantiles(self, indicator: Indicator, y: np.ndarray) -> Iterator[EstimateRow]:
        level, interval = self.analysis.confidence, indicator.interval
        quick = self.small_table and self.design.replicates is None and interval in ("mean", "xlogit", "asin", "beta")
        for names in self.analysis.domains:
            domains = self._domains(names)
            for p in indicator.probabilities:
                if quick:
                    placed = RowCells.of(self.design, domains)
                    found = domain_quantiles(placed, y, p, rule=indicator.rule, interval=interval, level=level)
                    labels = placed.cells.labels
                else:
                    found, labels = self._slow_quantiles(indicator, y, p, domains), domains.labels
                for one, label in zip(found, labels, strict=True):
                    yield self._quantile_row(indicator, one, label)

    def _slow_quantiles(self, indicator: Indicator, y: np.ndarray, p: float, domains: Domains) -> list[Quantile]:
        found = []
        for k in range(len(domains)):
            mask = domains.codes == k
            found += quantile(
                self.design, y, [p], mask=mask, rule=indicator.rule, interval=indicator.interval,
                level=self.analysis.confidence, name=indicator.name,
            )  # fmt: skip
        return found

    def _quantile_row(self, indicator: Indicator, one: Quantile, labels: Mapping[str, Any]) -> EstimateRow:
        cv = one.se / abs(one.value) if one.value else float("nan")
        return EstimateRow(
            statistic="quantile",
            variable=indicator.name,
            domain=labels,
            estimate=number(one.value),
            se=number(one.se),
            ci_low=number(one.low),
            ci_high=number(one.high),
            df=number(one.df),
            deff=None,
            cv=number(cv),
            n=one.n,
            weighted_n=None,
            flags=row_flags(self.analysis, one.n, cv, one.df),
            extra={"p": one.p, "rule": indicator.rule},
        )


@dataclass(frozen=True)
class DomainSet:
    """Domains by some columns, joined from the finest domains of a run."""

    names: tuple[str, ...]
    cells: Cells
    place: np.ndarray
    finest: Cells
    same: bool

    @classmethod
    def of(cls, names: tuple[str, ...], finest: Cells) -> "DomainSet":
        if names and names == tuple(finest.labels[0]) and not any(None in label.values() for label in finest.labels):
            return cls(names, finest, np.arange(len(finest)), finest, True)
        if names:
            levels = {n: np.array([label[n] for label in finest.labels], dtype=object) for n in names}
            domains = by_columns(_sortable(levels))
        else:
            domains = whole(len(finest.labels))
        cells, place = finest.coarser(domains.codes, domains.labels)
        same = len(cells) == len(finest) and len(cells.labels) == len(finest.labels)
        return cls(names, cells, place, finest, same and bool((place == np.arange(len(place))).all()))

    def gathered(self, sums: CellSums) -> CellSums:
        """The sums of a variable for these domains."""
        if self.same:
            return sums
        return sums.gathered(self.place, self.finest, self.cells)


def _sortable(levels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Numbers as numbers, so that domains come in the order of their values."""
    found = {}
    for name, values in levels.items():
        if all(v is None or isinstance(v, int | float) for v in values):
            values = np.array([np.nan if v is None else float(v) for v in values])
        found[name] = values
    return found


def _blocks(domains: Domains, rows: int) -> Iterator[Domains]:
    """Domains in blocks that fit in memory as rows × domains."""
    size = max(1, BLOCK_ENTRIES // max(rows, 1))
    for start in range(0, len(domains), size):
        inside = (domains.codes >= start) & (domains.codes < start + size)
        yield Domains(np.where(inside, domains.codes - start, -1), domains.labels[start : start + size])


def _refuse_not_binary(indicator: Indicator, y: np.ndarray) -> None:
    values = y.astype(np.float64)
    wrong = ~np.isnan(values) & (values != 0) & (values != 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise refusal("not_binary", variable=indicator.name, first=row + 1, value=float(values[row]))
