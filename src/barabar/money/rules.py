"""What an entry of money must fulfil: every problem at once, each a sentence."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.money.models import MoneyEntry
from barabar.plans.catalogue import Stage, money_sources, money_stages
from barabar.reference.catalogue import currencies
from barabar.reference.verdicts import Problem

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Given:
    """An amount as somebody enters it. `decided_on` is the day of the act; `explanation` says why more was spent."""

    stage: str
    amount: Decimal
    currency: str
    year: int | None = None
    source: str = "unspecified"
    decided_on: dt.date | None = None
    act: str = ""
    about: bool = False
    grant: str = ""
    explanation: str = ""
    note: str = ""
    period_as_written: str = ""


def problems_of(given: Given, standing: Sequence[MoneyEntry]) -> list[Problem]:
    """`standing` are the entries that stand of the same line or measure, whatever their year and source."""
    found = [*_form(given)]
    if found:
        return found
    same = [one for one in standing if one.year == given.year and one.source == given.source]
    return [*_twice(given, same), *_chain(given, same), *_too_much(given, same)]


def published_problems(given: Given) -> list[Problem]:
    """What a printed amount must fulfil: a day that the document does not give stays empty."""
    return [problem for problem in _form(given) if problem.code != "day-missing"]


def _form(given: Given) -> Iterable[Problem]:
    if given.stage not in money_stages():
        yield _problem("stage", _("“%(key)s” is not a stage of money; use %(known)s."), given.stage, money_stages())
    if given.source not in money_sources():
        yield _problem("source", _("“%(key)s” is not a source of money; use %(known)s."), given.source, money_sources())
    if given.currency not in currencies():
        yield _problem("currency", _("“%(key)s” is not a currency here; use %(known)s."), given.currency, currencies())
    if given.amount < 0:
        facts = {"amount": given.amount}
        yield Problem("amount-negative", _("%(amount)s is below zero. Money that came back is a lower amount, not a negative one."), facts, anchor="id_amount")  # fmt: skip
    if given.year is not None and not FIRST_YEAR <= given.year <= LAST_YEAR:
        yield Problem("year", _("%(year)s is not a year of a budget."), {"year": given.year}, anchor="id_year")
    if given.decided_on and given.decided_on > timezone.localdate():
        facts = {"day": f"{given.decided_on:%d.%m.%Y}"}
        yield Problem("day-future", _("%(day)s has not come yet. Give the day on which it was decided."), facts, anchor="id_decided_on")  # fmt: skip
    stage = money_stages().get(given.stage)
    if stage and stage.dated and given.decided_on is None:
        facts = {"stage": stage.title}
        yield Problem("day-missing", _("“%(stage)s” may come several times in a year: give the day of the decision."), facts, anchor="id_decided_on")  # fmt: skip


def _problem(name: str, template: object, key: str, known: Iterable[str]) -> Problem:
    return Problem(f"{name}-unknown", template, {"key": key, "known": ", ".join(known)}, anchor=f"id_{name}")


def _twice(given: Given, same: Sequence[MoneyEntry]) -> Iterable[Problem]:
    """One amount a stage; of a dated stage one a day."""
    dated = money_stages()[given.stage].dated
    for one in same:
        if one.stage == given.stage and (not dated or one.decided_on == given.decided_on):
            facts = {"amount": one.amount, "currency": one.currency}
            yield Problem("entered-already", _("this stands already with %(amount)s %(currency)s. Correct that entry instead of adding a second one."), facts)  # fmt: skip
            return


def _chain(given: Given, same: Sequence[MoneyEntry]) -> Iterable[Problem]:
    """A revision changes what was adopted before it."""
    if given.stage != "revised":
        return
    adopted = next((one for one in same if one.stage == "adopted"), None)
    if adopted is None:
        yield Problem("revision-first", _("nothing was adopted for this year and source, so there is nothing to revise. Enter the adopted amount first."))  # fmt: skip
    elif adopted.decided_on and given.decided_on and given.decided_on < adopted.decided_on:
        facts = {"day": f"{given.decided_on:%d.%m.%Y}", "adopted": f"{adopted.decided_on:%d.%m.%Y}"}
        yield Problem("revision-before", _("the revision of %(day)s is dated before the budget was adopted, on %(adopted)s."), facts, anchor="id_decided_on")  # fmt: skip


def _too_much(given: Given, same: Sequence[MoneyEntry]) -> Iterable[Problem]:
    if given.stage != "spent" or given.explanation.strip():
        return
    limit = limit_of([one for one in same if one.currency == given.currency])
    if limit is not None and given.amount > limit.amount:
        facts = {"spent": given.amount, "limit": limit.amount, "stage": _title(limit.stage)}
        yield Problem("spent-over", _("%(spent)s was spent, more than the %(limit)s of the stage “%(stage)s”. Correct the amount, or explain it."), facts, anchor="id_explanation")  # fmt: skip


def limit_of(entries: Iterable[MoneyEntry]) -> MoneyEntry | None:
    """What may be spent: the newest revision, else the adopted amount."""
    allowed = [one for one in entries if (stage := money_stages().get(one.stage)) and stage.limit]
    return max(allowed, key=_newness, default=None)


def _newness(entry: MoneyEntry) -> tuple[int, dt.date, int]:
    order = list(money_stages())
    return order.index(entry.stage), entry.decided_on or dt.date.min, entry.pk or 0


def _title(stage: str) -> object:
    known: Stage | None = money_stages().get(stage)
    return known.title if known else stage
