"""What the chase desk shows beside the stages: last contact, next step, who is away, and what to expect when."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from django.utils import timezone

from barabar.access.models import Account, Membership
from barabar.chasing.models import Absence, Contact
from barabar.collection.models import Cycle, ReturnVersion


@dataclass(frozen=True)
class Touch:
    """The last contact about a request, and the next step agreed."""

    on: dt.date
    kind: str
    level: str
    next_step: str
    next_on: dt.date | None


def last_contacts(cycle: Cycle) -> dict[int, Touch]:
    """By return: the newest contact; the next step is that of the newest contact that agreed one."""
    found: dict[int, Touch] = {}
    rows = Contact.objects.filter(request__cycle=cycle).order_by("on", "pk")
    for row in rows.values_list("request__return_of", "on", "kind", "level", "next_step", "next_on"):
        key, on, kind, level, step, next_on = row
        before = found.get(key)
        if not step and before is not None:
            step, next_on = before.next_step, before.next_on
        found[key] = Touch(on, kind, level, step, next_on)
    return found


@dataclass(frozen=True)
class Away:
    who: Account
    until: dt.date
    replacement: Account | None


def away(organisations: set[str], on: dt.date | None = None) -> dict[str, list[Away]]:
    """Who of these institutions is away on a day, by institution."""
    day = on or timezone.localdate()
    absences = {
        one.account_id: one
        for one in Absence.objects.filter(since__lte=day, until__gte=day).select_related("account", "replacement")
    }
    found: dict[str, list[Away]] = defaultdict(list)
    parts = Membership.objects.filter(account__in=absences, until=None, organisation__in=organisations)
    for account, organisation in parts.values_list("account", "organisation").distinct():
        one = absences[account]
        found[organisation].append(Away(one.account, one.until, one.replacement))
    return dict(found)


@dataclass(frozen=True)
class Expected:
    """When a reporter is expected to send, from its own past cycles (`own`), else from everybody's; None without any."""

    on: dt.date | None
    own: bool


def past_delays(cycle: Cycle) -> dict[str, list[int]]:
    """Days from the due date to the first sending, in earlier cycles of the economy, by institution. Early is below zero."""
    rows = ReturnVersion.objects.filter(
        number=1, of__request__cycle__economy=cycle.economy, of__request__cycle__period__lt=cycle.period
    ).values_list("of__request__organisation", "of__request__due_on", "sent_at")
    found: dict[str, list[int]] = defaultdict(list)
    for organisation, due_on, sent_at in rows:
        found[organisation].append((timezone.localdate(sent_at) - due_on).days)
    return dict(found)


def expected(cycle: Cycle, organisations: list[str], today: dt.date | None = None) -> dict[str, Expected]:
    """For each institution the due date and the median of its past delays; never before today."""
    today = today or timezone.localdate()
    delays = past_delays(cycle)
    everybody = [one for own in delays.values() for one in own]
    found = {}
    for key in organisations:
        own = delays.get(key)
        if not everybody:
            found[key] = Expected(None, False)
            continue
        days = median(own or everybody)
        found[key] = Expected(max(today, cycle.due_on + dt.timedelta(days=round(days))), bool(own))
    return found
