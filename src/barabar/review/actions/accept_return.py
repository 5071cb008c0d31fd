from django.db import transaction

from barabar.access.actors import Actor
from barabar.collection.models import Return
from barabar.review.actions.decide import decide, undo


@transaction.atomic
def accept_return(*, by: Actor, return_: Return, version: int | None = None, reason: str = "") -> Return:
    """The committee takes a directorate's return as it is: it will be gathered into the municipal return."""
    held, _decision = decide(by=by, return_=return_, verb="accept", version=version, reason=reason)
    return_.refresh_from_db()
    return held


@transaction.atomic
def undo_accept(*, by: Actor, return_: Return, reason: str = "") -> Return:
    held = undo(by=by, return_=return_, verb="undo_accept", reason=reason)
    return_.refresh_from_db()
    return held
