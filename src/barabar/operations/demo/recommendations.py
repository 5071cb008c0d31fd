"""Recommendations of the demonstration: invented, in every state, answered by things of the demonstration."""

import datetime as dt

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.keep_recommendation import Asked, keep_recommendation
from barabar.advocacy.actions.keep_recommendation_source import SourceContent, keep_recommendation_source
from barabar.advocacy.actions.link_recommendation import link_answer
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import ToldFulfilment, tell_fulfilment
from barabar.advocacy.models import Issue, Recommendation, SourceDocument
from barabar.coordination.models import Commitment
from barabar.plans.models import Measure, PlannedIndicator
from barabar.reference.text import Text


def load_source(one: dict) -> None:
    """A document with its recommendations, their states and links, as demo/advocacy.yaml tells them."""
    document = keep_recommendation_source(
        by=SYSTEM,
        content=SourceContent(
            one["key"], one["source"], Text(one["title"]), one["economy"], one.get("cycle", ""), _day(one["published_on"]),
            language=one["language"], is_demonstration=True,
        ),
    )  # fmt: skip
    for asked in one["recommendations"]:
        _recommendation(document, asked)


def _day(written: object) -> dt.date | None:
    return dt.date.fromisoformat(str(written)) if written else None


def _recommendation(document: SourceDocument, one: dict) -> None:
    made = keep_recommendation(
        by=SYSTEM, document=document,
        asked=Asked(
            text=Text(one["text"]), original=one.get("original", "en"), addressee=one["addressee"],
            economies=one.get("economies", [document.economy]), number=one["number"], paragraph=one.get("paragraph", ""),
            sectors=one["sectors"], frames=one["frames"], follow_up_on=_day(one.get("follow_up_on")),
        ),
    )  # fmt: skip
    for told in one["states"]:
        tell_fulfilment(
            by=SYSTEM, recommendation=made, economy=told.get("economy", document.economy),
            told=ToldFulfilment(told["state"], _day(told["on"]), told.get("note", ""), told.get("evidence", ""), told.get("language", "")),
        )  # fmt: skip
    _links(made, one)


def _links(made: Recommendation, one: dict) -> None:
    """Measures and indicators by key; commitments and issues by their English words."""
    for key in one.get("measures", []):
        link_answer(by=SYSTEM, recommendation=made, thing=Measure.objects.select_related("node__plan").get(key=key))
    for key in one.get("indicators", []):
        thing = PlannedIndicator.objects.select_related("measure__node__plan").get(key=key)
        link_answer(by=SYSTEM, recommendation=made, thing=thing)
    for words in one.get("commitments", []):
        link_answer(by=SYSTEM, recommendation=made, thing=next(c for c in Commitment.objects.all() if c.what.get("en") == words))  # fmt: skip
    for words in one.get("issues", []):
        link_answer(by=SYSTEM, recommendation=made, thing=next(i for i in Issue.objects.all() if i.title.get("en") == words))  # fmt: skip
