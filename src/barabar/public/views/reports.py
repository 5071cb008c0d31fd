import base64
import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from barabar.design.policy import POLICY
from barabar.public.access import public_view
from barabar.public.queries import released
from barabar.publishing.downloads import download
from barabar.publishing.formats import FORMATS
from barabar.publishing.formats.html import page_style
from barabar.publishing.models import Release, ReleaseFile


@public_view
def index(request):
    return render(request, "public/reports.html", {"releases": released()})


@public_view
def show(request, key):
    """A released report and its files."""
    release = get_object_or_404(Release.objects.prefetch_related("files"), pk=key, released_at__isnull=False)
    return render(request, "public/report.html", {"release": release, "formats": FORMATS})


@public_view
def file(request, key, language, name):
    """One file of a released report; the page version is shown, the others are downloads."""
    kept = get_object_or_404(
        ReleaseFile, release=key, release__released_at__isnull=False, language=language, format=name
    )
    if name not in FORMATS:
        raise Http404
    if name == "html":
        return _page(kept)
    return download(kept)


def _page(kept: ReleaseFile) -> HttpResponse:
    """The standalone page carries its own style sheet: allowed by its hash, and by nothing else."""
    with kept.file.open() as stream:
        response = HttpResponse(stream.read(), content_type=FORMATS["html"].media_type)
    digest = base64.b64encode(hashlib.sha256(page_style().encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = POLICY.replace("style-src 'self'", f"style-src 'sha256-{digest}'")
    return response
