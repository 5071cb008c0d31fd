"""The exchange API: an institution's own system reads its requests, pushes answers, and sends the return.

`Authorization: Bearer bb_…` is the institution's token. `Idempotency-Key` makes a repeat harmless. Everything pushed
is a draft like any other: the same rules, the same sentences, the same review.
"""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from ninja import Router, Schema, Status
from ninja.security import HttpBearer

from barabar.access.actions.keep_tokens import actor_of_token
from barabar.collection.actions.push_answers import Pushed, push_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.data_value_maps import DataValue, data_value_maps, given_of, read_csv
from barabar.collection.models import Return
from barabar.collection.questions import ValueQuestion, form_of
from barabar.collection.reading import Given, GivenNarrative
from barabar.reference.verdicts import Problem, Problems, Refused

LANGUAGES = ("en", "sq")


class TokenAuth(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str):
        found = actor_of_token(token)
        if found is None:
            return None
        request.actor, request.organisation = found  # type: ignore[attr-defined]
        return token


exchange = Router(auth=TokenAuth(), tags=["exchange"])


class QuestionOut(Schema):
    """`kind` is value, money or further. A share takes `numerator` and `denominator`, a further question (a commitment that is
    open) one of its `choices` as `state` with a `note`, everything else `value`."""

    key: str
    kind: str
    measure: str
    names: dict[str, str]
    unit: str
    breakdown: str
    is_share: bool
    choices: list[str] = []
    about: str = ""
    due_on: str = ""


class RequestOut(Schema):
    id: int
    cycle: str
    period: str
    due_on: str
    state: str
    edition: int
    questions: list[QuestionOut]
    measures: list[str]


class AnswerIn(Schema):
    """`state` other than "reported" needs no number: missing (with `reason`), not_applicable, not_due, refused."""

    question: str
    value: Decimal | str | None = None
    numerator: Decimal | str | None = None
    denominator: Decimal | str | None = None
    state: str = ""
    reason: str = ""
    overlap: str = ""
    note: str = ""


class NarrativeIn(Schema):
    measure: str
    status: str = ""
    achievements: str = ""
    setbacks: str = ""
    next_steps: str = ""
    language: str = "sq"


class PushIn(Schema):
    answers: list[AnswerIn] = []
    narratives: list[NarrativeIn] = []


class ProblemOut(Schema):
    """`row` counts the rows sent from 0, answers first, then narratives; it is null for what concerns no one row."""

    row: int | None
    code: str
    severity: str
    sentence: str


class PushOut(Schema):
    stored: bool
    again: bool
    changed: int
    edition: int
    problems: list[ProblemOut]


class DataValueIn(Schema):
    dataElement: str
    value: Decimal | str
    categoryOptionCombo: str = ""
    period: str = ""
    orgUnit: str = ""
    comment: str = ""


class DataValueSetIn(Schema):
    dataSet: str
    period: str = ""
    orgUnit: str = ""
    dataValues: list[DataValueIn]


class Refusal(Schema):
    detail: str


def _own(request: Any, return_id: int) -> Return | None:
    """A return of the token's institution; a foreign one and none answer alike."""
    found = Return.objects.select_related("request__organisation", "request__cycle").filter(
        pk=return_id, request__organisation=request.organisation
    )
    return found.first()


def _language(request: Any) -> str:
    asked = (request.headers.get("Accept-Language") or "")[:2]
    return asked if asked in LANGUAGES else "en"


NOT_FOUND = {"detail": "This institution has no request with that number; GET /api/requests lists its requests."}


@exchange.get("/requests", response=list[RequestOut], summary="The institution's requests and what they ask")
def list_requests(request: Any):
    rows = Return.objects.filter(request__organisation=request.organisation).select_related(
        "request__organisation", "request__cycle"
    )
    return [_request(row) for row in rows.order_by("-request__cycle__period")]


def _request(return_: Return) -> RequestOut:
    form = form_of(return_)
    questions = [
        QuestionOut(
            key=q.key, kind="value" if isinstance(q, ValueQuestion) else "money", measure=measure.key,
            names=dict(q.name) if isinstance(q, ValueQuestion) else dict(measure.title),
            unit=q.unit if isinstance(q, ValueQuestion) else q.currency,
            breakdown=q.breakdown if isinstance(q, ValueQuestion) else f"{q.stage};{q.source}",
            is_share=isinstance(q, ValueQuestion) and q.is_ratio,
        )
        for measure in form.measures
        for q in (*measure.values, *measure.money)
    ]  # fmt: skip
    questions += [
        QuestionOut(
            key=q.key, kind="further", measure="", names=dict(q.name), unit="", breakdown="", is_share=False,
            choices=[one.key for one in q.choices], about=str(q.about), due_on=q.due.isoformat() if q.due else "",
        )
        for q in form.further
    ]  # fmt: skip
    asked = return_.request
    return RequestOut(
        id=return_.pk, cycle=asked.cycle_id, period=asked.cycle.period, due_on=asked.due_on.isoformat(),
        state=return_.state, edition=return_.edition, questions=questions,
        measures=[measure.key for measure in form.measures],
    )  # fmt: skip


