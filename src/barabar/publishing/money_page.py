"""What the pages of money show: one context for the office and for the public site."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from barabar.access.models import Organisation
from barabar.analysis.gaps import latest_gaps
from barabar.analysis.kept import kept
from barabar.analysis.measures import measure_standings
from barabar.analysis.money.amounts import TARGETED, Amount, amounts
from barabar.analysis.money.answers import addressing, by_target, unit_costs
from barabar.analysis.money.checks import counted_once, findings
from barabar.analysis.money.documents import divided, medium_term, statements, unspent
from barabar.analysis.money.stages import StageRow, by_group, cuts
from barabar.analysis.protection import published
from barabar.money.catalogue import budget_documents, money_links, share_methods
from barabar.money.models import BudgetDocument, MoneyEntry
from barabar.money.rates import NoRate, Rate, all_rates, convert, day_of
from barabar.plans.catalogue import frames, money_sources, money_stages
from barabar.plans.models import BudgetLine, Plan
from barabar.publishing.charts import Bars, BarSeries, Category, Flow, FlowStage, Line, Point, Role, Series, Setting
from barabar.publishing.charts.words import ChartWords
from barabar.publishing.drawings import Drawing, draw, numbers_here, setting_here
from barabar.reference.catalogue import currencies, economies, sectors
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.warehouse.coverage import reported_periods

GROUPINGS = {
    "sector": gettext_lazy("Sector"),
    "area": gettext_lazy("Area of the regional report"),
    "source": gettext_lazy("Source of money"),
    "organisation": gettext_lazy("Institution"),
    "territory": gettext_lazy("Place"),
    "plan": gettext_lazy("Plan or document"),
    "subject": gettext_lazy("Measure or line"),
}
AREAS = {
    "education": gettext_lazy("Education"), "employment": gettext_lazy("Employment"), "health": gettext_lazy("Health"),
    "housing": gettext_lazy("Housing"), "other": gettext_lazy("Other"),
}  # fmt: skip
MILLION = Decimal(1_000_000)
SHOWN_FINDINGS = 60
SHOWN_COSTS = 25


@dataclass(frozen=True)
class ShownRow:
    """A row as the page writes it. `cells` follow the page's stages: the amount, and what it is in the chosen currency."""

    name: Text | str
    row: StageRow
    cells: tuple[tuple[Decimal | None, Decimal | None], ...]
    methods: tuple[Text, ...]

    @property
    def percent(self) -> Decimal | None:
        return None if self.row.rate is None else self.row.rate * 100


@dataclass(frozen=True)
class Ledger:
    """One of the two ledgers: its rows and the sum of each currency. Two ledgers are never added."""

    key: str
    rows: tuple[ShownRow, ...]
    totals: tuple[ShownRow, ...]


def known_years(economy: str) -> list[int]:
    """Years of which anything is known, the newest first."""
    planned = BudgetLine.objects.filter(measure__node__plan__economy=economy, year__isnull=False)
    years = set(planned.values_list("year", flat=True).distinct())
    years |= {int(period[:4]) for period in reported_periods(economy)}
    entered = MoneyEntry.objects.filter(year__isnull=False)
    years |= set(entered.filter(item__document__economy=economy).values_list("year", flat=True).distinct())
    years |= set(entered.filter(measure__node__plan__economy=economy).values_list("year", flat=True).distinct())
    return sorted(years, reverse=True)


def default_year(economy: str, years: list[int]) -> int | None:
    """The newest year that was reported, else the newest known."""
    reported = [int(period[:4]) for period in reported_periods(economy)]
    return next((year for year in reported if year in years), years[0] if years else None)


def money_of(economy: str, year: int) -> list[Amount]:
    """The year's amounts, a declared grant once; kept until something is written."""
    return kept(("money", economy, year), lambda: counted_once(amounts(economy=economy, years=[year])))


def money_context(*, economy: str, year: int, by: str = "sector", to: str = "") -> dict:
    """`to` is a currency for comparison, "" for the original amounts only. Kept until something is written."""
    key = ("money-page", economy, year, by, to, get_language())
    return dict(kept(key, lambda: _money_context(economy, year, by, to)))


