"""What the plan page and the measure page show of approved facts: one context for the office and for the public site."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from barabar.access.models import Organisation
from barabar.analysis.kept import kept
from barabar.analysis.measures import MeasureStanding, measure_standings
from barabar.analysis.protection import published
from barabar.plans.content import Line, NodeContent, PlanContent, content_of
from barabar.plans.models import Measure, Plan
from barabar.publishing.charts import Line as LineChart
from barabar.publishing.charts import Point, Role, Series
from barabar.publishing.document.runs import Figure, State
from barabar.publishing.drawings import Drawing, draw, setting_here
from barabar.publishing.models import Reference
from barabar.publishing.references import code_of
from barabar.reference.catalogue import breakdown_title
from barabar.reference.periods import Period
from barabar.reference.text import Text
from barabar.statistics.rollup import Total
from barabar.warehouse.coverage import reported_periods
from barabar.warehouse.origins import origins

Address = Callable[[str], str]
LONG = 10_000_000


# ------------------------------------------------------------------------------------------------------ plan page


@dataclass
class Branch:
    """An entry of the tree as the page draws it. `state` is the approved one of the latest period; "" for a goal."""

    node: NodeContent
    level_name: Text | str
    url: str = ""
    state: str = ""
    responsible: Text | str = ""
    children: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True)
class MoneyTable:
    """Planned money by year and source. The last column adds a row up, the last row a year; None is "nothing stated".

    `scale` is 1000 where the amounts are long: they are then printed in thousands, exactly.
    """

    years: tuple[int | None, ...]
    rows: tuple[tuple[str, tuple[Decimal | None, ...], Decimal], ...]
    totals: tuple[Decimal | None, ...]
    total: Decimal
    scale: int = 1


def plan_context(plan: Plan, *, measure_url: Address, drafts: bool = False) -> dict:
    """`drafts` shows plans in draft among the relatives too."""
    content = content_of(plan)
    period = latest_period(plan)
    standings = {one.code: one for one in plan_standings(plan, period)} if period else {}
    names = _names(content)
    return {
        "plan": plan,
        "content": content,
        "acts": list(plan.acts.select_related("territory")),
        "documents": list(plan.documents.all()),
        "relatives": list(_relatives(plan, drafts)),
        "tree": _tree(content, standings, names, plan, measure_url),
        "period": period,
        "states": Counter(one.status or "no_data" for one in standings.values()),
        "money": money_table(content),
        "measure_count": len(content.measures),
    }


def latest_period(plan: Plan) -> str:
    """The newest period asked in the plan's economy that lies within the plan's years."""
    if not plan.economy:
        return ""
    return next((key for key in reported_periods(plan.economy) if Period.parse(key).year in plan.years), "")


def plan_standings(plan: Plan, period: str) -> list[MeasureStanding]:
    """How the plan's measures stand, small counts hidden; kept until something is written."""
    return kept(("plan", plan.pk, period), lambda: published(measure_standings(period=period, node__plan=plan.pk)))


def _names(content: PlanContent) -> dict[str, Text]:
    keys = {node.measure.responsible for node in content.measures}
    return dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))


def _tree(content: PlanContent, standings: dict, names: dict, plan: Plan, measure_url: Address) -> list[Branch]:
    made: dict[str, Branch] = {}
    top: list[Branch] = []
    for node in content.nodes:
        branch = Branch(node, level_name(content, node))
        if node.measure is not None:
            standing = standings.get(node.code)
            branch.url = measure_url(f"{plan.pk}/{node.code}")
            branch.state = (standing.status if standing else "") or "no_data"
            branch.responsible = names.get(node.measure.responsible) or node.measure.responsible_as_written
        made[node.code] = branch
        (made[node.parent].children if node.parent in made else top).append(branch)
    return top


def level_name(content: PlanContent, node: NodeContent) -> Text | str:
    """The plan's own word for this level; the last of its words is that of measures."""
    names = content.level_names
    if not names:
        return ""
    return names[-1] if node.measure is not None else names[min(node.level, len(names) - 1)]


