"""Which plans a person may see: everybody those that were adopted, those who keep a plan also its draft."""

from django.db.models import Q, QuerySet

from barabar.access.actors import SYSTEM, Actor
from barabar.access.catalogue import roles
from barabar.plans.models import Plan


def public_plans() -> QuerySet[Plan]:
    """Plans that stand, or once stood: no drafts."""
    return Plan.objects.exclude(status="draft")


def plans_seen_by(actor: Actor) -> QuerySet[Plan]:
    if actor == SYSTEM:
        return Plan.objects.all()
    wanted = ~Q(status="draft")
    for part in actor.parts:
        role = roles().get(part.role)
        if role is None or not {"plan.edit", "plan.adopt"} & role.permissions:
            continue
        if role.reach == "everything":
            return Plan.objects.all()
        if role.reach == "economy":
            wanted |= Q(economy=part.economy)
        elif role.reach == "subtree":
            wanted |= Q(owner__path__startswith=part.path)
        else:
            wanted |= Q(owner=part.organisation)
    return Plan.objects.filter(wanted)
