"""Execution by any grouping: each stage's sum, the rate against what may be spent, what was cut in the year."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from barabar.analysis.money.amounts import Amount
from barabar.money.rates import Converted, NoRate, Rate, convert, day_of
from barabar.plans.catalogue import money_stages
from barabar.reference.catalogue import sectors

GROUPS: dict[str, Callable[[Amount], str]] = {
    "sector": lambda one: one.sector,
    "area": lambda one: sectors()[one.sector].regional_area if one.sector in sectors() else "",
    "source": lambda one: one.source,
    "organisation": lambda one: one.organisation,
    "territory": lambda one: one.territory,
    "plan": lambda one: one.plan,
    "year": lambda one: str(one.year or ""),
    "link": lambda one: one.link,
    "subject": lambda one: one.subject,
}


@dataclass(frozen=True)
class StageRow:
    """The money of one group in one ledger and currency. `sums` are by stage.

    `rate` is spent over what may be spent (the newest revision, else adopted) and `absorption` spent over allocated,
    each only over lines of which both are known: `rated` of `lines` for the rate. Amounts of the plan that nobody
    reported on are in `sums`, not in the rate. `reaching` is the estimated part of mainstream money, by stage, and
    `methods` how it was estimated. `about` says that an amount in it is rounded by its source.
    """

    group: str
    ledger: str
    currency: str
    sums: dict[str, Decimal]
    limit: Decimal | None
    rate: Decimal | None
    absorption: Decimal | None
    lines: int
    rated: int
    cut: Decimal
    reaching: dict[str, Decimal]
    methods: tuple[str, ...]
    about: bool


def by_group(amounts: Iterable[Amount], group: str) -> list[StageRow]:
    """Rows by one of `GROUPS`; ledgers and currencies are never added."""
    choose = GROUPS[group]
    groups: dict[tuple[str, str, str], list[Amount]] = defaultdict(list)
    for one in amounts:
        stage = money_stages().get(one.stage)
        if stage is not None and not stage.remark:
            groups[choose(one), one.ledger, one.currency].append(one)
    return [_row(*key, own) for key, own in sorted(groups.items(), key=lambda pair: pair[0])]


def _row(group: str, ledger: str, currency: str, own: list[Amount]) -> StageRow:
    sums: dict[str, Decimal] = {}
    reaching: dict[str, Decimal] = {}
    for one in own:
        sums[one.stage] = sums.get(one.stage, Decimal(0)) + one.amount
        if one.reaching is not None:
            reaching[one.stage] = reaching.get(one.stage, Decimal(0)) + one.reaching
    lines: dict[tuple, dict[str, Amount]] = defaultdict(dict)
    for one in own:
        lines[one.slot][one.stage] = one
    limits = {slot: limit for slot, stages in lines.items() if (limit := limit_of(stages)) is not None}
    rated = [slot for slot in limits if "spent" in lines[slot]]
    spent = sum((lines[slot]["spent"].amount for slot in rated), Decimal(0))
    allowed = sum((limits[slot] for slot in rated), Decimal(0))
    both = [stages for stages in lines.values() if {"spent", "allocated"} <= set(stages)]
    allocated = sum((stages["allocated"].amount for stages in both), Decimal(0))
    absorbed = sum((stages["spent"].amount for stages in both), Decimal(0))
    return StageRow(
        group, ledger, currency, sums,
        limit=sum(limits.values(), Decimal(0)) if limits else None,
        rate=spent / allowed if allowed else None,
        absorption=absorbed / allocated if allocated else None,
        lines=len(lines), rated=len(rated),
        cut=sum((cut_of(stages) for stages in lines.values()), Decimal(0)),
        reaching=reaching, methods=tuple(sorted({one.method for one in own if one.method})),
        about=any(one.about for one in own),
    )  # fmt: skip


def limit_of(stages: dict[str, Amount]) -> Decimal | None:
    """What may be spent of a line: revised, else adopted."""
    for stage in ("revised", "adopted"):
        if stage in stages:
            return stages[stage].amount
    return None


def cut_of(stages: dict[str, Amount]) -> Decimal:
    """How much less was left by the last revision than was adopted; a rise is below zero."""
    if not {"adopted", "revised"} <= set(stages):
        return Decimal(0)
    return stages["adopted"].amount - stages["revised"].amount


@dataclass(frozen=True)
class Cut:
    """A line whose budget was changed in the year: adopted, each revision in its order, and the last."""

    subject: Amount
    adopted: Decimal
    steps: tuple[Decimal, ...]

    @property
    def cut(self) -> Decimal:
        return self.adopted - self.steps[-1]


def cuts(amounts: Iterable[Amount]) -> list[Cut]:
    """What was changed in mid-year, the largest cut first."""
    lines: dict[tuple, dict[str, Amount]] = defaultdict(dict)
    for one in amounts:
        lines[one.slot][one.stage] = one
    found = [
        Cut(s["revised"], s["adopted"].amount, (*s["revised"].history, s["revised"].amount))
        for s in lines.values()
        if {"adopted", "revised"} <= set(s)
    ]
    return sorted(found, key=lambda one: -one.cut)


def in_currency(
    amount: Decimal, currency: str, year: int, *, to: str, rates: dict[str, list[Rate]] | None = None
) -> Converted | NoRate:
    """An amount of a year for comparison, at the rate of that year's last day; or why it cannot be converted."""
    try:
        return convert(amount, currency, to=to, on=day_of(year), rates=rates)
    except NoRate as reason:
        return reason
