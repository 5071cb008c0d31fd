"""What a report is about, and the facts it is made of: gathered once, worded in each language."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from barabar.access.models import Organisation
from barabar.advocacy.models import Reading
from barabar.advocacy.queries import standing_readings
from barabar.analysis.execution import Execution, execution
from barabar.analysis.gaps import GapStanding, latest_gaps
from barabar.analysis.measures import MeasureStanding, measure_standings
from barabar.analysis.money.amounts import Amount, amounts
from barabar.analysis.money.checks import counted_once
from barabar.analysis.protection import published
from barabar.coordination.models import Body, Finding, Visit
from barabar.coordination.queries import bodies_in_year
from barabar.plans.catalogue import measure_statuses
from barabar.plans.models import Plan, PlanNode
from barabar.publishing.charts import CHART_WORDS_EN, CHART_WORDS_SQ, Setting
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.document.runs import Runs, State
from barabar.publishing.references import References
from barabar.publishing.visits_page import Beside, beside
from barabar.publishing.wording import LABELS, footnotes, runs_of
from barabar.reference.catalogue import Economy, economies, sectors
from barabar.reference.models import Territory
from barabar.reference.periods import Period
from barabar.reference.text import Text
from barabar.warehouse.coverage import Reporter, reporters

CHART_WORDS = {"en": CHART_WORDS_EN, "sq": CHART_WORDS_SQ}
AREAS = ("education", "employment", "health", "housing", "other")


@dataclass(frozen=True)
class Scope:
    """An economy and a period; narrowed to one municipality or one sector for their own reports."""

    economy: str
    period: str
    territory: str = ""
    sector: str = ""


@dataclass
class Report:
    """The approved facts of a scope at a ledger position. Properties are computed once, whatever the languages."""

    scope: Scope
    position: int
    built_on: dt.date
    demonstration: bool
    references: References = field(init=False)

    def __post_init__(self) -> None:
        self.references = References(self.position)

    @property
    def economy(self) -> Economy:
        return economies()[self.scope.economy]

    @property
    def year(self) -> int:
        return Period.parse(self.scope.period).year

    @cached_property
    def territory(self) -> Territory | None:
        return Territory.objects.get(pk=self.scope.territory) if self.scope.territory else None

    @cached_property
    def standings(self) -> list[MeasureStanding]:
        filters: dict[str, object] = {"node__plan__economy": self.scope.economy}
        if self.scope.territory:
            filters["node__plan__territory"] = self.scope.territory
        found = measure_standings(period=self.scope.period, as_of=self.position, **filters)
        if self.scope.sector:
            found = [one for one in found if one.sector == self.scope.sector]
        return published(found)

    @cached_property
    def by_area(self) -> dict[str, list[MeasureStanding]]:
        areas: dict[str, list[MeasureStanding]] = {area: [] for area in AREAS}
        for standing in self.standings:
            sector = sectors().get(standing.sector)
            areas[sector.regional_area if sector else "other"].append(standing)
        return areas

    @cached_property
    def plans(self) -> dict[str, Plan]:
        return {plan.pk: plan for plan in Plan.objects.filter(pk__in={s.plan for s in self.standings})}

    @cached_property
    def goals(self) -> dict[str, PlanNode]:
        """The top node above each measure, by measure key."""
        nodes = PlanNode.objects.filter(plan__in=self.plans).select_related("parent__parent__parent")
        tops = {}
        for node in nodes:
            top = node
            while top.parent is not None:
                top = top.parent
            tops[f"{node.plan_id}/{node.code}"] = top
        return tops

    def money(self, by: str) -> list[Execution]:
        filters: dict[str, object] = {"economy": self.scope.economy}
        if self.scope.territory:
            filters["territory"] = self.scope.territory
        if self.scope.sector:
            filters["sector"] = self.scope.sector
        return execution(period=self.scope.period, by=by, as_of=self.position, **filters)

    @cached_property
    def money_by_sector(self) -> list[Execution]:
        return self.money("sector")

    @cached_property
    def money_by_source(self) -> list[Execution]:
        return self.money("source")

    @cached_property
    def amounts(self) -> list[Amount]:
        """Money at every stage in both ledgers, a declared grant once; of the whole economy's reports only."""
        if self.scope.territory:
            return []
        own = counted_once(amounts(economy=self.scope.economy, years=[self.year], as_of=self.position))
        return [one for one in own if not self.scope.sector or one.sector == self.scope.sector]

    @cached_property
    def gaps(self) -> list[GapStanding]:
        if self.scope.territory:
            return []
        found = latest_gaps(economy=self.scope.economy, until_year=self.year)
        return [gap for gap in found if not self.scope.sector or gap.sector == self.scope.sector]

    @cached_property
    def reporters(self) -> list[Reporter]:
        everybody = reporters(economy=self.scope.economy, period=self.scope.period)
        if self.scope.territory:
            return [one for one in everybody if one.territory == self.scope.territory]
        return everybody

    @cached_property
    def contact_point(self) -> Organisation | None:
        return Organisation.objects.filter(kind="contact_point", economy=self.scope.economy).first()

    @cached_property
    def bodies(self) -> dict[str, list[Body]]:
        """By kind, the bodies of the economy in the year, each with `.seated`; a municipality's report has its own."""
        own = bodies_in_year(self.scope.economy, self.year)
        if self.scope.territory:
            own = [one for one in own if one.territory_id == self.scope.territory]
        return {kind: [one for one in own if one.kind == kind] for kind in dict.fromkeys(one.kind for one in own)}

    @cached_property
    def visits(self) -> list[Visit]:
        """The public visits whose day lies in the year."""
        found = Visit.objects.filter(economy=self.scope.economy, starts__year=self.year, is_public=True)
        if self.scope.territory:
            found = found.filter(territory=self.scope.territory)
        return list(found.select_related("territory", "organiser", "partner").order_by("starts", "pk"))

    @cached_property
    def beside(self) -> list[Beside]:
        """What visits found about the period that is reported, whenever they went; as the public may read it."""
        own = Finding.objects.filter(
            visit__economy=self.scope.economy, visit__is_public=True, written_at__date__lte=self.built_on
        )
        own = own.filter(Q(period=self.scope.period) | Q(period="", visit__in=self.visits))
        if self.scope.territory:
            own = own.filter(visit__territory=self.scope.territory)
        if self.scope.sector:
            own = own.filter(Q(sector=self.scope.sector) | Q(measure__key__in=[one.key for one in self.standings]))
        rows = own.select_related(
            "visit__territory", "visit__organiser", "measure__node", "indicator", "against__superseded_by"
        )
        return beside(rows.order_by("visit__starts", "visit_id", "number"), inside=False)

    @cached_property
    def contradicted(self) -> set[str]:
        """The measures of which a visit found otherwise than was reported."""
        return {one.finding.measure.key for one in self.beside if one.differs and one.finding.measure}

    @cached_property
    def readings(self) -> list[Reading]:
        """Civil society's readings of the report's measures; they stand beside its figures and enter none."""
        own = {one.key for one in self.standings}
        found = standing_readings(economy=self.scope.economy, period=self.scope.period, until=self.built_on)
        return [one for one in found if one.measure.key in own]

    @property
    def states(self) -> Counter:
        return Counter(one.status or "no_data" for one in self.standings)


