"""Approved counts written straight into the ledger: many small tables of one indicator, without their returns' long way."""

from decimal import Decimal

from django.utils import timezone

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actors import SYSTEM
from barabar.plans.models import PlannedIndicator
from barabar.reference.text import Text
from barabar.review.models import ApprovedValue
from tests.factories import World, add_place, build_world

INDICATOR = "edu_support_classes"
# Institutions and where they report for: two towns with two directorates each, and a ministry.
PLACES = {
    "education": "al-elbasan",
    "housing": "al-elbasan",
    "schools": "al-fier",
    "works": "al-fier",
    "ministry": None,
}


def counting_world() -> World:
    """A world whose five institutions count the same children, by the catalogue's indicator."""
    world = build_world()
    fier = add_place("al-fier", "Fier")
    for key in ("schools", "works"):
        world.organisations[key] = add_organisation(
            by=SYSTEM, key=key, kind="directorate", name=Text({"en": key.capitalize()}),
            parent=world.organisations["contact"], territory=fier,
        )  # fmt: skip
    PlannedIndicator.objects.update(catalogue_key=INDICATOR, unit="children", aggregation="sum")
    return world


def enter(world: World, period: str, counts: dict[tuple[str, str], int], **more) -> list[int]:
    """Approve counts by institution and breakdown, with the rest of a fact as `more` says. Returns their positions."""
    return_ = world.return_of("education")
    measure = world.measures["school"]
    made = []
    for (organisation, breakdown), count in counts.items():
        row = ApprovedValue(
            cycle=world.cycle.pk, period=period, economy="AL", territory_id=PLACES[organisation], organisation_id=organisation,
            measure=measure, sector=measure.sector, of=return_, version=1, origin_organisation_id=organisation,
            origin_return=return_, origin_version=1, approved_by="Officer", approved_by_role="Contact point officer",
            approved_at=timezone.now(), indicator=measure.indicators.get(), breakdown=breakdown, state="reported",
            amount=Decimal(count), unit="children", aggregation="sum", overlap="none",
        )  # fmt: skip
        for name, value in more.items():
            setattr(row, name, value)
        row.save(force_insert=True)
        made.append(row.position)
    return made
