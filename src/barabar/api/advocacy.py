"""Community issues for machines: what is public, who was asked, who answered and how fast."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from barabar.advocacy.models import Issue
from barabar.advocacy.queries import (
    Answers,
    StepStanding,
    answers_by_institution,
    practices_of,
    public_issues,
    standing_of,
    standing_readings,
)
from barabar.analysis.protection_rule import protection_rule
from barabar.reference.catalogue import economies, economy_of_code

advocacy = Router()
PAGE = 40


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


@advocacy.get("/issues", response={200: IssuesOut, 404: Unknown}, summary="Public community issues, newest first, 40 at a time")  # fmt: skip
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


class ReadingOut(Schema):
    """Civil society's reading; `counter` is its own figure, in the unit of the indicator, and belongs to no total."""

    measure: str
    indicator: str
    period: str
    organisation: str
    rating: str
    texts: dict[str, str]
    counter: str | None
    evidence: str
    written_on: str
    replies: list[dict[str, str]]


@advocacy.get("/readings", response={200: list[ReadingOut], 404: Unknown}, summary="Civil society's readings, beside the official values")  # fmt: skip
def list_readings(request: HttpRequest, economy: str, period: str = ""):
    found = economy_of_code(economy)
    if found is None:
        return _refusal(economy)
    public = [one for one in standing_readings(economy=found.key, period=period) if one.measure.node.plan.status != "draft"]  # fmt: skip
    return [
        ReadingOut(
            measure=one.measure.key, indicator=one.indicator.key if one.indicator else "", period=one.period,
            organisation=one.organisation_id, rating=one.rating, texts=dict(one.text),
            counter=None if one.counter is None else str(one.counter), evidence=one.evidence,
            written_on=str(one.written_on),
            replies=[{"organisation": r.organisation_id, **dict(r.text)} for r in one.replies.all()],
        )
        for one in public
    ]  # fmt: skip


class PracticeOut(Schema):
    key: str
    kind: str
    titles: dict[str, str]
    done: dict[str, str]
    economy: str
    territory: str
    sectors: list[str]
    communities: list[str]
    year: int | None
    cost: str | None
    currency: str
    grade: str
    evidence: str
    identified_by: str
    taken_over: list[dict[str, str]]
    demonstration: bool


@advocacy.get("/practices", response={200: list[PracticeOut], 404: Unknown}, summary="Practices and stories, with who took them over")  # fmt: skip
def list_practices(request: HttpRequest, economy: str = ""):
    found = economy_of_code(economy) if economy else None
    if economy and found is None:
        return _refusal(economy)
    shown = practices_of(economy=found.key if found else "").prefetch_related("takeovers__organisation")
    return [
        PracticeOut(
            key=one.pk, kind=one.kind, titles=dict(one.title), done=dict(one.done), economy=one.economy,
            territory=one.territory_id or "", sectors=one.sectors, communities=one.communities, year=one.year,
            cost=None if one.cost is None else str(one.cost), currency=one.currency, grade=one.grade, evidence=one.evidence,
            identified_by=one.identified_by, demonstration=one.is_demonstration,
            taken_over=[{"who": str(t.name), "economy": t.economy, "year": str(t.year or "")} for t in one.takeovers.all()],
        )
        for one in shown
    ]  # fmt: skip
