"""Open a cycle: one dated request to every institution that answers for a measure of a plan in force, or owes an answer to
a further question."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.collection.catalogue import routes
from barabar.collection.further import institutions_asked
from barabar.collection.models import Cycle, Request, Return
from barabar.collection.permissions import may_open_cycle
from barabar.collection.routing import organisation_at, route_for, step_of
from barabar.journal.actions.record import record
from barabar.plans.models import Measure
from barabar.reference.verdicts import Problem, Problems


@transaction.atomic
def open_cycle(*, by: Actor, cycle: Cycle) -> list[Request]:
    """Make the requests. Opening an open cycle again adds only what is new (a plan adopted late); it takes nothing away."""
    may_open_cycle(by, cycle).require()
    if cycle.state == "closed":
        raise Problems([Problem("cycle-closed", _("The cycle is closed. Open a new one for a later period."))])
    measures = _measures_in_force(cycle)
    if not measures:
        raise Problems(
            [
                Problem(
                    "nothing-to-ask",
                    _("No adopted plan of this economy has a measure with a responsible institution in %(year)s. "
                      "Adopt a plan, or name who is responsible, then open the cycle."),
                    {"year": cycle.year},
                )
            ]
        )  # fmt: skip
    made = []
    for organisation, asked in measures.items():
        made.append(_request(cycle, organisation, asked))
    further = [one for one in institutions_asked(cycle) if route_for(cycle, one) and one not in measures]
    for organisation in further:
        made.append(_request(cycle, organisation, []))
    for organisation in _gatherers(cycle, [*measures, *further]):
        made.append(_request(cycle, organisation, measures.get(organisation, [])))
    cycle.state = "open"
    cycle.save(update_fields=["state"])
    facts = {"requests": len(made), "due": cycle.due_on.isoformat()}
    record(by=by, action="cycle.open", kind="cycle", subject=cycle.pk, facts=facts)
    return made


def _measures_in_force(cycle: Cycle) -> dict[Organisation, list[Measure]]:
    """Measures of adopted plans that run in the cycle's year, by the institution that answers for them."""
    running = (
        Measure.objects.filter(
            node__plan__economy=cycle.economy,
            node__plan__status="adopted",
            node__plan__starts_year__lte=cycle.year,
            node__plan__ends_year__gte=cycle.year,
            responsible__isnull=False,
            responsible__closed_on=None,
        )
        .select_related("responsible")
        .order_by("responsible__path", "node__plan_id", "node__path")
    )
    asked: dict[Organisation, list[Measure]] = {}
    for measure in running:
        if route_for(cycle, measure.responsible):
            asked.setdefault(measure.responsible, []).append(measure)
    return asked


def _gatherers(cycle: Cycle, organisations: list[Organisation]) -> list[Organisation]:
    """Those who consolidate on the routes of the organisations asked."""
    found: dict[str, Organisation] = {}
    for organisation in organisations:
        route = route_for(cycle, organisation)
        for step in route.steps:
            if step.does == "consolidate":
                gatherer = organisation_at(step, organisation)
                if gatherer:
                    found[gatherer.pk] = gatherer
    return [found[key] for key in sorted(found)]


def _request(cycle: Cycle, organisation: Organisation, measures: list[Measure]) -> Request:
    route = route_for(cycle, organisation)
    request, made = Request.objects.get_or_create(
        cycle=cycle, organisation=organisation, defaults={"route": route.key, "due_on": cycle.due_on}
    )
    request.measures.add(*measures)
    if made:
        Return.objects.create(request=request, step=step_of(routes()[route.key], organisation).key)
    return request
