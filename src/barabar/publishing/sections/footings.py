"""Which measures are a project still, and which their institution carries on by itself: by sector, then each with its proof."""

from django.utils.translation import gettext as _

from barabar.coordination.catalogue import footings
from barabar.publishing.document.model import Align, Block, Column, Heading, Row, Table
from barabar.publishing.following_page import by_sector, footings_in_force
from barabar.publishing.report import Page
from barabar.reference.definitions import title_of


def build(page: Page) -> list[Block]:
    """Nothing where nobody has told: the section is then left out."""
    report = page.report
    found = footings_in_force(economy=report.scope.economy, territory=report.scope.territory, until=report.built_on)
    if not found:
        return []
    states = (Column(page.said(one.title), Align.RIGHT) for one in footings().values())
    counted = tuple(
        Row((page.said(row.sector), *(page.said(page.numbers.integer(count)) for count in row.counts)))
        for row in by_sector(found)
    )
    heads = (
        Column(_("Measure"), width=3),
        Column(_("State"), width=2),
        Column(_("Since")),
        Column(_("Evidence"), width=2),
    )
    rows = tuple(
        Row((
            page.said(one.measure.code) + page.said(" ") + page.said(one.measure.title),
            page.said(title_of(footings(), one.state)), page.said(page.numbers.date(one.on)), page.said(one.evidence or "–"),
        ))
        for one in found
    )  # fmt: skip
    return [
        Heading(1, _("Measures in their institutions"), "footings"),
        Table(
            (Column(_("Sector"), width=2), *states), counted, _("Measures by sector and state"), "footings-by-sector"
        ),
        Table(heads, rows, _("How firmly each measure stands"), "footings-list"),
    ]
