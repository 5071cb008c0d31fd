"""A bulletin as a document in a language."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.access.models import Organisation
from barabar.publishing.bulletin.items import PARTS, Item, Window
from barabar.publishing.catalogue import bulletin_rhythms
from barabar.publishing.document.model import (
    Block,
    BulletList,
    Document,
    Heading,
    Link,
    Notice,
    NoticeKind,
    Paragraph,
    Runs,
    Strong,
)
from barabar.publishing.document.model import Text as Words
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.wording import LABELS, footnotes, place_named, runs_of
from barabar.reference.text import Text


def bulletin_document(
    *, window: Window, number: int, rhythm: str, intro: Text, found: Mapping[str, Sequence[Item]], language: str, on: dt.date
) -> Document:  # fmt: skip
    """`found` are the items by part, in this language; links lead to the public site's address."""
    labels, numbers = LABELS[language], Numbers(LABELS[language])
    with translation.override(language):
        count = sum(len(own) for own in found.values())
        office = Organisation.objects.filter(kind="contact_point", economy=window.economy).first() if window.economy else None  # fmt: skip
        kind = bulletin_rhythms().get(rhythm)
        where = place_named(window.economy)
        days = f"{numbers.date(window.since)} – {numbers.date(window.until)}"
        title = _("Bulletin No %(number)s") % {"number": number}
        subtitle = [*runs_of(where, language), Words(f" · {days}")]
        if kind:
            subtitle += [Words(" · "), *runs_of(kind.title, language)]
        return Document(
            title=runs_of(title, language), subtitle=tuple(subtitle), language=language, date=on,
            blocks=(*_opening(intro, count, language), *_parts(found, language)), labels=labels, footnotes=footnotes(language),
            demonstration=settings.DEMONSTRATION or any(one.is_demonstration for own in found.values() for one in own),
            author=office.name.in_language(language).text if office else "",
        )  # fmt: skip


def _opening(intro: Text, count: int, language: str) -> list[Block]:
    shown = intro.in_language(language)
    written: list[Block] = [
        Paragraph(runs_of(Text({shown.language: one}), language)) for one in shown.text.split("\n\n") if one.strip()
    ]
    if not count:
        return [*written, Notice(NoticeKind.NO_DATA, runs_of(_("Nothing was published in this time."), language))]
    told = ngettext("This bulletin tells of %(count)s thing.", "This bulletin tells of %(count)s things.", count)
    return [*written, Paragraph(runs_of(told % {"count": count}, language))]


def _parts(found: Mapping[str, Sequence[Item]], language: str) -> list[Block]:
    blocks: list[Block] = []
    for part, own in found.items():
        heading = Heading(1, runs_of(str(PARTS[part][0]), language), f"bulletin-{part}")
        blocks += [heading, BulletList(tuple(_line(one, language) for one in own))]
    return blocks


def _line(one: Item, language: str) -> Runs:
    title = Link(runs_of(one.title, language), settings.ADDRESS.rstrip("/") + one.path)
    words = [run for piece in one.words for run in runs_of(piece, language)]
    mark = [Words(" · "), Words(_("demonstration"))] if one.is_demonstration else []
    return (Strong((title,)), *((Words(": "), *words) if words else ()), *mark)
