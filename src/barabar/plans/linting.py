"""What a plan lacks for being followed: measures without owner, indicator, target or money, sums that do not close.

Pure over a plan's content. Findings never block; "error" is what makes reporting impossible, "warning" what weakens it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from barabar.plans.content import IndicatorContent, Line, MeasureContent, NodeContent, PlanContent
from barabar.plans.importing.codes import above, in_order, tail
from barabar.reference.catalogue import communities
from barabar.reference.slugs import fold
from barabar.reference.verdicts import Problem

# A source that stands for all of them: its line is a total when named sources stand beside it.
WHOLE = "unspecified"


def lint(plan: PlanContent) -> list[Problem]:
    """Everything found, in the order of the plan: first of the plan as a whole, then entry by entry."""
    found = [finding for check in PLAN_CHECKS for finding in check(plan)]
    for node in plan.nodes:
        found += [finding for check in NODE_CHECKS for finding in check(plan, node)]
        if node.measure is not None:
            found += [finding for check in MEASURE_CHECKS for finding in check(plan, node, node.measure)]
    return found


def _finding(
    code: str, template: object, node: NodeContent | None = None, severity: str = "warning", **facts: object
) -> Problem:
    where = node.code if node else ""
    return Problem(code, template, facts, severity=severity, where=where, anchor=node.anchor if node else "plan")


# ------------------------------------------------------------------------------------------------------ the plan


def _no_measures(plan: PlanContent) -> Iterator[Problem]:
    if not plan.measures:
        yield _finding(
            "no-measures",
            _("The plan holds no measure, so nothing can be asked about it. Import its table, or add measures."),
            severity="error",
        )


def _no_years(plan: PlanContent) -> Iterator[Problem]:
    if not plan.years:
        yield _finding(
            "no-years",
            _("The plan's first or last year is not stated; targets and deadlines cannot be checked against it."),
        )


def _codes_twice(plan: PlanContent) -> Iterator[Problem]:
    """ "1.1" and "Measure 1.1" are one number; people will take one for the other."""
    seen: dict[tuple[str, bool], NodeContent] = {}
    for node in plan.nodes:
        first = seen.setdefault((tail(node.code), node.measure is not None), node)
        if first is not node:
            yield _finding(
                "code-twice", _("The number of this code is also that of %(other)s."), node, other=first.code
            )


def _communities_named(plan: PlanContent) -> Iterator[Problem]:
    """A title that names a community which the plan's list leaves out. Names are compared by their beginning."""
    words = [fold(word) for title in plan.title.values() for word in title.replace("-", " ").split()]
    for key, community in communities().items():
        stems = {_stem(fold(name.split()[0])) for name in community.title.values()} | {_stem(fold(key))}
        if key not in plan.communities and any(
            len(s) > 2 and w.startswith(s) and len(w) - len(s) < 5 for s in stems for w in words
        ):
            yield _finding(
                "community-named",
                _("The title names %(community)s, but the plan's list of communities does not."),
                community=community.title,
            )


