"""Who may keep bodies, meetings and what was concluded: those whose role includes it, as far as it reaches."""

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.coordination.models import Body, Event
from barabar.reference.verdicts import Verdict

# What belongs to no economy is reached only by those who reach everything.
REGION = "region"


def may_coordinate(actor: Actor, *, host: Organisation | None, economy: str) -> Verdict:
    """May this person keep what `host` organises, or, without a host, what belongs to the economy ("" is regional)?

    What an institution organises for the region or another economy takes both: reaching the institution and that economy.
    """
    if host is None or host.economy == economy:
        return may(actor, "coordination.edit", organisation=host, economy=economy or REGION)
    there = may(actor, "coordination.edit", economy=economy or REGION)
    return may(actor, "coordination.edit", organisation=host) & there


def may_edit_body(actor: Actor, body: Body) -> Verdict:
    return may_coordinate(actor, host=body.host, economy=body.economy)


def may_edit_event(actor: Actor, event: Event) -> Verdict:
    """Who keeps an event: those of its organiser, or of the body that meets."""
    host = event.organiser or (event.body.host if event.body else None)
    return may_coordinate(actor, host=host, economy=event.economy)
