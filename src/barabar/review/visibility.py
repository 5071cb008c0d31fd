"""Which returns and remarks a person may see yet. The only door for lists."""

from django.db.models import Q, QuerySet

from barabar.access.actors import Actor
from barabar.access.catalogue import roles
from barabar.collection.models import Return
from barabar.review.models import Remark
from barabar.review.permissions import may_remark


def returns_seen_by(actor: Actor) -> QuerySet[Return]:
    """Own returns always; others' only once they are sent, and only within reach of a reading role."""
    seen = Q(pk__in=[])
    for part in actor.parts:
        role = roles().get(part.role)
        if role is None or "return.read" not in role.permissions:
            continue
        seen |= Q(request__organisation=part.organisation)
        sent = Q(version__gt=0)
        if role.reach == "everything":
            seen |= sent
        elif role.reach == "economy":
            seen |= sent & Q(request__organisation__economy=part.economy)
        elif role.reach == "subtree":
            seen |= sent & Q(request__organisation__path__startswith=part.path)
        if "return.review" in role.permissions:
            # A committee stands beside its directorates: it sees those below the same parent.
            seen |= sent & Q(request__organisation__path__startswith=_parent_path(part.path))
    return Return.objects.filter(seen).select_related("request__organisation__parent__parent", "request__cycle")


def _parent_path(path: str) -> str:
    """The path one level up; for the top itself, a path nobody has."""
    above = path.rstrip("/").rpartition("/")[0]
    return f"{above}/" if above else "//"


def remarks_seen_by(actor: Actor, return_: Return) -> QuerySet[Remark]:
    """Reviewers see their remarks while they write; the owner sees them once the return was sent back."""
    remarks = Remark.objects.filter(of=return_)
    return remarks if may_remark(actor, return_) else remarks.filter(sent=True)
