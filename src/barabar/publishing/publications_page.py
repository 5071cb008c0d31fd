"""What the pages on publications and bulletins show, public and in the office alike."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from barabar.access.actors import Actor
from barabar.advocacy.queries import economies_of
from barabar.publishing.catalogue import publication_kinds
from barabar.publishing.models import Bulletin, Publication, PublicationCopy
from barabar.reference.catalogue import REGION, economies, economy_asked, languages, sectors
from barabar.reference.definitions import title_of
from barabar.reference.slugs import fold

SHOWN = 25


def publications_seen_by(actor: Actor) -> QuerySet[Publication]:
    """Public ones, and every one that the person keeps."""
    own = economies_of(actor, "publication.edit")
    return Publication.objects.all() if own is None else Publication.objects.filter(Q(public_since__isnull=False) | Q(economy__in=own))  # fmt: skip


def publications_context(asked: Mapping[str, str], seen: QuerySet[Publication]) -> dict:
    """Publications by economy, kind, language of a copy, year and words; unknown keys filter nothing."""
    chosen = {name: asked.get(name, "") for name in ("economy", "kind", "language", "year", "words")}
    found = seen.select_related("organisation").prefetch_related("copies")
    if (wanted := economy_asked(chosen["economy"])) is not None:
        found = found.filter(economy=wanted)
    if chosen["kind"] in publication_kinds():
        found = found.filter(kind=chosen["kind"])
    if chosen["language"] in languages():
        found = found.filter(pk__in=PublicationCopy.objects.filter(language=chosen["language"]).values("publication"))
    if chosen["year"].isdecimal() and len(chosen["year"]) == 4:
        found = found.filter(published_on__year=int(chosen["year"]))
    rows = list(found)
    wanted = fold(chosen["words"]).split()[:8]
    if wanted:
        rows = [one for one in rows if all(word in _words_of(one) for word in wanted)]
    return {
        "page": Paginator(rows, SHOWN).get_page(asked.get("page")), "economies": economies().values(),
        "kinds": publication_kinds().values(), "copy_languages": languages().values(), "chosen": chosen,
    }  # fmt: skip


def _words_of(one: Publication) -> str:
    publisher = one.publisher
    names = publisher.values() if hasattr(publisher, "values") else [publisher]
    return fold(" ".join([*one.title.values(), *one.about.values(), *names, one.authors, one.number]))


def publication_context(one: Publication) -> dict:
    kept = [(copy, title_of(languages(), copy.language)) for copy in one.copies.all()]
    return {
        "publication": one, "kind": title_of(publication_kinds(), one.kind), "copies": kept,
        "sector_titles": [title_of(sectors(), key) for key in one.sectors],
    }  # fmt: skip


def bulletins_context(asked: Mapping[str, str]) -> dict:
    economy = asked.get("economy", "")
    found = Bulletin.objects.prefetch_related("files")
    if (wanted := economy_asked(economy)) is not None:
        found = found.filter(economy=wanted)
    return {
        "page": Paginator(found, SHOWN).get_page(asked.get("page")), "economies": economies().values(),
        "chosen_economy": economy,
    }  # fmt: skip


def bulletin_at(place: str, number: int) -> Bulletin | None:
    """A bulletin by the economy's code in an address (“al”, “region”) and its number."""
    economy = economy_at(place)
    return Bulletin.objects.prefetch_related("files").filter(economy=economy, number=number).first()


def economy_at(place: str) -> str:
    """The economy's key from an address; "" is the region."""
    return "" if place == REGION else place.upper()


def place_of(economy: str) -> str:
    """The economy as it stands in an address."""
    return economy.lower() or REGION
