"""The buttons under a return: which verbs stand there, which are open, and why the others are not."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.models import Return
from barabar.collection.states import BY_VERB, is_possible
from barabar.office.navigation import permissions_of
from barabar.reference.verdicts import Verdict
from barabar.review.permissions import belongs_to_step, may_decide, reviewer_of


@dataclass(frozen=True)
class Verb:
    """`asks`: "" nothing, "reason" a reason; `confirm` is asked before it is done."""

    key: str
    button: object
    done: object
    asks: str = ""
    kind: str = "secondary"
    confirm: object = ""


VERBS = {
    verb.key: verb
    for verb in (
        Verb("accept", _("Accept"), _("The return is accepted. It can now be gathered into the municipal return."),
             kind=""),
        Verb("approve", _("Approve"), _("The return is approved; its figures are facts now."), kind="",
             confirm=_("Approve this return? Its figures then count in every total.")),
        Verb("send_back", _("Send back for correction"), _("The return is sent back with its reason and remarks."),
             asks="reason", kind="danger"),
        Verb("undo_accept", _("Take acceptance back"), _("The acceptance is taken back."), asks="reason"),
        Verb("undo_approve", _("Take approval back"), _("The approval is taken back; the facts are withdrawn."),
             asks="reason", kind="danger"),
        Verb("lock", _("Lock"), _("The return is locked."),
             confirm=_("Lock this return? An approval that is locked cannot be taken back.")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    verb: Verb
    verdict: Verdict


def choices_for(actor: Actor, return_: Return) -> list[Choice]:
    """The verbs in order now. One that the person's roles never include is left out; one refused for another reason
    stands there closed, with its sentence."""
    held = permissions_of(actor)
    reviewer = reviewer_of(return_)
    made = []
    for key, verb in VERBS.items():
        if BY_VERB[key].permission not in held or not is_possible(return_, key):
            continue
        if reviewer and not belongs_to_step(return_, reviewer[0], key):
            continue
        verdict = may_decide(actor, return_, key)
        if verdict.code != "reach":
            made.append(Choice(verb, verdict))
    return made
