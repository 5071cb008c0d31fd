"""Attach a document to a plan: a file, looked at before it is kept, or the address where it is public."""

import hashlib
import io
from zipfile import is_zipfile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.journal.actions.record import record
from barabar.plans.models import Plan, PlanDocument
from barabar.plans.permissions import may_edit_plan
from barabar.reference.sent_files import BrokenPicture, has_macros, without_metadata
from barabar.reference.slugs import slug
from barabar.reference.verdicts import Problem, Problems

LARGEST = 20 * 1024 * 1024
# Ending → how such a file begins. Nothing that a browser or a desk runs.
ZIP = b"PK\x03\x04"
KINDS = {
    "pdf": b"%PDF-",
    "docx": ZIP,
    "xlsx": ZIP,
    "odt": ZIP,
    "ods": ZIP,
    "jpg": b"\xff\xd8\xff",
    "png": b"\x89PNG",
}


@transaction.atomic
def add_document(
    *, by: Actor, plan: Plan, title: str, language: str = "", name: str = "", content: bytes = b"", address: str = ""
) -> PlanDocument:
    may_edit_plan(by, plan).require()
    problems = [*_problems(title, content, address), *(_file_problems(name, content) if content else [])]
    if problems:
        raise Problems(problems)
    content = without_metadata(content)
    document = PlanDocument(plan=plan, title=title.strip()[:200], language=language, address=address.strip())
    if content:
        document.sha256 = hashlib.sha256(content).hexdigest()
        ending = name.rpartition(".")[2].lower()
        stem = slug(name.rpartition(".")[0].replace("\\", "/").rpartition("/")[2])[:60] or "document"
        document.file.save(f"{plan.pk}-{stem}.{ending}", ContentFile(content), save=False)
    document.save()
    facts = {"title": document.title, "sha256": document.sha256, "address": document.address}
    record(by=by, action="plan.document-add", kind="plan", subject=plan.pk, facts=facts)
    return document


def _problems(title: str, content: bytes, address: str) -> list[Problem]:
    found = []
    if not title.strip():
        found.append(
            Problem("title-missing", _("the document needs a title by which people find it."), anchor="id_title")
        )
    if bool(content) == bool(address.strip()):
        found.append(
            Problem(
                "file-or-address",
                _("give either a file or the address where the document is public."),
                anchor="id_file",
            )
        )
    if address.strip():
        try:
            URLValidator(schemes=["https", "http"])(address.strip())
        except ValidationError:
            found.append(
                Problem(
                    "address-form",
                    _("“%(address)s” is not an address; it begins with https://."),
                    {"address": address[:120]},
                    anchor="id_address",
                )
            )
    return found


def _file_problems(name: str, content: bytes) -> list[Problem]:
    ending = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if len(content) > LARGEST:
        return [
            Problem(
                "file-large",
                _("the file has %(size)s MB; at most %(most)s MB are taken. Make it smaller, or give its address."),
                {"size": round(len(content) / 1048576, 1), "most": LARGEST // 1048576},
                anchor="id_file",
            )
        ]
    if ending not in KINDS:
        return [
            Problem(
                "file-kind",
                _(
                    "files ending in “.%(ending)s” are not taken. Save the document as PDF, Word, Excel, "
                    "OpenDocument or a picture."
                ),
                {"ending": ending[:12]},
                anchor="id_file",
            )
        ]
    if not content.startswith(KINDS[ending]) or not _is_whole(content):
        return [
            Problem(
                "file-foreign",
                _("the file does not hold what its ending “.%(ending)s” says; it may be damaged. Save it again."),
                {"ending": ending},
                anchor="id_file",
            )
        ]
    if KINDS[ending] == ZIP and has_macros(content):
        said = _("the file carries macros; save it without macros and choose it again.")
        return [Problem("file-macros", said, anchor="id_file")]
    return []


def _is_whole(content: bytes) -> bool:
    """Whether it can be opened; a picture whose parts cannot be told apart might keep the place that it remembers."""
    if content.startswith(ZIP):
        return is_zipfile(io.BytesIO(content))
    try:
        without_metadata(content)
    except BrokenPicture:
        return False
    return True
