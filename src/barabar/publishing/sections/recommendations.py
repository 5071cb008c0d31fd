"""Recommendations of international and domestic sources: how far each is fulfilled, and what was done about it."""

from django.utils.translation import gettext as _

from barabar.advocacy.models import Recommendation, RecommendationTag
from barabar.advocacy.recommendation_catalogue import fulfilment_states
from barabar.advocacy.recommendation_queries import addressed_to, public_documents, recommendations_of
from barabar.publishing.document.model import Block, Heading, Notice, NoticeKind, Orientation, Paragraph, Section
from barabar.publishing.follow_up import Line, counted, follow_up_table, lines_of
from barabar.publishing.report import Page


def build(page: Page) -> list[Block]:
    """Those that were open at some time of the year, as they stand on the day of the report; those ended before are counted."""
    report = page.report
    heading = Heading(1, _("Recommendations"), "recommendations")
    lines = lines_of(_recommendations(page), economy=report.scope.economy, on=report.built_on, position=report.position)
    if not lines:
        return [heading, Notice(NoticeKind.NO_DATA, page.said(_("No recommendation to this economy is kept here.")))]
    shown = [line for line in lines if not _ended_before(line, report.year)]
    blocks: list[Block] = [heading, Paragraph(page.said(counted(page, lines)))]
    left = len(lines) - len(shown)
    if left:
        said = _("Ended before the year and not listed: %(count)s.") % {"count": page.numbers.integer(left)}
        blocks.append(Paragraph(page.said(said)))
    if not shown:
        return blocks
    caption = _("Recommendations and what came of them")
    table = follow_up_table(page, shown, "recommendations-list", caption, economy=False, document=True)
    return [Section((*blocks, table), Orientation.LANDSCAPE)]


def _recommendations(page: Page) -> list[Recommendation]:
    report = page.report
    found = addressed_to(recommendations_of(public_documents()), report.scope.economy)
    if report.scope.sector:
        found = found.filter(tags__kind=RecommendationTag.SECTOR, tags__key=report.scope.sector)
    found = found.exclude(document__published_on__gt=report.built_on)
    order = ("document__published_on", "document_id", "position")
    return list(found.select_related("document").prefetch_related("addressed").order_by(*order))


def _ended_before(line: Line, year: int) -> bool:
    state = line.state
    known = fulfilment_states().get(state.state) if state else None
    return bool(known and known.ends and state.on.year < year)
