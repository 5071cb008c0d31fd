"""Put a body's open commitments on the agenda of its meeting. Nobody has to remember them, and none can be taken off."""

from django.db import transaction
from django.db.models import Max

from barabar.access.actors import Actor
from barabar.coordination.models import AgendaItem, Commitment, Event
from barabar.journal.actions.record import record


@transaction.atomic
def put_on_agenda(*, by: Actor, event: Event) -> list[AgendaItem]:
    """The open commitments of the body that meets which are not on this agenda yet, the earliest due first.

    Called by the actions that keep the event or take down a commitment: whoever may do that has done it with this.
    """
    if event.body_id is None or event.state != "planned":
        return []
    waiting = Commitment.objects.filter(body=event.body_id, ended_on=None).exclude(agenda_items__event=event)
    last = event.agenda.aggregate(last=Max("number"))["last"] or 0
    made = [
        AgendaItem(event=event, number=number, title=one.what, commitment=one)
        for number, one in enumerate(waiting, last + 1)
    ]
    AgendaItem.objects.bulk_create(made)
    if made:
        facts = {"commitments": [one.commitment_id for one in made]}
        record(by=by, action="event.agenda", kind="event", subject=event.pk, facts=facts)
    return made
