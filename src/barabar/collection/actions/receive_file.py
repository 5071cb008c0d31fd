"""Receive a file in pieces, each where the last one ended; once it is whole and its hash is right, attach it. Repeats are harmless."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.actions.attach_evidence import attach_evidence, check_before_sending
from barabar.collection.actions.save_answers import lock_return
from barabar.collection.models import ArrivingFile, ArrivingPiece, Return
from barabar.collection.permissions import may_fill
from barabar.plans.models import Measure
from barabar.reference.verdicts import Problem, Problems

LARGEST_PIECE = 1024 * 1024
# Pieces of a file that nobody sent on are let go; the page that keeps it begins again.
FORGOTTEN_AFTER = dt.timedelta(days=60)


@dataclass(frozen=True)
class Announced:
    """A file as the page announces it with every piece: its own id, name, size in bytes, SHA-256 in hexadecimal."""

    id: UUID
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Received:
    """`received` bytes are here: the next piece begins there. `done`: the file is attached."""

    received: int
    done: bool


@transaction.atomic
def receive_file(
    *, by: Actor, return_: Return, measure: Measure, file: Announced, offset: int, content: bytes
) -> Received:
    """Keep one piece. A piece that begins elsewhere than expected is not taken; the answer says where to go on."""
    may_fill(by, return_).require()
    held = lock_return(return_)
    row = _row(by, held, measure, file)
    if row.is_done or offset != row.received:
        return Received(row.received, row.is_done)
    if content:
        _check_piece(row, content)
        ArrivingPiece.objects.create(of=row, offset=offset, content=content)
        row.received += len(content)
        row.save(update_fields=["received", "changed_at"])
    if row.received < row.size:
        return Received(row.received, False)
    return _whole(by, held, measure, row)


def _row(by: Actor, held: Return, measure: Measure, file: Announced) -> ArrivingFile:
    row = ArrivingFile.objects.filter(pk=file.id).first()
    if row is None:
        check_before_sending(file.name, file.size, held, measure)
        ArrivingFile.objects.filter(is_done=False, changed_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
        return ArrivingFile.objects.create(
            pk=file.id, of=held, measure=measure, account_id=by.account_id, name=file.name[:200], size=file.size,
            sha256=file.sha256,
        )  # fmt: skip
    known = (row.of_id, row.measure_id, row.account_id, row.size, row.sha256)
    if known != (held.pk, measure.pk, by.account_id, file.size, file.sha256):
        said = _("this file's id was used for another file; choose the file again.")
        raise Problems([Problem("file-id-used", said, where=file.name)])
    return row


def _check_piece(row: ArrivingFile, content: bytes) -> None:
    if len(content) > LARGEST_PIECE or row.received + len(content) > row.size:
        said = _("a piece of the file is larger than announced; choose the file again.")
        raise Problems([Problem("piece-large", said, where=row.name)])


def _whole(by: Actor, held: Return, measure: Measure, row: ArrivingFile) -> Received:
    content = b"".join(bytes(piece.content) for piece in row.pieces.all())
    if hashlib.sha256(content).hexdigest() != row.sha256:
        row.pieces.all().delete()
        row.received = 0
        row.save(update_fields=["received", "changed_at"])
        return Received(0, False)
    row.evidence = attach_evidence(by=by, return_=held, measure=measure, name=row.name, content=content)
    row.is_done = True
    row.save(update_fields=["evidence", "is_done", "changed_at"])
    row.pieces.all().delete()
    return Received(row.size, True)
