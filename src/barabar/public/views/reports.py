from django.http import Http404
from django.shortcuts import get_object_or_404, render

from barabar.public.access import public_view
from barabar.public.queries import released
from barabar.publishing.downloads import download, page_response
from barabar.publishing.formats import FORMATS
from barabar.publishing.models import Release, ReleaseFile
from barabar.publishing.report_states import states_of_reports


@public_view
def index(request):
    return render(request, "public/reports.html", {"releases": released(), "report_states": states_of_reports()})


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
        with kept.file.open() as stream:
            return page_response(stream.read())
    return download(kept)
