"""The states of a return: who acts in each, which verb leads where, what each writes to the journal.

One table: the web, the actions, the docs' state diagram and the tests read it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from barabar.collection.models import Return
from barabar.reference.verdicts import ALLOWED, Verdict, refused

TITLES = {
    "draft": pgettext_lazy("return", "Draft"),
    "submitted": pgettext_lazy("return", "Sent"),
    "returned": pgettext_lazy("return", "Returned for correction"),
    "accepted": pgettext_lazy("return", "Accepted by the committee"),
    "approved": pgettext_lazy("return", "Approved"),
    "locked": pgettext_lazy("return", "Locked"),
}


@dataclass(frozen=True)
class Transition:
    """`actor`: "owner" (the organisation asked) or "reviewer" (who stands at the step where the return lies)."""

    verb: str
    from_states: tuple[str, ...]
    to_state: str
    actor: str
    permission: str


TRANSITIONS = (
    Transition("submit", ("draft", "returned"), "submitted", "owner", "return.submit"),
    Transition("send_back", ("submitted", "accepted"), "returned", "reviewer", "return.review"),
    Transition("accept", ("submitted",), "accepted", "reviewer", "return.review"),
    Transition("approve", ("submitted",), "approved", "reviewer", "return.approve"),
    Transition("undo_accept", ("accepted",), "submitted", "reviewer", "return.review"),
    Transition("undo_approve", ("approved",), "submitted", "reviewer", "return.approve"),
    Transition("lock", ("approved",), "locked", "reviewer", "return.lock"),
)
BY_VERB = {transition.verb: transition for transition in TRANSITIONS}
FILLABLE = ("draft", "returned")
SENT = ("submitted", "accepted", "approved", "locked")


def is_possible(return_: Return, verb: str) -> Verdict:
    """Is this verb in order for a return in its present state?"""
    transition = BY_VERB[verb]
    if return_.state in transition.from_states:
        return ALLOWED
    return refused(
        "state",
        _("This return stands at “%(state)s”; what you ask is possible only at: %(possible)s."),
        state=TITLES[return_.state],
        possible=", ".join(str(TITLES[state]) for state in transition.from_states),
    )


def is_fillable(return_: Return) -> Verdict:
    if return_.state in FILLABLE:
        return ALLOWED
    return refused(
        "not-fillable",
        _(
            "This return stands at “%(state)s” and cannot be changed now. Ask the reviewer to send it back if a figure is wrong."
        ),
        state=TITLES[return_.state],
    )
