"""Who may keep bodies, meetings and what was concluded: those whose role includes it, as far as it reaches."""

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.coordination.carrying import carriers
from barabar.coordination.models import Body, Commitment, Event
from barabar.reference.catalogue import REGION
from barabar.reference.verdicts import ALLOWED, Verdict


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


def may_edit_commitment(actor: Actor, commitment: Commitment) -> Verdict:
    """Those who keep the event that concluded it; where none did, those who keep its body or its economy."""
    if commitment.conclusion is not None:
        return may_edit_event(actor, commitment.conclusion.event)
    return may_coordinate(actor, host=commitment.body.host if commitment.body else None, economy=commitment.economy)


def may_tell_state(actor: Actor, commitment: Commitment, *, changes_promise: bool = False) -> Verdict:
    """Those who keep it; and the institution that promised, or carries it on, unless it would move or drop its promise."""
    kept = may_edit_commitment(actor, commitment)
    if kept or changes_promise or commitment.organisation is None:
        return kept
    for organisation in carriers(commitment.organisation):
        if may(actor, "return.submit", organisation=organisation):
            return ALLOWED
    return kept
