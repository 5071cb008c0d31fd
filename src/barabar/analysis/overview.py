"""The overview of an economy in a period: how measures stand, who reported, what was spent, how wide the gaps are."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from barabar.analysis.execution import Execution, execution
from barabar.analysis.gaps import GapStanding, latest_gaps
from barabar.analysis.kept import kept
from barabar.analysis.measures import MeasureStanding, measure_standings
from barabar.analysis.protection import published
from barabar.reference.periods import Period
from barabar.warehouse.coverage import Reporter, reporters

# What needs attention stands first.
ORDER = ("delayed", "at_risk", "not_started", "on_track", "completed", "")


@dataclass(frozen=True)
class Money:
    """Adopted and spent of everything approved, in one currency."""

    currency: str
    adopted: Decimal
    spent: Decimal

    @property
    def rate(self) -> Decimal | None:
        return self.spent * 100 / self.adopted if self.adopted else None


@dataclass(frozen=True)
class Overview:
    economy: str
    period: str
    standings: list[MeasureStanding]
    reporters: list[Reporter]
    money: list[Money]
    gaps: list[GapStanding]

    @property
    def states(self) -> Counter:
        return Counter(one.status or "no_data" for one in self.standings)

    @property
    def good(self) -> int:
        return self.states["on_track"] + self.states["completed"]

    @property
    def reported(self) -> int:
        return sum(one.has_reported for one in self.reporters)

    @property
    def absent(self) -> list[Reporter]:
        return [one for one in self.reporters if not one.has_reported]

    @property
    def by_need(self) -> list[MeasureStanding]:
        return sorted(self.standings, key=lambda one: ORDER.index(one.status))


def overview(*, economy: str, period: str, as_of: int | None = None) -> Overview:
    """Everything of the overview page; small counts are hidden."""
    return kept(("overview", economy, period, as_of), lambda: _overview(economy, period, as_of))


def _overview(economy: str, period: str, as_of: int | None) -> Overview:
    rows = execution(period=period, by="sector", as_of=as_of, economy=economy)
    return Overview(
        economy=economy,
        period=period,
        standings=published(measure_standings(period=period, as_of=as_of, node__plan__economy=economy)),
        reporters=reporters(economy=economy, period=period),
        money=[_money(rows, currency) for currency in dict.fromkeys(one.currency for one in rows)],
        gaps=latest_gaps(economy=economy, until_year=Period.parse(period).year),
    )


def _money(rows: list[Execution], currency: str) -> Money:
    own = [one for one in rows if one.currency == currency]
    adopted = [one.adopted.amount for one in own if one.adopted and one.adopted.amount is not None]
    spent = [one.spent.amount for one in own if one.spent and one.spent.amount is not None]
    return Money(currency, sum(adopted, Decimal(0)), sum(spent, Decimal(0)))
