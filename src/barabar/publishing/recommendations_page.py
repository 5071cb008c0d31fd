"""What the pages on recommendations show, public and in the office alike, and the same as rows for files and the API."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from barabar.advocacy.actions.keep_recommendation import Asked
from barabar.advocacy.models import (
    Addressed,
    AnswerLink,
    FulfilmentState,
    Issue,
    Recommendation,
    RecommendationTag,
    SourceDocument,
)
from barabar.advocacy.recommendation_catalogue import (
    Source,
    found_among,
    frame_families,
    frame_tags,
    fulfilment_states,
    recommendation_addressees,
    recommendation_heads,
    recommendation_sources,
)
from barabar.advocacy.recommendation_queries import addressed_to, is_public_link, recommendations_of, standing_links
from barabar.coordination.models import Commitment
from barabar.publishing.commitments_page import lines_of as commitment_lines
from barabar.publishing.recommendation_answers import Answered, answered, issues_of
from barabar.reference.catalogue import economies, sectors
from barabar.reference.definitions import title_of
from barabar.reference.slugs import fold

SHOWN = 30
NONE, OPEN = "none", "not_ended"
ASKED = ("source", "document", "economy", "state", "addressee", "sector", "frame", "q")
NEWEST = (F("document__published_on").desc(nulls_last=True), "document_id", "position")
COLUMNS = (
    "recommendation", "source", "document", "published_on", "number", "paragraph", "original", "text_en", "text_sq",
    "addressee", "addressee_as_written", "sectors", "frames", "economy", "state", "since", "follow_up_on", "demonstration",
)  # fmt: skip


@dataclass(frozen=True)
class Stands:
    """How a recommendation stands in an economy, with the word and look of its state."""

    addressed: Addressed
    economy: object
    word: str
    look: str


def word_of(state: str) -> str:
    return str(title_of(fulfilment_states(), state)) if state else _("no state told")


def look_of(state: str) -> str:
    known = fulfilment_states().get(state)
    return known.look if known else "no_data"


def stands_of(one: Recommendation, economy: str = "") -> list[Stands]:
    return [
        Stands(own, title_of(economies(), own.economy), word_of(own.state), look_of(own.state))
        for own in one.addressed.all()
        if economy in ("", own.economy)
    ]


def chosen(asked: Mapping[str, str], documents: QuerySet[SourceDocument]) -> QuerySet[Recommendation]:
    """Those asked for, in documents that may be seen; unknown words filter nothing. A state is one in the economy, where one is given."""
    given = {name: asked.get(name, "") for name in ASKED}
    if given["source"] in recommendation_sources():
        documents = documents.filter(source=given["source"])
    if given["document"]:
        documents = documents.filter(pk=given["document"])
    found = recommendations_of(documents)
    if given["addressee"] in recommendation_addressees():
        found = found.filter(addressee__in=found_among(given["addressee"]))
    for kind, known in ((RecommendationTag.SECTOR, sectors()), (RecommendationTag.FRAME, frame_tags())):
        if given[kind] in known:
            own = RecommendationTag.objects.filter(kind=kind, key=given[kind])
            found = found.filter(pk__in=own.order_by().values("recommendation"))
    for word in fold(given["q"][:120].replace("\x00", "")).split()[:8]:
        found = found.filter(folded__contains=word)
    return _standing(found, given["economy"] if given["economy"] in economies() else "", given["state"])


def _standing(found: QuerySet[Recommendation], economy: str, state: str) -> QuerySet[Recommendation]:
    if state == NONE or state in fulfilment_states():
        return addressed_to(found, economy, "" if state == NONE else state)
    if state == OPEN:
        own = Addressed.objects.exclude(state__in=[key for key, one in fulfilment_states().items() if one.ends])
        own = own.filter(economy=economy) if economy else own
        return found.filter(pk__in=own.order_by().values("recommendation"))
    return addressed_to(found, economy) if economy else found


def recommendations_context(asked: Mapping[str, str], documents: QuerySet[SourceDocument]) -> dict:
    """The newest document first, in the order of each; only the rows of the page are read with what belongs to them."""
    # The keys alone are read once, counted and cut here: counting in the database would sort and search a second time.
    listed = list(chosen(asked, documents).order_by(*NEWEST).values_list("pk", flat=True))
    page = Paginator(listed, SHOWN).get_page(asked.get("page"))
    keys = list(page.object_list)
    rows = Recommendation.objects.select_related("document").prefetch_related("addressed").in_bulk(keys)
    economy = asked.get("economy", "")
    return {
        "page": page,
        "lines": [(rows[key], stands_of(rows[key], economy if economy in economies() else "")) for key in keys],
        "sources": recommendation_sources().values(), "addressees": recommendation_addressees().values(),
        "economies": economies().values(), "sectors": sectors().values(), "families": frame_families().values(),
        "states": [(NONE, _("No state told")), (OPEN, _("Not ended")), *((one.key, one.title) for one in fulfilment_states().values())],
        **{f"chosen_{name}": asked.get(name, "") for name in ASKED},
    }  # fmt: skip


@dataclass(frozen=True)
class InEconomy:
    """One economy of a recommendation: how it stands, every row of its history, and what answers it."""

    stands: Stands
    history: list[tuple[FulfilmentState, str, str]]
    answered: Answered
    commitments: list
    links: list[AnswerLink]
    issues: list[Issue]


def recommendation_context(own: Recommendation, *, inside: bool) -> dict:
    """One recommendation with its history and links. Outside, nothing is named that is not public."""
    today = timezone.localdate()
    told: dict[str, list] = {}
    for row in own.states.select_related("said_by"):
        told.setdefault(row.economy, []).append((row, word_of(row.state), look_of(row.state)))
    made = []
    for stands in stands_of(own):
        code = stands.addressed.economy
        links = standing_links([own.pk], economy=code).get(own.pk, [])
        shown = links if inside else [link for link in links if is_public_link(link)]
        answers = answered({own.pk: links}, on=today).get(own.pk, Answered())
        promised = Commitment.objects.select_related("organisation").filter(pk__in=[link.commitment_id for link in shown if link.commitment_id])  # fmt: skip
        made.append(
            InEconomy(stands, told.get(code, []), answers, commitment_lines(promised, today), shown, issues_of(links))
        )
    source = recommendation_sources().get(own.document.source)
    return {
        "recommendation": own, "document": own.document, "source": source, "economies_told": made,
        "texts": [(code, words) for code, words in own.text.items() if code != own.original],
        "original": own.text.get(own.original, ""),
        "sectors": [title_of(sectors(), key) for key in own.sectors],
        "frames": [title_of(frame_tags(), key) for key in own.frames],
        "addressee": title_of(recommendation_addressees(), own.addressee),
        "versions": own.versions.all() if inside else (),
        "link_history": own.links.select_related("measure__node", "indicator__measure__node", "commitment", "issue") if inside else (),
    }  # fmt: skip


@dataclass(frozen=True)
class AskedLine:
    """A recommendation that a table would bring."""

    asked: Asked
    addressee: object
    economies: list[object]


def asked_line(asked: Asked) -> AskedLine:
    addressee = title_of(recommendation_addressees(), asked.addressee)
    return AskedLine(asked, addressee, [title_of(economies(), key) for key in asked.economies])


def columns_read(heads: Iterable[str]) -> str:
    """What a table's columns were taken for, in the reader's language; "text (en)" keeps its mark."""
    titles = {word: head.title for head in recommendation_heads().values() for word in head.words}
    parted = [one.partition(" (") for one in heads]
    return ", ".join(f"{titles.get(word, word)}{mark}{language}" for word, mark, language in parted)


@dataclass(frozen=True)
class DocumentLine:
    document: SourceDocument
    source: Source | None
    recommendations: int


def documents_context(asked: Mapping[str, str], documents: QuerySet[SourceDocument]) -> dict:
    """The documents that may be seen, the newest first, each with how many recommendations it holds."""
    page = Paginator(documents, SHOWN).get_page(asked.get("page"))
    shown = list(page.object_list)
    held = Recommendation.objects.filter(document__in=shown, withdrawn_on=None).order_by()
    counts = dict(held.values_list("document").annotate(held=Count("pk")))
    known = recommendation_sources()
    return {"page": page, "lines": [DocumentLine(one, known.get(one.source), counts.get(one.pk, 0)) for one in shown]}


def document_context(document: SourceDocument) -> dict:
    """One document: what is known of it and how its recommendations stand, by economy and state."""
    held = recommendations_of(SourceDocument.objects.filter(pk=document.pk))
    counts: dict[str, Counter[str]] = {}
    for economy, state in Addressed.objects.filter(recommendation__in=held.order_by().values("pk")).order_by("economy").values_list("economy", "state"):  # fmt: skip
        counts.setdefault(economy, Counter())[state] += 1
    order = ["", *fulfilment_states()]
    return {
        "document": document, "source": recommendation_sources().get(document.source), "held": held.count(),
        "standing": [
            (key, title_of(economies(), key), [(word_of(state), look_of(state), own[state]) for state in order if state in own])
            for key, own in counts.items()
        ],
    }  # fmt: skip


def rows_of(found: QuerySet[Recommendation], economy: str = "") -> Iterable[list]:
    """A row a recommendation and economy, in the order of COLUMNS."""
    for one in found.select_related("document").prefetch_related("addressed", "tags").order_by(*NEWEST):
        for own in one.addressed.all():
            if economy in economies() and own.economy != economy:
                continue
            yield [
                one.pk, one.document.source, one.document_id, one.document.published_on or "", one.number, one.paragraph,
                one.original, one.text.get("en", ""), one.text.get("sq", ""), one.addressee, one.addressee_as_written,
                " ".join(one.sectors), " ".join(one.frames), own.economy, own.state, own.since or "",
                one.follow_up_on or "", "yes" if one.is_demonstration else "no",
            ]  # fmt: skip
