"""Consolidation: the committee gathers its directorates' accepted answers into one municipal return.

The committee changes no directorate's figure: it accepts or sends back. Every gathered answer keeps where it came from.
"""

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.actions.save_answers import lock_return
from barabar.collection.catalogue import routes
from barabar.collection.models import Answer, Narrative, Return
from barabar.collection.questions import ValueQuestion, form_of
from barabar.collection.routing import organisation_at, step_of
from barabar.collection.states import is_fillable
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems
from barabar.review.permissions import may_gather
from barabar.statistics.rollup import roll_up
from barabar.statistics.values import Aggregation, State, Value

NUMBERS = ("amount", "numerator", "denominator")


def parts_of(return_: Return) -> list[Return]:
    """The returns that this one gathers: those of the cycle whose next step is the organisation of this return."""
    request = return_.request
    route = routes()[request.route]
    own_step = step_of(route, request.organisation)
    beside = (
        Return.objects.filter(
            request__cycle=request.cycle_id,
            request__route=request.route,
            request__organisation__economy=request.organisation.economy,
            request__organisation__path__startswith=request.organisation.parent.path,
        )
        .exclude(pk=return_.pk)
        .select_related("request__organisation")
    )
    return [part for part in beside if organisation_at(own_step, part.organisation) == request.organisation]


@transaction.atomic
def gather_returns(*, by: Actor, return_: Return, without_missing: bool = False) -> list[Return]:
    """Gather. With `without_missing` the directorates that did not report are entered as missing, with that reason.

    Gathering again replaces what was gathered before. Returns the parts that were gathered.
    """
    may_gather(by, return_).require()
    held = lock_return(return_)
    is_fillable(held).require()
    parts = parts_of(held)
    absent = [part for part in parts if part.state != "accepted"]
    if absent and not without_missing:
        raise Problems(
            [
                Problem(
                    "part-open",
                    _("its return is not accepted yet. Wait for it, send a reminder, or gather without it: its figures are then "
                      "shown as missing."),
                    where=str(part.organisation),
                )
                for part in absent
            ]
        )  # fmt: skip
    present = [part for part in parts if part.state == "accepted"]
    Answer.objects.filter(of=held).delete()
    Narrative.objects.filter(of=held).delete()
    _gather_answers(held, present)
    _gather_narratives(held, present)
    for part in absent:
        _enter_missing(held, part)
    held.request.measures.set({m for part in parts for m in part.request.measures.all()})
    Return.objects.filter(gathered_into=held).update(gathered_into=None)
    Return.objects.filter(pk__in=[part.pk for part in present]).update(gathered_into=held)
    held.edition += 1
    held.unread = {}
    held.save(update_fields=["edition", "unread", "changed_at"])
    facts = {"gathered": [p.organisation.pk for p in present], "missing": [p.organisation.pk for p in absent]}
    record(by=by, action="return.gather", kind="return", subject=held.pk, facts=facts)
    return present


def _gather_answers(held: Return, parts: list[Return]) -> None:
    groups: dict[tuple, list[Answer]] = defaultdict(list)
    rows = Answer.objects.filter(of__in=parts).select_related("indicator").order_by("of", "pk")
    for row in rows:
        groups[(row.measure_id, row.indicator_id, row.stage, row.source, row.breakdown)].append(row)
    made, origins = [], []
    for (measure, indicator, stage, source, breakdown), members in groups.items():
        row = Answer(
            of=held, measure_id=measure, indicator_id=indicator, stage=stage, source=source, breakdown=breakdown
        )
        _combine(row, members)
        made.append(row)
        origins.append(members)
    Answer.objects.bulk_create(made)
    links = Answer.gathered_from.through
    links.objects.bulk_create(
        links(from_answer_id=row.pk, to_answer_id=member.pk)
        for row, members in zip(made, origins, strict=True)
        for member in members
    )


def _combine(row: Answer, members: list[Answer]) -> None:
    """One directorate's answer is taken as it is; several to one question are rolled up by the indicator's rule."""
    first = members[0]
    if len(members) == 1:
        for name in ("state", *NUMBERS, "reason", "overlap", "note", "cell"):
            setattr(row, name, getattr(first, name))
        return
    rule = Aggregation(first.indicator.aggregation) if first.indicator else Aggregation.SUM
    total = roll_up([value_of(member) for member in members], rule)
    row.state = total.state.value
    if total.state is State.REPORTED:
        ratio = rule is Aggregation.RATIO
        row.amount = None if ratio else total.amount
        row.numerator, row.denominator = (total.numerator, total.denominator) if ratio else (None, None)
        row.overlap = "possible" if total.is_range else "none"
    else:
        row.reason = next((member.reason for member in members if member.reason), "")


def value_of(answer: Answer) -> Value:
    """An answer as a pure value."""
    return Value(
        state=State(answer.state),
        unit=answer.indicator.unit if answer.indicator else "money",
        amount=answer.amount,
        numerator=answer.numerator,
        denominator=answer.denominator,
        place=str(answer.of_id),
        reason=answer.reason,
        overlap=answer.overlap or "none",
        origin=answer.pk,
    )


def _gather_narratives(held: Return, parts: list[Return]) -> None:
    groups: dict[int, list[Narrative]] = defaultdict(list)
    for row in Narrative.objects.filter(of__in=parts).select_related("of__request__organisation").order_by("of", "pk"):
        groups[row.measure_id].append(row)
    for measure, members in groups.items():
        row = Narrative(
            of=held, measure_id=measure, status=_worst(m.status for m in members), language=members[0].language
        )
        for name in ("achievements", "setbacks", "next_steps"):
            texts = [(m.of.organisation, getattr(m, name)) for m in members if getattr(m, name)]
            said = texts[0][1] if len(texts) == 1 else "\n".join(f"{o.name}: {text}" for o, text in texts)
            setattr(row, name, said)
        row.save()


def _worst(statuses) -> str:
    """Of several directorates' states of one measure, the one that needs attention most."""
    order = ["delayed", "at_risk", "not_started", "on_track", "completed"]
    return min((s for s in statuses if s), key=lambda s: order.index(s) if s in order else 0, default="")


def _enter_missing(held: Return, part: Return) -> None:
    """A directorate that did not report: each of its questions stands as missing, with that reason."""
    known = set(
        Answer.objects.filter(of=held).values_list("measure_id", "indicator_id", "stage", "source", "breakdown")
    )
    from_form = [
        (measure.measure_id, question.indicator_id, "", "", question.breakdown)
        if isinstance(question, ValueQuestion)
        else (measure.measure_id, None, question.stage, question.source, "")
        for measure in form_of(part).measures
        for question in (*measure.values, *measure.money)
    ]
    Answer.objects.bulk_create(
        Answer(
            of=held,
            measure_id=m,
            indicator_id=i,
            stage=st,
            source=so,
            breakdown=b,
            state="missing",
            reason="not_returned",
        )
        for m, i, st, so, b in from_form
        if (m, i, st, so, b) not in known
    )
    for measure in part.request.measures.all():
        Narrative.objects.get_or_create(of=held, measure=measure, defaults={"status": "not_started", "setbacks": ""})
