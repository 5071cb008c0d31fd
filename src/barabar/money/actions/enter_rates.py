"""Enter exchange rates, with their source and day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.journal.actions.record import record
from barabar.money.models import ExchangeRate
from barabar.money.permissions import may_edit_rates
from barabar.money.rates import EURO
from barabar.reference.catalogue import currencies
from barabar.reference.tables import Record, read_table
from barabar.reference.verdicts import Problem, Problems

COLUMNS = ("currency", "on", "per_euro", "source")


@dataclass(frozen=True)
class NewRate:
    currency: str
    on: dt.date
    per_euro: Decimal
    source: str
    address: str = ""
    where: str = ""


def recognises(head: list[str]) -> bool:
    return all(column in head for column in COLUMNS)


@transaction.atomic
def enter_rates(*, by: Actor, rates: Sequence[NewRate]) -> int:
    """Keep every rate or none. A rate that stands already with the same number is passed over; how many were new."""
    may_edit_rates(by).require()
    problems = [problem for rate in rates for problem in _problems(rate)]
    if problems:
        raise Problems(problems)
    new = [rate for rate in rates if not _stands(rate)]
    for rate in new:
        ExchangeRate.objects.create(
            currency=rate.currency, on=rate.on, per_euro=rate.per_euro, source=rate.source, address=rate.address
        )
    if new:
        facts = {"rates": len(new), "currencies": sorted({rate.currency for rate in new})}
        record(by=by, action="rates.enter", kind="rates", subject=len(new), facts=facts)
    return len(new)


def load_rates(path: Path, *, by: Actor) -> int:
    """Rates from a CSV file with the columns currency, on, per_euro, source and, if known, address."""
    problems: list[Problem] = []
    found = [_read(row, problems) for row in read_table(path, COLUMNS)]
    if problems:
        raise Problems(problems)
    return enter_rates(by=by, rates=[rate for rate in found if rate])


def _read(row: Record, problems: list[Problem]) -> NewRate | None:
    before = len(problems)
    day, number = dt.date.min, Decimal(0)
    try:
        day = dt.date.fromisoformat(row["on"].strip())
    except ValueError:
        problems.append(row.problem("day", _("“%(text)s” is not a day; write it as 2024-12-31."), text=row["on"]))
    try:
        number = Decimal(row["per_euro"].strip())
    except InvalidOperation:
        problems.append(row.problem("rate", _("“%(text)s” is not a rate; write it as 117.0842."), text=row["per_euro"]))
    if len(problems) > before:
        return None
    return NewRate(row["currency"].strip(), day, number, row["source"].strip(), row["address"].strip(), row.where)


def _problems(rate: NewRate) -> list[Problem]:
    found = []
    if rate.currency not in currencies() or rate.currency == EURO:
        known = ", ".join(key for key in currencies() if key != EURO)
        facts = {"key": rate.currency, "known": known}
        found.append(("currency-unknown", _("“%(key)s” has no rate to the euro here; use %(known)s."), facts, "currency"))  # fmt: skip
    if not rate.per_euro.is_finite() or rate.per_euro <= 0:
        found.append(("rate-zero", _("a rate is above zero: how many units one euro buys."), {}, "per_euro"))
    if rate.on > timezone.localdate():
        facts = {"day": f"{rate.on:%d.%m.%Y}"}
        found.append(("rate-future", _("%(day)s has not come yet: a rate of the future is not a rate."), facts, "on"))
    if not rate.source.strip():
        found.append(("source-missing", _("the rate has no source. Say who published it."), {}, "source"))
    return [Problem(code, text, facts, where=rate.where, anchor=f"id_{name}") for code, text, facts, name in found]


def _stands(rate: NewRate) -> bool:
    newest = ExchangeRate.objects.filter(currency=rate.currency, on=rate.on).order_by("-pk").first()
    return newest is not None and newest.per_euro == rate.per_euro
