"""How far a person's sight of approved figures reaches: everything, economies, or single institutions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor, Part
from barabar.access.catalogue import roles
from barabar.access.models import Organisation
from barabar.reference.verdicts import Problem, Problems
from barabar.warehouse.answering import engine
from barabar.warehouse.questions import Question

OUT_OF_REACH = _("your role does not reach %(words)s; the public tables show what is published of all.")


@dataclass(frozen=True)
class Reach:
    """`filters` are what every question is narrowed to: words by dimension; nothing narrows nothing."""

    filters: dict[str, tuple[str, ...]]

    def narrow(self, question: Question) -> Question:
        """The same question within reach. Raises Problems where it asks only for what lies beyond."""
        narrowed = question
        for name, own in self.filters.items():
            wanted = question.filters.get(name, ())
            words = tuple(word for word in wanted if word in own) if wanted else own
            if not words:
                raise Problems([Problem("reach", OUT_OF_REACH, {"words": ", ".join(wanted)}, where=name)])
            narrowed = narrowed.narrowed(**{name: words})
        return narrowed


def reach_of(actor: Actor) -> Reach:
    """By the roles that read returns (`return.read`): where several do, the widest counts."""
    reading = [part for part in actor.parts if part.role in roles() and "return.read" in roles()[part.role].permissions]
    kinds = {roles()[part.role].reach for part in reading}
    if "everything" in kinds:
        return Reach({})
    if "economy" in kinds:
        return Reach({"economy": tuple(sorted({p.economy for p in reading if roles()[p.role].reach == "economy"}))})
    return Reach({"organisation": _institutions(reading)})


def _institutions(reading: Iterable[Part]) -> tuple[str, ...]:
    """Own institutions, those below, and for who reviews those beside: of them only those that have approved figures."""
    within = Q(pk__in=[])
    own = []
    for part in reading:
        role = roles()[part.role]
        own.append(part.organisation)
        within |= Q(pk=part.organisation)
        if role.reach == "subtree":
            within |= Q(path__startswith=part.path)
        if "return.review" in role.permissions:
            within |= Q(parent__children=part.organisation)
    found = set(Organisation.objects.filter(within).values_list("pk", flat=True))
    with_figures = found & set(engine().store.current().words.lists["organisation"])
    return tuple(sorted(with_figures or own))
