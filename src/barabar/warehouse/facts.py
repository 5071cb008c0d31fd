"""Approved facts as frozen values, as they stand at a position of the ledger. Nothing here can see a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Q, QuerySet

from barabar.review.models import ApprovedNarrative, ApprovedValue
from barabar.statistics.values import Aggregation, State, Value

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Fact:
    """One approved figure. `indicator` is the catalogue's key where there is one, so that plans can be compared;
    money has no indicator but a `stage` and `source`, and its `unit` is the currency."""

    position: int
    period: str
    economy: str
    territory: str
    organisation: str
    plan: str
    measure: str
    sector: str
    indicator: str
    indicator_key: str
    stage: str
    source: str
    breakdown: str
    state: str
    amount: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str
    overlap: str
    unit: str
    aggregation: str

    @property
    def is_money(self) -> bool:
        return bool(self.stage)

    @property
    def rule(self) -> Aggregation:
        return Aggregation(self.aggregation)

    def value(self) -> Value:
        """As a pure value for roll-up; money has no subject, for one amount is never inside another."""
        return Value(
            state=State(self.state),
            unit=self.unit,
            amount=self.amount,
            numerator=self.numerator,
            denominator=self.denominator,
            place=f"{self.organisation}/{self.measure}/{self.indicator_key}",
            period=self.period,
            reason=self.reason,
            overlap=self.overlap or "none",
            subject="" if self.is_money else self.indicator,
            origin=self.position,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """A measure's approved words: its state, achievements, setbacks, next steps."""

    position: int
    period: str
    organisation: str
    territory: str
    plan: str
    measure: str
    sector: str
    status: str
    achievements: str
    setbacks: str
    next_steps: str
    language: str


FACT_COLUMNS = (
    "position", "period", "economy", "territory_id", "organisation_id", "measure__node__plan_id", "measure__key",
    "sector", "indicator__catalogue_key", "indicator__key", "stage", "source", "breakdown", "state", "amount",
    "numerator", "denominator", "reason", "overlap", "unit", "aggregation",
)  # fmt: skip
SAID_COLUMNS = (
    "position", "period", "organisation_id", "territory_id", "measure__node__plan_id", "measure__key", "sector",
    "status", "achievements", "setbacks", "next_steps", "language",
)  # fmt: skip


def head() -> int:
    """The newest position of the ledger: what "now" means for everything built from it."""
    return max(
        ApprovedValue.objects.aggregate(newest=Max("position"))["newest"] or 0,
        ApprovedNarrative.objects.aggregate(newest=Max("position"))["newest"] or 0,
    )


def _standing(ledger, as_of: int | None) -> QuerySet:
    rows = ledger.objects.filter(withdrawn=False)
    if as_of is None:
        return rows.filter(superseded_by=None)
    return rows.filter(position__lte=as_of).filter(Q(superseded_by=None) | Q(superseded_by__position__gt=as_of))


def facts(*, as_of: int | None = None, **filters: object) -> list[Fact]:
    """The facts that stand at a position (now). `filters` are those of the ledger: period, economy, territory_id …"""
    rows = _standing(ApprovedValue, as_of).filter(**filters).order_by("position").values_list(*FACT_COLUMNS)
    return [_fact(row) for row in rows]


def _fact(row: tuple) -> Fact:
    values = list(row)
    values[3] = values[3] or ""
    values[8], values[9] = values[8] or values[9] or "", values[9] or ""
    return Fact(*values)


def facts_at(positions: Iterable[int]) -> list[Fact]:
    """Facts by their positions, standing or corrected since."""
    wanted = sorted(set(positions))
    rows = (
        row
        for start in range(0, len(wanted), AT_ONCE)
        for row in ApprovedValue.objects.filter(position__in=wanted[start : start + AT_ONCE]).values_list(*FACT_COLUMNS)
    )
    return [_fact(row) for row in rows]


def narratives(*, as_of: int | None = None, **filters: object) -> list[Said]:
    rows = _standing(ApprovedNarrative, as_of).filter(**filters).order_by("measure__node__path", "position")
    return [Said(*(value or "" for value in row)) for row in rows.values_list(*SAID_COLUMNS)]
