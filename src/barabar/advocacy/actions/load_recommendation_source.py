"""Load from a record of an event the document that its recommendations stand in, as the record tells of it."""

import json
from pathlib import Path

from django.db import transaction

from barabar.access.actors import Actor
from barabar.advocacy.actions.keep_recommendation_source import SourceContent, keep_recommendation_source
from barabar.advocacy.models import SourceDocument
from barabar.advocacy.recommendation_catalogue import recommendation_sources
from barabar.coordination.models import Event
from barabar.reference.definitions import read_day
from barabar.reference.slugs import fold, slug
from barabar.reference.text import Text

WORD = "recommendation"


def recognises(path: Path) -> bool:
    """A JSON file of an event whose outputs name recommendations."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        return False
    return isinstance(content, dict) and bool(_named(content)) and isinstance(content.get("document"), dict)


@transaction.atomic
def load_recommendation_source(path: Path, *, by: Actor) -> int:
    """1 where the file brought a document. Its recommendations themselves are not loaded where the record only names them."""
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    told, document = content["event"], content["document"]
    title = Text({code.removeprefix("title_"): words for code, words in told.items() if code.startswith("title_")})
    key = slug(f"record {document['type']} {title}")[:80].strip("-")
    if SourceDocument.objects.filter(pk=key).exists():
        return 0
    day = document.get("date_published")
    said = [f"The record names: {'; '.join(_named(content))}."]
    if content.get("audience_of_report"):
        said.append(f"Addressed to: {', '.join(content['audience_of_report'])}.")
    keep_recommendation_source(
        by=by,
        content=SourceContent(
            key=key, source=_source(str(title)), title=title, published_on=read_day(day) if day else None,
            date_note=document.get("date_note") or "", language=document.get("language") or "",
            event=next((one for one in Event.objects.filter(starts=told.get("starts")) if one.title == title), None),
            note=Text(" ".join(said)), record=content.get("seed_file") or "",
        ),
    )  # fmt: skip
    return 1


def _named(content: dict) -> list[str]:
    outputs = content.get("outputs")
    return [one for one in outputs if WORD in str(one)] if isinstance(outputs, list) else []


def _source(title: str) -> str:
    """The source of which a word stands in the title; an event without one is a summit or forum."""
    words = fold(title)
    return next((key for key, one in recommendation_sources().items() if any(word in words for word in one.words)), "summit")  # fmt: skip
