"""Who may do what with a cycle, a request and a return."""

from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.collection.models import Cycle, Request, Return
from barabar.collection.routing import next_step
from barabar.reference.verdicts import Verdict


def may_open_cycle(actor: Actor, cycle: Cycle) -> Verdict:
    return may(actor, "cycle.open", economy=cycle.economy)


def may_close_cycle(actor: Actor, cycle: Cycle) -> Verdict:
    return may(actor, "cycle.close", economy=cycle.economy)


def may_fill(actor: Actor, return_: Return) -> Verdict:
    return may(actor, "return.fill", organisation=return_.organisation)


def may_submit(actor: Actor, return_: Return) -> Verdict:
    return may(actor, "return.submit", organisation=return_.organisation)


def may_read(actor: Actor, request: Request) -> Verdict:
    """The organisation asked, whoever stands at a later step of its route, and those who reach the organisation."""
    own = may(actor, "return.read", organisation=request.organisation)
    if own:
        return own
    after = next_step(request.return_of)
    if after and may(actor, "return.review", organisation=after[1]):
        return may(actor, "return.review", organisation=after[1])
    return own
