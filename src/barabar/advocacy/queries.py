"""What is known of issues: how they stand today, who answered, how fast. Right on any day, whether or not a clock ran."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count, Q, QuerySet

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.advocacy.catalogue import issue_rungs
from barabar.advocacy.links import TOKEN, kept
from barabar.advocacy.models import Issue, IssueStep, Practice, Raising, Reading, StepOutcome
from barabar.reference.catalogue import REGION
from barabar.reference.slugs import fold
from barabar.reference.text import Text

WAITING, IN_TIME, LATE, SILENT = "waiting", "in_time", "late", "silent"


@dataclass(frozen=True)
class StepStanding:
    """A step on a day: `state` is waiting, in_time, late or silent; `days` until the first answer."""

    step: IssueStep
    state: str
    days: int | None
    answers: tuple[StepOutcome, ...]


@dataclass(frozen=True)
class Answers:
    """How an institution answered. `due`: steps answered, or whose time has passed; `median_days` until the first answer."""

    organisation: str
    name: Text
    economy: str
    asked: int
    in_time: int
    late: int
    silent: int
    waiting: int
    median_days: float | None

    @property
    def answered(self) -> int:
        return self.in_time + self.late

    @property
    def due(self) -> int:
        return self.answered + self.silent


@dataclass
class _Tally:
    asked: int = 0
    overdue: int = 0
    overdue_answered: int = 0
    in_time: int = 0
    late: int = 0
    days: list[tuple[int, int]] = field(default_factory=list)


def public_issues(*, economy: str = "", sector: str = "", rung: str = "", state: str = "", words: str = "", territory: str = "") -> QuerySet[Issue]:  # fmt: skip
    """Public issues, newest first. `words` are searched without diacritics and case, all of them."""
    found = Issue.objects.filter(published_on__isnull=False)
    state = state if state in Issue.PUBLIC else ""
    for name, wanted in (("economy", economy), ("sector", sector), ("rung", rung), ("territory", territory), ("state", state)):  # fmt: skip
        if wanted:
            found = found.filter(**{name: wanted})
    for word in fold(words).split()[:8]:
        found = found.filter(folded__contains=word)
    return found


def standings_of(issue: Issue, today: dt.date) -> list[StepStanding]:
    """Each step of the ladder as it stands on a day."""
    steps = issue.steps.select_related("organisation").prefetch_related("outcomes")
    return [standing_of(step, today) for step in steps]


def standing_of(step: IssueStep, today: dt.date) -> StepStanding:
    answers = tuple(one for one in step.outcomes.all() if one.kind == "answer" and one.recorded_on <= today)
    first = next((one for one in answers if one.is_first), None)
    if first is not None:
        return StepStanding(step, LATE if first.is_late else IN_TIME, first.days, answers)
    return StepStanding(step, SILENT if step.due_on < today else WAITING, None, answers)


def answers_by_institution(*, economy: str = "", year: int | None = None, territory: str = "", today: dt.date) -> list[Answers]:  # fmt: skip
    """Who was asked (in the year, about issues of the place, where they are given) and how they answered until `today`.

    Counts are of questions to institutions, not of people.
    """
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    overdue = Count("pk", filter=Q(due_on__lt=today))
    steps = IssueStep.objects.filter(_asked("", economy, year, territory, today))
    for key, count, late in steps.values_list("organisation").annotate(n=Count("pk"), o=overdue).order_by():
        tallies[key].asked, tallies[key].overdue = count, late
    for key, count, late in _dropped(economy, year, territory, today):
        tallies[key].asked -= count
        tallies[key].overdue -= late
    first = StepOutcome.objects.filter(
        _asked("step__", economy, year, territory, today), kind="answer", is_first=True, recorded_on__lte=today
    )
    overdue = Count("pk", filter=Q(step__due_on__lt=today))
    too_late = Count("pk", filter=Q(is_late=True))
    grouped = first.values_list("step__organisation", "days").annotate(n=Count("pk"), o=overdue, l=too_late)
    for key, days, count, passed, late in grouped.order_by("days"):
        tally = tallies[key]
        tally.days.append((days, count))
        tally.overdue_answered += passed
        tally.late += late
        tally.in_time += count - late
    organisations = Organisation.objects.filter(pk__in=[key for key, one in tallies.items() if one.asked]).order_by(
        "path"
    )
    return [_answers(one, tallies[one.pk]) for one in organisations]


def _dropped(economy: str, year: int | None, territory: str, today: dt.date) -> Iterable[tuple[str, int, int]]:
    """By institution, the questions that an issue took along into another before they were answered or passed over, and how
    many of them would be overdue: asked there alone, they count here for nobody. Found by the few issues that were joined."""
    joined = Issue.objects.filter(merged_into__isnull=False).values("pk")
    steps = IssueStep.objects.filter(_asked("", economy, year, territory, today), issue__in=joined, outcomes=None)
    overdue = Count("pk", filter=Q(due_on__lt=today))
    return steps.values_list("organisation").annotate(n=Count("pk"), o=overdue).order_by()


def _asked(to: str, economy: str, year: int | None, territory: str, today: dt.date) -> Q:
    """The condition on steps; `to` leads from the table that is asked to the step."""
    wanted: dict[str, object] = {"began_on__lte": today}
    if year is not None:
        wanted |= {"began_on__gte": dt.date(year, 1, 1), "began_on__lte": min(today, dt.date(year, 12, 31))}
    if economy:
        wanted["organisation__economy"] = economy
    if territory:
        wanted["issue__territory"] = territory
    return Q(**{f"{to}{name}": value for name, value in wanted.items()})


def _answers(organisation: Organisation, tally: _Tally) -> Answers:
    silent = tally.overdue - tally.overdue_answered
    return Answers(
        organisation.pk, organisation.name, organisation.economy, tally.asked, tally.in_time, tally.late, silent,
        tally.asked - tally.in_time - tally.late - silent, _median(tally.days),
    )  # fmt: skip


def _median(counted: Iterable[tuple[int, int]]) -> float | None:
    """The median of values given with how often each occurs."""
    values = [value for value, count in counted for _again in range(count)]
    return median(values) if values else None


@dataclass(frozen=True)
class IssueCounts:
    """How many issues are public, by state, outcome, sector and rung."""

    total: int
    open: int
    outcomes: dict[str, int]
    sectors: dict[str, int]
    rungs: dict[str, int]


def issue_counts(*, economy: str = "", year: int | None = None, territory: str = "", today: dt.date | None = None) -> IssueCounts:  # fmt: skip
    found = Issue.objects.filter(published_on__isnull=False)
    if economy:
        found = found.filter(economy=economy)
    if territory:
        found = found.filter(territory=territory)
    if year is not None:
        found = found.filter(published_on__year=year)
    if today is not None:
        found = found.filter(published_on__lte=today)
    rows = found.values_list("state", "outcome", "sector", "rung").annotate(n=Count("pk")).order_by()
    outcomes: dict[str, int] = {key: 0 for key, _word in Issue.OUTCOMES}
    sectors: dict[str, int] = defaultdict(int)
    rungs: dict[str, int] = {key: 0 for key in issue_rungs()}
    total = still_open = 0
    for state, outcome, sector, rung, count in rows:
        total += count
        still_open += count if state == "open" else 0
        sectors[sector] += count
        rungs[rung] = rungs.get(rung, 0) + count
        if state == "closed":
            outcomes[outcome] += count
    return IssueCounts(total, still_open, outcomes, dict(sectors), rungs)


def raising_of_link(token: str) -> Raising | None:
    """The raising that a private link leads to."""
    if not TOKEN.fullmatch(token):
        return None
    return Raising.objects.select_related("issue__territory").filter(link=kept(token)).first()


def was_raised(sending: str) -> bool:
    """Whether a form with this id has arrived."""
    return Raising.objects.filter(sending=kept(sending)).exists()


def economies_of(actor: Actor, permission: str) -> list[str] | None:
    """The economies for which the person holds this; None where it is every one."""
    if may(actor, permission, economy=REGION):
        return None
    return sorted({p.economy for p in actor.parts if p.economy and may(actor, permission, economy=p.economy)})


def issues_to_moderate(actor: Actor) -> QuerySet[Issue]:
    """Every issue within the person's moderation."""
    own = economies_of(actor, "issue.moderate")
    found = Issue.objects.all()
    return found if own is None else found.filter(economy__in=own)


