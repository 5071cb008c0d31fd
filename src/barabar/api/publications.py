"""Publications and bulletins for machines: what is public, and where each can be read."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status

from barabar.publishing.models import Bulletin, Publication
from barabar.publishing.publications_page import place_of
from barabar.publishing.report_states import states_of_reports
from barabar.reference.catalogue import REGION, economies, economy_of_code

publications = Router()
MOST = 200


class Unknown(Schema):
    detail: str


class CopyOut(Schema):
    language: str
    address: str


class PublicationOut(Schema):
    """`economy` is empty for the region; `published_on` where the day is known, else `date_note`."""

    key: str
    kind: str
    titles: dict[str, str]
    economy: str
    footnote_mark: str
    footnote_text: str
    publisher: str
    authors: str
    number: str
    published_on: str | None
    date_note: str
    copies: list[CopyOut]
    demonstration: bool


class BulletinOut(Schema):
    """A bulletin tells of what was published from `since` to `until`, in days."""

    economy: str
    footnote_mark: str
    footnote_text: str
    number: int
    since: str
    until: str
    published_at: str
    files: list[CopyOut]
    demonstration: bool


def _place(asked: str) -> str | None:
    """The economy's key, "" for the region; None where nothing has this code."""
    if asked == REGION:
        return ""
    economy = economy_of_code(asked)
    return economy.key if economy else None


def _refusal(asked: str) -> Status:
    return Status(
        404, {"detail": f"“{asked}” is not an economy; /api/economies lists the codes; “region” is the region."}
    )


def _marked(key: str) -> dict[str, str]:
    economy = economies().get(key)
    return {
        "footnote_mark": economy.mark if economy else "",
        "footnote_text": economy.footnote.in_language("en").text if economy else "",
    }


def _absolute(name: str, *given: object) -> str:
    return settings.ADDRESS.rstrip("/") + reverse(f"public:{name}", args=given)


@publications.get("/publications", response={200: list[PublicationOut], 404: Unknown}, summary="Publications, newest first, 200 at most")  # fmt: skip
def list_publications(request: HttpRequest, economy: str = "", kind: str = ""):
    found = Publication.objects.filter(public_since__isnull=False)
    if economy:
        place = _place(economy)
        if place is None:
            return _refusal(economy)
        found = found.filter(economy=place)
    if kind:
        found = found.filter(kind=kind)
    return [_publication(one) for one in found.select_related("organisation").prefetch_related("copies")[:MOST]]


def _publication(one: Publication) -> PublicationOut:
    copies = [
        CopyOut(language=copy.language, address=copy.address or _absolute("publication-file", one.pk, copy.pk))
        for copy in one.copies.all()
    ]
    return PublicationOut(
        key=one.pk, kind=one.kind, titles=dict(one.title), economy=one.economy, publisher=str(one.publisher),
        authors=one.authors, number=one.number, published_on=str(one.published_on) if one.published_on else None,
        date_note=one.date_note, copies=copies, demonstration=one.is_demonstration, **_marked(one.economy),
    )  # fmt: skip


@publications.get("/bulletins", response={200: list[BulletinOut], 404: Unknown}, summary="Bulletins, newest first, 200 at most")  # fmt: skip
def list_bulletins(request: HttpRequest, economy: str = ""):
    found = Bulletin.objects.prefetch_related("files")
    if economy:
        place = _place(economy)
        if place is None:
            return _refusal(economy)
        found = found.filter(economy=place)
    return [_bulletin(one) for one in found[:MOST]]


def _bulletin(one: Bulletin) -> BulletinOut:
    files = [
        CopyOut(language=file.language, address=_absolute("bulletin-file", place_of(one.economy), one.number, file.language, file.format))
        for file in one.files.all()
    ]  # fmt: skip
    return BulletinOut(
        economy=one.economy, number=one.number, since=str(one.since), until=str(one.until), files=files,
        published_at=one.published_at.isoformat(), demonstration=one.is_demonstration, **_marked(one.economy),
    )  # fmt: skip


class ReportStateOut(Schema):
    """`state`: a key of report_states.yaml; `reported` of `owed` institutions have an approved return."""

    economy: str
    footnote_mark: str
    footnote_text: str
    period: str
    state: str
    reported: int
    owed: int
    built_on: str | None
    released_on: str | None


@publications.get("/reports/annual", response={200: list[ReportStateOut], 404: Unknown}, summary="How far each annual report is")  # fmt: skip
def list_report_states(request: HttpRequest, economy: str = ""):
    found = economy_of_code(economy) if economy else None
    if economy and found is None:
        return _refusal(economy)
    return [
        ReportStateOut(
            economy=one.economy, period=one.period, state=one.state.key, reported=one.reported, owed=one.owed,
            built_on=str(one.built_on) if one.built_on else None,
            released_on=str(one.released_on) if one.released_on else None, **_marked(one.economy),
        )
        for one in states_of_reports(found.key if found else "")
    ]  # fmt: skip
