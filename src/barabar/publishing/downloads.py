"""Downloads: a file of a release or a bulletin, small enough to be read whole so that no file stays open; and a list as CSV."""

import base64
import csv
import hashlib
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from barabar.design.policy import POLICY
from barabar.publishing.formats import FORMATS
from barabar.publishing.formats.csv import safe
from barabar.publishing.formats.html import page_style
from barabar.publishing.models import BulletinFile, ReleaseFile

# The forms of a bulletin, the e-mail last; a report's are `FORMATS`.
BULLETIN_MEDIA = {**{name: FORMATS[name].media_type for name in ("html", "pdf")}, "eml": "message/rfc822"}
MEDIA = {**{name: one.media_type for name, one in FORMATS.items()}, **BULLETIN_MEDIA}


def download(kept: ReleaseFile | BulletinFile) -> HttpResponse:
    with kept.file.open() as stream:
        response = HttpResponse(stream.read(), content_type=MEDIA[kept.format])
    name = kept.file.name.rpartition("/")[2]
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def file_download(kept) -> HttpResponse:
    """What people sent leaves as a download only: never shown as a page of ours. `kept` has file, name and media_type."""
    with kept.file.open() as stream:
        response = HttpResponse(stream.read(), content_type=kept.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, kept.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def page_response(content: bytes) -> HttpResponse:
    """A document's standalone page: it carries its own style sheet, allowed by its hash and by nothing else."""
    response = HttpResponse(content, content_type=FORMATS["html"].media_type)
    digest = base64.b64encode(hashlib.sha256(page_style().encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = POLICY.replace("style-src 'self'", f"style-src 'sha256-{digest}'")
    return response


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A list in columns whose names never change; no text that a spreadsheet would run as a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.write("\N{BYTE ORDER MARK}")
    writer = csv.writer(response)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return response
