"""Annex: who was asked, who reported, who is missing."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from barabar.access.catalogue import organisation_kinds
from barabar.publishing.document.model import Block, Column, Heading, Notice, NoticeKind, Row, Table
from barabar.publishing.report import Page
from barabar.publishing.sections.parts import coverage_notice


def build(page: Page) -> list[Block]:
    blocks: list[Block] = [Heading(1, _("Annex B. Coverage"), "annex-coverage"), coverage_notice(page)]
    if not page.report.reporters:
        nothing = _("No institution was asked for this period.")
        return [*blocks, Notice(NoticeKind.NO_DATA, page.said(nothing))]
    heads = (Column(_("Institution"), width=3), Column(_("Kind"), width=2), Column(_("Return"), width=2))
    rows = tuple(_row(page, one) for one in page.report.reporters)
    return [*blocks, Table(heads, rows, _("Institutions asked and their returns"), "coverage")]


def _row(page: Page, one) -> Row:
    kind = organisation_kinds().get(one.kind)
    words = {
        "draft": pgettext("return", "Not sent"),
        "returned": pgettext("return", "Returned for correction"),
        "submitted": pgettext("return", "Sent, not approved yet"),
        "accepted": pgettext("return", "Accepted by the committee"),
        "approved": pgettext("return", "Approved"),
        "locked": pgettext("return", "Approved"),
    }
    return Row(
        (page.said(one.name), page.said(kind.title if kind else one.kind), page.said(words.get(one.state, one.state)))
    )
