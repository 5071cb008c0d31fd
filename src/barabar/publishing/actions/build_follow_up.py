"""Build the follow-up table of a source or of one document, with the references of its figures, so that each leads home."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.advocacy.models import SourceDocument
from barabar.advocacy.recommendation_catalogue import recommendation_sources
from barabar.advocacy.recommendation_permissions import may_tell_fulfilment
from barabar.advocacy.recommendation_queries import documents_seen_by
from barabar.journal.actions.record import record
from barabar.publishing.follow_up import FollowUp, documents_for, follow_up_document
from barabar.publishing.formats import FORMATS
from barabar.reference.catalogue import economies
from barabar.reference.slugs import slug
from barabar.reference.verdicts import Problem, Problems
from barabar.warehouse.facts import head


@dataclass(frozen=True)
class File:
    name: str
    media_type: str
    content: bytes


def build_follow_up(
    *, by: Actor, source: str = "", document: SourceDocument | None = None, economy: str = "", languages: tuple[str, ...],
    formats: tuple[str, ...], on: dt.date | None = None, as_of: int | None = None, base_url: str = "/",
) -> list[File]:  # fmt: skip
    """A file for each language and format: of one document, or of all documents of a source that the person sees.

    `on` is the day on which states, links and commitments are told; `as_of` the ledger's position for values.
    """
    may_tell_fulfilment(by, economy).require()
    _in_order(source, document, economy)
    seen = documents_seen_by(by)
    documents = (document,) if document else documents_for(source=source, economy=economy, seen=seen)
    if not documents:
        facts = {"source": recommendation_sources()[source].title}
        raise Problems(
            [Problem("no-document", _("no document of %(source)s is kept here for this. Add it first."), facts)]
        )
    wanted = FollowUp(documents, economy, on or timezone.localdate(), head() if as_of is None else as_of, settings.DEMONSTRATION)  # fmt: skip
    stem = slug(f"follow-up {document.pk if document else source} {economy or 'region'} {wanted.on}")
    files = []
    for language in languages:
        made = follow_up_document(wanted, language)
        for name in formats:
            one = FORMATS[name]
            files.append(File(one.file_name(stem, made), one.media_type, one.write(made, base_url=base_url)))
    with transaction.atomic():
        wanted.report.references.save()
        facts = {"economy": economy, "files": len(files), "position": wanted.position, "on": str(wanted.on)}
        record(by=by, action="follow-up.build", kind="recommendation-source", subject=document.pk if document else source, facts=facts)  # fmt: skip
    return files


def _in_order(source: str, document: SourceDocument | None, economy: str) -> None:
    problems = []
    known = recommendation_sources()
    if document is None and source not in known:
        facts = {"key": source, "known": ", ".join(known)}
        problems.append(
            Problem("source-unknown", _("“%(key)s” is not a source of recommendations; use %(known)s."), facts)
        )
    if economy and economy not in economies():
        facts = {"key": economy, "known": ", ".join(economies())}
        problems.append(Problem("economy-unknown", _("“%(key)s” is not an economy here; use %(known)s."), facts))
    if document is not None and document.economy not in ("", economy):
        problems.append(Problem("economy-other", _("this document is about another economy; choose that one.")))
    if problems:
        raise Problems(problems)
