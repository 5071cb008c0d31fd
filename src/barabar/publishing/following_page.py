"""What the pages show of who drafted a plan, and of how firmly measures stand in their institutions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Max

from barabar.coordination.catalogue import footings
from barabar.coordination.models import Footing
from barabar.plans.models import Measure, Plan
from barabar.reference.catalogue import economies, sectors
from barabar.reference.definitions import title_of

SHOWN = 50


def drafting_context(plan: Plan) -> dict:
    return {"drafting": plan.drafting.select_related("organisation", "body")}


def footing_context(measure: Measure) -> dict:
    """The newest first: it is in force."""
    return {"footings": measure.footings.select_related("said_by").order_by("-pk")}


def footings_in_force(*, economy: str = "", territory: str = "", until=None) -> list[Footing]:
    """The newest row of each measure of plans that are public, in the order of plans and measures."""
    rows = Footing.objects.exclude(measure__node__plan__status="draft")
    if economy:
        rows = rows.filter(measure__node__plan__economy=economy)
    if territory:
        rows = rows.filter(measure__node__plan__territory=territory)
    if until is not None:
        rows = rows.filter(on__lte=until)
    newest = rows.order_by().values("measure").annotate(last=Max("pk")).values("last")
    found = Footing.objects.filter(pk__in=newest).select_related(
        "measure__node__plan__territory", "measure__responsible"
    )
    return list(found.order_by("measure__node__plan", "measure__node__path"))


@dataclass(frozen=True)
class SectorRow:
    """How many measures of a sector stand in each state, in the order of the states."""

    sector: str
    counts: tuple[int, ...]


def by_sector(found: Iterable[Footing]) -> list[SectorRow]:
    counted: dict[str, Counter] = {}
    for one in found:
        counted.setdefault(one.measure.sector, Counter())[one.state] += 1
    order = [*sectors(), *(key for key in counted if key not in sectors())]
    return [
        SectorRow(str(title_of(sectors(), key)) if key else "–", tuple(counted[key][state] for state in footings()))
        for key in order
        if key in counted
    ]


def footings_context(asked: Mapping[str, str]) -> dict:
    """Measures by economy, sector and state."""
    economy, sector, state = (asked.get(name, "") for name in ("economy", "sector", "state"))
    found = footings_in_force(economy=economy if economy in economies() else "")
    if sector in sectors():
        found = [one for one in found if sector in one.measure.sectors]
    counted = by_sector(found)
    if state in footings():
        found = [one for one in found if one.state == state]
    return {
        "page": Paginator(found, SHOWN).get_page(asked.get("page")), "by_sector": counted,
        "economies": economies().values(), "sectors": sectors().values(), "states": footings().values(),
        "chosen_economy": economy, "chosen_sector": sector, "chosen_state": state,
    }  # fmt: skip
