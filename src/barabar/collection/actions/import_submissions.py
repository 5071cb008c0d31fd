"""Take in what was collected with field forms: each submission once, into the draft of its institution's return."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from barabar.access.actors import SYSTEM, Actor, reporter_of
from barabar.collection.actions.attach_evidence import attach_evidence
from barabar.collection.actions.import_records import import_record
from barabar.collection.actions.push_answers import push_answers
from barabar.collection.content import plain
from barabar.collection.field_forms import naming
from barabar.collection.field_forms.naming import key_of, name_of
from barabar.collection.field_forms.read import Collected, Submission
from barabar.collection.field_forms.records import PREFIX
from barabar.collection.models import Push, Return
from barabar.collection.questions import Form, ValueQuestion, form_of
from barabar.collection.reading import Given, GivenNarrative, anchor_of
from barabar.collection.workbooks.read import day_and_time
from barabar.plans.models import Measure
from barabar.reference.verdicts import Problem, Problems, Refused

ORIGIN = "form:"


@dataclass(frozen=True)
class Taken:
    """What became of one submission. `again`: it was taken in before, and nothing changed. `answers`: how many it held.

    `subject` is the record that it became, of a visit or a reading.
    """

    submission: Submission
    return_: Return | None
    taken: bool
    answers: int
    problems: tuple[Problem, ...]
    again: bool = False
    subject: str = ""


def import_submissions(
    *, collected: Collected, by: Actor | None = None, sender: str = "", only: Return | None = None
) -> list[Taken]:
    """Each submission in the order in which they were sent. One that is refused leaves the others as they are.

    `by` is the person at the page; without one they are taken in for each institution in the name of `sender`, a file.
    Blank answers change nothing. `only`: the return that the person is on; submissions of others are refused.
    """
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    ordered = sorted(collected.submissions, key=lambda one: one.submitted or earliest)
    return [_import(by, sender, one, collected.media, only) for one in ordered]


def _import(
    by: Actor | None, sender: str, submission: Submission, media: Mapping[str, bytes], only: Return | None
) -> Taken:
    return_ = None
    try:
        if submission.form.startswith(PREFIX):
            return _record(by or SYSTEM, submission, media, only)
        return_ = _return_of(submission, only)
        own = return_.request.organisation
        reporter = reporter_of(own, sender) if by is None else by.acting_for(own.pk)
        return _take(reporter, submission, return_, media)
    except Problems as found:
        return Taken(submission, return_, False, 0, tuple(found.problems))
    except Refused as refusal:
        problem = Problem("refused", "%(why)s", {"why": str(refusal)}, where=submission.where)
        return Taken(submission, return_, False, 0, (problem,))


def _record(by: Actor, submission: Submission, media: Mapping[str, bytes], only: Return | None) -> Taken:
    """A visit, a reading: a record of its own, not an answer of a return."""
    if only is not None:
        said = _(
            "it was collected with a form for visits or readings, not for this request. Take it in under Field forms."
        )
        _refuse(submission, "other-form", said)
    done, again = import_record(by=by, submission=submission, media=media)
    return Taken(submission, None, True, 1, done.problems, again=again, subject=done.subject)


def _refuse(submission: Submission, code: str, said: object, **facts: object) -> None:
    raise Problems([Problem(code, said, facts, where=submission.where)])


def _return_of(submission: Submission, only: Return | None) -> Return:
    organisation, _space, rest = submission.form.partition(" ")
    cycle, _space, version = rest.partition(" ")
    rows = Return.objects.select_related("request__organisation", "request__cycle")
    found = rows.filter(request__organisation=organisation, request__cycle=cycle).first()
    if found is None:
        _refuse(submission, "form-unknown", _("its form (%(form)s) belongs to no request here."), form=submission.form)
    if only is not None and found.pk != only.pk:
        said = _("it was collected for another request: %(other)s. Upload it there.")
        _refuse(
            submission,
            "other-institution",
            said,
            other=f"{found.request.organisation.name}, {found.request.cycle.title}",
        )
    if version.isdecimal() and int(version) < found.version:
        said = _("its form was made before the return was last sent. Make a new form: the reviewer's questions may have changed what is asked.")  # fmt: skip
        _refuse(submission, "file-older", said)
    return found


def _take(by: Actor, submission: Submission, return_: Return, media: Mapping[str, bytes]) -> Taken:
    form = form_of(return_)
    given = [one for question in form.by_key.values() if (one := _given(question, submission))]
    narratives = [one for measure in form.measures if (one := _narrative(return_, measure.key, submission))]
    digest = submission_digest(submission)
    key = f"{ORIGIN}{submission.instance[:60]}:{digest}"
    if Push.objects.filter(of=return_, key=key).exists():
        return Taken(submission, return_, True, len(given) + len(narratives), (), again=True)
    _check_age(submission, return_)
    done = push_answers(
        by=by, return_=return_, given=given, narratives=narratives, key=key, partial=True, origin="field-form",
        facts={"submitted": _instant(submission)},
    )  # fmt: skip
    problems = [*(problem for _row, problem in done.rows), *done.general]
    problems += _attach(by, submission, return_, form, media)
    return Taken(submission, return_, True, len(given) + len(narratives), tuple(problems))


def submission_digest(submission: Submission) -> str:
    """The same content gives the same digest, whatever export it came in: only our own fields count."""
    own = {key: _figure(value) for key, value in submission.fields.items() if key.startswith("q")}
    same = {key: plain(value) if isinstance(value, Decimal) else value for key, value in own.items()}
    return hashlib.sha256(repr(sorted(same.items())).encode()).hexdigest()[:14]


def _check_age(submission: Submission, return_: Return) -> None:
    """A submission sent before one that was taken in already must not overwrite it."""
    known = Push.objects.filter(of=return_, key__startswith=ORIGIN).values_list("answer", flat=True)
    newest = max((answer.get("submitted", "") for answer in known), default="")
    own = _instant(submission)
    if own and newest and own < newest:
        said = _("it was sent on %(own)s; one sent later, on %(newer)s, was taken in before. Its answers were not taken over. Enter on the web what is missing.")  # fmt: skip
        _refuse(
            submission,
            "file-older",
            said,
            own=day_and_time(submission.submitted),
            newer=day_and_time(dt.datetime.fromisoformat(newest)),
        )


def _instant(submission: Submission) -> str:
    """When it was sent, in UTC whatever offset its device had, so that the order of the texts is that of the moments."""
    return submission.submitted.astimezone(dt.UTC).isoformat(timespec="seconds") if submission.submitted else ""


def _given(question: Any, submission: Submission) -> Given | None:
    name, fields = name_of(question.key), submission.fields
    amount, whole = _figure(fields.get(name)), _figure(fields.get(name + naming.WHOLE))
    why, note = str(fields.get(name + naming.WHY) or ""), str(fields.get(name + naming.NOTE) or "").strip()
    overlap = str(fields.get(name + naming.OVERLAP) or "")
    if amount == "" and whole == "" and not why and not note:
        return None
    state, _colon, reason = key_of(why).partition(":")
    if amount != "" or whole != "":  # a reason chosen before the figure was typed stays in some exports
        state, reason = "", ""
    is_ratio = isinstance(question, ValueQuestion) and question.is_ratio
    figures = {"numerator": amount, "denominator": whole} if is_ratio else {"amount": amount}
    return Given(
        question.key, state=state, reason=reason, overlap=overlap, note=note, cell=submission.where[:60], **figures
    )


def _figure(value: object) -> object:
    """A figure as a form writes it: a point before decimals, no signs between thousands; anything else as it stands."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    text = str(value).strip()
    body = text.removeprefix("-")
    whole, _point, rest = body.partition(".")
    return (
        Decimal(text)
        if whole.isascii() and whole.isdigit() and (not rest or rest.isdigit()) and len(body) < 30
        else text
    )


