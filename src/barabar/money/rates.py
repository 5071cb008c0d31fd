"""Exchange of amounts for comparison: by a dated rate, whose source and day travel with the result."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext_lazy as _

from barabar.money.models import ExchangeRate
from barabar.reference.verdicts import Problem

EURO = "EUR"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Rate:
    """Units of `currency` for one euro on a day, and who says so. The euro's own rate is 1 and has no source."""

    currency: str
    on: dt.date | None
    per_euro: Decimal
    source: str


@dataclass(frozen=True)
class Converted:
    """An amount in another currency beside the original; `rates` are those it went through. Never stored."""

    amount: Decimal
    currency: str
    original: Decimal
    original_currency: str
    rates: tuple[Rate, ...]


class NoRate(Exception):
    """There is no rate of a currency on or before a day."""

    def __init__(self, currency: str, on: dt.date):
        self.currency, self.on = currency, on
        self.problem = Problem(
            "rate-missing",
            _("there is no exchange rate of %(currency)s on or before %(day)s. Enter one with its source."),
            {"currency": currency, "day": f"{on:%d.%m.%Y}"},
        )
        super().__init__(self.problem.sentence)


def all_rates() -> dict[str, list[Rate]]:
    """Every rate by currency, newest day first; of two for a day the one entered last."""
    found: dict[str, list[Rate]] = {}
    for row in ExchangeRate.objects.order_by("currency", "-on", "-pk"):
        found.setdefault(row.currency, []).append(Rate(row.currency, row.on, row.per_euro, row.source))
    return found


def rate_on(currency: str, on: dt.date, rates: dict[str, list[Rate]] | None = None) -> Rate:
    """The newest rate that held on a day. Raises `NoRate`; a rate of a later day is never used for an earlier one."""
    if currency == EURO:
        return Rate(EURO, None, Decimal(1), "")
    known = all_rates() if rates is None else rates
    for rate in known.get(currency, ()):
        if rate.on is not None and rate.on <= on:
            return rate
    raise NoRate(currency, on)


def convert(
    amount: Decimal, currency: str, *, to: str = EURO, on: dt.date, rates: dict[str, list[Rate]] | None = None
) -> Converted:
    """An amount as of a day in another currency, through the euro, rounded to cents once, at the end (half to even)."""
    own, other = rate_on(currency, on, rates), rate_on(to, on, rates)
    result = amount if currency == to else (amount * other.per_euro / own.per_euro).quantize(CENT, ROUND_HALF_EVEN)
    used = tuple(rate for rate in (own, other) if rate.currency != EURO) if currency != to else ()
    return Converted(result, to, amount, currency, used)


def day_of(year: int) -> dt.date:
    """The day whose rate stands for a year's amounts: its last, or today while the year still runs."""
    return min(dt.date(year, 12, 31), dt.date.today())
