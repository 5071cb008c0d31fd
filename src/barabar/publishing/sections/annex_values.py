"""Annex: every approved figure by measure, with its parts and its reference."""

from django.utils.translation import gettext as _

from barabar.publishing.document.model import Align, Block, Column, Heading, Orientation, Paragraph, Row, Section, Table
from barabar.publishing.report import Page
from barabar.reference.catalogue import breakdown_title, units


def build(page: Page) -> list[Block]:
    rows = [row for standing in page.report.standings for row in _rows(page, standing)]
    heads = (
        Column(_("Plan and measure"), width=3.4),
        Column(_("Indicator"), width=3),
        Column(_("Part"), width=1.7),
        Column(_("Unit"), width=1.1),
        Column(_("Baseline"), Align.RIGHT, width=1),
        Column(_("Target"), Align.RIGHT, width=1),
        Column(_("Value"), Align.RIGHT, width=1.8),
    )
    intro = _("The code beside each value is its reference: it leads to the return, its version, the role of who sent and approved "
              "it, the date, the workbook cell and the evidence.")  # fmt: skip
    table = Table(heads, tuple(rows), _("Values by measure"), "all-values", row_heads=1, show_refs=True)
    return [
        Section(
            (Heading(1, _("Annex A. Values"), "annex-values"), Paragraph(page.said(intro)), table),
            Orientation.LANDSCAPE,
        )
    ]


def _rows(page: Page, standing) -> list[Row]:
    made = []
    place = page.report.plans[standing.plan].territory
    where = f"{place.name} {standing.code}" if place else standing.code
    for indicator in standing.indicators:
        title = f"{where}: {page.plain(indicator.name)}"
        share = indicator.aggregation == "ratio"
        shown = (lambda v: page.numbers.percent(v)) if share else page.numbers.integer
        made.append(
            Row(
                (
                    (*page.said(f"{where} "), *page.said(standing.title)),
                    page.said(indicator.name),
                    page.said(_("total")),
                    page.said(units()[indicator.unit].title),
                    page.said(shown(indicator.baseline) if indicator.baseline is not None else "–"),
                    page.said(shown(indicator.target) if indicator.target is not None else "–"),
                    (page.figure(indicator.total, title, unit=indicator.unit),),
                )
            )
        )
        for breakdown, total in indicator.parts.items():
            part = breakdown_title(breakdown, page.language)
            figure = page.figure(total, f"{title}, {part}", unit=indicator.unit)
            unit = page.said(units()[indicator.unit].title)
            made.append(Row((page.said(where), page.said(indicator.name), page.said(part), unit, (), (), (figure,))))
    return made
