"""Follow a printed figure home: `barabar trace REF` and the page behind every figure."""

from dataclasses import dataclass

from barabar.publishing.models import Reference
from barabar.warehouse.origins import Origin, origins


@dataclass(frozen=True)
class Traced:
    """What a reference stands on: the figure as printed, by language, and the origin of each fact in it."""

    code: str
    titles: dict[str, str]
    shown: dict[str, str]
    position: int
    origins: tuple[Origin, ...]


def trace(code: str) -> Traced | None:
    """The way home of a figure, or None where no release printed this reference."""
    reference = Reference.objects.filter(pk=code.strip().upper()).first()
    if reference is None:
        return None
    return Traced(reference.code, reference.title, reference.shown, reference.position, tuple(origins(reference.facts)))
