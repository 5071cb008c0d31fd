"""A table as a file to take along: every cell of it, and what must be known of the figures."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from barabar.publishing.explore.page import asked, file_name
from barabar.publishing.explore.site import Site
from barabar.reference.verdicts import Problems
from barabar.warehouse.writing import FORMATS, MEDIA


def table_file(pairs: Iterable[tuple[str, str]], site: Site, kind: str) -> HttpResponse:
    """The file; where the question is refused, its sentences as plain text."""
    try:
        answer = site.ask(site.narrow(asked(pairs)))
    except Problems as found:
        return HttpResponse(str(found), status=400, content_type="text/plain; charset=utf-8")
    response = HttpResponse(FORMATS[kind](answer, None), content_type=MEDIA[kind])
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name(answer.question, kind))
    return response