def _narrative(return_: Return, key: str, submission: Submission) -> GivenNarrative | None:
    name, fields = name_of(key), submission.fields
    words = {
        part: str(fields.get(name + ending) or "").strip()
        for part, ending in (
            ("status", naming.STATUS), ("achievements", naming.ACHIEVEMENTS), ("setbacks", naming.SETBACKS),
            ("next_steps", naming.NEXT_STEPS),
        )
    }  # fmt: skip
    if not any(words.values()):
        return None
    before = return_.narratives.filter(measure__key=key).first()
    if before is not None:  # what was left blank in the form stays as it is
        words = {part: text or getattr(before, part) for part, text in words.items()}
    return GivenNarrative(key, language=return_.request.organisation.language, cell=submission.where[:60], **words)


def _attach(
    by: Actor, submission: Submission, return_: Return, form: Form, media: Mapping[str, bytes]
) -> list[Problem]:
    found = []
    for measure in form.measures:
        file = str(submission.fields.get(name_of(measure.key) + naming.FILE) or "").rpartition("/")[2]
        if not file:
            continue
        if file not in media:
            said = _(
                "the file %(file)s was not among the files given. Give the media of the export too, or attach it on the web."
            )
            found.append(
                Problem(
                    "media-missing",
                    said,
                    {"file": file},
                    anchor=anchor_of(measure.key),
                    where=submission.where,
                    severity="question",
                )
            )
            continue
        own = Measure.objects.get(pk=measure.measure_id)
        try:
            attach_evidence(by=by, return_=return_, measure=own, name=file, content=media[file])
        except Problems as refused:
            found += refused.problems
    return found