def _stem(word: str) -> str:
    """ "romi", "romë", "roma" → "rom"; "egyptians" → "egypt"; "egjiptiane" → "egjipt"."""
    for ending in ("ians", "iane", "jane", "ian", "ije", "cani", "lar", "ler"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word[:-1] if len(word) > 3 else word


# --------------------------------------------------------------------------------------------------------- entries


def _out_of_order(plan: PlanContent, node: NodeContent) -> Iterator[Problem]:
    brothers = [other for other in plan.nodes if other.parent == node.parent]
    at = brothers.index(node)
    if at and in_order(tail(node.code)) < in_order(tail(brothers[at - 1].code)):
        yield _finding(
            "code-order",
            _("The code stands after %(before)s although it comes before it."),
            node,
            before=brothers[at - 1].code,
        )
    number = tail(node.code)
    parent = tail(node.parent) if node.parent else ""
    if parent and above(number) and parent not in above(number) and parent[:1].isdigit():
        yield _finding(
            "code-parent",
            _("The code does not begin like that of the entry above it, %(parent)s."),
            node,
            parent=node.parent,
        )


def _stated_total(plan: PlanContent, node: NodeContent) -> Iterator[Problem]:
    if node.stated_total is None or node.measure is not None:
        return
    total = sum((_planned(one.measure) for one in plan.below(node.code) if one.measure), Decimal(0))
    if total != node.stated_total:
        yield _finding(
            "total-open",
            _("The total stated is %(stated)s, but the measures below add up to %(sum)s."),
            node,
            "error",
            stated=_plain(node.stated_total),
            sum=_plain(total),
        )


def _planned(measure: MeasureContent) -> Decimal:
    """A measure's planned money: its yearly lines where it has any, else that of the whole period."""
    lines = [line for line in measure.budget if line.stage == "planned"]
    yearly = [line for line in lines if line.year is not None]
    return sum((line.amount for line in _named_sources(yearly or lines)), Decimal(0))


def _named_sources(lines: list[Line]) -> list[Line]:
    """Without the line that is the total of the others in its year."""
    return [
        line for line in lines if line.source != WHOLE or all(o.source == WHOLE for o in lines if o.year == line.year)
    ]


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


# -------------------------------------------------------------------------------------------------------- measures


def _owner(plan: PlanContent, node: NodeContent, measure: MeasureContent) -> Iterator[Problem]:
    if measure.responsible:
        return
    if measure.responsible_as_written:
        yield _finding(
            "owner-unknown",
            _("“%(name)s” is not in the register of institutions, so nobody can be asked. Choose the institution."),
            node,
            "error",
            name=measure.responsible_as_written[:120],
        )
    else:
        yield _finding(
            "owner-missing",
            _("The measure has no responsible body, so nobody can be asked. Choose one."),
            node,
            "error",
        )


def _sector(plan: PlanContent, node: NodeContent, measure: MeasureContent) -> Iterator[Problem]:
    if not measure.sectors:
        yield _finding(
            "sector-missing", _("The measure has no sector; it will be missing in every table by sector."), node
        )


def _deadline(plan: PlanContent, node: NodeContent, measure: MeasureContent) -> Iterator[Problem]:
    if not measure.deadline:
        if measure.deadline_as_written:
            yield _finding(
                "deadline-unread",
                _("The deadline “%(text)s” is no quarter or year; delay cannot be told."),
                node,
                text=measure.deadline_as_written,
            )
        else:
            yield _finding("deadline-missing", _("The measure has no deadline; delay cannot be told."), node)
    elif plan.years and int(measure.deadline[:4]) not in plan.years:
        yield _finding(
            "deadline-outside",
            _("The deadline %(deadline)s lies outside the plan's years %(first)s–%(last)s."),
            node,
            deadline=measure.deadline,
            first=plan.starts_year,
            last=plan.ends_year,
        )


def _indicators(plan: PlanContent, node: NodeContent, measure: MeasureContent) -> Iterator[Problem]:
    if not measure.indicators:
        yield _finding(
            "indicator-missing",
            _("The measure has no indicator; only its state can be reported, not what it reached."),
            node,
            "error",
        )
    for one in measure.indicators:
        if one.baseline is None:
            yield _finding(
                "baseline-missing", _("“%(name)s” has no baseline; change cannot be told."), node, name=one.name
            )
        if not one.targets:
            yield _finding(
                "target-missing", _("“%(name)s” has no target; progress cannot be told."), node, name=one.name
            )
        if one.unit == "unstated":
            yield _finding(
                "unit-missing",
                _("“%(name)s” does not say what it counts; its values are added to nothing."),
                node,
                name=one.name,
            )
        yield from _targets(plan, node, one)


def _targets(plan: PlanContent, node: NodeContent, one: IndicatorContent) -> Iterator[Problem]:
    for year, _amount in one.targets:
        if plan.years and year not in plan.years:
            yield _finding(
                "target-outside",
                _("The target of “%(name)s” for %(year)s lies outside the plan's years %(first)s–%(last)s."),
                node,
                name=one.name,
                year=year,
                first=plan.starts_year,
                last=plan.ends_year,
            )
    steps = sorted(one.targets)
    if one.baseline is not None and steps and (one.baseline_year or 0) < steps[0][0]:
        steps = [(one.baseline_year or 0, one.baseline), *steps]
    for (before, start), (year, end) in zip(steps, steps[1:], strict=False):
        if end < start if one.direction == "up" else end > start:
            template = _(
                "The target of “%(name)s” for %(year)s, %(end)s, goes back behind that of %(before)s, %(start)s."
            )
            if not before or (one.baseline_year == before and start == one.baseline):
                template = _(
                    "The target of “%(name)s” for %(year)s, %(end)s, goes back behind the baseline, %(start)s."
                )
            yield _finding(
                "target-backwards",
                template,
                node,
                name=one.name,
                year=year,
                end=_plain(end),
                before=before,
                start=_plain(start),
            )


def _money(plan: PlanContent, node: NodeContent, measure: MeasureContent) -> Iterator[Problem]:
    if not measure.budget:
        yield _finding("money-missing", _("The measure has no money. Write 0 where it costs nothing."), node)
    for line in measure.budget:
        if line.year is not None and plan.years and line.year not in plan.years:
            yield _finding(
                "money-outside",
                _("Money is planned for %(year)s, outside the plan's years %(first)s–%(last)s."),
                node,
                year=line.year,
                first=plan.starts_year,
                last=plan.ends_year,
            )
    if measure.budget and not plan.currency:
        yield _finding("currency-missing", _("Money is given, but the plan states no currency."), node)
    yield from _sums(node, measure)


def _sums(node: NodeContent, measure: MeasureContent) -> Iterator[Problem]:
    """Yearly lines against the amount for the period, and named sources against the amount without a source."""
    periods: dict[tuple, Decimal] = {}
    years: dict[tuple, Decimal] = defaultdict(Decimal)
    for line in measure.budget:
        key = (line.stage, line.source, line.source_as_written)
        if line.year is None:
            periods[key] = line.amount
        else:
            years[key] += line.amount
    for key in periods.keys() & years.keys():
        if periods[key] != years[key]:
            yield _finding(
                "years-open",
                _("The years add up to %(sum)s, but %(stated)s is stated for the whole period."),
                node,
                "error",
                sum=_plain(years[key]),
                stated=_plain(periods[key]),
            )
    groups: dict[tuple, list[Line]] = defaultdict(list)
    for line in measure.budget:
        groups[line.stage, line.year].append(line)
    for (_stage, year), lines in groups.items():
        whole = [line.amount for line in lines if line.source == WHOLE]
        named = [line.amount for line in lines if line.source != WHOLE]
        if whole and named and sum(whole) != sum(named):
            yield _finding(
                "sources-open",
                _("The sources add up to %(sum)s, but the total stated is %(stated)s (%(year)s)."),
                node,
                "error",
                sum=_plain(sum(named)),
                stated=_plain(sum(whole)),
                year=year or "–",
            )


PLAN_CHECKS: tuple[Callable, ...] = (_no_measures, _no_years, _codes_twice, _communities_named)
NODE_CHECKS: tuple[Callable, ...] = (_out_of_order, _stated_total)
MEASURE_CHECKS: tuple[Callable, ...] = (_owner, _sector, _deadline, _indicators, _money)
