"""Take in what a page kept while it had no connection: once under its id, each answer against what stood there before.

A three-way comparison, answer by answer: what the page had from the server, what was typed, what stands in the draft
now. Nothing depends on a clock. What a colleague changed meanwhile is never overwritten: it becomes a clash, kept on the
server until somebody chooses.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.actions.save_answers import lock_return, save_answers
from barabar.collection.fields import (
    Parts,
    alike,
    fields_of_unit,
    given_from,
    narratives_from,
    questions_by_name,
    stored_units,
)
from barabar.collection.models import Clash, Delivery, Return
from barabar.collection.permissions import may_fill
from barabar.collection.queries import Filled, filled
from barabar.collection.questions import MeasureForm
from barabar.collection.states import is_fillable
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Change:
    """One unit as a page delivers it: its parts as the page had them from the server, and as they were typed."""

    unit: str
    base: Mapping[str, str]
    mine: Mapping[str, str]


@dataclass(frozen=True)
class Taken:
    """What became of a delivery: the units stored, and those that clash; `again`: it was taken in before."""

    stored: tuple[str, ...]
    clashing: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    again: bool = False


@transaction.atomic
def take_delivery(*, by: Actor, return_: Return, measure: MeasureForm, delivery: UUID, changes: list[Change]) -> Taken:
    """Store what nobody else changed; keep the rest as clashes. A return that is sent already keeps all as clashes.

    The same id with the same content changes nothing and answers the same; with other content it is refused.
    """
    may_fill(by, return_).require()
    held = lock_return(return_)
    content = [{"unit": one.unit, "base": dict(one.base), "mine": dict(one.mine)} for one in changes]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    before = Delivery.objects.filter(pk=delivery).first()
    if before is not None:
        return_.refresh_from_db()  # its first arrival may have been stored while this one waited for the lock
        return _before(before, held, measure, by, digest)
    work = _Work(by, held, measure, filled(held))
    stored, same, clashing = work.sort(changes)
    problems = work.store(stored)
    taken = Delivery.objects.create(
        pk=delivery, of=held, measure_id=measure.stored_id, account_id=by.account_id, sha256=digest, content=content,
        outcome={"stored": _names(stored), "same": _names(same), "clashing": _names(clashing)},
    )  # fmt: skip
    work.end_clashes([*stored, *same])
    work.keep_clashes(clashing, taken)
    return_.refresh_from_db()
    return Taken(tuple(_names(stored)), tuple(_names(clashing)), tuple(problems))


def _names(changes: list[Change]) -> list[str]:
    return [one.unit for one in changes]


def _before(before: Delivery, held: Return, measure: MeasureForm, by: Actor, digest: str) -> Taken:
    own = (before.of_id, before.measure_id, before.account_id) == (held.pk, measure.stored_id, by.account_id)
    if not own or before.sha256 != digest:
        said = _("this delivery's id was used for another content; nothing was stored. Load the page again.")
        raise Problems([Problem("delivery-used", said)])
    return Taken(tuple(before.outcome["stored"]), tuple(before.outcome["clashing"]), again=True)


class _Work:
    """One delivery to one draft, within its transaction."""

    def __init__(self, by: Actor, held: Return, measure: MeasureForm, content: Filled):
        self.by, self.held, self.measure, self.content = by, held, measure, content
        self.language = held.organisation.language
        self.questions = questions_by_name(measure)
        self.theirs = stored_units(content, measure, self.language)

    def sort(self, changes: list[Change]) -> tuple[list[Change], list[Change], list[Change]]:
        """To be stored; said already; clashing. A unit that the form does not ask (any more) clashes with nothing there."""
        stored, same, clashing = [], [], []
        fillable = bool(is_fillable(self.held))
        for one in changes:
            question, theirs = self.questions.get(one.unit), self.theirs.get(one.unit)
            if theirs is not None and alike(question, one.mine, theirs):
                same.append(one)
            elif theirs is not None and fillable and alike(question, one.base, theirs):
                stored.append(one)
            else:
                clashing.append(one)
        return stored, same, clashing

    def store(self, changes: list[Change]) -> tuple[Problem, ...]:
        if not changes:
            return ()
        posted: Parts = {}
        for one in changes:
            posted |= fields_of_unit(one.unit, one.mine)
        saved = save_answers(
            by=self.by, return_=self.held, given=given_from(posted, self.content, self.measure),
            narratives=narratives_from(posted, self.content, self.measure, self.language), form=self.content.form,
        )  # fmt: skip
        return saved.problems

    def end_clashes(self, changes: list[Change]) -> None:
        """The same person answered again: what was kept of theirs for these units is no longer meant."""
        own = Clash.objects.filter(of=self.held, measure=self.measure.stored_id, account=self.by.account_id, chosen="")
        facts = {"chosen": "later", "chosen_by": self.by.name, "chosen_at": timezone.now()}
        own.filter(unit__in=_names(changes)).update(**facts)

    def keep_clashes(self, changes: list[Change], delivery: Delivery) -> None:
        for one in changes:
            Clash.objects.update_or_create(
                of=self.held, measure_id=self.measure.stored_id, account_id=self.by.account_id, unit=one.unit,
                chosen="", defaults={"mine": dict(one.mine), "delivery": delivery, "by": self.by.name},
                create_defaults={"mine": dict(one.mine), "delivery": delivery, "by": self.by.name, "base": dict(one.base)},
            )  # fmt: skip
        if changes:
            facts = {"units": _names(changes), "measure": self.measure.key}
            record(by=self.by, action="return.clash", kind="return", subject=self.held.pk, facts=facts)
