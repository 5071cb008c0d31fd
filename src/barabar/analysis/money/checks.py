"""What does not fit in an economy's money: shown with both sides named, never repaired in silence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from barabar.access.models import Organisation
from barabar.analysis.additions import is_protected
from barabar.analysis.measures import MeasureStanding
from barabar.analysis.money.amounts import Amount
from barabar.analysis.money.stages import limit_of
from barabar.money.rates import EURO, NoRate, all_rates, day_of, rate_on
from barabar.plans.models import PlanNode
from barabar.reference.verdicts import Problem
from barabar.statistics.values import State

# Money that several may report: a state budget line has one owner, a grant has a giver and a taker.
GRANTED = ("eu", "donor", "ngo")


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit; `subjects` are the lines it is about."""

    problem: Problem
    subjects: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def sentence(self) -> str:
        return self.problem.sentence


def findings(amounts: list[Amount], standings: list[MeasureStanding], year: int) -> list[Finding]:
    """All checks of a year: overspending, sums, one grant twice, money and beneficiaries apart, rates."""
    return [
        *_spent_over(amounts),
        *_sources_do_not_sum({one.plan for one in amounts}),
        *_one_grant_twice(amounts),
        *_money_and_people(standings),
        *_no_rate(amounts, year),
    ]


def _finding(code: str, template: object, subjects: Iterable[str], **facts: object) -> Finding:
    return Finding(Problem(code, template, facts, severity="warning"), tuple(subjects))


def _lines(amounts: Iterable[Amount]) -> dict[tuple, dict[str, Amount]]:
    lines: dict[tuple, dict[str, Amount]] = defaultdict(dict)
    for one in amounts:
        lines[one.slot][one.stage] = one
    return lines


def _spent_over(amounts: list[Amount]) -> Iterable[Finding]:
    for stages in _lines(amounts).values():
        limit, spent = limit_of(stages), stages.get("spent")
        if limit is None or spent is None or spent.amount <= limit:
            continue
        facts = {"name": spent.of, "spent": plain(spent.amount), "limit": plain(limit), "currency": spent.currency}
        if spent.explanation:
            said = _("%(name)s: %(spent)s %(currency)s spent of %(limit)s. Explained: %(why)s")
            yield _finding("spent-over-explained", said, [spent.subject], **facts, why=spent.explanation)
        else:
            said = _("%(name)s: %(spent)s %(currency)s spent of %(limit)s, and nobody says why.")
            yield _finding("spent-over", said, [spent.subject], **facts)


def _sources_do_not_sum(plans: set[str]) -> Iterable[Finding]:
    """The total that a plan states for an entry beside the sum of its measures' lines."""
    nodes = PlanNode.objects.filter(plan__in=plans).exclude(stated_total=None).prefetch_related("measure__budget")
    for node in nodes:
        below = PlanNode.objects.filter(plan=node.plan_id, path__startswith=node.path).prefetch_related(
            "measure__budget"
        )
        budgets = [entry.measure.budget.all() for entry in below if hasattr(entry, "measure")]
        lines = [line for budget in budgets for line in budget if line.stage == "planned"]
        total = sum((line.amount for line in lines), Decimal(0))
        if lines and total != node.stated_total:
            said = _("%(name)s: the plan states %(stated)s, its lines make %(sum)s; %(rest)s is unexplained.")
            yield _finding(
                "sources-sum", said, [f"{node.plan_id}/{node.code}"], name=node.title, stated=plain(node.stated_total),
                sum=plain(total), rest=plain(node.stated_total - total),
            )  # fmt: skip


def _one_grant_twice(amounts: list[Amount]) -> Iterable[Finding]:
    """Declared: the same agreement. Suspected: the same amount of granted money, year and stage by two institutions."""
    declared: dict[tuple, list[Amount]] = defaultdict(list)
    suspected: dict[tuple, list[Amount]] = defaultdict(list)
    for one in amounts:
        if one.grant:
            declared[one.grant, one.stage, one.year].append(one)
        if one.source in GRANTED and one.amount:
            suspected[one.amount, one.currency, one.year, one.stage, one.source].append(one)
    seen: set[frozenset[str]] = set()
    for (grant, _stage, _year), own in declared.items():
        if len({one.subject for one in own}) > 1 and frozenset(o.subject for o in own) not in seen:
            seen.add(frozenset(one.subject for one in own))
            said = _("one grant, %(grant)s, is reported by %(who)s: it is counted once, with the first.")
            yield _finding("grant-declared", said, [o.subject for o in own], grant=grant, who=_who(own))
    for own in suspected.values():
        subjects = frozenset(one.subject for one in own)
        if len({_owner(one) for one in own}) > 1 and subjects not in seen:
            seen.add(subjects)
            said = _("%(amount)s %(currency)s of the same source and year is reported by %(who)s: perhaps one grant. Ask both, and enter the agreement's number.")  # fmt: skip
            facts = {"amount": plain(own[0].amount), "currency": own[0].currency, "who": _who(own)}
            yield _finding("grant-suspected", said, subjects, **facts)


def _owner(one: Amount) -> str:
    return one.reporter or one.organisation or one.subject


def _who(own: list[Amount]) -> str:
    names = dict(Organisation.objects.filter(pk__in={_owner(one) for one in own}).values_list("pk", "name"))
    words = [f"{names.get(_owner(one), _owner(one))} ({one.of})" for one in own]
    return "; ".join(dict.fromkeys(words))


def counted_once(amounts: list[Amount]) -> list[Amount]:
    """Without the second report of a declared grant."""
    seen: dict[tuple, str] = {}
    kept = []
    for one in amounts:
        if one.grant and seen.setdefault((one.grant, one.stage, one.year), one.subject) != one.subject:
            continue
        kept.append(one)
    return kept


def _money_and_people(standings: list[MeasureStanding]) -> Iterable[Finding]:
    for one in standings:
        spent = one.money.get("spent")
        has_money = spent is not None and bool(spent.amount)
        people = [i for i in one.indicators if is_protected(i.unit, share=i.aggregation == "ratio")]
        counted = [i for i in people if i.total is not None and i.total.state in (State.REPORTED, State.SUPPRESSED)]
        reached = [i for i in counted if i.total.state is State.SUPPRESSED or i.total.amount]
        facts = {"name": one.title}
        if has_money and people and not reached:
            yield _finding("money-without-people", _("%(name)s: money was spent, and no beneficiary is reported."), [one.key], **facts)  # fmt: skip
        if reached and not has_money:
            yield _finding("people-without-money", _("%(name)s: beneficiaries are reported, and no money spent."), [one.key], **facts)  # fmt: skip


def _no_rate(amounts: list[Amount], year: int) -> Iterable[Finding]:
    rates = all_rates()
    for currency in sorted({one.currency for one in amounts} - {EURO}):
        try:
            rate_on(currency, day_of(year), rates)
        except NoRate as reason:
            problem = reason.problem
            yield Finding(Problem(problem.code, problem.template, problem.facts, severity="warning"), ())


def plain(amount: Decimal) -> str:
    """An amount in words: spaces between thousands, decimals only where there are any."""
    text = f"{amount.normalize():,f}".replace(",", "\N{NO-BREAK SPACE}")
    return text
