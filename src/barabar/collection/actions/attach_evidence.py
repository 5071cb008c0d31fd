"""Attach a file to a measure's answers: allowed kinds only, judged by content, kept whole, served only as a download."""

import hashlib
from typing import NoReturn

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.actions.save_answers import lock_return
from barabar.collection.models import Evidence, Return
from barabar.collection.permissions import may_fill
from barabar.collection.states import is_fillable
from barabar.journal.actions.record import record
from barabar.plans.models import Measure
from barabar.reference.sent_files import ALLOWED, has_macros
from barabar.reference.verdicts import Problem, Problems

LARGEST = 10 * 1024 * 1024
MOST_FILES = 20


@transaction.atomic
def attach_evidence(*, by: Actor, return_: Return, measure: Measure, name: str, content: bytes) -> Evidence:
    """Attach one file. The same file twice is kept once."""
    may_fill(by, return_).require()
    held = lock_return(return_)
    is_fillable(held).require()
    name = name.replace("\\", "/").rpartition("/")[2][:180] or "file"
    media_type = _accepted(name, content, held, measure)
    digest = hashlib.sha256(content).hexdigest()
    known = Evidence.objects.filter(of=held, measure=measure, sha256=digest).first()
    if known:
        return known
    evidence = Evidence(
        of=held, measure=measure, name=name, media_type=media_type, size=len(content), sha256=digest, added_by=by.name
    )
    evidence.file.save(f"{digest[:16]}{_extension(name)}", ContentFile(content), save=False)
    evidence.save()
    record(by=by, action="evidence.attach", kind="return", subject=held.pk, facts={"name": name, "sha256": digest})
    return evidence


@transaction.atomic
def remove_evidence(*, by: Actor, evidence: Evidence) -> None:
    """Take a file out of a draft. Versions already sent keep its name and hash."""
    may_fill(by, evidence.of).require()
    held = lock_return(evidence.of)
    is_fillable(held).require()
    facts = {"name": evidence.name, "sha256": evidence.sha256}
    evidence.delete()
    record(by=by, action="evidence.remove", kind="return", subject=held.pk, facts=facts)


def _extension(name: str) -> str:
    return "." + name.lower().rpartition(".")[2] if "." in name else ""


def _stop(name: str, code: str, template: object, **facts: object) -> NoReturn:
    raise Problems([Problem(code, template, {"name": name, **facts}, where=name)])


def check_before_sending(name: str, size: int, held: Return, measure: Measure) -> None:
    """What name and size say already; the content is judged once it is here."""
    if not size:
        _stop(name, "file-empty", _("the file is empty; choose it again."))
    if size > LARGEST:
        said = _("the file has %(size)s MB; at most %(most)s MB are taken. Make it smaller or split it.")
        _stop(name, "file-large", said, size=round(size / 1048576, 1), most=LARGEST // 1048576)
    if _extension(name) not in ALLOWED:
        said = _("this kind of file is not taken; use %(kinds)s.")
        _stop(name, "file-kind", said, kinds=", ".join(sorted(ALLOWED)))
    if Evidence.objects.filter(of=held, measure=measure).count() >= MOST_FILES:
        _stop(name, "files-many", _("this measure has %(most)s files already; remove one first."), most=MOST_FILES)


def _accepted(name: str, content: bytes, held: Return, measure: Measure) -> str:
    check_before_sending(name, len(content), held, measure)
    media_type, first_bytes = ALLOWED[_extension(name)]
    if not content.startswith(first_bytes):
        said = _("it is damaged, or of another kind than its name says. Open it in its own program, save it again and choose the new file.")  # fmt: skip
        _stop(name, "file-content", said)
    if first_bytes == b"PK\x03\x04" and has_macros(content):
        _stop(name, "file-macros", _("the file carries macros; save it without macros and attach it again."))
    return media_type
