"""Which lines of the journal a person may read. The only door for lists."""

from django.db.models import Q, QuerySet

from barabar.access.actors import Actor
from barabar.access.catalogue import roles
from barabar.access.models import Organisation
from barabar.journal.models import Entry


def entries_seen_by(actor: Actor) -> QuerySet[Entry]:
    """All of them, or those of the institutions that a reading role reaches."""
    seen = Q(pk__in=[])
    for part in actor.parts:
        role = roles().get(part.role)
        if role is None or "journal.read" not in role.permissions:
            continue
        if role.reach == "everything":
            return Entry.objects.all()
        within = {
            "economy": Q(economy=part.economy),
            "subtree": Q(path__startswith=part.path),
            "own": Q(pk=part.organisation),
        }[role.reach]
        seen |= Q(organisation__in=Organisation.objects.filter(within).values("pk"))
    return Entry.objects.filter(seen)
