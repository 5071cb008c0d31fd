"""Downloads: a file of a release, small enough to be read whole so that no file stays open; and a list as CSV."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from barabar.publishing.formats import FORMATS
from barabar.publishing.formats.csv import safe
from barabar.publishing.models import ReleaseFile


def download(kept: ReleaseFile) -> HttpResponse:
    with kept.file.open() as stream:
        response = HttpResponse(stream.read(), content_type=FORMATS[kept.format].media_type)
    name = kept.file.name.rpartition("/")[2]
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A list in columns whose names never change; no text that a spreadsheet would run as a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.write("\N{BYTE ORDER MARK}")
    writer = csv.writer(response)
    writer.writerow(columns)
    writer.writerows([safe(str(cell)) for cell in row] for row in rows)
    return response
