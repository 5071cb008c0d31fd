"""Keep a field visit, and write down what it found: beside what was reported, never in its place."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.coordination.actions.keep_body import unknown
from barabar.coordination.catalogue import finding_kinds
from barabar.coordination.models import Finding, Visit
from barabar.coordination.permissions import may_coordinate
from barabar.coordination.queries import value_reported
from barabar.journal.actions.record import record
from barabar.plans.models import Measure, Plan, PlannedIndicator
from barabar.reference.catalogue import economies, sectors
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems, Verdict


@dataclass(frozen=True)
class VisitContent:
    """What is said of a visit; see `models.Visit`."""

    economy: str
    territory: Territory | None = None
    starts: dt.date | None = None
    date_note: str = ""
    organiser: Organisation | None = None
    organiser_as_written: str = ""
    partner: Organisation | None = None
    partner_as_written: str = ""
    office: Organisation | None = None
    office_as_written: str = ""
    plan: Plan | None = None
    purpose: Text = Text()
    report_announced: str = ""
    visits: int | None = None
    stands_for_many: bool = False
    is_public: bool = True
    source: str = ""
    is_demonstration: bool = False


@dataclass(frozen=True)
class Found:
    """A finding. `period`, `measure` and `indicator` name what was reported; a figure found goes with all three."""

    kind: str
    text: Text
    evidence: str = ""
    measure: Measure | None = None
    indicator: PlannedIndicator | None = None
    breakdown: str = ""
    period: str = ""
    amount: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    sector: str = ""


def may_edit_visit(actor: Actor, visit: Visit) -> Verdict:
    return may_coordinate(actor, host=visit.organiser, economy=visit.economy)


@transaction.atomic
def keep_visit(*, by: Actor, content: VisitContent, visit: Visit | None = None) -> Visit:
    """A new visit, or new words for one that stands."""
    may_coordinate(by, host=content.organiser, economy=content.economy).require()
    if visit is not None:
        may_edit_visit(by, visit).require()
    problems = list(_problems(content))
    if problems:
        raise Problems(problems)
    values = {name: getattr(content, name) for name in VisitContent.__dataclass_fields__}
    made = Visit.objects.create(**values) if visit is None else visit
    if visit is not None:
        for name, value in values.items():
            setattr(made, name, value)
        made.save()
    facts = {"territory": made.territory_id or "", "day": str(made.starts or "")}
    record(by=by, action="visit.add" if visit is None else "visit.edit", kind="visit", subject=made.pk, facts=facts)
    return made


def _problems(content: VisitContent) -> Iterable[Problem]:
    if content.economy not in economies():
        yield unknown("economy", _("“%(key)s” is not an economy here; use %(known)s."), content.economy, economies())
    if content.starts is None and not content.date_note.strip():
        yield Problem("day-missing", _("give the day of the visit, or say in the note why none is known."), anchor="id_starts")  # fmt: skip
    if content.starts and content.starts > timezone.localdate():
        facts = {"day": f"{content.starts:%d.%m.%Y}"}
        yield Problem("day-future", _("%(day)s has not come yet: a visit is written down when it took place."), facts, anchor="id_starts")  # fmt: skip
    if content.territory and content.territory.economy != content.economy:
        yield Problem("place", _("%(place)s lies in another economy."), {"place": content.territory.name}, anchor="id_territory")  # fmt: skip
    if content.plan and content.territory and content.plan.territory_id not in (None, content.territory.pk):
        yield Problem("plan-elsewhere", _("this plan is another municipality's; choose one of the place visited."), anchor="id_plan")  # fmt: skip


@transaction.atomic
def add_finding(*, by: Actor, visit: Visit, found: Found) -> Finding:
    """A further finding, with the approved value that it stands beside."""
    may_edit_visit(by, visit).require()
    problems = list(_finding_problems(visit, found))
    if problems:
        raise Problems(problems)
    Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    number = (visit.findings.aggregate(last=Max("number"))["last"] or 0) + 1
    values = {name: getattr(found, name) for name in Found.__dataclass_fields__}
    against = value_reported(found.indicator, found.breakdown, found.period) if found.indicator else None
    made = Finding.objects.create(visit=visit, number=number, against=against, written_by=by.role_title, **values)
    facts = {"number": number, "kind": found.kind, "measure": found.measure.key if found.measure else ""}
    record(by=by, action="visit.finding", kind="visit", subject=visit.pk, facts=facts)
    return made


def _finding_problems(visit: Visit, found: Found) -> Iterable[Problem]:
    known = finding_kinds()
    if not found.text:
        yield Problem("text-missing", _("write what was found, in at least one language."), anchor="id_text_sq")
    if found.kind not in known:
        yield unknown("kind", _("“%(key)s” is not a kind of finding; use %(known)s."), found.kind, known)
        return
    kind = known[found.kind]
    if kind.compares and found.measure is None:
        yield Problem("measure-missing", _("say which measure was looked at."), anchor="id_measure")
    if kind.differs and not found.evidence.strip():
        yield Problem("evidence-missing", _("what contradicts a report needs evidence: name the document, photo or list."), anchor="id_evidence")  # fmt: skip
    if found.sector and found.sector not in sectors():
        yield unknown("sector", _("“%(key)s” is not a sector; use %(known)s."), found.sector, sectors())
    if found.measure and found.measure.node.plan.economy != visit.economy:
        yield Problem("measure-elsewhere", _("this measure belongs to another economy's plan."), anchor="id_measure")
    yield from _figure_problems(found)


def _figure_problems(found: Found) -> Iterable[Problem]:
    numbers = [one for one in (found.amount, found.numerator, found.denominator) if one is not None]
    if not numbers:
        return
    if found.indicator is None or found.measure is None or found.indicator.measure_id != found.measure.pk:
        yield Problem("indicator-missing", _("a figure needs the measure's indicator that it is about."), anchor="id_indicator")  # fmt: skip
        return
    if any(one < 0 for one in numbers):
        yield Problem("negative", _("what was counted cannot be below zero."), anchor="id_amount")
    ratio = found.indicator.aggregation == "ratio"
    if ratio != (found.amount is None) or ratio != (found.numerator is not None and found.denominator is not None):
        yield Problem("figure-form", _("a share takes the part and the whole, every other figure one number."), anchor="id_amount")  # fmt: skip
    elif ratio and not 0 < found.denominator >= found.numerator:
        yield Problem("share", _("the part cannot be larger than the whole, and the whole is not 0."), anchor="id_amount")  # fmt: skip
    if not found.period:
        yield Problem("period-missing", _("say for which period the figure is."), anchor="id_period")
    elif value_reported(found.indicator, found.breakdown, found.period) is None:
        facts = {"period": found.period}
        yield Problem("nothing-reported", _("no approved value of this indicator stands for %(period)s; there is nothing to set it beside."), facts, anchor="id_period")  # fmt: skip
