"""Keep a document that makes recommendations."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.advocacy.models import SourceDocument
from barabar.advocacy.recommendation_catalogue import recommendation_sources
from barabar.advocacy.recommendation_permissions import may_keep_recommendations
from barabar.coordination.models import Event
from barabar.journal.actions.record import record
from barabar.reference.catalogue import economies, languages
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

ADDRESS = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class SourceContent:
    """What is said of a document; see `models.SourceDocument`."""

    key: str
    source: str
    title: Text
    economy: str = ""
    cycle: str = ""
    published_on: dt.date | None = None
    date_note: str = ""
    address: str = ""
    language: str = ""
    event: Event | None = None
    note: Text = Text()
    is_public: bool = True
    record: str = ""
    is_demonstration: bool = False


@transaction.atomic
def keep_recommendation_source(*, by: Actor, content: SourceContent, is_new: bool = False) -> SourceDocument:
    """A new document, or other words for one; whom it is about stays as soon as it holds recommendations."""
    may_keep_recommendations(by, content.economy).require()
    standing = SourceDocument.objects.filter(pk=content.key).first()
    if standing is not None:
        may_keep_recommendations(by, standing.economy).require()
    problems = list(_problems(content, standing, is_new))
    if problems:
        raise Problems(problems)
    values = {name: getattr(content, name) for name in SourceContent.__dataclass_fields__ if name != "key"}
    document, made = SourceDocument.objects.update_or_create(key=content.key, defaults=values)
    facts = {"source": document.source, "economy": document.economy, "public": document.is_public}
    action = "recommendation-source.add" if made else "recommendation-source.edit"
    record(by=by, action=action, kind="recommendation-source", subject=document.pk, facts=facts)
    return document


def _problems(content: SourceContent, standing: SourceDocument | None, is_new: bool) -> Iterable[Problem]:
    known = recommendation_sources()
    if content.source not in known:
        facts = {"key": content.source, "known": ", ".join(known)}
        yield Problem("source-unknown", _("“%(key)s” is not a source of recommendations; use %(known)s."), facts, anchor="id_source")  # fmt: skip
    if not content.title:
        yield Problem("title-missing", _("give the title in at least one language."), anchor="id_title_sq")
    if not content.key:
        yield Problem("key-missing", _("the title has no letter to make an address of; write it with letters."), anchor="id_title_sq")  # fmt: skip
    if is_new and standing is not None:
        yield Problem("key-taken", _("a document of this source, title and year is kept already: “%(title)s”. Open that one."), {"title": standing.title}, anchor="id_title_sq")  # fmt: skip
    if content.economy and content.economy not in economies():
        facts = {"key": content.economy, "known": ", ".join(economies())}
        yield Problem("economy-unknown", _("“%(key)s” is not an economy here; use %(known)s."), facts, anchor="id_economy")  # fmt: skip
    if content.language and content.language not in languages():
        facts = {"key": content.language, "known": ", ".join(languages())}
        yield Problem("language-unknown", _("“%(key)s” is not a language here; use %(known)s."), facts, anchor="id_language")  # fmt: skip
    yield from _day_and_address(content)
    if standing is not None and standing.economy != content.economy and standing.recommendations.exists():
        yield Problem("economy-fixed", _("the document holds recommendations already; whom it is about stays."), anchor="id_economy")  # fmt: skip


def _day_and_address(content: SourceContent) -> Iterable[Problem]:
    if content.published_on is None and not content.date_note.strip():
        yield Problem("day-missing", _("give the day of publication, or say in the note why none is known."), anchor="id_published_on")  # fmt: skip
    if content.published_on and content.published_on > timezone.localdate():
        facts = {"day": f"{content.published_on:%d.%m.%Y}"}
        yield Problem("day-future", _("%(day)s has not come yet: a document is kept when it is published."), facts, anchor="id_published_on")  # fmt: skip
    if content.address:
        try:
            ADDRESS(content.address)
        except ValidationError:
            yield Problem("address", _("this is not an address of a page; it begins with https:// or http://."), anchor="id_address")  # fmt: skip
