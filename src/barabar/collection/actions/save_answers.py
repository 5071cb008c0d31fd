"""Save a draft: keep what is sure, keep as typed what could not be read, say what is wrong. Nothing given is lost."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.content import stored_answers
from barabar.collection.fields import unread_parts
from barabar.collection.further import FurtherQuestion
from barabar.collection.models import Answer, FurtherAnswer, Narrative, Return
from barabar.collection.permissions import may_fill
from barabar.collection.questions import Form, ValueQuestion, form_of
from barabar.collection.reading import Given, GivenNarrative, Read, Reading, read_all
from barabar.collection.rules import check
from barabar.collection.states import is_fillable
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, refused


@dataclass(frozen=True)
class Saved:
    """What a save did: the edition it made, how many answers changed, every problem found, and the edition before it."""

    edition: int
    changed: int
    problems: tuple[Problem, ...]
    seen: int


@dataclass(frozen=True)
class Draft:
    """What a draft of the edition holds once answers are stored: what was read, what was stored, `answers` after it, and
    every problem found."""

    edition: int
    reading: Reading
    before: dict[str, Read]
    answers: dict[str, Read]
    problems: tuple[Problem, ...]


def draft_with(return_: Return, form: Form, given: list[Given], narratives: list[GivenNarrative]) -> Draft:
    """What the return would hold with these answers. Nothing is stored."""
    reading, before = read_all(form, list(given), list(narratives)), stored_answers(return_)
    kept = {q: read for q, read in before.items() if q not in reading.blank and q not in reading.unread}
    answers = {**kept, **reading.answers}
    return Draft(return_.edition, reading, before, answers, (*reading.problems, *check(form, answers)))


def lock_return(return_: Return) -> Return:
    """The return, held against others until the transaction ends."""
    return (
        Return.objects.select_for_update(of=("self",))
        .select_related("request__organisation__parent", "request__cycle__previous")
        .get(pk=return_.pk)
    )


@transaction.atomic
def save_answers(
    *,
    by: Actor,
    return_: Return,
    given: list[Given],
    narratives: list[GivenNarrative] = (),
    edition: int | None = None,
    origin: str = "web",
    form: Form | None = None,
    draft: Draft | None = None,
) -> Saved:
    """Store answers into the draft. `edition`, where given, must be the one the person saw: else somebody saved since.

    A question left blank is taken out of the draft; one that could not be read keeps what was typed in `unread`. `draft`
    is `draft_with` of the same answers, where it is known already: it is used if nobody saved since.
    """
    may_fill(by, return_).require()
    held = lock_return(return_)
    is_fillable(held).require()
    if edition is not None and edition != held.edition:
        refused(
            "edition",
            _("Somebody of your institution saved this return since you opened it. Load the page again: your last "
              "saved answers and theirs are both kept; enter again only what is missing."),
        ).require()  # fmt: skip
    form = form or form_of(held)
    if draft is None or draft.edition != held.edition:
        draft = draft_with(held, form, given, narratives)
    seen = held.edition
    reading, before = draft.reading, draft.before
    changed = _store(held, form, reading, before) + _store_narratives(held, form, reading)
    asked = {one.question for one in given}
    unread = {**{q: t for q, t in held.unread.items() if q not in asked}, **reading.unread}
    parts = _parts_unread(held, given, unread)
    if changed or unread != held.unread or parts != held.unread_parts:
        held.edition += 1
        held.unread, held.unread_parts = unread, parts
        held.save(update_fields=["edition", "unread", "unread_parts", "changed_at"])
        facts = {"changed": changed, "edition": held.edition, "origin": origin}
        record(by=by, action="return.save", kind="return", subject=held.pk, facts=facts)
    return_.edition, return_.unread, return_.unread_parts = held.edition, held.unread, held.unread_parts
    return Saved(held.edition, changed, draft.problems, seen)


def _parts_unread(held: Return, given: list[Given], unread: dict[str, str]) -> dict[str, dict[str, str]]:
    typed = {one.question: unread_parts(one) for one in given if one.question in unread}
    return {question: {**held.unread_parts, **typed}.get(question, {}) for question in unread}


def _store(held: Return, form: Form, reading: Reading, before: dict[str, Read]) -> int:
    rows = {row.question: row for row in Answer.objects.filter(of=held).select_related("indicator", "measure")}
    measure_ids = {measure.key: measure.measure_id for measure in form.measures}
    gone = [rows[q].pk for q in (*reading.blank, *reading.unread) if q in rows]
    Answer.objects.filter(pk__in=gone).delete()
    changed = len(gone) + _store_further(held, form, reading, before)
    new, different = [], []
    for key, read in reading.answers.items():
        if before.get(key) == read or isinstance(form.by_key[key], FurtherQuestion):
            continue
        changed += 1
        row = rows.get(key) or _new_row(held, form.by_key[key], measure_ids)
        for name in ("state", "amount", "numerator", "denominator", "reason", "overlap", "note", "cell"):
            setattr(row, name, getattr(read, name))
        (different if key in rows else new).append(row)
    Answer.objects.bulk_create(new)
    fields = ["state", "amount", "numerator", "denominator", "reason", "overlap", "note", "cell"]
    Answer.objects.bulk_update(different, fields)
    return changed


def _store_further(held: Return, form: Form, reading: Reading, before: dict[str, Read]) -> int:
    asked = {question.key for question in form.further}
    gone = [key for key in (*reading.blank, *reading.unread) if key in asked and key in before]
    if gone:
        FurtherAnswer.objects.filter(of=held, question__in=gone).delete()
    new = [read for key, read in reading.answers.items() if key in asked and before.get(key) != read]
    for read in new:
        said = {"state": read.state, "note": read.note, "cell": read.cell}
        FurtherAnswer.objects.update_or_create(of=held, question=read.question, defaults=said)
    return len(gone) + len(new)


def _new_row(held: Return, question, measure_ids: dict[str, int]) -> Answer:
    row = Answer(of=held, measure_id=measure_ids[question.measure_key])
    if isinstance(question, ValueQuestion):
        row.indicator_id, row.breakdown = question.indicator_id, question.breakdown
    else:
        row.stage, row.source = question.stage, question.source
    return row


def _store_narratives(held: Return, form: Form, reading: Reading) -> int:
    changed = 0
    known = {row.measure_id: row for row in Narrative.objects.filter(of=held)}
    for narrative in reading.narratives.values():
        measure_id = form.measure(narrative.measure_key).measure_id
        row = known.get(measure_id) or Narrative(of=held, measure_id=measure_id)
        wanted = {
            name: getattr(narrative, name)
            for name in ("status", "achievements", "setbacks", "next_steps", "language", "cell")
        }
        if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
            continue
        if not row.pk and not any(value for name, value in wanted.items() if name not in {"language", "cell"}):
            continue
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save()
        changed += 1
    return changed