def _relatives(plan: Plan, drafts: bool) -> Iterable[tuple[str, Plan]]:
    """Plans that hang together with this one, each with the word for how."""
    single = ((_("Part of"), plan.parent), (_("Follows"), plan.predecessor), (_("Copied from"), plan.copied_from))
    many = ((_("Contains"), plan.parts), (_("Followed by"), plan.successors), (_("Model for"), plan.copies))
    for word, other in single:
        if other is not None and (drafts or other.status != "draft"):
            yield word, other
    for word, others in many:
        for other in others.all() if drafts else others.exclude(status="draft"):
            yield word, other


def money_table(content: PlanContent) -> MoneyTable | None:
    """Planned money of all measures; None where the plan states none."""
    sums: dict[tuple[str, int | None], Decimal] = {}
    for node in content.measures:
        for line in node.measure.budget:
            if line.stage == "planned":
                key = (line.source, line.year)
                sums[key] = sums.get(key, Decimal(0)) + line.amount
    if not sums:
        return None
    scale = 1000 if sum(sums.values()) >= LONG else 1
    sums = {key: amount / scale for key, amount in sums.items()}
    years = tuple(sorted({year for _source, year in sums}, key=lambda year: year or 9999))
    sources = list(dict.fromkeys(source for source, _year in sums))
    rows = tuple(
        (source, tuple(sums.get((source, year)) for year in years), _sum(sums.get((source, year)) for year in years))
        for source in sources
    )
    totals = tuple(_sum(sums.get((source, year)) for source in sources) for year in years)
    return MoneyTable(years, rows, totals, _sum(totals), scale)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


# --------------------------------------------------------------------------------------------------- measure page


@dataclass(frozen=True)
class Shown:
    """A total as the page writes it: the number, or its state in words; `ref` leads home where it was printed."""

    amount: Decimal | None
    state: str
    is_percent: bool
    low: Decimal | None = None
    high: Decimal | None = None
    part: Decimal | None = None
    whole: Decimal | None = None
    ref: str = ""


@dataclass(frozen=True)
class YearOfIndicator:
    period: str
    target: Decimal | None
    shown: Shown
    parts: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True)
class IndicatorPage:
    """One indicator over the periods, with its drawing where at least one value was reported."""

    indicator: object
    is_percent: bool
    years: tuple[YearOfIndicator, ...]
    drawing: Drawing | None


@dataclass(frozen=True)
class MoneyYear:
    period: str
    planned: Decimal | None
    adopted: Shown
    spent: Shown


@dataclass(frozen=True)
class Words:
    """What an institution said of a period: its own words, in its language."""

    period: str
    organisation: Text | None
    status: str
    achievements: str
    setbacks: str
    next_steps: str
    language: str


def measure_context(measure: Measure) -> dict:
    """Everything approved of a measure over its plan's periods, newest first."""
    plan = measure.node.plan
    periods = (
        [key for key in reported_periods(plan.economy) if Period.parse(key).year in plan.years] if plan.economy else []
    )
    standings = {
        period: one
        for period in periods
        for one in kept(
            ("measure", measure.key, period), lambda p=period: published(measure_standings(period=p, pk=measure.pk))
        )
    }
    known = _known_references(standings.values())
    return {
        "measure": measure,
        "node": measure.node,
        "plan": plan,
        "ancestors": _ancestors(measure),
        "partners": list(measure.partners.all()),
        "periods": periods,
        "status": next((one.status for one in standings.values() if one.status), "no_data"),
        "indicators": [_indicator_page(one, standings, known) for one in measure.indicators.all()],
        "money": [_money_year(period, one, known) for period, one in standings.items()],
        "budget": budget_table(measure),
        "words": list(_words(standings)),
        "evidence": evidence_names(standings.values()),
    }


def _ancestors(measure: Measure) -> list:
    made, node = [], measure.node.parent
    while node is not None:
        made.append(node)
        node = node.parent
    return made[::-1]


def _known_references(standings: Iterable[MeasureStanding]) -> set[str]:
    codes = set()
    for one in standings:
        totals = [t for i in one.indicators for t in (i.total, *i.parts.values())] + list(one.money.values())
        codes |= {code_of(total.origins) for total in totals if total and total.origins}
    return set(Reference.objects.filter(pk__in=codes).values_list("pk", flat=True)) if codes else set()


