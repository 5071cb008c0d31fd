"""Totals by indicator over all plans and places: with sex and community, and how many of those asked they cover."""

from django.utils.translation import gettext as _

from barabar.analysis.totals import IndicatorTotal, indicator_totals
from barabar.publishing.document.model import Align, Block, Column, Heading, Notice, NoticeKind, Paragraph, Row, Table
from barabar.publishing.report import Page
from barabar.reference.catalogue import dimensions, units


def build(page: Page) -> list[Block]:
    report = page.report
    filters: dict[str, object] = {"economy": report.scope.economy}
    found = indicator_totals(report.standings, period=report.scope.period, as_of=report.position, **filters)
    blocks: list[Block] = [Heading(2, _("Totals by indicator"), "totals")]
    if not found:
        nothing = _("No measure of this report asks for an indicator of the catalogue; there is nothing to add up.")
        return [*blocks, Notice(NoticeKind.NO_DATA, page.said(nothing))]
    intro = _("Sums over all plans and places that report the same indicator of the catalogue. “Covers” says how many of the "
              "measures that ask for it have a figure; where counts may hold the same person twice, a range stands.")  # fmt: skip
    parts = _columns(found)
    heads = (
        Column(_("Indicator"), width=3),
        Column(_("Unit"), width=1.1),
        Column(_("Total"), Align.RIGHT, width=1.3),
        *(Column(page.said(title), Align.RIGHT, width=1.2) for _key, title in parts),
        Column(_("Covers"), Align.RIGHT, width=1.1),
    )
    rows = tuple(_row(page, one, [key for key, _title in parts]) for one in found)
    return [*blocks, Paragraph(page.said(intro)), Table(heads, rows, _("Totals by indicator"), "indicator-totals")]


def _columns(found: list[IndicatorTotal]) -> list[tuple[str, object]]:
    """The parts by sex and by community that any indicator has, in the definitions' order."""
    present = {key for one in found for key in one.parts}
    return [
        (f"{name}={category.key}", category.title)
        for name in ("sex", "community")
        for category in dimensions()[name].categories
        if f"{name}={category.key}" in present
    ]


def _row(page: Page, one: IndicatorTotal, parts: list[str]) -> Row:
    title = page.plain(one.indicator.name)
    cells: list[object] = [page.said(one.indicator.name), page.said(units()[one.indicator.unit].title)]
    if one.refusal:
        cells.append(page.said(_("not added")))
    else:
        cells.append((page.figure(one.total, f"{title}, {_('all places')}", unit=one.indicator.unit),))
    for key in parts:
        part = one.parts.get(key)
        cells.append((page.figure(part, f"{title}, {key}", unit=one.indicator.unit),) if part else page.said("–"))
    cells.append(page.said(_("%(reported)s of %(asked)s") % {"reported": one.reported, "asked": one.places}))
    return Row(tuple(cells))  # type: ignore[arg-type]
