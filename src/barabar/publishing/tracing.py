"""Follow a printed figure home: `barabar trace REF` and the page behind every figure."""

from dataclasses import dataclass, field, replace

from barabar.analysis.protection import hidden_answers
from barabar.publishing.models import Reference
from barabar.publishing.visits_page import Beside, beside_facts
from barabar.statistics.values import State
from barabar.warehouse.origins import Origin, origins


@dataclass(frozen=True)
class Traced:
    """What a reference stands on: the figure as printed, by language, and the origin of each fact in it.

    `beside`: by ledger position, what field visits found about the same figure."""

    code: str
    titles: dict[str, str]
    shown: dict[str, str]
    position: int
    origins: tuple[Origin, ...]
    beside: dict[int, list[Beside]] = field(default_factory=dict)


def trace(code: str) -> Traced | None:
    """The way home of a figure, or None where no release printed this reference."""
    reference = Reference.objects.filter(pk=code.strip().upper()).first()
    if reference is None:
        return None
    hidden = hidden_answers(reference.facts)
    found = tuple(_as_printed(one, hidden) for one in origins(reference.facts))
    return Traced(
        reference.code, reference.title, reference.shown, reference.position, found, beside_facts(reference.facts)
    )


def _as_printed(origin: Origin, hidden: set[int]) -> Origin:
    """A total may be public although one of its answers is not: its way home is told, its number is not."""
    return replace(origin, state=State.SUPPRESSED, shown="") if origin.position in hidden else origin