def _money_context(economy: str, year: int, by: str, to: str) -> dict:
    own = money_of(economy, year)
    stages = [key for key, stage in money_stages().items() if any(o.stage == key for o in own) and not stage.remark]
    rates = all_rates()
    used: dict[str, Rate] = {}
    lacking: dict[str, str] = {}
    ledgers = [_ledger(key, own, by, stages, year, to, rates, used, lacking) for key in ("targeted", "mainstream")]
    standings = kept(
        ("money-standings", economy, year),
        lambda: published(measure_standings(period=str(year), node__plan__economy=economy)),
    )
    return {
        "economy": economies()[economy],
        "economies": economies().values(),
        "year": year,
        "years": known_years(economy),
        "by": by,
        "groupings": GROUPINGS.items(),
        "grouping": GROUPINGS[by],
        "to": to,
        "currencies": currencies().values(),
        "stages": [money_stages()[key].title for key in stages],
        "ledgers": [one for one in ledgers if one.rows],
        "rates": [rate for rate in used.values() if rate.on],
        "lacking": list(lacking.values()),
        "flows": _flows(own),
        "bars": _bars(own),
        "shares": _shares(own),
        "lines": _lines(economy, year),
        "cuts": cuts(own),
        "costs": unit_costs(standings)[:SHOWN_COSTS],
        "frames": [(frame, [t for t in by_target(own, key) if t.measures]) for key, frame in frames().items()],
        "gaps": addressing(latest_gaps(economy=economy, until_year=year), own),
        "findings": findings(amounts(economy=economy, years=[year]), standings, year)[:SHOWN_FINDINGS],
        "documents": list(BudgetDocument.objects.filter(economy=economy)),
    }  # fmt: skip


def _ledger(key: str, own: list[Amount], by: str, stages, year: int, to: str, rates, used, lacking) -> Ledger:
    mine = [one for one in own if one.ledger == key]
    names = _names(by, mine)

    def shown(row: StageRow, name) -> ShownRow:
        sums = [row.sums.get(stage) for stage in stages]
        cells = tuple((one, _compared(one, row.currency, year, to, rates, used, lacking)) for one in sums)
        methods = tuple(share_methods()[one].title for one in row.methods if one in share_methods())
        return ShownRow(name, row, cells, methods)

    rows = tuple(shown(row, names.get(row.group) or _("not stated")) for row in by_group(mine, by))
    return Ledger(key, rows, tuple(shown(row, _("Total")) for row in by_group(mine, "year")))


def _compared(amount: Decimal | None, currency: str, year: int, to: str, rates, used, lacking) -> Decimal | None:
    if amount is None or not to:
        return None
    try:
        found = convert(amount, currency, to=to, on=day_of(year), rates=rates)
    except NoRate as reason:
        lacking[reason.currency] = reason.problem.sentence
        return None
    used.update({rate.currency: rate for rate in found.rates})
    return found.amount


def _names(by: str, own: list[Amount]) -> dict[str, Text | str]:
    if by == "sector":
        return {key: sector.title for key, sector in sectors().items()}
    if by == "area":
        return dict(AREAS)  # type: ignore[arg-type]
    if by == "source":
        return {key: source.title for key, source in money_sources().items()}
    if by == "organisation":
        return dict(Organisation.objects.filter(pk__in={one.organisation for one in own}).values_list("pk", "name"))
    if by == "territory":
        return dict(Territory.objects.filter(pk__in={one.territory for one in own}).values_list("pk", "name"))
    if by == "plan":
        keys = {one.plan for one in own}
        plans = dict(Plan.objects.filter(pk__in=keys).values_list("pk", "title"))
        return plans | dict(BudgetDocument.objects.filter(pk__in=keys).values_list("pk", "title"))
    return {one.subject: one.of for one in own}


# ------------------------------------------------------------------------------------------------------- drawings


@dataclass(frozen=True)
class MoneyDrawing:
    title: str
    drawing: Drawing


def _millions() -> Setting:
    numbers = numbers_here()
    words: ChartWords = setting_here().words
    return Setting(words, number=lambda value: numbers.decimal(value, places=1), marks=setting_here().marks)


def _flows(own: list[Amount]) -> list[MoneyDrawing]:
    """Targeted money from plan to spending, of lines whose spending is known; one drawing a currency, in millions."""
    known = {one.slot for one in own if one.stage == "spent" and one.ledger == TARGETED}
    mine = [one for one in own if one.slot in known]
    made = []
    for row in by_group(mine, "year"):
        title = _("From plan to spending, targeted money, million %(currency)s") % {"currency": row.currency}
        steps = tuple(
            FlowStage(str(stage.title), row.sums[key] / MILLION)
            for key, stage in money_stages().items()
            if key in row.sums
        )
        flow = Flow(title, title, steps, _("Stage"), _("Amount"), _("Change"))
        made.append(MoneyDrawing(title, draw("flow", flow, _millions())))
    return made


