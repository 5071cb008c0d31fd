"""Gaps of an analysis, their ratios and their change between waves, as rows."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from barabar.statistics.surveys.cell_gaps import Pairs, cell_gaps, covariances_suit
from barabar.statistics.surveys.contrasts import Contrast
from barabar.statistics.surveys.domains import Domains, by_columns, select, whole
from barabar.statistics.surveys.errors import refusal
from barabar.statistics.surveys.gap import Gap, Meaning, gap, gap_change, gaps_of_table
from barabar.statistics.surveys.rows import RowCells

from .comparisons import GapWords
from .estimation import Run
from .intervals import contrast_row
from .rows import EstimateRow, number


def gap_rows(run: Run) -> Iterator[EstimateRow]:
    """Every gap asked for, with its ratio, and its change where waves are named."""
    for words in run.analysis.gaps:
        for name in words.indicators:
            yield from GapRows(run, words, name).rows()
            run.say(f"gap of {name}")


class GapRows:
    """One gap of one indicator: who, against whom, in which parts."""

    def __init__(self, run: Run, words: GapWords, name: str) -> None:
        self.run, self.words, self.name = run, words, name
        indicator = next(i for i in run.analysis.indicators if i.name == name)
        self.y = run.variable(indicator.node).astype(np.float64)
        self.over = run.variable(indicator.over) if indicator.over is not None else None
        self.group, self.reference = select(run.shared, words.group), select(run.shared, words.reference)
        self.counted = ~np.isnan(self.y) & (run.design.weights > 0)

    def rows(self) -> Iterator[EstimateRow]:
        """Gap and ratio in every part; then the change."""
        for one in self._gaps():
            yield from self._gap_rows(one)
        if self.words.change:
            yield from self._change_rows(self.words.change)

    def _parts(self, inside: np.ndarray) -> Domains:
        if not self.words.by:
            return whole(self.run.design.rows).within(inside)
        return by_columns({n: self.run.shared[n] for n in self.words.by}, inside)

    def _gaps(self) -> list[Gap]:
        design, meaning = self.run.design, Meaning(self.name, self.words.comparison, self.words.universe)
        parts = self._parts((self.group | self.reference) & self.counted)
        kept = [k for k in range(len(parts)) if self._has_both(parts.codes == k)]
        if not kept:
            raise refusal("empty_domain", variable=self.name, domain="any part with both group and reference")
        mask = np.isin(parts.codes, kept)
        if self._from_cells():
            codes = np.where(mask, 2 * parts.codes + np.where(self.group, 0, 1), -1)
            labels = tuple({"part": k, "side": s} for k in range(len(parts)) for s in (0, 1))
            placed = RowCells.of(design, Domains(codes, labels))
            index = {(label["part"], label["side"]): i for i, label in enumerate(placed.cells.labels)}
            pairs = Pairs(placed.cells, [(index[k, 0], index[k, 1]) for k in kept])
            table = cell_gaps(placed.cells, pairs, placed.sums(self.y), name=self.name)
            return gaps_of_table(table, [parts.labels[k] for k in kept], meaning)
        by = {n: self.run.shared[n] for n in self.words.by} or None
        return gap(
            design, self.y, group=self.group, reference=self.reference, by=by, mask=mask, over=self.over,
            meaning=meaning,
        )  # fmt: skip

    def _has_both(self, rows: np.ndarray) -> bool:
        return all((self.counted & side & rows).any() for side in (self.group, self.reference))

    def _from_cells(self) -> bool:
        run = self.run
        plain = run.small_table and run.design.replicates is None and self.over is None
        return plain and covariances_suit(run.design.units) and not (self.group & self.reference).any()

    @property
    def _told(self) -> dict[str, str]:
        sides = (("group", self.words.group), ("reference", self.words.reference))
        return {name: ", ".join(f"{k} = {v}" for k, v in side.items()) for name, side in sides}

    def _gap_rows(self, one: Gap) -> Iterator[EstimateRow]:
        labels, worst = {**one.domain, **self._told}, min(one.n_a, one.n_b)
        told = {"group_estimate": one.a, "reference_estimate": one.b, "comparison": self.words.comparison}
        yield self._contrast_row("gap", labels, one.difference, one.n_a + one.n_b, worst, told)
        low, high = np.exp(one.log_ratio.interval(self.run.analysis.confidence))
        comparison = {"comparison": self.words.comparison}
        row = self._contrast_row("gap_ratio", labels, one.ratio, one.n_a + one.n_b, worst, comparison)
        extra = {**comparison, "p": number(one.log_ratio.p_value)}
        yield row._replace(ci_low=number(low), ci_high=number(high), extra=extra)

    def _contrast_row(
        self, statistic: str, labels: Mapping[str, Any], one: Contrast, n: int, worst: int, told: Mapping[str, Any]
    ) -> EstimateRow:
        return contrast_row(self.run.analysis, statistic, self.name, labels, one, n, told, worst=worst)

    def _change_rows(self, words: Mapping[str, Any]) -> Iterator[EstimateRow]:
        wave = str(words["wave"])
        before, after = (select(self.run.shared, {wave: words[k]}) for k in ("from", "to"))
        parts = self._parts((self.group | self.reference) & (before | after))
        told = {"from": words["from"], "to": words["to"], "comparison": self.words.comparison}
        for k, part in enumerate(parts.labels):
            mask = (parts.codes == k) & self.counted
            cells = [mask & side & time for side in (self.group, self.reference) for time in (before, after)]
            if not all(rows.any() for rows in cells):
                continue
            change = gap_change(
                self.run.design, self.y, group=self.group, reference=self.reference, before=before, after=after,
                mask=mask, over=self.over,
            )  # fmt: skip
            n, worst = sum(int(rows.sum()) for rows in cells), min(int(rows.sum()) for rows in cells)
            labels = {**part, **self._told}
            yield self._contrast_row("gap_change", labels, change.change, n, worst, told)
            if change.before.value != 0:
                yield self._contrast_row("gap_share_closed", labels, change.share_closed, n, worst, told)
