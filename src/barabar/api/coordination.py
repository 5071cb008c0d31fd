"""Coordination for machines: public commitments with what became of each."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from barabar.coordination.catalogue import commitment_states, training_fields
from barabar.coordination.models import Commitment, Event, Visit
from barabar.coordination.trainings import ALL, OFFICIALS, Trained, total_of
from barabar.publishing.commitments_page import LATE, OPEN, chosen
from barabar.publishing.trainings_page import trainings_rows
from barabar.publishing.visits_page import Beside, beside
from barabar.reference.catalogue import economies, economy_of_code

coordination = Router()
PAGE = 200


class Unknown(Schema):
    detail: str


class StateOut(Schema):
    """`approved_in`: the period of the approved return that said it; empty where it was said otherwise."""

    state: str
    on: str
    note: str
    language: str
    moved_to: str
    said_by: str
    approved_in: str
    taken_back: bool


class CommitmentOut(Schema):
    """`state` is the last one told; `late` says that its day is over without an end. Economies with a mark: print both fields."""

    number: int
    economy: str
    footnote_mark: str
    footnote_text: str
    institution: str
    who: dict[str, str]
    what: dict[str, str]
    partner: str
    event: str
    body: str
    made_on: str
    promised_for: str
    due_on: str
    state: str
    late: bool
    measures: list[str]
    history: list[StateOut]
    demonstration: bool


class CommitmentsOut(Schema):
    total: int
    page: int
    pages: int
    commitments: list[CommitmentOut]


@coordination.get(
    "/commitments",
    response={200: CommitmentsOut, 404: Unknown},
    summary="What institutions promised, by when, and what became of it",
)
def list_commitments(
    request: HttpRequest, economy: str = "", state: str = "", institution: str = "", body: str = "",
    page: int = Query(1, ge=1),
):  # fmt: skip
    known = [LATE, OPEN, *commitment_states()]
    if state and state not in known:
        return Status(404, {"detail": f"“{state}” is not a state of a commitment; use {', '.join(known)}."})
    found = economy_of_code(economy) if economy else None
    if economy and found is None:
        return Status(404, {"detail": f"“{economy}” is not an economy; /api/economies lists the codes."})
    asked = {"economy": found.key if found else "", "state": state, "institution": institution, "body": body}
    today = timezone.localdate()
    rows = chosen(asked, Commitment.objects.filter(is_public=True), today)
    total = rows.count()
    own = rows.select_related("organisation", "conclusion").prefetch_related("measures", "states__of__request__cycle")
    shown = [_out(one, today) for one in own[(page - 1) * PAGE : page * PAGE]]
    return CommitmentsOut(total=total, page=page, pages=-(-total // PAGE), commitments=shown)


class TrainedOut(Schema):
    """`people` is null where no record gives a number. `women` and `men` of those whose sex is known; who took part several times counts each time. Sums hold no hidden count."""

    field: str
    titles: dict[str, str]
    who: dict[str, str]
    kind: str
    people: int | None
    women: int
    men: int
    records_without_number: int
    hidden: int
    trainings: int


class TrainingsOut(Schema):
    people: int | None
    women: int
    men: int
    records_without_number: int
    hidden: int
    trainings: int
    rows: list[TrainedOut]


@coordination.get(
    "/trainings", response={200: TrainingsOut, 404: Unknown}, summary="Who was trained in what, by institution"
)
def list_trainings(request: HttpRequest, field: str = "", economy: str = "", year: str = "", who: str = "officials"):
    if field and field not in training_fields():
        return Status(404, {"detail": f"“{field}” is not a field of training; use {', '.join(training_fields())}."})
    if who not in (OFFICIALS, ALL):
        return Status(404, {"detail": f"“{who}” is not known; use {OFFICIALS} or {ALL}."})
    asked = {"field": field, "economy": economy, "year": year, "who": who}
    rows = trainings_rows(asked, Event.objects.filter(is_public=True))
    return TrainingsOut(**_counts(total_of(rows)), rows=[_trained(one) for one in rows])


def _counts(one: Trained) -> dict[str, int]:
    return {
        "people": one.people if one.told else None, "women": one.women, "men": one.men, "records_without_number": one.unnumbered,
        "hidden": one.hidden, "trainings": len(one.events),
    }  # fmt: skip


def _trained(one: Trained) -> TrainedOut:
    return TrainedOut(field=one.field, titles=dict(one.field_title), who=dict(one.who), kind=one.kind, **_counts(one))


class FindingOut(Schema):
    """`reported` and `found` as they may be printed; empty with `hidden` where a number is kept back to protect people."""

    kind: str
    differs: bool
    texts: dict[str, str]
    evidence: str
    measure: str
    indicator: str
    breakdown: str
    period: str
    reported: str
    found: str
    hidden: bool
    reported_stands: bool


class VisitOut(Schema):
    """`visits` is null where a record of several does not say how many; without `several` it is one visit."""

    number: int
    economy: str
    territory: str
    day: str
    day_note: str
    organiser: str
    partner: str
    office: str
    several: bool
    visits: int | None
    source: str
    demonstration: bool
    findings: list[FindingOut]


@coordination.get("/visits", response={200: list[VisitOut], 404: Unknown}, summary="Field visits, with what was found")
def list_visits(request: HttpRequest, economy: str = "", page: int = Query(1, ge=1)):
    found = economy_of_code(economy) if economy else None
    if economy and found is None:
        return Status(404, {"detail": f"“{economy}” is not an economy; /api/economies lists the codes."})
    rows = Visit.objects.filter(is_public=True, **({"economy": found.key} if found else {}))
    return [_visit(one) for one in rows.order_by("pk")[(page - 1) * PAGE : page * PAGE]]


def _visit(one: Visit) -> VisitOut:
    rows = one.findings.select_related("measure", "indicator", "against__superseded_by").order_by("number")
    return VisitOut(
        number=one.pk, economy=one.economy, territory=one.territory_id or "", day=_day(one.starts), day_note=one.date_note,
        organiser=one.organiser_id or one.organiser_as_written, partner=one.partner_id or one.partner_as_written,
        office=one.office_id or one.office_as_written, several=one.stands_for_many,
        visits=one.visits if one.stands_for_many else 1, source=one.source, demonstration=one.is_demonstration,
        findings=[_finding(line) for line in beside(rows, inside=False)],
    )  # fmt: skip


def _finding(line: Beside) -> FindingOut:
    own = line.finding
    return FindingOut(
        kind=own.kind, differs=line.differs, texts=dict(own.text), evidence=own.evidence,
        measure=own.measure.key if own.measure else "", indicator=own.indicator.key if own.indicator else "",
        breakdown=own.breakdown, period=own.period, reported=line.reported, found=line.found, hidden=line.is_hidden,
        reported_stands=line.stands,
    )  # fmt: skip


def _out(one: Commitment, today) -> CommitmentOut:
    economy = economies().get(one.economy)
    return CommitmentOut(
        number=one.pk, economy=one.economy, footnote_mark=economy.mark if economy else "",
        footnote_text=economy.footnote.in_language("en").text if economy else "", institution=one.organisation_id or "",
        who=dict(one.who), what=dict(one.what), partner=one.partner_id or one.partner_as_written,
        event=one.conclusion.event_id if one.conclusion else "", body=one.body_id or "", made_on=_day(one.made_on),
        promised_for=_day(one.promised_for), due_on=_day(one.due_on), state=one.state, late=one.is_late(today),
        measures=[measure.key for measure in one.measures.all()], history=[_state(row) for row in one.states.all()],
        demonstration=one.is_demonstration,
    )  # fmt: skip


def _state(row) -> StateOut:
    return StateOut(
        state=row.state, on=_day(row.on), note=row.note, language=row.language, moved_to=_day(row.moved_to),
        said_by=row.said_by_id or "", approved_in=row.of.request.cycle.period if row.of else "", taken_back=row.taken_back,
    )  # fmt: skip


def _day(day) -> str:
    return day.isoformat() if day else ""
