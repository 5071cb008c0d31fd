"""Take answers from an institution's own system: all or nothing by default, each row answered, repeats harmless."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.actions.save_answers import lock_return, save_answers
from barabar.collection.models import Push, Return
from barabar.collection.permissions import may_fill
from barabar.collection.questions import form_of
from barabar.collection.reading import Given, GivenNarrative, anchor_of
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Pushed:
    """`stored`: whether anything was kept. `rows` are problems by the number of their row (from 0); `general` the rest.

    `again`: this key was answered before; nothing was done now.
    """

    stored: bool
    changed: int
    edition: int
    rows: tuple[tuple[int, Problem], ...]
    general: tuple[Problem, ...]
    again: bool = False


class _NotKept(Exception):
    """Takes the transaction back; the answer is kept aside."""


def push_answers(
    *, by: Actor, return_: Return, given: Sequence[Given], narratives: Sequence[GivenNarrative] = (), key: str = "",
    partial: bool = False, dry_run: bool = False, origin: str = "api", facts: Mapping[str, str] | None = None,
) -> Pushed:  # fmt: skip
    """Answers into the draft. With an error in any row nothing is kept, unless `partial`, which keeps the good rows.

    `key` makes a repeat harmless: the same key with the same content gives the first answer again; with other content
    it is refused. `dry_run` answers as if, and keeps nothing. `facts` are kept with the key.
    """
    may_fill(by, return_).require()
    digest = _digest(given, narratives, partial)
    holder: list[Pushed] = []
    try:
        with transaction.atomic():
            lock_return(return_)
            before = Push.objects.filter(of=return_, key=key).first() if key else None
            if before is not None:
                return _before(before, digest)
            done = _save(by, return_, given, narratives, origin)
            errors = any(problem.blocks for _row, problem in done.rows)
            holder.append(done)
            if dry_run or (errors and not partial):
                raise _NotKept
            if key:
                Push.objects.create(of=return_, key=key, sha256=digest, answer={**(facts or {}), "changed": done.changed, "edition": done.edition})  # fmt: skip
            return done
    except _NotKept:
        done = holder[0]
        return_.refresh_from_db()
        return Pushed(False, 0 if not dry_run else done.changed, return_.edition, done.rows, done.general)


def _save(
    by: Actor, return_: Return, given: Sequence[Given], narratives: Sequence[GivenNarrative], origin: str
) -> Pushed:
    form = form_of(return_)
    twice = _twice(given)
    saved = save_answers(
        by=by, return_=return_, given=list(given), narratives=list(narratives), origin=origin, form=form
    )
    at = {anchor_of(one.question): number for number, one in enumerate(given)}
    at |= {anchor_of(one.measure_key): len(given) + number for number, one in enumerate(narratives)}
    rows = [*twice, *((at[problem.anchor], problem) for problem in saved.problems if problem.anchor in at)]
    unplaced = [problem for problem in saved.problems if problem.anchor not in at]
    for number, one in enumerate(given):
        if one.question not in form.by_key:
            rows.append((number, Problem("question-unknown", _("“%(key)s” is no question of this request."), {"key": one.question})))  # fmt: skip
    general = tuple(problem for problem in unplaced if problem.code != "question-unknown")
    ordered = tuple(sorted(rows, key=lambda row: row[0]))
    return Pushed(True, saved.changed, saved.edition, ordered, general)


def _twice(given: Sequence[Given]) -> list[tuple[int, Problem]]:
    seen: dict[str, int] = {}
    found = []
    for number, one in enumerate(given):
        if one.question in seen:
            facts = {"other": seen[one.question]}
            found.append((number, Problem("row-twice", _("this question stands already in row %(other)s."), facts)))
        seen.setdefault(one.question, number)
    return found


def _before(before: Push, digest: str) -> Pushed:
    if before.sha256 != digest:
        said = _("this idempotency key was used for another content. Use a new key for new content.")
        raise Problems([Problem("key-used", said)])
    return Pushed(True, before.answer["changed"], before.answer["edition"], (), (), again=True)


def _digest(given: Sequence[Given], narratives: Sequence[GivenNarrative], partial: bool) -> str:
    content = [[one.__dict__ for one in given], [one.__dict__ for one in narratives], partial]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
