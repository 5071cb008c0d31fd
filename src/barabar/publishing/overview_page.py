"""What the overview's template needs: one context for the office and for the public site."""

from decimal import Decimal

from django.utils.translation import gettext as _

from barabar.analysis.measures import MeasureStanding
from barabar.analysis.overview import Overview
from barabar.design.figures import amount
from barabar.publishing.drawings import gap_drawing
from barabar.reference.catalogue import sectors

SHOWN = 12


def overview_context(overview: Overview, *, measure_url=None, more_url: str = "") -> dict:
    """`measure_url` gives a measure's address from its key, or nothing."""
    widest = max(overview.gaps, key=lambda gap: gap.points, default=None)
    comparison = {"general population": _("General population"), "neighbours": _("Neighbours")}
    return {
        "overview": overview,
        "money": [
            {
                "currency": one.currency, "adopted": one.adopted, "spent": one.spent, "rate": one.rate,
                "millions": amount(one.spent / Decimal(1_000_000), 1),
            }
            for one in overview.money
        ],
        "gap": gap_drawing(
            overview.gaps, _("Communities of the plans"), comparison.get(widest.comparison, widest.comparison)
        )
        if widest
        else None,
        "widest": widest,
        "rows": [_row(one, measure_url) for one in overview.by_need[:SHOWN]],
        "more_url": more_url if len(overview.standings) > SHOWN else "",
    }  # fmt: skip


def _row(one: MeasureStanding, measure_url) -> dict:
    first = one.first
    total = first.total if first else None
    spent = one.money.get("spent")
    value = total.amount if total else None
    if value is not None and first.aggregation == "ratio":
        value = value * 100
    sector = sectors().get(one.sector)
    return {
        "url": measure_url(one.key) if measure_url else "",
        "code": one.code,
        "title": one.title,
        "plan": one.plan_title,
        "sector": str(sector.title) if sector else one.sector,
        "responsible": one.responsible,
        "value": value,
        "value_state": total.state.value if total else "missing",
        "target": first.target if first else None,
        "spent": spent.amount if spent else None,
        "currency": one.currency,
        "status": one.status or "no_data",
    }
