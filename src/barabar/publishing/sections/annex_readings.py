"""Annex: civil society's readings with their evidence, and the institutions' replies. They enter no total."""

from django.utils.translation import gettext as _

from barabar.advocacy.catalogue import reading_ratings
from barabar.advocacy.models import Reading
from barabar.publishing.document.model import Block, Column, Heading, Notice, NoticeKind, Paragraph, Row, Table
from barabar.publishing.report import Page
from barabar.reference.definitions import title_of


def build(page: Page) -> list[Block]:
    blocks: list[Block] = [Heading(1, _("Annex. Civil society's readings"), "annex-readings")]
    readings = page.report.readings
    if not readings:
        nothing = _("No organisation of civil society has written a reading for this period.")
        return [*blocks, Notice(NoticeKind.NO_DATA, page.said(nothing))]
    said = _("These words and figures are those of the organisations named. They stand beside the official account and enter no total.")  # fmt: skip
    heads = (
        Column(_("Measure"), width=2), Column(_("Organisation"), width=2), Column(_("How it was seen"), width=1.5),
        Column(_("In words"), width=3), Column(_("Own figure")), Column(_("Evidence"), width=2), Column(_("Reply"), width=3),
    )  # fmt: skip
    rows = tuple(_row(page, one) for one in readings)
    return [*blocks, Paragraph(page.said(said)), Table(heads, rows, _("Civil society's readings and the institutions' replies"), "readings")]  # fmt: skip


def _row(page: Page, one: Reading) -> Row:
    measure = (*page.said(f"{one.measure.code} "), *page.said(one.measure.title))
    counter = "–"
    if one.counter is not None and one.indicator:
        counter = f"{page.plain(one.indicator.name)}: {page.numbers.decimal(one.counter, places=0)}"
    reply = "; ".join(f"{page.plain(other.organisation.name)}: {page.plain(other.text)}" for other in one.replies.all())
    return Row((
        measure, page.said(one.organisation.name), page.said(title_of(reading_ratings(), one.rating)), page.said(one.text),
        page.said(counter), page.said(one.evidence), page.said(reply or "–"),
    ))  # fmt: skip
