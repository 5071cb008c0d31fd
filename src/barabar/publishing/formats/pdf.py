"""PDF/UA-1: tagged, titled, in its language, with our own fonts inside."""

from __future__ import annotations

from barabar.publishing.document.model import Document
from barabar.publishing.formats.support.sheets import document_data
from barabar.publishing.formats.support.typesetter import set_pdf


def write(document: Document, *, base_url: str) -> bytes:
    """The whole document as one PDF file."""
    return set_pdf(document_data(document, base_url=base_url), day=document.date)
