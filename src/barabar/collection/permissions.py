"""Who may do what with a cycle, a request and a return."""

from barabar.access.actors import Actor
from barabar.access.permissions import may
from barabar.collection.models import Cycle, Return
from barabar.reference.verdicts import Verdict


def may_open_cycle(actor: Actor, cycle: Cycle) -> Verdict:
    return may(actor, "cycle.open", economy=cycle.economy)


def may_close_cycle(actor: Actor, cycle: Cycle) -> Verdict:
    return may(actor, "cycle.close", economy=cycle.economy)


def may_fill(actor: Actor, return_: Return) -> Verdict:
    return may(actor, "return.fill", organisation=return_.organisation)


def may_submit(actor: Actor, return_: Return) -> Verdict:
    return may(actor, "return.submit", organisation=return_.organisation)
