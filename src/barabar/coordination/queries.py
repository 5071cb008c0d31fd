"""What of coordination is in force, and who sits where."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from barabar.access.actors import Actor
from barabar.access.changes import forebears
from barabar.access.models import Account, Membership
from barabar.access.permissions import may
from barabar.chasing.calendar import Day
from barabar.coordination.models import Body, Commitment, Conclusion, Event, Finding, Member, Visit
from barabar.plans.models import PlannedIndicator
from barabar.reference.catalogue import REGION
from barabar.review.models import ApprovedValue


def members_on(day: dt.date | None) -> QuerySet[Member]:
    """Seats held on a day; all of them where no day is given."""
    found = Member.objects.select_related("organisation")
    if day is None:
        return found
    return found.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))


def bodies_in_year(economy: str, year: int) -> list[Body]:
    """The bodies of an economy that existed at some time of the year; `.seated` are those who sat in it that year."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    held = (Q(since=None) | Q(since__lte=last)) & (Q(until=None) | Q(until__gte=first))
    seated = Prefetch("members", Member.objects.filter(held).select_related("organisation"), to_attr="seated")
    return list(Body.objects.filter(held, economy=economy).select_related("host", "territory").prefetch_related(seated))


def events_seen_by(actor: Actor) -> QuerySet[Event]:
    """Public events, and all those of the economies and institutions whose coordination the person keeps."""
    if may(actor, "coordination.edit", economy=REGION):
        return Event.objects.all()
    own = Q(is_public=True)
    if may(actor, "coordination.edit"):
        for part in actor.parts:
            own |= Q(organiser=part.organisation) | Q(body__host=part.organisation)
            if part.economy and may(actor, "coordination.edit", economy=part.economy):
                own |= Q(economy=part.economy)
    return Event.objects.filter(own).distinct()


def events_of_account(account: Account) -> QuerySet[Event]:
    """The dated events that concern a person's institutions: as organiser, member of the body, or participant."""
    held = Membership.objects.filter(account=account, until=None).values("organisation")
    own = Q(organiser__in=held) | Q(body__members__organisation__in=held) | Q(participants__organisation__in=held)
    return Event.objects.filter(own, starts__isnull=False).exclude(state="called_off").distinct()


def planned_meetings(body: Body | None) -> QuerySet[Event]:
    """The meetings of a body that are still to come, or whose day nobody knows yet."""
    if body is None:
        return Event.objects.none()
    return body.meetings.filter(Q(starts=None) | Q(starts__gte=timezone.localdate()), state="planned")


def commitments_seen_by(actor: Actor) -> QuerySet[Commitment]:
    """Public commitments, those that the person keeps, and those of the person's own institutions."""
    if may(actor, "coordination.edit", economy=REGION):
        return Commitment.objects.all()
    today, own = timezone.localdate(), {part.organisation for part in actor.parts}
    promised = {key for one in own for key in (one, *forebears(one, today))}
    seen = Q(is_public=True) | Q(organisation__in=promised)
    if may(actor, "coordination.edit"):
        kept = [
            part.economy
            for part in actor.parts
            if part.economy and may(actor, "coordination.edit", economy=part.economy)
        ]
        # By keys instead of joins: the lists of 5,000 are counted, ordered and cut in one narrow table.
        elsewhere = Conclusion.objects.filter(event__organiser__in=own).exclude(event__economy__in=kept)
        hosted = list(Body.objects.filter(host__in=own).values_list("pk", flat=True))
        seen |= (
            Q(economy__in=kept) | Q(body__in=hosted) | Q(conclusion__in=list(elsewhere.values_list("pk", flat=True)))
        )
    return Commitment.objects.filter(seen)


def event_days(events: Iterable[Event], address: str) -> list[Day]:
    """Events as days of a calendar; what has no day is in none."""
    return [
        Day(f"event-{one.pk}", one.starts, str(one.title), one.place, f"{address}coordination/events/{one.pk}/" if one.is_public else "", one.ends)
        for one in events
        if one.starts
    ]  # fmt: skip


def value_reported(indicator: PlannedIndicator, breakdown: str, period: str) -> ApprovedValue | None:
    """The approved value that stands of an indicator's total or part in a period; none where several institutions gave one."""
    standing = ApprovedValue.objects.filter(indicator=indicator, breakdown=breakdown, period=period, superseded_by=None)
    found = list(standing.filter(withdrawn=False)[:2])
    return found[0] if len(found) == 1 else None


def visits_seen_by(actor: Actor) -> QuerySet[Visit]:
    """Public visits, and all those of the economies and institutions whose coordination the person keeps."""
    if may(actor, "coordination.edit", economy=REGION):
        return Visit.objects.all()
    own = Q(is_public=True)
    if may(actor, "coordination.edit"):
        for part in actor.parts:
            own |= Q(organiser=part.organisation)
            if part.economy and may(actor, "coordination.edit", economy=part.economy):
                own |= Q(economy=part.economy)
    return Visit.objects.filter(own)


def findings_beside(facts: Iterable[int]) -> dict[int, list[Finding]]:
    """By ledger position, the public findings about the same figure: also where the value was corrected since."""
    rows = ApprovedValue.objects.filter(position__in=list(facts), indicator__isnull=False)
    keys = {row.position: (row.indicator_id, row.breakdown, row.period) for row in rows}
    wanted = {key[0] for key in keys.values()}
    if not wanted:
        return {}
    found = Finding.objects.filter(indicator__in=wanted, visit__is_public=True)
    beside: dict[tuple, list[Finding]] = {}
    for one in found.select_related("visit__organiser", "visit__territory", "indicator", "against"):
        beside.setdefault((one.indicator_id, one.breakdown, one.period), []).append(one)
    return {position: beside[key] for position, key in keys.items() if key in beside}
