"""Where a return goes: the route of an organisation in a cycle, and who stands at each step of it."""

from barabar.access.models import Organisation
from barabar.collection.catalogue import Route, Step, routes
from barabar.collection.models import Cycle, Request, Return


def route_for(cycle: Cycle, organisation: Organisation) -> Route | None:
    """The cycle's first route on which an organisation of this kind answers or consolidates."""
    for key in cycle.routes:
        route = routes()[key]
        if any(organisation.kind in step.kinds and step.does != "approve" for step in route.steps):
            return route
    return None


def step_of(route: Route, organisation: Organisation) -> Step:
    """The step of the route at which this organisation itself stands."""
    return next(step for step in route.steps if organisation.kind in step.kinds)


def consolidates(request: Request) -> bool:
    """Whether this request's return is gathered from others."""
    return step_of(routes()[request.route], request.organisation).does == "consolidate"


def organisation_at(step: Step, organisation: Organisation) -> Organisation | None:
    """Who stands at a step, as seen from an organisation: the nearest of the step's kinds, going up the tree.

    At each ancestor the ancestor itself and its children are looked at, so a committee beside a directorate is found.
    """
    ancestor = organisation.parent
    while ancestor is not None:
        if ancestor.kind in step.kinds:
            return ancestor
        beside = (
            Organisation.objects.filter(parent=ancestor, kind__in=step.kinds, closed_on=None)
            .exclude(pk=organisation.pk)
            .first()
        )
        if beside:
            return beside
        ancestor = ancestor.parent
    return None


def next_step(return_: Return) -> tuple[Step, Organisation] | None:
    """The step after the one where the return lies now, and who stands there; a step where nobody stands is passed over."""
    route = routes()[return_.request.route]
    return step_after(route, return_.step, return_.organisation)


def step_after(route: Route, step_key: str, organisation: Organisation) -> tuple[Step, Organisation] | None:
    for step in route.steps[route.index(step_key) + 1 :]:
        reviewer = organisation_at(step, organisation)
        if reviewer:
            return step, reviewer
    return None
