"""Write a message: it is kept at once and sent by `send_messages`, so that no e-mail is lost with a broken server."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from barabar.messages.models import Attachment, Message


@dataclass(frozen=True)
class File:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Draft:
    """`occasion` is what it is written for ("reminder 12 formal 2026-04-03"): the same occasion writes once."""

    kind: str
    occasion: str
    to: str
    language: str
    subject: str
    text: str
    to_name: str = ""
    about: str = ""
    html: str = ""


@transaction.atomic
def write_message(draft: Draft, files: Sequence[File] = ()) -> Message | None:
    """The message as kept; None where this occasion has written one already. The caller's action enters the journal."""
    values = {name: getattr(draft, name) for name in Draft.__dataclass_fields__ if name != "occasion"}
    message, is_new = Message.objects.get_or_create(occasion=draft.occasion, defaults=values)
    if not is_new:
        return None
    for file in files:
        kept = Attachment(message=message, name=file.name, media_type=file.media_type)
        kept.file.save(file.name, ContentFile(file.content), save=False)
        kept.save()
    return message
