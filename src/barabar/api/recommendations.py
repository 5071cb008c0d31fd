"""Recommendations for machines: what was asked for, how far it is fulfilled in each economy, what answers it."""

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from barabar.advocacy.models import AnswerLink, FulfilmentState, Recommendation
from barabar.advocacy.recommendation_catalogue import (
    frame_tags,
    fulfilment_states,
    recommendation_addressees,
    recommendation_sources,
)
from barabar.advocacy.recommendation_queries import (
    is_public_link,
    public_documents,
    recommendations_of,
    standing_links,
)
from barabar.publishing.recommendations_page import NONE, OPEN, chosen
from barabar.reference.catalogue import economies, economy_of_code, sectors

recommendations = Router()
PAGE = 30


class Unknown(Schema):
    detail: str


class ToldOut(Schema):
    """`on`: since which day; `note` in the language it was written in."""

    state: str
    on: str
    note: str
    language: str
    evidence: str
    said_by: str


class LinkOut(Schema):
    """`kind`: measure, indicator, commitment or issue; `key` as the other addresses of this API give it."""

    kind: str
    key: str


class InEconomyOut(Schema):
    """`state` is the one in force, empty where nobody told any. Economies with a mark: print both fields."""

    economy: str
    footnote_mark: str
    footnote_text: str
    state: str
    since: str
    history: list[ToldOut]
    answered_by: list[LinkOut]


class RecommendationOut(Schema):
    number: int
    source: str
    document: str
    document_titles: dict[str, str]
    published_on: str
    cycle: str
    number_in_document: str
    paragraph: str
    texts: dict[str, str]
    original: str
    addressee: str
    addressee_as_written: str
    sectors: list[str]
    frames: list[str]
    follow_up_on: str
    economies: list[InEconomyOut]
    demonstration: bool


class RecommendationsOut(Schema):
    total: int
    page: int
    pages: int
    recommendations: list[RecommendationOut]


class RecommendationsIn(Schema):
    source: str = ""
    document: str = ""
    economy: str = ""
    state: str = ""
    addressee: str = ""
    sector: str = ""
    frame: str = ""
    words: str = ""


@recommendations.get(
    "/recommendations", response={200: RecommendationsOut, 404: Unknown},
    summary="Recommendations of international and domestic bodies, how far each is fulfilled, and what answers it",
)  # fmt: skip
def list_recommendations(request: HttpRequest, asked: Query[RecommendationsIn], page: int = Query(1, ge=1, le=10**6)):
    economy = economy_of_code(asked.economy) if asked.economy else None
    if asked.economy and economy is None:
        return Status(404, {"detail": f"“{asked.economy}” is not an economy; /api/economies lists the codes."})
    for name, known in (
        ("source", recommendation_sources()), ("state", [NONE, OPEN, *fulfilment_states()]), ("sector", sectors()),
        ("addressee", recommendation_addressees()), ("frame", frame_tags()),
    ):  # fmt: skip
        given = getattr(asked, name)
        if given and given not in known:
            return Status(404, {"detail": f"“{given}” is not a {name} of a recommendation; use {', '.join(known)}."})
    wanted = asked.dict() | {"economy": economy.key if economy else "", "q": asked.words}
    keys = list(chosen(wanted, public_documents()).order_by("document_id", "position").values_list("pk", flat=True))
    shown = _read(keys[(page - 1) * PAGE : page * PAGE])
    return RecommendationsOut(total=len(keys), page=page, pages=-(-len(keys) // PAGE), recommendations=shown)


@recommendations.get("/recommendations/{number}", response={200: RecommendationOut, 404: Unknown}, summary="One recommendation")  # fmt: skip
def show_recommendation(request: HttpRequest, number: int):
    found = _read(recommendations_of(public_documents()).filter(pk=min(number, 2**62)).values_list("pk", flat=True))
    return found[0] if found else Status(404, {"detail": f"No recommendation {number} is public here."})


def _read(keys) -> list[RecommendationOut]:
    keys = list(keys)
    found = Recommendation.objects.select_related("document").prefetch_related("addressed", "tags").in_bulk(keys)
    links = standing_links(keys)
    told: dict[int, list[FulfilmentState]] = {}
    for row in FulfilmentState.objects.filter(recommendation__in=keys).order_by("on", "pk"):
        told.setdefault(row.recommendation_id, []).append(row)
    return [
        _out(found[key], told.get(key, []), [one for one in links.get(key, []) if is_public_link(one)]) for key in keys
    ]


def _out(one: Recommendation, told: list[FulfilmentState], links: list[AnswerLink]) -> RecommendationOut:
    return RecommendationOut(
        number=one.pk, source=one.document.source, document=one.document_id, document_titles=dict(one.document.title),
        published_on=str(one.document.published_on or ""), cycle=one.document.cycle, number_in_document=one.number,
        paragraph=one.paragraph, texts=dict(one.text), original=one.original, addressee=one.addressee,
        addressee_as_written=one.addressee_as_written, sectors=one.sectors, frames=one.frames,
        follow_up_on=str(one.follow_up_on or ""), demonstration=one.is_demonstration,
        economies=[_economy(own, told, links) for own in one.addressed.all()],
    )  # fmt: skip


def _economy(own, told: list[FulfilmentState], links: list[AnswerLink]) -> InEconomyOut:
    economy = economies().get(own.economy)
    return InEconomyOut(
        economy=own.economy, footnote_mark=economy.mark if economy else "",
        footnote_text=economy.footnote.in_language("en").text if economy else "", state=own.state, since=str(own.since or ""),
        history=[
            ToldOut(state=row.state, on=str(row.on), note=row.note, language=row.language, evidence=row.evidence, said_by=row.said_by_id or "")
            for row in told if row.economy == own.economy
        ],
        answered_by=[LinkOut(kind=one.kind, key=_key(one)) for one in links if one.economy in ("", own.economy)],
    )  # fmt: skip


def _key(link: AnswerLink) -> str:
    """As the other addresses of this API give it; an issue that was joined with another is that one."""
    if link.standing_issue is not None:
        return str(link.standing_issue.pk)
    return str(link.commitment_id) if link.commitment_id else link.thing.key
