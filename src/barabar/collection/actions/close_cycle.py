from django.db import transaction

from barabar.access.actors import Actor
from barabar.collection.models import Cycle
from barabar.collection.permissions import may_close_cycle
from barabar.journal.actions.record import record


@transaction.atomic
def close_cycle(*, by: Actor, cycle: Cycle, reason: str = "") -> None:
    """No new requests after this; returns already sent go on through review."""
    may_close_cycle(by, cycle).require()
    cycle.state = "closed"
    cycle.save(update_fields=["state"])
    record(by=by, action="cycle.close", kind="cycle", subject=cycle.pk, reason=reason)
