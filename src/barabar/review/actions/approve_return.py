"""Approval makes facts: every answer of the version becomes a row of the ledger, superseding what it corrects."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from barabar.access.actors import Actor
from barabar.collection.actions.save_answers import lock_return
from barabar.collection.further import take_approved, take_back_approved
from barabar.collection.models import Answer, Narrative, Return
from barabar.collection.states import BY_VERB, is_possible
from barabar.journal.actions.record import record
from barabar.review.actions.decide import decide, undo
from barabar.review.models import ApprovedNarrative, ApprovedValue, Decision
from barabar.review.permissions import may_decide

VALUE_KEY = ("period", "organisation_id", "measure_id", "indicator_id", "stage", "source", "breakdown")
NARRATIVE_KEY = ("period", "organisation_id", "measure_id")


@transaction.atomic
def approve_return(*, by: Actor, return_: Return, version: int | None = None, reason: str = "") -> int:
    """Approve finally. Returns how many facts were made."""
    held, decision = decide(by=by, return_=return_, verb="approve", version=version, reason=reason)
    made = _make_facts(held, decision)
    take_approved(by=by, returns=[held, *held.gathered.all()])
    return_.refresh_from_db()
    return made


@transaction.atomic
def approve_returns(*, by: Actor, returns: Iterable[Return]) -> int:
    """Approve many at once: all or none."""
    return sum(approve_return(by=by, return_=return_) for return_ in returns)


@transaction.atomic
def undo_approve(*, by: Actor, return_: Return, reason: str) -> Return:
    """Take an approval back: its facts are superseded by rows that withdraw them; nothing is deleted."""
    held = undo(by=by, return_=return_, verb="undo_approve", reason=reason)
    now = timezone.now()
    for ledger in (ApprovedValue, ApprovedNarrative):
        standing = ledger.objects.filter(of=held, superseded_by=None, withdrawn=False).order_by("position")
        ledger.objects.bulk_create(_withdrawal(fact, by, now) for fact in standing)
    take_back_approved(by=by, returns=[held, *held.gathered.all()], reason=reason)
    return_.refresh_from_db()
    return held


@transaction.atomic
def lock_returns(*, by: Actor, returns: Iterable[Return]) -> int:
    """Lock approved returns: no undo after this. The standing decisions stay as they are."""
    count = 0
    for return_ in returns:
        may_decide(by, return_, "lock").require()
        held = lock_return(return_)
        is_possible(held, "lock").require()
        held.state = BY_VERB["lock"].to_state
        held.save(update_fields=["state", "changed_at"])
        record(by=by, action="return.lock", kind="return", subject=held.pk, facts={"version": held.version})
        count += 1
    return count


def _withdrawal(fact, by: Actor, now):
    row = type(fact)()
    for field in type(fact)._meta.concrete_fields:
        if field.name != "position":
            setattr(row, field.attname, getattr(fact, field.attname))
    row.supersedes, row.withdrawn = fact, True
    row.approved_by, row.approved_by_role, row.approved_at = by.name, by.role_title, now
    return row


def _make_facts(held: Return, decision: Decision) -> int:
    request = held.request
    shared = {
        "cycle": request.cycle_id,
        "period": request.cycle.period,
        "economy": request.organisation.economy,
        "organisation": request.organisation,
        "of": held,
        "version": held.version,
        "approved_by": decision.by,
        "approved_by_role": decision.by_role,
        "approved_at": timezone.now(),
    }
    values = [_value(answer, shared) for answer in _answers(held)]
    narratives = [
        _narrative(row, shared) for row in Narrative.objects.filter(of=held).select_related("measure__node__plan")
    ]
    _supersede(values, ApprovedValue, VALUE_KEY, request)
    _supersede(narratives, ApprovedNarrative, NARRATIVE_KEY, request)
    ApprovedValue.objects.bulk_create(values)
    ApprovedNarrative.objects.bulk_create(narratives)
    return len(values) + len(narratives)


def _answers(held: Return):
    return (
        Answer.objects.filter(of=held)
        .select_related("indicator", "measure__node__plan")
        .prefetch_related("gathered_from__of__request")
        .order_by("pk")
    )


def _value(answer: Answer, shared: dict) -> ApprovedValue:
    origins = list(answer.gathered_from.all())
    origin = origins[0] if len(origins) == 1 else answer
    measure = answer.measure
    plan = measure.node.plan
    return ApprovedValue(
        **shared,
        **_origin(origin.of, origin.cell),
        territory_id=measure.territory_id or plan.territory_id or shared["organisation"].territory_id,
        measure=measure,
        sector=measure.sector,
        indicator=answer.indicator,
        unit=answer.indicator.unit if answer.indicator else plan.currency,
        aggregation=answer.indicator.aggregation if answer.indicator else "sum",
        **{
            name: getattr(answer, name)
            for name in ("stage", "source", "breakdown", "state", "amount", "numerator", "denominator", "reason",
                         "overlap", "note")
        },
    )  # fmt: skip


def _narrative(row: Narrative, shared: dict) -> ApprovedNarrative:
    measure = row.measure
    return ApprovedNarrative(
        **shared,
        **_origin(_narrative_origin(row), row.cell),
        territory_id=measure.territory_id or measure.node.plan.territory_id or shared["organisation"].territory_id,
        measure=measure,
        sector=measure.sector,
        status=row.status,
        achievements=row.achievements,
        setbacks=row.setbacks,
        next_steps=row.next_steps,
        language=row.language,
    )


def _narrative_origin(row: Narrative) -> Return:
    """The directorate's return that a gathered text came from, when it is one."""
    parts = list(
        Narrative.objects.filter(of__gathered_into=row.of_id, measure=row.measure_id).select_related("of__request")
    )
    return parts[0].of if len(parts) == 1 else row.of


def _origin(return_: Return, cell: str) -> dict:
    return {
        "origin_organisation_id": return_.request.organisation_id,
        "origin_return": return_,
        "origin_version": return_.version,
        "origin_cell": cell,
    }


def _supersede(rows: list, ledger, key: tuple[str, ...], request) -> None:
    """Point each new fact at the standing one of the same subject, if there is one."""
    standing = ledger.objects.filter(period=request.cycle.period, organisation=request.organisation, superseded_by=None)
    newest = {tuple(getattr(fact, name) for name in key): fact for fact in standing}
    for row in rows:
        row.supersedes = newest.get(tuple(getattr(row, name) for name in key))
