"""Plan a cycle: economy, period, dates, routes. It asks nobody until it is opened."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.collection.catalogue import routes
from barabar.collection.models import Cycle
from barabar.journal.actions.record import record
from barabar.reference.periods import Period, PeriodError
from barabar.reference.slugs import slug
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@transaction.atomic
def add_cycle(
    *,
    by: Actor,
    economy: str,
    period: str,
    opens_on: dt.date,
    due_on: dt.date,
    route_keys: list[str],
    title: Text | None = None,
) -> Cycle:
    """Last year's cycle of the same kind of period becomes `previous`: its answers stand beside the questions."""
    may(by, "cycle.open", economy=economy).require()
    problems = _problems(economy, period, opens_on, due_on, route_keys)
    if problems:
        raise Problems(problems)
    when = Period.parse(period)
    cycle = Cycle.objects.create(
        key=slug(f"{economy} {when.key}"),
        title=title or Text({"en": f"Reporting {when.key}", "sq": f"Raportimi {when.key}"}),
        economy=economy,
        period=when.key,
        opens_on=opens_on,
        due_on=due_on,
        routes=route_keys,
        previous=Cycle.objects.filter(economy=economy, period=when.previous.key).first(),
    )
    record(
        by=by, action="cycle.add", kind="cycle", subject=cycle.pk, facts={"period": when.key, "due": due_on.isoformat()}
    )
    return cycle


def _problems(economy: str, period: str, opens_on: dt.date, due_on: dt.date, route_keys: list[str]) -> list[Problem]:
    problems = []
    try:
        key = Period.parse(period).key
    except PeriodError as error:
        problems.append(Problem("period", _("%(said)s"), {"said": error}, anchor="period"))
        key = ""
    if key and Cycle.objects.filter(economy=economy, period=key).exists():
        problems.append(
            Problem(
                "cycle-exists",
                _("A cycle of this economy for %(period)s exists already."),
                {"period": key},
                anchor="period",
            )
        )
    if due_on < opens_on:
        problems.append(Problem("due-before-opening", _("The due date lies before the opening date."), anchor="due_on"))
    unknown = [route for route in route_keys if route not in routes()]
    if unknown or not route_keys:
        problems.append(
            Problem(
                "route",
                _("Choose at least one route; known are %(known)s."),
                {"known": ", ".join(routes())},
                anchor="routes",
            )
        )
    return problems
