"""Running an analysis: read what is needed, estimate, keep the estimates, forget the rows."""

from .analysis import Analysis
from .decomposition_rows import decomposition_rows
from .estimation import Run, Say, quiet
from .gap_rows import gap_rows
from .pooling import open_data
from .rows import EstimateRow
from .target_rows import target_rows


def estimate_analysis(analysis: Analysis, say: Say = quiet) -> list[EstimateRow]:
    """All estimates of an analysis, indicators in their order, each over its domains; then gaps, targets, decompositions."""
    with open_data(analysis) as file:
        file.require(analysis.columns)
        file.prepare(analysis.columns)
        run = Run(analysis, file, say)
        return [*run.estimates(), *gap_rows(run), *target_rows(run), *decomposition_rows(run)]
