"""The sections of a report. To add one: a module with `build(page) -> list of blocks`, and one line here."""

from collections.abc import Callable

from barabar.publishing.document.model import Block
from barabar.publishing.report import Page
from barabar.publishing.sections import (
    annex_coverage,
    annex_methods,
    annex_readings,
    annex_values,
    budget,
    coordination,
    footings,
    impact,
    institutions,
    issues,
    measures,
    practices,
    recommendations,
    summary,
    totals,
)

SECTIONS: dict[str, Callable[[Page], list[Block]]] = {
    "summary": summary.build,
    "institutions": institutions.build,
    "measures": measures.build,
    "totals": totals.build,
    "budget": budget.build,
    "impact": impact.build,
    "coordination": coordination.build,
    "footings": footings.build,
    "issues": issues.build,
    "practices": practices.build,
    "recommendations": recommendations.build,
    "annex_readings": annex_readings.build,
    "annex_values": annex_values.build,
    "annex_coverage": annex_coverage.build,
    "annex_methods": annex_methods.build,
}
