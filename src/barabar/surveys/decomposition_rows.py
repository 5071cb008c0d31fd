"""Gaps of an analysis split by differences in circumstances, as rows."""

from collections.abc import Iterator

import numpy as np

from barabar.statistics.surveys.decomposition import decompose
from barabar.statistics.surveys.domains import by_columns, select, whole

from .comparisons import DecompositionWords
from .estimation import Run
from .intervals import contrast_row
from .rows import EstimateRow


def decomposition_rows(run: Run) -> Iterator[EstimateRow]:
    """Every decomposition: the gap, its parts, and what each variable adds to the part that circumstances explain."""
    for words in run.analysis.decompositions:
        yield from _rows_of(run, words)
        run.say(f"decomposition of {words.indicator}")


def _rows_of(run: Run, words: DecompositionWords) -> Iterator[EstimateRow]:
    indicator = next(one for one in run.analysis.indicators if one.name == words.indicator)
    y = run.variable(indicator.node).astype(np.float64)
    group, reference = select(run.shared, words.group), select(run.shared, words.reference)
    told = {
        name: ", ".join(f"{k} = {v}" for k, v in side.items())
        for name, side in (("group", words.group), ("reference", words.reference))
    }
    parts = by_columns({n: run.shared[n] for n in words.by}, group | reference) if words.by else whole(len(y))
    detailed = "explained" if words.fold == 2 else "endowments"
    for k, labels in enumerate(parts.labels):
        found = decompose(
            run.design, y, {name: run.shared[name] for name in words.covariates}, group=group, reference=reference,
            fold=words.fold, coefficients=words.coefficients, mask=parts.codes == k,
        )  # fmt: skip
        n, where = min(found.n_group, found.n_reference), {**labels, **told}
        extra = {"coefficients": words.coefficients if words.fold == 2 else "reference"}
        yield contrast_row(run.analysis, "decomposition_gap", words.indicator, where, found.gap, n, extra)
        for name, one in found.parts.items():
            yield contrast_row(run.analysis, f"decomposition_{name}", words.indicator, where, one, n, extra)
        for name, one in found.by_variable.items():
            yield contrast_row(
                run.analysis,
                f"decomposition_{detailed}",
                words.indicator,
                where,
                one,
                n,
                {**extra, "by_variable": name},
            )
