from django.db import transaction
from django.utils import timezone

from barabar.access.actors import Actor
from barabar.collection.models import Request
from barabar.collection.permissions import may_fill
from barabar.journal.actions.record import record


@transaction.atomic
def open_request(*, by: Actor, request: Request) -> None:
    """Note that the institution looked at its request for the first time: the chase view's first step."""
    may_fill(by, request.return_of).require()
    opened = Request.objects.filter(pk=request.pk, first_opened_at=None).update(first_opened_at=timezone.now())
    if opened:
        record(by=by, action="request.open", kind="request", subject=request.pk)
