"""Prepare a bulletin, write its opening, publish it under the next number, send it to the institutions' offices."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.journal.actions.record import record
from barabar.messages.actions.write_message import Draft, write_message
from barabar.publishing.bulletin.document import bulletin_document
from barabar.publishing.bulletin.items import Item, items_of, window_of
from barabar.publishing.bulletin.mail import message_file
from barabar.publishing.catalogue import BulletinRhythm, bulletin_rhythms
from barabar.publishing.document.model import Document
from barabar.publishing.formats import FORMATS
from barabar.publishing.models import Bulletin, BulletinDraft, BulletinFile
from barabar.publishing.permissions import may_prepare_bulletin, may_publish_bulletin
from barabar.publishing.wording import LABELS
from barabar.reference.catalogue import REGION, economies
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class BulletinSent:
    """How many messages were written now, and the institutions without an office e-mail."""

    written: int
    without_address: tuple[Text, ...]


def proposed_days(economy: str, rhythm: BulletinRhythm, today: dt.date) -> tuple[dt.date, dt.date]:
    """From the day after the last bulletin (or the beginning of the last whole stretch of the rhythm) to the end of that
    stretch; where that is already told, to today."""
    month = (today.month - 1) // rhythm.months * rhythm.months + 1
    ends = dt.date(today.year, month, 1) - dt.timedelta(days=1)
    last = Bulletin.objects.filter(economy=economy).order_by("-number").first()
    since = (
        min(last.until + dt.timedelta(days=1), today) if last else dt.date(ends.year, ends.month - rhythm.months + 1, 1)
    )
    return since, (ends if ends >= since else today)


@transaction.atomic
def prepare_bulletin(
    *, by: Actor, economy: str, rhythm: str, since: dt.date | None = None, until: dt.date | None = None
) -> BulletinDraft:
    """The draft of the next bulletin, new or with other days. Only the first bulletin chooses where it begins."""
    may_prepare_bulletin(by, economy).require()
    chosen = bulletin_rhythms().get(rhythm)
    if chosen is None:
        raise Problems([Problem("rhythm", _("choose how often the bulletin comes out."), anchor="id_rhythm")])
    today = timezone.localdate()
    follows = Bulletin.objects.filter(economy=economy).exists()
    first, last = proposed_days(economy, chosen, today)
    since, until = (first if follows or since is None else since), until or last
    problems = list(_problems(economy, since, until, today))
    if problems:
        raise Problems(problems)
    values = {"rhythm": rhythm, "since": since, "until": until, "prepared_by": by.role_title}
    draft, is_new = BulletinDraft.objects.update_or_create(economy=economy, defaults=values)
    facts = {"since": str(since), "until": str(until)}
    record(by=by, action="bulletin.prepare" if is_new else "bulletin.edit", kind="bulletin", subject=economy or REGION, facts=facts)  # fmt: skip
    return draft


@transaction.atomic
def edit_bulletin(*, by: Actor, draft: BulletinDraft, intro: Text, left_out: Sequence[str] = ()) -> BulletinDraft:
    """The opening words, and the items that are left out; what is left out is not offered again later."""
    may_prepare_bulletin(by, draft.economy).require()
    draft.intro, draft.left_out, draft.prepared_by = intro, sorted(set(left_out)), by.role_title
    draft.save()
    record(by=by, action="bulletin.edit", kind="bulletin", subject=draft.economy or REGION, facts={"left_out": len(draft.left_out)})  # fmt: skip
    return draft


def next_number(economy: str) -> int:
    last = Bulletin.objects.filter(economy=economy).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def items_offered(draft: BulletinDraft) -> dict[str, list[Item]]:
    """Everything that the draft could tell, those left out included, in the language in force."""
    return items_of(window_of(draft.economy, draft.since, draft.until))


def document_of(draft: BulletinDraft, language: str) -> Document:
    """The draft as it would come out today."""
    with translation.override(language):
        offered = items_offered(draft)
        found = {part: [one for one in own if one.key not in draft.left_out] for part, own in offered.items()}
        return bulletin_document(
            window=window_of(draft.economy, draft.since, draft.until), number=next_number(draft.economy), rhythm=draft.rhythm,
            intro=draft.intro, found={part: own for part, own in found.items() if own}, language=language, on=timezone.localdate(),
        )  # fmt: skip


def files_of(document: Document, names: Sequence[str] = ("html", "pdf", "eml")) -> dict[str, bytes]:
    """Page, PDF, and an e-mail with text and HTML."""
    writers = {"html": FORMATS["html"].write, "pdf": FORMATS["pdf"].write, "eml": message_file}
    return {name: writers[name](document, base_url=settings.ADDRESS) for name in names}


@transaction.atomic
def publish_bulletin(*, by: Actor, draft: BulletinDraft) -> Bulletin:
    """Public under the next number, in every language and form; never changed afterwards."""
    may_publish_bulletin(by, draft.economy).require()
    draft = BulletinDraft.objects.select_for_update().get(pk=draft.pk)
    offered = {one.key for own in items_offered(draft).values() for one in own if one.key}
    left_out = offered & set(draft.left_out)
    if not offered - left_out and not draft.intro:
        raise Problems([Problem("nothing-to-tell", _("there is nothing to tell: nothing was published in this time. Choose a later day, or write an opening."), anchor="id_until")])  # fmt: skip
    documents = {language: document_of(draft, language) for language in LABELS}
    bulletin = Bulletin.objects.create(
        economy=draft.economy, number=next_number(draft.economy), rhythm=draft.rhythm, since=draft.since, until=draft.until,
        intro=draft.intro, told=sorted(offered - left_out), left_out=sorted(left_out), published_at=timezone.now(),
        published_by=by.role_title, is_demonstration=settings.DEMONSTRATION,
    )  # fmt: skip
    for language, document in documents.items():
        for name, content in files_of(document).items():
            _keep(bulletin, language, name, content)
    draft.delete()
    facts = {"number": bulletin.number, "told": len(bulletin.told), "until": str(bulletin.until)}
    record(by=by, action="bulletin.publish", kind="bulletin", subject=f"{bulletin.economy or REGION}/{bulletin.number}", facts=facts)  # fmt: skip
    return bulletin


def _keep(bulletin: Bulletin, language: str, name: str, content: bytes) -> None:
    kept = BulletinFile(
        bulletin=bulletin, language=language, format=name, size=len(content), sha256=hashlib.sha256(content).hexdigest()
    )
    stem = f"bulletin-{(bulletin.economy or REGION).lower()}-{bulletin.number}-{language}"
    kept.file.save(f"{stem}.{name}", ContentFile(content), save=False)
    kept.save()


def recipients_of(economy: str) -> list[Organisation]:
    """The offices that a bulletin goes to: every institution of the economy that works; the region's goes to all."""
    found = Organisation.objects.filter(closed_on=None).order_by("path")
    return list(found.filter(economy=economy) if economy else found)


