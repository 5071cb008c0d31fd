"""Compose a report's document in a language from its outline."""

from django.utils import translation

from barabar.publishing.document.model import Block, Contents, Document, PageBreak
from barabar.publishing.outlines import Outline
from barabar.publishing.report import Page, Report
from barabar.publishing.sections import SECTIONS
from barabar.publishing.wording import LABELS, footnotes


def compose(report: Report, outline: Outline, language: str) -> Document:
    """The whole document; the same report and language give the same document."""
    page = Page(report, language)
    with translation.override(language):
        blocks: list[Block] = [Contents(2), PageBreak()]
        for name in outline.sections:
            blocks += SECTIONS[name](page)
        return Document(
            title=_title(page, outline),
            subtitle=_subtitle(page, outline),
            language=language,
            date=report.built_on,
            blocks=tuple(blocks),
            labels=LABELS[language],
            footnotes=footnotes(language),
            demonstration=report.demonstration,
            author=page.plain(report.contact_point.name) if report.contact_point else "",
        )


def _title(page: Page, outline: Outline):
    return (*page.said(outline.title), *page.said(f" {page.report.scope.period}"))


def _subtitle(page: Page, outline: Outline):
    report = page.report
    runs = [*page.said(report.economy.title)]
    if report.territory:
        runs = [*page.named(report.territory.official_form or report.territory.name), *page.said(" · "), *runs]
    if report.scope.sector:
        runs = [*page.said(page.sector(report.scope.sector)), *page.said(" · "), *runs]
    if outline.template:
        runs += [*page.said(" · "), *page.said(outline.template)]
    return tuple(runs)
