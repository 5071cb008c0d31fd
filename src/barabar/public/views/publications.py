"""Publications and bulletins, public; the bulletins as an Atom feed too."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from barabar.public.access import public_view
from barabar.publishing.downloads import BULLETIN_MEDIA, download, file_download, page_response
from barabar.publishing.models import Bulletin, BulletinFile, Publication
from barabar.publishing.publications_page import (
    bulletin_at,
    bulletins_context,
    place_of,
    publication_context,
    publications_context,
)
from barabar.publishing.wording import LABELS, place_named
from barabar.reference.catalogue import economy_asked
from barabar.reference.marks import mark_names

FEED_LENGTH = 40


def _public():
    return Publication.objects.filter(public_since__isnull=False)


@public_view
def publications(request):
    return render(request, "public/publications/publications.html", publications_context(request.GET, _public()))


@public_view
def publication(request, key):
    found = _public().select_related("organisation").filter(pk=key).first()
    if found is None:
        raise Http404
    return render(request, "public/publications/publication.html", publication_context(found))


@public_view
def publication_file(request, key, number):
    found = _public().filter(pk=key).first()
    copy = found.copies.filter(pk=number).exclude(file="").first() if found else None
    if copy is None:
        raise Http404
    return file_download(copy)


@public_view
def bulletins(request):
    return render(request, "public/publications/bulletins.html", bulletins_context(request.GET))


@public_view
def bulletin_file(request, place, number, language, name):
    """The page is shown as it was published; PDF and e-mail are downloads."""
    kept = BulletinFile.objects.filter(bulletin=bulletin_at(place, number), language=language, format=name).first()
    if kept is None or name not in BULLETIN_MEDIA:
        raise Http404
    return download(kept) if name != "html" else _page(kept)


@public_view
def bulletin(request, place, number):
    """The bulletin in the reader's language."""
    found = bulletin_at(place, number)
    if found is None:
        raise Http404
    wanted = get_language() if get_language() in LABELS else "en"
    return _page(found.files.get(language=wanted, format="html"))


def _page(kept: BulletinFile) -> HttpResponse:
    with kept.file.open() as stream:
        return page_response(stream.read())


@public_view
def feed(request):
    """The newest bulletins as Atom, of one economy where it is asked for."""
    found = Bulletin.objects.all()
    if asked := request.GET.get("economy", ""):
        economy = economy_asked(asked)
        if economy is None:
            raise Http404
        found = found.filter(economy=economy)
    address = settings.ADDRESS.rstrip("/")
    made = Atom1Feed(
        title=_("Barabar: bulletins"), link=address + reverse("public:bulletins"), description="", language=get_language(),
        feed_url=address + request.get_full_path(),
    )  # fmt: skip
    for one in found[:FEED_LENGTH]:
        link = address + reverse("public:bulletin", args=[place_of(one.economy), one.number])
        made.add_item(
            title=mark_names(_title(one)), link=link, description=mark_names(str(one.intro)), unique_id=link,
            pubdate=one.published_at, updateddate=one.published_at,
        )  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _title(one: Bulletin) -> str:
    title = _("Bulletin No %(number)s") % {"number": one.number}
    return f"{title}: {place_named(one.economy)}, {one.since:%d.%m.%Y} – {one.until:%d.%m.%Y}"
