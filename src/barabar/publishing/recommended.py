"""Which recommendations a measure, a commitment, an issue or a conclusion answers or carries, as everybody may read it."""

from collections.abc import Iterable

from barabar.advocacy.models import Recommendation
from barabar.advocacy.recommendation_queries import answering
from barabar.coordination.models import Conclusion


def recommended(kind: str, thing: int) -> list[Recommendation]:
    """The public recommendations that a measure, commitment or issue answers now."""
    return list(answering(kind, thing).filter(document__is_public=True).order_by("document_id", "position"))


def recommended_by_conclusion(conclusions: Iterable[Conclusion]) -> dict[int, list[Recommendation]]:
    """By conclusion, the public recommendations that are kept of it, to be followed up."""
    found: dict[int, list[Recommendation]] = {}
    rows = Recommendation.objects.filter(conclusion__in=list(conclusions), withdrawn_on=None, document__is_public=True)
    for one in rows.select_related("document").order_by("document_id", "position"):
        found.setdefault(one.conclusion_id, []).append(one)
    return found
