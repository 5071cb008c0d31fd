"""Keep a publication in the register, and the copies in which it can be read."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.journal.actions.record import record
from barabar.publishing.catalogue import publication_kinds
from barabar.publishing.models import Publication, PublicationCopy
from barabar.publishing.permissions import may_keep_publication
from barabar.reference.catalogue import economies, languages, sectors
from barabar.reference.sent_files import FileLimits, SentFile, accept_files
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

LIMITS = FileLimits(files=1, file_megabytes=40)


@dataclass(frozen=True)
class PublicationContent:
    """What is said of a publication; see `models.Publication`."""

    key: str
    kind: str
    title: Text
    about: Text = Text()
    economy: str = ""
    organisation: Organisation | None = None
    as_written: str = ""
    authors: str = ""
    number: str = ""
    published_on: dt.date | None = None
    date_note: str = ""
    sectors: Sequence[str] = ()
    is_public: bool = False
    source: str = ""
    is_demonstration: bool = False


@transaction.atomic
def keep_publication(*, by: Actor, content: PublicationContent) -> Publication:
    """A new publication or other words for one. It stays public since the day on which it first was."""
    may_keep_publication(by, content.organisation, content.economy).require()
    standing = Publication.objects.filter(pk=content.key).first()
    if standing is not None:
        may_keep_publication(by, standing.organisation, standing.economy).require()
    problems = list(_problems(content))
    if problems:
        raise Problems(problems)
    apart = {"key", "is_public"}
    values = {name: getattr(content, name) for name in PublicationContent.__dataclass_fields__ if name not in apart}
    since = (standing and standing.public_since) or timezone.localdate()
    values |= {"sectors": list(content.sectors), "public_since": since if content.is_public else None}
    publication, is_new = Publication.objects.update_or_create(key=content.key, defaults=values)
    action = "publication.add" if is_new else "publication.edit"
    facts = {"kind": publication.kind, "public": publication.is_public}
    record(by=by, action=action, kind="publication", subject=publication.pk, facts=facts)
    return publication


@transaction.atomic
def add_copy(
    *, by: Actor, publication: Publication, language: str, address: str = "", file: SentFile | None = None
) -> PublicationCopy:
    """A file or an address in a language. The same file again, or the same address, is kept once."""
    may_keep_publication(by, publication.organisation, publication.economy).require()
    accepted, problems = accept_files([file] if file else [], LIMITS)
    problems += _copy_problems(language, address.strip(), file)
    if problems:
        raise Problems(problems)
    one = accepted[0] if accepted else None
    made = PublicationCopy(
        publication=publication, language=language, address=address.strip(), **(one.facts() if one else {})
    )
    known = publication.copies.filter(language=language, address=made.address)
    if one:
        known = publication.copies.filter(language=language, sha256=one.sha256)
    if (standing := known.first()) is not None:
        return standing
    if one:
        made.file.save(
            f"{publication.pk}-{language}-{one.sha256[:12]}{one.extension}", ContentFile(one.content), save=False
        )
    made.save()
    facts = {"language": language, "sha256": made.sha256, "address": made.address}
    record(by=by, action="publication.copy-add", kind="publication", subject=publication.pk, facts=facts)
    return made


@transaction.atomic
def remove_copy(*, by: Actor, copy: PublicationCopy) -> None:
    """Taken out of the register; the journal keeps what it was."""
    publication = copy.publication
    may_keep_publication(by, publication.organisation, publication.economy).require()
    facts = {"language": copy.language, "sha256": copy.sha256, "address": copy.address}
    record(by=by, action="publication.copy-remove", kind="publication", subject=publication.pk, facts=facts)
    kept = copy.file
    copy.delete()
    if kept:
        transaction.on_commit(lambda: kept.storage.delete(kept.name))


def _problems(content: PublicationContent) -> Iterable[Problem]:
    if not content.title:
        yield Problem("title-missing", _("give a title in at least one language."), anchor="id_title_sq")
    if content.kind not in publication_kinds():
        yield Problem("kind", _("this kind of publication is not known here. Choose it again."), anchor="id_kind")
    if content.economy and content.economy not in economies():
        yield Problem("economy", _("this economy is not known here. Choose it again."), anchor="id_economy")
    if set(content.sectors) - set(sectors()):
        yield Problem("sectors", _("this sector is not known here. Choose it again."), anchor="id_sectors")
    if content.published_on is None and not content.date_note.strip():
        yield Problem("day-missing", _("give the day of publication, or note what is known of it, such as “2011”."), anchor="id_published_on")  # fmt: skip
    if content.published_on and content.published_on > timezone.localdate():
        yield Problem("day-ahead", _("the day of publication lies ahead. Enter it when the publication is out."), anchor="id_published_on")  # fmt: skip


def _copy_problems(language: str, address: str, file: SentFile | None) -> list[Problem]:
    found = []
    if language not in languages():
        found.append(Problem("language", _("choose the language of this copy."), anchor="id_language"))
    if bool(address) == bool(file):
        found.append(Problem("file-or-address", _("give either a file or the address where it is public."), anchor="id_files"))  # fmt: skip
    if address:
        try:
            URLValidator(schemes=["https", "http"])(address)
        except ValidationError:
            said = _("“%(address)s” is not an address; it begins with https://.")
            found.append(Problem("address-form", said, {"address": address[:120]}, anchor="id_address"))
    return found