def _bars(own: list[Amount]) -> list[MoneyDrawing]:
    """What may be spent and what was spent, by sector, one drawing a currency."""
    rows = [row for row in by_group([one for one in own if one.ledger == TARGETED], "sector") if row.limit is not None]
    made = []
    for currency in dict.fromkeys(row.currency for row in rows):
        title = _("Adopted or revised, and spent, by sector, million %(currency)s") % {"currency": currency}
        categories = tuple(
            Category(_sector(row.group), (_million(row.limit), _million(row.sums.get("spent"))))
            for row in rows
            if row.currency == currency
        )
        series = (BarSeries(_("May be spent")), BarSeries(_("Spent")))
        bars = Bars(title, title, series, categories, _("Sector"))
        made.append(MoneyDrawing(title, draw("bars", bars, _millions())))
    return made


def _shares(own: list[Amount]) -> list[MoneyDrawing]:
    """Each sector's share of the money that may be spent."""
    rows = [row for row in by_group([one for one in own if one.ledger == TARGETED], "sector") if row.limit]
    made = []
    for currency in dict.fromkeys(row.currency for row in rows):
        mine = [row for row in rows if row.currency == currency]
        whole = sum((row.limit for row in mine if row.limit), Decimal(0))
        title = _("Share of each sector in the adopted or revised budget, per cent (%(currency)s)") % {
            "currency": currency
        }
        ordered = sorted(mine, key=lambda row: -(row.limit or 0))
        categories = tuple(Category(_sector(row.group), (row.limit * 100 / whole,)) for row in ordered if row.limit)
        bars = Bars(title, title, (BarSeries(_("Share")),), categories, _("Sector"))
        made.append(MoneyDrawing(title, draw("bars", bars, _millions())))
    return made


def _lines(economy: str, until: int) -> list[MoneyDrawing]:
    """Adopted and spent over the years."""
    years = sorted(year for year in known_years(economy) if year <= until)[-6:]
    if len(years) < 2:
        return []
    rows = [
        (year, row)
        for year in years
        for row in by_group([one for one in money_of(economy, year) if one.ledger == TARGETED], "year")
    ]
    made = []
    for currency in dict.fromkeys(row.currency for _year, row in rows):
        mine = [(year, row) for year, row in rows if row.currency == currency]
        kinds = (
            (_("Planned"), Role.OTHER, lambda row: row.sums.get("planned")),
            (_("Spent"), Role.PLAIN, lambda row: row.sums.get("spent")),
        )
        series = tuple(
            Series(label, role, points)
            for label, role, pick in kinds
            if len(points := tuple(Point(y, _million(v)) for y, row in mine if (v := pick(row)) is not None)) > 1
        )
        if series:
            title = _("Planned and spent by year, million %(currency)s") % {"currency": currency}
            made.append(MoneyDrawing(title, draw("line", Line(title, title, series, _("Year")), _millions())))
    return made


def _million(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount / MILLION


def _sector(key: str) -> str:
    return str(sectors()[key].title) if key in sectors() else _("not stated")


# ------------------------------------------------------------------------------------------------------ documents


def document_context(document: BudgetDocument) -> dict:
    """A published budget: what it prints, what adds up, and what it leaves unexplained."""
    table = medium_term(document)
    own = list(document.items.select_related("parent", "organisation"))
    years = sorted({year for by_year in table.values() for year in by_year})
    found = statements(document)
    totals = [one for one in found if one.total is not None]
    key = list(document.shares.all())
    columns = [divided(document, one.total.amount, one.currency) for one in totals if one.total] if key else []
    return {
        "document": document,
        "kind": budget_documents()[document.kind].title if document.kind in budget_documents() else document.kind,
        "statements": found,
        "unspent": unspent(document),
        "items": own,
        "links": money_links(),
        "methods": share_methods(),
        "stages": money_stages(),
        "medium_years": years if document.kind == "medium_term" else [],
        "medium_rows": [
            (item, [[(money_stages()[s].title, a) for s, a in by_year.get(year, {}).items()] for year in years])
            for item, by_year in table.items()
        ],
        "shares": [(share, [column[at][2] for column in columns]) for at, share in enumerate(key)],
        "divided": totals if key else [],
    }
