"""What the pages on field visits show, and what may be told of a figure that was found elsewhere than reported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from barabar.analysis.additions import is_protected
from barabar.analysis.protection import hidden_answers
from barabar.analysis.protection_rule import protection_rule
from barabar.coordination.catalogue import finding_kinds
from barabar.coordination.models import Finding, Visit
from barabar.coordination.queries import findings_beside
from barabar.design.figures import amount, share
from barabar.plans.models import Measure
from barabar.publishing.commitments_page import lines_of
from barabar.publishing.recommended import recommended
from barabar.reference.catalogue import breakdown_title, economies
from barabar.reference.definitions import title_of

SHOWN = 50


@dataclass(frozen=True)
class Beside:
    """A finding with both figures as they may be shown: what was reported and what was found, "" where hidden or not given.

    `is_hidden`: a number exists and is not shown, to protect people.
    """

    finding: Finding
    kind: str
    differs: bool
    part: str
    reported: str
    found: str
    is_hidden: bool
    stands: bool


def visits_context(asked: Mapping[str, str], seen: QuerySet[Visit]) -> dict:
    """Visits by economy and year, and how many they are: a record of several counts as many as it tells."""
    economy, year = asked.get("economy", ""), asked.get("year", "")
    found = seen
    if economy in economies():
        found = found.filter(economy=economy)
    if year.isdecimal() and len(year) == 4:
        found = found.filter(starts__year=int(year))
    told = found.order_by().aggregate(visits=Sum(Coalesce("visits", 1)))["visits"] or 0
    page = Paginator(found.select_related("territory", "organiser", "partner", "office"), SHOWN).get_page(
        asked.get("page")
    )
    return {
        "page": page, "visits_counted": told, "economies": economies().values(), "chosen_economy": economy,
        "chosen_year": year,
    }  # fmt: skip


def visit_context(visit: Visit, *, inside: bool) -> dict:
    rows = visit.findings.select_related("measure__node__plan", "indicator", "against__superseded_by").order_by(
        "number"
    )
    return {"visit": visit, "findings": beside(rows, inside=inside)}


def promised_context(measure: Measure) -> dict:
    """What was promised for a measure and what visits found of it, as everybody may read it."""
    promised = measure.commitments.filter(is_public=True).select_related("organisation")
    found = measure.findings.filter(visit__is_public=True).select_related(
        "visit__territory", "visit__organiser", "measure", "indicator", "against__superseded_by"
    )
    return {
        "promised": lines_of(promised, timezone.localdate()),
        "recommended": recommended("measure", measure.pk),
        "visited": beside(found.order_by("visit__starts", "visit_id", "number"), inside=False),
    }


def beside(findings: Iterable[Finding], *, inside: bool) -> list[Beside]:
    """Each finding with its two figures. Outside, a figure is shown only where it is not a small count and the reported
    one is public: else the finding would tell what the gate hides."""
    rows = list(findings)
    hidden = set() if inside else hidden_answers([one.against_id for one in rows if one.against_id])
    return [_beside(one, hidden, inside=inside) for one in rows]


def _beside(one: Finding, hidden: set[int], *, inside: bool) -> Beside:
    kind = finding_kinds().get(one.kind)
    open_here = inside or (one.against_id not in hidden and not _is_small(one))
    reported = _written(one.against.amount, one.against.numerator, one.against.denominator) if one.against else ""
    found = _written(one.amount, one.numerator, one.denominator)
    shown = (reported, found) if open_here else ("", "")
    stands = one.against is not None and not hasattr(one.against, "superseded_by")
    return Beside(
        one, str(title_of(finding_kinds(), one.kind)), bool(kind and kind.differs), breakdown_title(one.breakdown), *shown,
        bool(found or reported) and not open_here, stands,
    )  # fmt: skip


def _is_small(one: Finding) -> bool:
    own = one.indicator
    if own is None or not is_protected(own.unit, share=own.aggregation == "ratio"):
        return False
    counts = [number for number in (one.amount, one.numerator, one.denominator) if number is not None]
    return any(0 < number < protection_rule().frequency for number in counts)


def _written(number: Decimal | None, part: Decimal | None, whole: Decimal | None) -> str:
    if part is not None and whole:
        return f"{amount(part)} / {amount(whole)} ({share(part, whole)})"
    return "" if number is None else amount(number)


def beside_facts(facts: Iterable[int]) -> dict[int, list[Beside]]:
    """By ledger position, what visits found about the same figure, as the public may read it."""
    return {position: beside(found, inside=False) for position, found in findings_beside(facts).items()}
