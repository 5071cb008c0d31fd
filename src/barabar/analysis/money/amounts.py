"""Every amount of an economy's years, from plans, returns and entries, each once and in its ledger."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from barabar.money.catalogue import money_links
from barabar.money.models import MoneyEntry
from barabar.money.queries import standing_entries
from barabar.plans.catalogue import money_stages
from barabar.plans.models import BudgetLine, Measure
from barabar.reference.periods import Period
from barabar.reference.text import Text
from barabar.warehouse.facts import facts

TARGETED = "targeted"
# Where two say the same thing, the approved return is believed first, then the entry, then the plan.
RETURN, ENTRY, PLAN = "return", "entry", "plan"


@dataclass(frozen=True)
class Amount:
    """One amount at one stage. `subject` is a measure's key or "document/line"; `of` its words.

    `ledger` is targeted or mainstream, which are never added. `share` is the estimated part (per cent) of a mainstream
    line that reaches the communities, by `method`. `history` are the amounts of a dated stage before this one, oldest
    first. `positions` lead home where a return brought it.
    """

    subject: str
    of: Text
    ledger: str
    link: str
    stage: str
    amount: Decimal
    currency: str
    year: int | None
    source: str
    sector: str
    plan: str
    organisation: str
    territory: str
    from_: str
    share: Decimal | None = None
    method: str = ""
    decided_on: object = None
    about: bool = False
    grant: str = ""
    explanation: str = ""
    reporter: str = ""
    history: tuple[Decimal, ...] = ()
    positions: tuple[int, ...] = ()

    @property
    def slot(self) -> tuple:
        return self.subject, self.year, self.source, self.currency

    @property
    def reaching(self) -> Decimal | None:
        """What is estimated to reach the communities of mainstream money; None where no share was estimated."""
        return None if self.share is None else self.amount * self.share / 100


def amounts(*, economy: str, years: Iterable[int], as_of: int | None = None) -> list[Amount]:
    """All amounts of these years, in a fixed order. Amounts for a whole period, not of one year, are not among them."""
    wanted = set(years)
    measures = {
        m.pk: m
        for m in Measure.objects.filter(node__plan__economy=economy)
        .exclude(node__plan__status="draft")
        .select_related("node__plan", "responsible")
    }
    found = [
        *_promised(measures, wanted),
        *_entered(measures, economy, wanted),
        *_reported(measures, economy, wanted, as_of),
    ]
    return sorted(_once(found), key=lambda one: (one.subject, one.year or 0, one.source, _order(one.stage)))


def _order(stage: str) -> int:
    order = list(money_stages())
    return order.index(stage) if stage in order else len(order)


def _of_measure(measure: Measure, **more: object) -> Amount:
    plan = measure.node.plan
    return Amount(
        subject=measure.key, of=measure.title, ledger=TARGETED, link=TARGETED, plan=plan.pk, sector=measure.sector,
        organisation=measure.responsible_id or "", territory=measure.territory_id or plan.territory_id or "", **more,
    )  # fmt: skip


def _promised(measures: dict[int, Measure], years: set[int]) -> Iterable[Amount]:
    """Lines of plans. Two lines of one source as written are one amount of it."""
    lines: dict[tuple, Decimal] = defaultdict(Decimal)
    for line in BudgetLine.objects.filter(measure__in=measures, year__in=years):
        lines[line.measure_id, line.year, line.source, line.stage] += line.amount
    for (measure, year, source, stage), amount in lines.items():
        own = measures[measure]
        yield _of_measure(
            own, stage=stage, amount=amount, currency=own.node.plan.currency, year=year, source=source, from_=PLAN
        )


def _reported(measures: dict[int, Measure], economy: str, years: set[int], as_of: int | None) -> Iterable[Amount]:
    """Approved returns. Parts of a year are spent one after the other; of other stages the newest part stands."""
    by_key = {measure.key: measure for measure in measures.values()}
    own: dict[tuple, list] = defaultdict(list)
    for fact in facts(as_of=as_of, economy=economy):
        year = Period.parse(fact.period).year
        if fact.is_money and fact.amount is not None and year in years and fact.measure in by_key:
            own[fact.measure, year, fact.source, fact.stage, fact.unit].append(fact)
    for (measure, year, source, stage, currency), found in own.items():
        if stage != "spent":
            newest = max(fact.period for fact in found)
            found = [fact for fact in found if fact.period == newest]
        yield _of_measure(
            by_key[measure], stage=stage, amount=sum((f.amount for f in found), Decimal(0)), currency=currency,
            year=year, source=source, from_=RETURN, positions=tuple(f.position for f in found),
            reporter=found[0].organisation,
        )  # fmt: skip


def _entered(measures: dict[int, Measure], economy: str, years: set[int]) -> Iterable[Amount]:
    rows = standing_entries().filter(year__in=years).select_related("item__document", "measure")
    own = [row for row in rows if _economy_of(row, measures) == economy]
    chains: dict[tuple, list[MoneyEntry]] = defaultdict(list)
    for row in own:
        chains[row.item_id, row.measure_id, row.year, row.source, row.stage, row.currency].append(row)
    for chain in chains.values():
        chain.sort(key=lambda row: (str(row.decided_on or ""), row.pk))
        newest = chain[-1]
        more = {
            "stage": newest.stage, "amount": newest.amount, "currency": newest.currency, "year": newest.year,
            "from_": ENTRY, "decided_on": newest.decided_on, "about": newest.about, "grant": newest.grant,
            "explanation": newest.explanation, "reporter": newest.reporter_id or "",
            "history": tuple(row.amount for row in chain[:-1]),
        }  # fmt: skip
        if newest.measure_id:
            yield _of_measure(measures[newest.measure_id], source=newest.source, **more)
        elif newest.item is not None and not newest.item.parts.exists():
            yield _of_item(newest, more)


def _economy_of(row: MoneyEntry, measures: dict[int, Measure]) -> str | None:
    if row.item is not None:
        return row.item.document.economy
    return measures[row.measure_id].node.plan.economy if row.measure_id in measures else None


def _of_item(row: MoneyEntry, more: dict) -> Amount:
    item = row.item
    link = money_links().get(item.link)
    return Amount(
        subject=f"{item.document_id}/{item.number}", of=item.title, ledger=link.ledger if link else TARGETED,
        link=item.link, source=row.source if row.source != "unspecified" else item.source, sector=item.sector,
        plan=item.document_id, organisation=item.organisation_id or item.document.owner_id or "", territory="",
        share=item.share, method=item.method, **more,
    )  # fmt: skip


def _once(found: list[Amount]) -> list[Amount]:
    """One amount a subject, year, source, currency and stage: what was approved before what was entered or promised."""
    rank = {RETURN: 0, ENTRY: 1, PLAN: 2}
    kept: dict[tuple, Amount] = {}
    for one in sorted(found, key=lambda one: rank[one.from_]):
        key = (*one.slot, one.stage)
        if key not in kept:
            kept[key] = one
        elif one.history and not kept[key].history:
            kept[key] = replace(kept[key], history=one.history)
    return list(kept.values())
