"""What is known of recommendations: how each stands in each economy on a day, and what answers it."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from barabar.access.actors import Actor
from barabar.advocacy.models import Addressed, AnswerLink, FulfilmentState, Recommendation, SourceDocument
from barabar.advocacy.queries import economies_of


def public_documents() -> QuerySet[SourceDocument]:
    return SourceDocument.objects.filter(is_public=True)


def documents_seen_by(actor: Actor) -> QuerySet[SourceDocument]:
    """Public documents, and every one that the person keeps."""
    own = economies_of(actor, "recommendation.edit")
    if own is None:
        return SourceDocument.objects.all()
    return SourceDocument.objects.filter(Q(is_public=True) | Q(economy__in=own))


def recommendations_of(documents: QuerySet[SourceDocument], *, withdrawn: bool = False) -> QuerySet[Recommendation]:
    """The recommendations of these documents; those withdrawn only where they are asked for."""
    found = Recommendation.objects.filter(document__in=documents.order_by().values("pk"))
    return found if withdrawn else found.filter(withdrawn_on=None)


def addressed_to(recommendations: QuerySet[Recommendation], economy: str, state: str | None = None) -> QuerySet[Recommendation]:  # fmt: skip
    """Those addressed to an economy ("" is any), in a state there; `state` "" is: nobody told any, None is: whichever."""
    own = Addressed.objects.all()
    if economy:
        own = own.filter(economy=economy)
    if state is not None:
        own = own.filter(state=state)
    return recommendations.filter(pk__in=own.order_by().values("recommendation"))


def states_on(recommendations: Iterable[int], day: dt.date, *, known_by: dt.datetime | None = None) -> dict[tuple[int, str], FulfilmentState]:  # fmt: skip
    """By recommendation and economy, the state in force on a day; with `known_by`, as it was known at that moment."""
    rows = FulfilmentState.objects.filter(recommendation__in=list(recommendations), on__lte=day).select_related("said_by")  # fmt: skip
    if known_by is not None:
        rows = rows.filter(at__lte=known_by)
    return {(row.recommendation_id, row.economy): row for row in rows.order_by("on", "pk")}


def standing_links(recommendations: Iterable[int], *, economy: str = "", until: dt.date | None = None) -> dict[int, list[AnswerLink]]:  # fmt: skip
    """By recommendation, what is linked to it (until a day), in the order in which it was. Of an economy: its own and regional ones."""
    rows = AnswerLink.objects.filter(recommendation__in=list(recommendations)).select_related(
        "measure__node__plan__territory", "measure__territory", "indicator__measure__node__plan__territory",
        "indicator__measure__territory", "commitment__organisation", "issue__merged_into",
    )  # fmt: skip
    if until is not None:
        rows = rows.filter(at__date__lte=until)
    if economy:
        rows = rows.filter(economy__in=("", economy))
    last: dict[tuple, AnswerLink] = {}
    for row in rows.order_by("pk"):
        key = (row.recommendation_id, *row.target)
        if row.removed:
            last.pop(key, None)
        else:
            last.setdefault(key, row)
    found: dict[int, list[AnswerLink]] = {}
    for row in last.values():
        found.setdefault(row.recommendation_id, []).append(row)
    return found


def is_public_link(link: AnswerLink) -> bool:
    """Whether what it leads to may be named outside the office."""
    if link.commitment is not None:
        return link.commitment.is_public
    if link.standing_issue is not None:
        return link.standing_issue.is_public
    measure = link.measure or link.indicator.measure
    return measure.node.plan.status != "draft"


def answering(kind: str, thing: int) -> QuerySet[Recommendation]:
    """The recommendations that a measure, commitment or issue answers now: a measure by its indicators too, an issue also for those
    joined with it."""
    wanted = Q(**{kind: thing})
    if kind == "measure":
        wanted |= Q(indicator__measure=thing)
    if kind == "issue":
        wanted |= Q(issue__merged_into=thing)
    last: dict[tuple, AnswerLink] = {(row.recommendation_id, *row.target): row for row in AnswerLink.objects.filter(wanted).order_by("pk")}  # fmt: skip
    held = {row.recommendation_id for row in last.values() if not row.removed}
    return Recommendation.objects.filter(pk__in=held, withdrawn_on=None).select_related("document")