@transaction.atomic
def send_bulletin(*, by: Actor, bulletin: Bulletin) -> BulletinSent:
    """Write a message to each office in its language; asked again, only those are written that were not yet."""
    may_publish_bulletin(by, bulletin.economy).require()
    words = {one: _mail(bulletin, one) for one in LABELS}
    written, lacking, seen = 0, [], set()
    for one in recipients_of(bulletin.economy):
        if not one.email:
            lacking.append(one.name)
            continue
        if one.email.lower() in seen:
            continue
        seen.add(one.email.lower())
        language = one.language if one.language in LABELS else "en"
        occasion = f"bulletin {bulletin.pk} {one.pk}"
        draft = Draft(kind="bulletin", occasion=occasion, to=one.email, language=language, to_name=str(one.name)[:200], about=f"bulletin {bulletin.pk}", **words[language])  # fmt: skip
        written += write_message(draft) is not None
    facts = {"messages": written, "without_address": len(lacking)}
    record(by=by, action="bulletin.send", kind="bulletin", subject=f"{bulletin.economy or REGION}/{bulletin.number}", facts=facts)  # fmt: skip
    return BulletinSent(written, tuple(lacking))


def _mail(bulletin: Bulletin, language: str) -> dict[str, str]:
    """Subject, text and HTML as they were published."""
    with bulletin.files.get(language=language, format="eml").file.open() as stream:
        mail = message_from_bytes(stream.read(), policy=SMTP)
    parts = {part.get_content_type(): part.get_content().replace("\r\n", "\n") for part in mail.iter_parts()}
    return {"subject": mail["Subject"], "text": parts["text/plain"], "html": parts["text/html"]}


def _problems(economy: str, since: dt.date, until: dt.date, today: dt.date) -> Iterable[Problem]:
    if economy and economy not in economies():
        yield Problem("economy", _("this economy is not known here. Choose it again."), anchor="id_economy")
    if until > today:
        yield Problem("until-ahead", _("the last day lies ahead: a bulletin tells of what is published. Choose today or an earlier day."), anchor="id_until")  # fmt: skip
    if until < since:
        facts = {"since": f"{since:%d.%m.%Y}"}
        yield Problem("until-early", _("the last day lies before the first, %(since)s. Choose a later day."), facts, anchor="id_until")  # fmt: skip