def steps_to_answer(actor: Actor) -> QuerySet[IssueStep]:
    """Open steps of the institutions for which the person answers, those due first; answered ones are not among them."""
    reached = [p.organisation for p in actor.parts]
    institutions = [one for one in Organisation.objects.filter(pk__in=reached) if may(actor, "issue.answer", organisation=one)]  # fmt: skip
    answered = StepOutcome.objects.filter(kind="answer").values("step")
    found = IssueStep.objects.filter(organisation__in=institutions, issue__state="open").exclude(pk__in=answered)
    return found.select_related("issue__territory", "organisation").order_by("due_on", "pk")


def standing_readings(*, measures: Iterable[int] | None = None, economy: str = "", period: str = "", until: dt.date | None = None) -> list[Reading]:  # fmt: skip
    """The latest reading of each organisation, measure, indicator and period, with its replies; withdrawn ones are left out."""
    found = Reading.objects.select_related("organisation", "indicator", "measure__node__plan", "measure__responsible")
    if measures is not None:
        found = found.filter(measure__in=measures)
    if economy:
        found = found.filter(measure__node__plan__economy=economy)
    if period:
        found = found.filter(period=period)
    if until is not None:
        found = found.filter(written_on__lte=until)
    latest = {(one.organisation_id, one.measure_id, one.indicator_id, one.period): one for one in found.order_by("pk").prefetch_related("replies__organisation")}  # fmt: skip
    return [one for one in latest.values() if not one.is_withdrawn]


def practices_of(*, economy: str = "", until: dt.date | None = None) -> QuerySet[Practice]:
    """Public practices and stories; of an economy those made there and those taken over there."""
    found = Practice.objects.filter(is_public=True).select_related("organisation", "territory", "plan")
    if economy:
        found = found.filter(Q(economy=economy) | Q(takeovers__economy=economy)).distinct()
    return found.filter(added_on__lte=until) if until is not None else found


def practices_seen_by(actor: Actor) -> QuerySet[Practice]:
    """Public ones, and every one that the person keeps."""
    own = economies_of(actor, "practice.edit")
    if own is None:
        return Practice.objects.all()
    return Practice.objects.filter(Q(is_public=True) | Q(economy__in=own))
