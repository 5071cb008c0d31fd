from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.models import Return
from barabar.collection.states import is_possible
from barabar.reference.verdicts import Problem, Problems
from barabar.review.actions.decide import decide
from barabar.review.models import Decision, Remark


@transaction.atomic
def send_back(*, by: Actor, return_: Return, reason: str, version: int | None = None) -> Return:
    """Send a return back to its owner with a reason; the open remarks go with it.

    A return that the committee had accepted and gathered comes out of the municipal return; that one, if it was still
    in the committee's hands, must be gathered again.
    """
    if not reason.strip():
        raise Problems([Problem("no-reason", _("Write what is to be corrected: the institution reads only this."))])
    is_possible(return_, "send_back").require()
    if return_.state == "accepted":
        _release(return_)
    held, _decision = decide(by=by, return_=return_, verb="send_back", version=version, reason=reason.strip())
    if held.gathered_into_id:
        held.gathered_into = None
        held.save(update_fields=["gathered_into"])
    Remark.objects.filter(of=held, sent=False).update(sent=True)
    return_.refresh_from_db()
    return held


def _release(return_: Return) -> None:
    """An accepted return may go back only while the municipal return is in the committee's own hands."""
    parent = return_.gathered_into
    if parent is not None and parent.state not in {"draft", "returned"}:
        raise Problems(
            [
                Problem(
                    "gathered-sent",
                    _(
                        "The municipal return with these figures has been sent already. Ask the contact point to send it back first."
                    ),
                )
            ]
        )
    Decision.objects.filter(of=return_, version=return_.version, undone=False).update(undone=True)
