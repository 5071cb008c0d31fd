"""Community issues for machines: what is public, who was asked, who answered and how fast."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from barabar.advocacy.models import Issue
from barabar.advocacy.queries import Answers, StepStanding, answers_by_institution, public_issues, standing_of
from barabar.analysis.protection_rule import protection_rule
from barabar.reference.catalogue import economies, economy_of_code

advocacy = Router()
PAGE = 50


class Unknown(Schema):
    detail: str


class StepOut(Schema):
    """`state`: waiting, in_time, late or silent; `days` until the first answer."""

    rung: str
    institution: str
    asked_on: str
    agreed_until: str
    state: str
    days: int | None
    answers: list[str]


class IssueOut(Schema):
    """`raised`: how often it was raised, empty where that is a small count. Nothing tells who raised it or when."""

    number: int
    titles: dict[str, str]
    texts: dict[str, str]
    economy: str
    footnote_mark: str
    footnote_text: str
    territory: str
    settlement: str
    sector: str
    right: str
    measures: list[str]
    state: str
    outcome: str
    published_on: str
    raised: int | None
    steps: list[StepOut]
    demonstration: bool


class IssuesOut(Schema):
    total: int
    items: list[IssueOut]


class AnswersOut(Schema):
    """Questions to an institution. The response rate is `answered` of `due`; it travels as the two numbers."""

    institution: str
    names: dict[str, str]
    economy: str
    asked: int
    in_time: int
    late: int
    silent: int
    waiting: int
    answered: int
    due: int
    median_days: float | None


class IssuesIn(Schema):
    economy: str = ""
    sector: str = ""
    rung: str = ""
    state: str = ""
    words: str = ""
    offset: int = 0


def _refusal(economy: str) -> Status:
    return Status(404, {"detail": f"“{economy}” is not an economy; /api/economies lists the codes."})


@advocacy.get("/issues", response={200: IssuesOut, 404: Unknown}, summary="Public community issues, newest first, 50 at a time")  # fmt: skip
def list_issues(request: HttpRequest, asked: Query[IssuesIn]):
    economy = economy_of_code(asked.economy) if asked.economy else None
    if asked.economy and economy is None:
        return _refusal(asked.economy)
    found = public_issues(
        economy=economy.key if economy else "", sector=asked.sector, rung=asked.rung, state=asked.state,
        words=asked.words[:120].replace("\x00", ""),
    )  # fmt: skip
    start = max(0, min(asked.offset, 10**9))
    shown = found.prefetch_related("measures", "steps__organisation", "steps__outcomes")[start : start + PAGE]
    return IssuesOut(total=found.count(), items=[_issue(one) for one in shown])


def _issue(issue: Issue) -> IssueOut:
    economy = economies().get(issue.economy)
    most = protection_rule().frequency
    today = timezone.localdate()
    return IssueOut(
        number=issue.pk, titles=dict(issue.title), texts=dict(issue.text), economy=issue.economy,
        footnote_mark=economy.mark if economy else "",
        footnote_text=economy.footnote.in_language("en").text if economy else "",
        territory=issue.territory_id or "", settlement=issue.settlement, sector=issue.sector, right=issue.right,
        measures=[one.key for one in issue.measures.all()], state=issue.state, outcome=issue.outcome,
        published_on=str(issue.published_on), raised=issue.raisings_count if issue.raisings_count >= most else None,
        steps=[_step(standing_of(step, today)) for step in issue.steps.all()], demonstration=issue.is_demonstration,
    )  # fmt: skip


def _step(one: StepStanding) -> StepOut:
    return StepOut(
        rung=one.step.rung, institution=one.step.organisation_id, asked_on=str(one.step.began_on),
        agreed_until=str(one.step.due_on), state=one.state, days=one.days, answers=[a.text for a in one.answers],
    )  # fmt: skip


@advocacy.get("/issues/answers", response={200: list[AnswersOut], 404: Unknown}, summary="Response rate and time of each institution")  # fmt: skip
def list_answers(request: HttpRequest, economy: str = "", year: int | None = None):
    found = economy_of_code(economy) if economy else None
    if economy and found is None:
        return _refusal(economy)
    chosen = year if year is None or 1900 < year < 3000 else 1900
    rows = answers_by_institution(economy=found.key if found else "", year=chosen, today=timezone.localdate())
    return [_answers(one) for one in rows]


def _answers(one: Answers) -> AnswersOut:
    return AnswersOut(
        institution=one.organisation, names=dict(one.name), economy=one.economy, asked=one.asked, in_time=one.in_time,
        late=one.late, silent=one.silent, waiting=one.waiting, answered=one.answered, due=one.due,
        median_days=one.median_days,
    )  # fmt: skip