@exchange.post(
    "/requests/{return_id}/answers",
    response={200: PushOut, 404: Refusal, 409: PushOut, 422: PushOut},
    summary="Push answers into the draft: all or nothing, or the good ones with partial=true",
)
def push(request: Any, return_id: int, body: PushIn, dry_run: bool = False, partial: bool = False):
    return_ = _own(request, return_id)
    if return_ is None:
        return Status(404, NOT_FOUND)
    given = [
        Given(
            one.question, _typed(one.value), _typed(one.numerator), _typed(one.denominator), one.state, one.reason,
            one.overlap, one.note,
        )
        for one in body.answers
    ]  # fmt: skip
    narratives = [
        GivenNarrative(n.measure, n.status, n.achievements, n.setbacks, n.next_steps, n.language)
        for n in body.narratives
    ]
    return _take(request, return_, given, narratives, dry_run=dry_run, partial=partial)


def _typed(value: Decimal | str | None) -> object:
    return "" if value is None else value


def _take(request: Any, return_: Return, given, narratives=(), *, dry_run: bool, partial: bool):
    key = (request.headers.get("Idempotency-Key") or "")[:120]
    with translation.override(_language(request)):
        try:
            done = push_answers(
                by=request.actor, return_=return_, given=given, narratives=narratives, key=key, partial=partial,
                dry_run=dry_run,
            )  # fmt: skip
        except (Problems, Refused) as refusal:
            return Status(409, _refused(return_, refusal))
        answer = _answer(done)
    failed = not done.stored and not dry_run
    return Status(422, answer) if failed else answer


def _refused(return_: Return, refusal: Problems | Refused) -> PushOut:
    if isinstance(refusal, Refused):
        problems = [ProblemOut(row=None, code=refusal.verdict.code, severity="error", sentence=str(refusal))]
    else:
        problems = [_problem(None, one) for one in refusal.problems]
    return PushOut(stored=False, again=False, changed=0, edition=return_.edition, problems=problems)


def _answer(done: Pushed) -> PushOut:
    problems = [_problem(row, one) for row, one in done.rows] + [_problem(None, one) for one in done.general]
    return PushOut(stored=done.stored, again=done.again, changed=done.changed, edition=done.edition, problems=problems)


def _problem(row: int | None, one: Problem) -> ProblemOut:
    return ProblemOut(row=row, code=one.code, severity=one.severity, sentence=one.sentence)


@exchange.post(
    "/requests/{return_id}/data-value-set",
    response={200: PushOut, 404: Refusal, 409: PushOut, 422: PushOut},
    summary="Push a DHIS2 data value set (JSON), mapped by a definition",
)
def push_data_values(request: Any, return_id: int, body: DataValueSetIn, dry_run: bool = False, partial: bool = False):
    values = [
        DataValue(
            one.dataElement, one.categoryOptionCombo, one.period or body.period, one.orgUnit or body.orgUnit, one.value,
            one.comment,
        )
        for one in body.dataValues
    ]  # fmt: skip
    return _mapped(request, return_id, body.dataSet, values, dry_run=dry_run, partial=partial)


@exchange.post(
    "/requests/{return_id}/data-value-set.csv",
    response={200: PushOut, 404: Refusal, 409: PushOut, 422: PushOut},
    summary="The same as CSV (text/csv): dataelement, period, orgunit, categoryoptioncombo, value",
)
def push_data_values_csv(request: Any, return_id: int, data_set: str, dry_run: bool = False, partial: bool = False):
    try:
        values = read_csv(request.body.decode("utf-8-sig"))
    except (UnicodeDecodeError, Problems) as refusal:
        said = str(refusal) if isinstance(refusal, Problems) else "The body is not UTF-8 text."
        return Status(404, {"detail": said})
    return _mapped(request, return_id, data_set, values, dry_run=dry_run, partial=partial)


def _mapped(request: Any, return_id: int, data_set: str, values: list[DataValue], *, dry_run: bool, partial: bool):
    return_ = _own(request, return_id)
    if return_ is None:
        return Status(404, NOT_FOUND)
    chosen = next((one for one in data_value_maps().values() if one.data_set == data_set), None)
    if chosen is None:
        known = ", ".join(one.data_set for one in data_value_maps().values()) or "none"
        return Status(404, {"detail": f"No map for the data set “{data_set}”; known: {known}."})
    own = return_.request
    try:
        with translation.override(_language(request)):
            given = given_of(chosen, values, organisation=own.organisation_id, period=own.cycle.period)
    except Problems as found:
        return Status(409, _refused(return_, found))
    return _take(request, return_, given, dry_run=dry_run, partial=partial)


@exchange.post(
    "/requests/{return_id}/send",
    response={200: RequestOut, 404: Refusal, 409: PushOut},
    summary="Send the return, when nothing is open",
)
def send(request: Any, return_id: int):
    return_ = _own(request, return_id)
    if return_ is None:
        return Status(404, NOT_FOUND)
    with translation.override(_language(request)):
        try:
            submit_return(by=request.actor, return_=return_)
        except (Problems, Refused) as refusal:
            return Status(409, _refused(return_, refusal))
    return_.refresh_from_db()
    return _request(return_)