@dataclass(frozen=True)
class Page:
    """A report in one language: the words, the numbers and the figures of its sections."""

    report: Report
    language: str

    @property
    def labels(self):
        return LABELS[self.language]

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.labels)

    @property
    def setting(self) -> Setting:
        numbers = self.numbers
        return Setting(
            CHART_WORDS[self.language], number=numbers.integer, axis=numbers.percent,
            marks={key: mark for key, (mark, _text) in footnotes(self.language).items()},
        )  # fmt: skip

    @property
    def plain_setting(self) -> Setting:
        """For amounts instead of percentages."""
        return Setting(CHART_WORDS[self.language], number=self.numbers.integer, marks=self.setting.marks)

    def said(self, text: Text | str | None) -> Runs:
        return runs_of(text or "", self.language)

    def named(self, name: Text | None) -> Runs:
        """A place's own name: a name is not a text in another language."""
        return runs_of(self.plain(name), self.language)

    def plain(self, text: Text | None) -> str:
        return text.in_language(self.language).text if text else ""

    def sector(self, key: str) -> str:
        thing = sectors().get(key)
        return self.plain(thing.title) if thing else key

    def status(self, key: str) -> str:
        thing = measure_statuses().get(key)
        return self.plain(thing.title) if thing else self.labels.states[State.MISSING]

    def figure(self, total, title: str, **more):
        return self.report.references.figure(total, title, self.numbers, **more)
