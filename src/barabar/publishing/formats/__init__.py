"""The formats a document can be had in. A new one is a module with `write` and one line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from barabar.publishing.document.model import Document
from barabar.publishing.formats import docx, html, pdf, xlsx

Writer = Callable[..., bytes]
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Format:
    """`write(document, base_url=...)` gives the whole file; `base_url` is where references are followed home."""

    name: str
    media_type: str
    extension: str
    write: Writer

    def file_name(self, stem: str, document: Document) -> str:
        """ "annual-report-2025-sq.docx": the same report in two languages lies side by side."""
        return f"{stem}-{document.labels.language}.{self.extension}"


FORMATS: dict[str, Format] = {
    "docx": Format("Word", f"{_OFFICE}.wordprocessingml.document", "docx", docx.write),
    "pdf": Format("PDF", "application/pdf", "pdf", pdf.write),
    "html": Format("HTML", "text/html; charset=utf-8", "html", html.write),
    "xlsx": Format("Excel", f"{_OFFICE}.spreadsheetml.sheet", "xlsx", xlsx.write),
}