def _shown(total: Total | None, known: set[str], *, percent: bool = False) -> Shown:
    if total is None:
        return Shown(None, "missing", percent)
    code = code_of(total.origins) if total.origins else ""
    amount = total.amount * 100 if total.amount is not None and total.numerator is not None else total.amount
    low, high = (total.low, total.high) if total.is_range and total.numerator is None else (None, None)
    ref = code if code in known else ""
    return Shown(amount, total.state.value, percent, low, high, total.numerator, total.denominator, ref)


def _indicator_page(indicator, standings: dict[str, MeasureStanding], known: set[str]) -> IndicatorPage:
    percent = indicator.is_ratio or indicator.unit == "percent"
    years = []
    for period, standing in standings.items():
        one = next((i for i in standing.indicators if i.key == indicator.key), None)
        parts = (
            tuple((breakdown_title(key), _shown(t, known, percent=percent)) for key, t in one.parts.items())
            if one
            else ()
        )
        total = _shown(one.total if one else None, known, percent=percent)
        years.append(YearOfIndicator(period, one.target if one else None, total, parts))
    return IndicatorPage(indicator, percent, tuple(years), _drawing(indicator, years))


def _drawing(indicator, years: list[YearOfIndicator]) -> Drawing | None:
    """Values and targets by year. No value, no drawing: the table says the states."""
    if not any(one.shown.amount is not None for one in years):
        return None
    points = [
        Point(Period.parse(one.period).year, _drawn(one.shown)) for one in reversed(years) if len(one.period) == 4
    ]
    if not points:
        return None
    if indicator.baseline is not None and indicator.baseline_year and indicator.baseline_year < points[0].at:
        points.insert(0, Point(indicator.baseline_year, indicator.baseline))
    targets = tuple(Point(target.year, target.amount) for target in indicator.targets.all())
    series = [Series(_("Reported"), Role.GROUP, tuple(points))]
    if targets:
        series.append(Series(_("Target"), Role.OTHER, targets))
    name = str(indicator.name)
    return draw(
        "line",
        LineChart(
            name,
            _("Value by year against the targets of the plan: %(name)s") % {"name": name},
            tuple(series),
            _("Year"),
        ),
        _setting(indicator),
    )


def _setting(indicator):
    """Percentages carry their sign; counts do not."""
    setting = setting_here()
    percent = indicator.is_ratio or indicator.unit == "percent"
    return setting if percent else type(setting)(setting.words, number=setting.number, marks=setting.marks)


def _drawn(shown: Shown) -> Figure | Decimal:
    return shown.amount if shown.amount is not None else Figure(state=State(shown.state))


def _money_year(period: str, standing: MeasureStanding, known: set[str]) -> MoneyYear:
    adopted, spent = (_shown(standing.money.get(stage), known) for stage in ("adopted", "spent"))
    return MoneyYear(period, standing.planned, adopted, spent)


def budget_table(measure: Measure) -> list[Line]:
    lines = [Line(b.amount, b.source, b.year, b.stage, b.source_as_written) for b in measure.budget.all()]
    return sorted(lines, key=lambda line: (line.year or 9999, line.stage, line.source))


def _words(standings: dict[str, MeasureStanding]) -> Iterable[Words]:
    names = dict(
        Organisation.objects.filter(pk__in={s.said.organisation for s in standings.values() if s.said}).values_list(
            "pk", "name"
        )
    )
    for period, one in standings.items():
        if one.said:
            said = one.said
            yield Words(
                period, names.get(said.organisation), said.status, said.achievements, said.setbacks, said.next_steps,
                said.language,
            )  # fmt: skip


def evidence_names(standings: Iterable[MeasureStanding]) -> list[str]:
    """Names of the files that were attached to the answers behind these figures."""
    positions = [o for one in standings for i in one.indicators if i.total for o in i.total.origins]
    return list(dict.fromkeys(name for origin in origins(int(p) for p in positions) for name, _sha in origin.evidence))
