"""What was done about a recommendation: its measures with their latest approved value, its commitments, its issues.

Only what is public is told, values as the gate for small counts lets them through.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from barabar.advocacy.models import AnswerLink, Issue
from barabar.advocacy.recommendation_queries import is_public_link
from barabar.analysis.measures import IndicatorStanding, MeasureStanding, measure_standings
from barabar.analysis.protection import published
from barabar.analysis.protection_rule import protection_rule
from barabar.coordination.models import CommitmentState
from barabar.coordination.standings import Standing, standing_of
from barabar.plans.models import Measure
from barabar.reference.models import Territory
from barabar.warehouse.coverage import reported_periods


@dataclass(frozen=True)
class MeasureTold:
    """A measure that answers, or one of its indicators. `value` is the latest approved one, of `period`; None where none is.

    `status` is the measure's state as reported in that period, "" where nothing was.
    """

    measure: Measure
    indicator_key: str
    period: str
    status: str
    value: IndicatorStanding | None

    @property
    def place(self) -> Territory | None:
        """The municipality of a local measure: several have one of the same name."""
        return self.measure.territory or self.measure.node.plan.territory


@dataclass(frozen=True)
class IssuesTold:
    """How many public issues are linked and how often they were raised; `raised` is None where that is a small count."""

    count: int
    raised: int | None
    fewer_than: int


@dataclass(frozen=True)
class Answered:
    """Everything that answers one recommendation (in one economy)."""

    measures: tuple[MeasureTold, ...] = ()
    commitments: tuple[Standing, ...] = ()
    issues: IssuesTold | None = None

    def __bool__(self) -> bool:
        return bool(self.measures or self.commitments or self.issues)


def answered(
    links: Mapping[int, Iterable[AnswerLink]], *, on: dt.date, as_of: int | None = None
) -> dict[int, Answered]:
    """By recommendation, from its standing links: commitments as they stood on the day, values as of a ledger position."""
    public = {key: [link for link in own if is_public_link(link)] for key, own in links.items()}
    values = latest_standings(_measures(link for own in public.values() for link in own), as_of=as_of)
    states = _states(link.commitment_id for own in public.values() for link in own if link.commitment_id)
    return {
        key: Answered(
            tuple(_told(link, values) for link in own if link.kind in ("measure", "indicator")),
            tuple(standing_of(link.commitment, states.get(link.commitment_id, []), on) for link in own if link.commitment_id),
            _issues(issues_of(own)),
        )
        for key, own in public.items()
    }  # fmt: skip


def latest_standings(
    measures: Iterable[Measure], *, as_of: int | None = None
) -> dict[str, tuple[str, MeasureStanding]]:
    """By measure key, the newest period in which anything was approved of it, and how it stood then."""
    waiting = {one.pk: one for one in measures}
    found: dict[str, tuple[str, MeasureStanding]] = {}
    for economy in sorted({one.node.plan.economy for one in waiting.values() if one.node.plan.economy}):
        for period in reported_periods(economy):
            own = [key for key, one in waiting.items() if one.node.plan.economy == economy and one.key not in found]
            if not own:
                break
            for one in published(measure_standings(period=period, as_of=as_of, pk__in=own)):
                if one.said or any(indicator.total for indicator in one.indicators):
                    found[one.key] = (period, one)
    return found


def _measures(links: Iterable[AnswerLink]) -> Iterable[Measure]:
    for link in links:
        if link.measure or link.indicator:
            yield link.measure or link.indicator.measure


def _told(link: AnswerLink, values: Mapping[str, tuple[str, MeasureStanding]]) -> MeasureTold:
    measure = link.measure or link.indicator.measure
    key = link.indicator.key if link.indicator else ""
    if measure.key not in values:
        return MeasureTold(measure, key, "", "", None)
    period, standing = values[measure.key]
    own = next((one for one in standing.indicators if one.key == key), None) if key else standing.first
    return MeasureTold(measure, key, period, standing.status, own)


def _states(commitments: Iterable[int]) -> dict[int, list[CommitmentState]]:
    told: dict[int, list[CommitmentState]] = {}
    for row in CommitmentState.objects.filter(commitment__in=list(commitments)).order_by("pk"):
        told.setdefault(row.commitment_id, []).append(row)
    return told


def issues_of(links: Iterable[AnswerLink]) -> list[Issue]:
    """The public issues, each once: those joined with another stand in it."""
    found = [link.standing_issue for link in links if link.standing_issue is not None]
    return [one for one in {issue.pk: issue for issue in found}.values() if one.is_public]


def _issues(issues: list) -> IssuesTold | None:
    if not issues:
        return None
    raised, most = sum(one.raisings_count for one in issues), protection_rule().frequency
    return IssuesTold(len(issues), raised if raised >= most else None, most)
