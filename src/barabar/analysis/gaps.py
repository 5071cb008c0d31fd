"""The gap between the communities and their comparison population, from survey estimates with their uncertainty."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from barabar.reference.text import Text
from barabar.surveys.models import Estimate


@dataclass(frozen=True)
class GapStanding:
    """The latest measured gap of one indicator: both values, the interval of the communities' value, the target.

    Both values are of one survey, one universe and one comparison group; otherwise there is no gap to say.
    """

    indicator: str
    name: Text
    sector: str
    year: int
    survey: str
    comparison: str
    communities: Decimal
    low: Decimal | None
    high: Decimal | None
    n: int | None
    reference: Decimal
    target: Decimal | None
    is_demonstration: bool

    @property
    def points(self) -> Decimal:
        """The gap in percentage points, without sign: which side is worse follows from the indicator."""
        return abs(self.reference - self.communities)


def latest_gaps(*, economy: str, until_year: int) -> list[GapStanding]:
    """The newest gap of each indicator up to a year."""
    groups: dict[tuple, dict[str, Estimate]] = defaultdict(dict)
    for estimate in Estimate.objects.filter(economy=economy, year__lte=until_year).order_by("year"):
        key = (estimate.indicator, estimate.survey, estimate.year, estimate.comparison)
        groups[key][estimate.group] = estimate
    newest: dict[str, GapStanding] = {}
    for pair in groups.values():
        if {"communities", "reference"} <= set(pair):
            standing = _standing(pair["communities"], pair["reference"])
            newest[standing.indicator] = standing
    return list(newest.values())


def _standing(own: Estimate, reference: Estimate) -> GapStanding:
    return GapStanding(
        own.indicator, own.name, own.sector, own.year, own.survey, own.comparison, own.percent, own.low, own.high,
        own.n, reference.percent, own.target, own.is_demonstration,
    )  # fmt: skip
