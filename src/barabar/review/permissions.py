"""Who may review a return: those who stand at the step of the route after the one where it lies."""

from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.collection.catalogue import routes
from barabar.collection.models import Return
from barabar.collection.routing import step_after
from barabar.collection.states import BY_VERB
from barabar.reference.verdicts import ALLOWED, Verdict, refused

# The duty of the step at which a verb belongs; sending back belongs to every reviewing step.
DUTY_OF = {
    "accept": "consolidate",
    "undo_accept": "consolidate",
    "approve": "approve",
    "undo_approve": "approve",
    "lock": "approve",
}


def reviewer_of(return_: Return) -> tuple[str, Organisation] | None:
    """The step and the organisation that decide about this return."""
    after = step_after(routes()[return_.request.route], return_.step, return_.organisation)
    return (after[0].key, after[1]) if after else None


def belongs_to_step(return_: Return, step: str, verb: str) -> Verdict:
    """Acceptance is for the step that gathers, approval for the last one: else a figure would count twice."""
    does = routes()[return_.request.route].step(step).does
    if DUTY_OF.get(verb, does) == does:
        return ALLOWED
    if does == "consolidate":
        return refused(
            "step", _("At this step a return is accepted and gathered into another; it is approved with that one.")
        )
    return refused("step", _("At this step a return is approved; there is nothing to gather it into."))


def may_decide(actor: Actor, return_: Return, verb: str) -> Verdict:
    """May this person send back, accept, approve, undo or lock? Nobody decides about a return of their own office."""
    reviewer = reviewer_of(return_)
    if reviewer is None:
        return refused("nobody-next", _("Nobody stands at the next step of this return's route."))
    fits = belongs_to_step(return_, reviewer[0], verb)
    if not fits:
        return fits
    allowed = may(actor, BY_VERB[verb].permission, organisation=reviewer[1])
    if not allowed:
        return allowed
    if all(part.organisation == return_.request.organisation_id for part in actor.parts):
        return refused("own-return", _("An institution does not decide about its own return."))
    return allowed


def may_remark(actor: Actor, return_: Return) -> Verdict:
    reviewer = reviewer_of(return_)
    if reviewer is None:
        return refused("nobody-next", _("Nobody stands at the next step of this return's route."))
    return may(actor, "remark.write", organisation=reviewer[1])


def may_gather(actor: Actor, return_: Return) -> Verdict:
    """May this person gather the directorates' accepted returns into this one?"""
    return may(actor, "return.review", organisation=return_.organisation)
