"""Published budgets: each stage's total beside the sum of its parts, and what the source leaves unexplained."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from barabar.money.allocation import allocate
from barabar.money.models import BudgetDocument, BudgetItem, MoneyEntry
from barabar.money.queries import standing_entries
from barabar.plans.catalogue import money_stages
from barabar.reference.catalogue import currencies
from barabar.reference.text import Text


@dataclass(frozen=True)
class Printed:
    """An amount as printed, with the source's own "about" and its note."""

    title: Text
    amount: Decimal
    about: bool
    note: str


@dataclass(frozen=True)
class Statement:
    """One stage of one year (or period) of a document. `rest` is the total less its parts; None where one is absent.

    A rest of 0 means that the source adds up. A rest that is not 0 is shown, not spread.
    """

    document: str
    period: str
    stage: str
    currency: str
    total: Printed | None
    parts: tuple[Printed, ...]

    @property
    def sum_of_parts(self) -> Decimal | None:
        return sum((one.amount for one in self.parts), Decimal(0)) if self.parts else None

    @property
    def rest(self) -> Decimal | None:
        return self.total.amount - self.sum_of_parts if self.total and self.parts else None


@dataclass(frozen=True)
class Unspent:
    """What a source says was left, beside what planned less spent leaves."""

    period: str
    currency: str
    said: Decimal
    computed: Decimal | None


def statements(document: BudgetDocument) -> list[Statement]:
    """Every stage and year of a document, in the order of its years and of the stages."""
    stages = money_stages()
    groups: dict[tuple, list[MoneyEntry]] = defaultdict(list)
    for entry in _entries(document):
        if not stages[entry.stage].remark:
            groups[_period(entry), entry.stage, entry.currency].append(entry)
    order = list(stages)
    made = []
    for (period, stage, currency), entries in sorted(groups.items(), key=lambda g: (g[0][0], order.index(g[0][1]))):
        newest = {entry.item_id: entry for entry in sorted(entries, key=lambda e: (str(e.decided_on or ""), e.pk))}
        tops = [one for one in newest.values() if one.item.parent_id is None]
        parts = [one for one in newest.values() if one.item.parent_id is not None]
        if len(tops) > 1:
            parts, tops = tops, []
        total = _printed(tops[0]) if tops else None
        made.append(Statement(document.pk, period, stage, currency, total, tuple(map(_printed, parts))))
    return made


def unspent(document: BudgetDocument) -> list[Unspent]:
    """The source's remarks on what was left, checked against its other stages."""
    found = []
    known = {(s.period, s.stage): s for s in statements(document)}
    for entry in _entries(document):
        if entry.stage == "unspent":
            planned = known.get((_period(entry), "adopted")) or known.get((_period(entry), "planned"))
            spent = known.get((_period(entry), "spent"))
            left = (
                planned.total.amount - spent.total.amount
                if planned and spent and planned.total and spent.total
                else None
            )
            found.append(Unspent(_period(entry), entry.currency, entry.amount, left))
    return found


def medium_term(document: BudgetDocument) -> dict[BudgetItem, dict[int, dict[str, Decimal]]]:
    """The cycle of a medium-term budget: for each line, years t to t+2, and the stages known of each."""
    table: dict[BudgetItem, dict[int, dict[str, Decimal]]] = {}
    for entry in _entries(document):
        if entry.year is not None and not money_stages()[entry.stage].remark:
            table.setdefault(entry.item, {}).setdefault(entry.year, {})[entry.stage] = entry.amount
    return table


def divided(document: BudgetDocument, amount: Decimal, currency: str) -> list[tuple[Text, Decimal, Decimal]]:
    """An amount by the document's allocation key: title, per cent, part. The parts add up to the amount exactly."""
    shares = list(document.shares.all())
    digits = currencies()[currency].digits if currency in currencies() else 2
    parts = allocate(amount, [share.percent for share in shares], digits=digits)
    return [(share.title, share.percent, part) for share, part in zip(shares, parts, strict=True)]


def _entries(document: BudgetDocument) -> list[MoneyEntry]:
    rows = standing_entries().filter(item__document=document).select_related("item")
    return sorted(rows, key=lambda entry: (_period(entry), entry.item.number, entry.pk))


def _period(entry: MoneyEntry) -> str:
    return str(entry.year) if entry.year else entry.period_as_written


def _printed(entry: MoneyEntry) -> Printed:
    return Printed(entry.item.title, entry.amount, entry.about, entry.note)
