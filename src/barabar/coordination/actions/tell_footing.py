"""Tell how firmly a measure stands in its institution: a project still, taken over in part, institutionalised."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.coordination.actions.keep_body import unknown
from barabar.coordination.catalogue import footings
from barabar.coordination.models import Footing
from barabar.coordination.permissions import may_coordinate
from barabar.journal.actions.record import record
from barabar.plans.models import Measure
from barabar.reference.text import Text
from barabar.reference.verdicts import ALLOWED, Problem, Problems, Verdict


@dataclass(frozen=True)
class ToldFooting:
    """See `models.Footing`. Without a day it holds from today."""

    state: str
    on: dt.date | None = None
    text: Text = Text()
    evidence: str = ""
    said_by: Organisation | None = None


def may_tell_footing(actor: Actor, measure: Measure) -> Verdict:
    """The institution that answers for the measure, and those who keep the economy's coordination."""
    if measure.responsible and may(actor, "return.submit", organisation=measure.responsible):
        return ALLOWED
    return may_coordinate(actor, host=None, economy=measure.node.plan.economy)


@transaction.atomic
def tell_footing(*, by: Actor, measure: Measure, told: ToldFooting) -> Footing:
    """A further row; the newest is in force."""
    may_tell_footing(by, measure).require()
    problems = list(_problems(measure, told))
    if problems:
        raise Problems(problems)
    made = Footing.objects.create(
        measure=measure, state=told.state, on=told.on or timezone.localdate(), text=told.text,
        evidence=told.evidence.strip(), said_by=told.said_by or measure.responsible, by_role=by.role_title,
    )  # fmt: skip
    record(by=by, action="measure.footing", kind="measure", subject=measure.key, facts={"state": made.state, "on": str(made.on)})  # fmt: skip
    return made


def _problems(measure: Measure, told: ToldFooting) -> Iterable[Problem]:
    known = footings()
    if told.state not in known:
        yield unknown("state", _("“%(key)s” is not a state of a measure in its institution; use %(known)s."), told.state, known)  # fmt: skip
        return
    if known[told.state].proof and not told.evidence.strip():
        yield Problem("evidence-missing", _("name what shows it: the act, the line of the budget, the job description."), anchor="id_evidence")  # fmt: skip
    day = told.on or timezone.localdate()
    if day > timezone.localdate():
        yield Problem("day-ahead", _("the day lies ahead. Tell it when it holds."), anchor="id_on")
    last = measure.footings.order_by("-pk").first()
    if last is not None and day < last.on:
        yield Problem("day-early", _("on %(day)s a later state was told already. Give that day or a later one."), {"day": f"{last.on:%d.%m.%Y}"}, anchor="id_on")  # fmt: skip
    if last is not None and (last.state, last.text, last.evidence) == (told.state, told.text, told.evidence.strip()):
        yield Problem("same", _("it stands so already; nothing was changed."), anchor="id_state")
