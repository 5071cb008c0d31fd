"""A file of a release as a download: small enough to be read whole, so that no file stays open."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from barabar.publishing.formats import FORMATS
from barabar.publishing.models import ReleaseFile


def download(kept: ReleaseFile) -> HttpResponse:
    with kept.file.open() as stream:
        response = HttpResponse(stream.read(), content_type=FORMATS[kept.format].media_type)
    name = kept.file.name.rpartition("/")[2]
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
