"""The economies of the region side by side: who reported, how measures stand, what was spent, and every indicator of one standard."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from barabar.analysis.overview import Money, overview
from barabar.plans.models import Plan
from barabar.publishing.explore.page import explore_context, page_number
from barabar.publishing.explore.site import Site
from barabar.reference.catalogue import economies
from barabar.reference.periods import Period
from barabar.reference.text import Text
from barabar.warehouse.coverage import reported_periods
from barabar.warehouse.questions import Question


@dataclass(frozen=True)
class Side:
    """One economy in a year. `plans` in force; `reported` of `owed` institutions; measures by state; money by currency.

    `period` is empty where nobody was asked about the year: then there is nothing to compare, and the page says so.
    """

    economy: str
    title: Text
    plans: int
    period: str
    reported: int
    owed: int
    measures: int
    states: Counter
    money: tuple[Money, ...]

    @property
    def completed_share(self) -> Decimal | None:
        """Measures completed or on track, in per cent of all that an approved return speaks of."""
        told = self.measures - self.states["no_data"]
        return Decimal(self.states["completed"] + self.states["on_track"]) * 100 / told if told else None


def comparison_context(parameters: QueryDict, site: Site) -> dict:
    """The year asked for, else the newest that any economy was asked about."""
    years = sorted({Period.parse(one).year for key in economies() for one in reported_periods(key)}, reverse=True)
    asked = parameters.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else None)
    context = {"years": years, "year": year, "sides": [_side(key, year) for key in economies()] if year else []}
    if year is None:
        return context
    question = Question(rows=("indicator",), columns=("economy",), periods=(str(year),))
    return context | explore_context(question.as_pairs(), site, page=page_number(parameters))


def _side(key: str, year: int) -> Side:
    period = next((one for one in reported_periods(key) if Period.parse(one).year == year), "")
    in_force = Plan.objects.filter(economy=key, starts_year__lte=year, ends_year__gte=year).exclude(status="draft")
    title, plans = economies()[key].title, in_force.count()
    if not period:
        return Side(key, title, plans, "", 0, 0, 0, Counter(), ())
    found = overview(economy=key, period=period)
    reported = sum(one.has_reported for one in found.reporters)
    return Side(
        key,
        title,
        plans,
        period,
        reported,
        len(found.reporters),
        len(found.standings),
        found.states,
        tuple(found.money),
    )
