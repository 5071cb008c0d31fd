"""Take in a returned workbook: the good cells into the draft, the others marked in the same workbook and explained."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from barabar.access.actors import Actor
from barabar.collection.actions.save_answers import Draft, draft_with, save_answers
from barabar.collection.content import stored_narratives
from barabar.collection.models import Return, Upload
from barabar.collection.permissions import may_fill
from barabar.collection.questions import Form, ValueQuestion, form_of
from barabar.collection.reading import Given
from barabar.collection.states import is_fillable
from barabar.collection.workbooks.read import Content, read_workbook
from barabar.collection.workbooks.write import make_workbook
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem
from barabar.reference.workbook_guard import check_file


@dataclass(frozen=True)
class Imported:
    """What an upload did: how many answers were read, and every problem; the marked workbook is `upload.marked`, where
    there is something to mark.

    `again`: the same file was read before, so nothing changed; `upload` is the earlier one.
    """

    upload: Upload
    read: int
    problems: tuple[Problem, ...]
    again: bool = False


def import_workbook(*, by: Actor, return_: Return, name: str, content: bytes, language: str = "") -> Imported:
    """Import one workbook. A file that cannot be this return's raises, and nothing changes.

    Blank cells change nothing, so that answers given on the web are not lost by uploading an emptier workbook.
    """
    may_fill(by, return_).require()
    is_fillable(return_).require()
    name = name.replace("\\", "/").rpartition("/")[2][:180] or "workbook.xlsx"
    check_file(name, content)
    digest = hashlib.sha256(content).hexdigest()
    before = Upload.objects.filter(of=return_, sha256=digest).order_by("-pk").first()
    if before is not None:
        return Imported(before, 0, (), again=True)
    form = form_of(return_)
    found = read_workbook(name, content, return_, form)
    given = [_as_asked(one, form) for one in found.given]
    language = language or return_.organisation.language
    # Marking takes long, and whoever else wants to write waits for a transaction: it is done before.
    draft = draft_with(return_, form, given, found.narratives)
    marked = _marked(return_, language, form, found, draft)
    with transaction.atomic():
        saved = save_answers(
            by=by, return_=return_, given=given, narratives=found.narratives, origin="workbook", form=form, draft=draft
        )
        problems = (*found.problems, *saved.problems)
        if saved.seen != draft.edition:
            marked = _marked(return_, language, form, found, draft_with(return_, form, given, found.narratives))
        upload = Upload(
            of=return_, name=name, sha256=digest, by=by.name, read=len(given), problems=len(problems),
            made_at=found.made_at,
        )  # fmt: skip
        upload.file.save(f"{digest[:20]}.xlsx", ContentFile(content), save=False)
        if marked:
            upload.marked.save(f"{digest[:20]}-marked.xlsx", ContentFile(marked), save=False)
        upload.save()
        facts = {"file": name, "sha256": digest, "read": len(given), "problems": len(problems)}
        record(by=by, action="return.import-workbook", kind="return", subject=return_.pk, facts=facts)
    return Imported(upload, len(given), problems)


def _marked(return_: Return, language: str, form: Form, found: Content, draft: Draft) -> bytes:
    """The workbook as it came, with every problem marked; nothing where there is none."""
    problems = (*found.problems, *draft.problems)
    if not problems:
        return b""
    narratives = stored_narratives(return_) | draft.reading.narratives
    return make_workbook(
        return_, language, typed=found.typed, problems=problems, form=form, answers=draft.answers, narratives=narratives
    )


def _as_asked(given: Given, form: Form) -> Given:
    """A share is asked as part and whole: a figure without its whole is half an answer, not a plain number."""
    question = form.by_key.get(given.question)
    if isinstance(question, ValueQuestion) and question.is_ratio and given.amount != "":
        return Given(**{**given.__dict__, "numerator": given.amount, "amount": ""})
    return given
