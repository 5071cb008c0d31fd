"""Who answers for what an institution promised: itself, or whoever carries its work on after a merger or split."""

import datetime as dt

from django.utils import timezone

from barabar.access.changes import forebears, heirs
from barabar.access.models import Organisation
from barabar.collection.models import Cycle, Request
from barabar.collection.routing import consolidates, route_for


def carriers(promised_by: Organisation, on: dt.date | None = None) -> list[Organisation]:
    """The institutions that answer for it on a day; itself where nothing changed."""
    keys = heirs(promised_by.pk, on or timezone.localdate())
    if keys == [promised_by.pk]:
        return [promised_by]
    return list(Organisation.objects.filter(pk__in=keys).order_by("path"))


def answered_by(request: Request) -> list[str]:
    """Whose promises a request asks about: the institution's own, those of the institutions before it, and, for who gathers a
    municipal return, those of the municipality itself, which no request reaches."""
    own = request.organisation
    held = [own.pk]
    if consolidates(request) and own.parent is not None and route_for(request.cycle, own.parent) is None:
        held.append(own.parent_id)
    today = timezone.localdate()
    return list(dict.fromkeys(key for one in held for key in (one, *forebears(one, today))))


def asked_for(promised_by: Organisation, cycle: Cycle) -> list[Organisation]:
    """The institutions to which a cycle's request about a promise goes; none where no route of the cycle reaches them."""
    found = []
    for one in carriers(promised_by):
        if one.closed_on is not None:
            continue
        if route_for(cycle, one) is not None:
            found.append(one)
            continue
        below = Organisation.objects.filter(parent=one, closed_on=None).select_related("parent").order_by("path")
        gathering = [child for child in below if _consolidates(cycle, child)]
        found += gathering[:1]
    return found


def _consolidates(cycle: Cycle, organisation: Organisation) -> bool:
    route = route_for(cycle, organisation)
    return route is not None and any(
        step.does == "consolidate" and organisation.kind in step.kinds for step in route.steps
    )
