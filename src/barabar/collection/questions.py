"""What a return asks: one frozen form, read alike by the web page, the workbook and the rules.

A question has a key that never changes while the plan stands: "INDICATOR|BREAKDOWN" for values,
"MEASURE|STAGE|SOURCE" for money. Last year's answer stands beside each.
"""

import itertools
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch

from barabar.access.changes import forebears
from barabar.collection.further import FURTHER, FurtherQuestion, questions_of_return
from barabar.collection.models import Answer, Narrative, Request, Return
from barabar.collection.states import FILLABLE, SENT
from barabar.plans.catalogue import money_stages
from barabar.plans.models import Measure, PlannedIndicator
from barabar.reference import catalogue as reference
from barabar.reference.text import Text


@dataclass(frozen=True)
class Earlier:
    """An answer of the same question a year ago."""

    period: str
    state: str
    amount: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str

    @property
    def figure(self) -> Decimal | str | None:
        """The figure to print beside this year's field: a ratio as "part / whole"; None where none was reported."""
        if self.state != "reported":
            return None
        if self.numerator is not None:
            return f"{self.numerator.normalize():f} / {self.denominator.normalize():f}"
        return self.amount


@dataclass(frozen=True)
class ValueQuestion:
    """One figure asked: an indicator, whole (`breakdown` "") or in one part. `target` is for the cycle's year."""

    key: str
    measure_key: str
    indicator_id: int
    indicator_key: str
    name: Text
    definition: Text
    unit: str
    aggregation: str
    breakdown: str
    target: Decimal | None
    earlier: Earlier | None

    @property
    def is_ratio(self) -> bool:
        return self.aggregation == "ratio"

    @property
    def is_total(self) -> bool:
        return not self.breakdown

    @property
    def is_whole(self) -> bool:
        """Counts are whole numbers; only percentages are not."""
        return self.unit != "percent"


@dataclass(frozen=True)
class MoneyQuestion:
    """Money of a measure at a stage from a source, in the plan's currency."""

    key: str
    measure_key: str
    stage: str
    source: str
    currency: str
    planned: Decimal | None
    earlier: Earlier | None


@dataclass(frozen=True)
class MeasureForm:
    """Everything asked about one measure; or, on a page of no measure (`measure_id` 0), the further questions."""

    measure_id: int
    key: str
    code: str
    title: Text
    plan_title: Text
    plan_key: str
    sector: str
    deadline: str
    values: tuple[ValueQuestion, ...]
    money: tuple[MoneyQuestion, ...]
    earlier_narrative: Narrative | None = None
    further: tuple[FurtherQuestion, ...] = ()

    @property
    def stored_id(self) -> int | None:
        """The measure's number as tables hold it; None on the page of no measure."""
        return self.measure_id or None

    @property
    def indicators(self) -> list[tuple[ValueQuestion, list[ValueQuestion]]]:
        """The totals, each with its parts."""
        return [
            (total, [v for v in self.values if v.indicator_id == total.indicator_id and not v.is_total])
            for total in self.values
            if total.is_total
        ]

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(question.source for question in self.money))


@dataclass(frozen=True)
class Form:
    """A return's questions, in the order of the plan."""

    return_id: int
    organisation: str
    cycle: str
    period: str
    measures: tuple[MeasureForm, ...]
    further: tuple[FurtherQuestion, ...] = ()
    by_key: dict[str, ValueQuestion | MoneyQuestion | FurtherQuestion] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for measure in self.measures:
            for question in (*measure.values, *measure.money):
                self.by_key[question.key] = question
        for question in self.further:
            self.by_key[question.key] = question

    @property
    def pages(self) -> tuple[MeasureForm, ...]:
        """A page a measure, and one of the further questions where there are any."""
        if not self.further:
            return self.measures
        page = MeasureForm(0, FURTHER, "", Text(self.further_title), Text(), "", "", "", (), (), further=self.further)
        return (*self.measures, page)

    @property
    def further_title(self) -> str:
        """What the further questions are about, as one heading."""
        return ", ".join(dict.fromkeys(str(question.group) for question in self.further))

    def measure(self, key: str) -> MeasureForm | None:
        return next((measure for measure in self.measures if measure.key == key), None)


def form_of(return_: Return) -> Form:
    """Build the form of a return: its request's measures, their indicators, breakdowns and money."""
    request = return_.request
    measures = (
        request.measures.select_related("node__plan")
        .prefetch_related("budget", Prefetch("indicators", PlannedIndicator.objects.prefetch_related("targets")))
        .order_by("node__plan_id", "node__path")
    )
    earlier_answers, earlier_narratives = _earlier(request)
    made = tuple(_measure_form(m, request, earlier_answers, earlier_narratives) for m in measures)
    further = questions_of_return(return_, fillable=return_.state in FILLABLE)
    return Form(return_.pk, request.organisation_id, request.cycle_id, request.cycle.period, made, further)


def _measure_form(measure: Measure, request: Request, answers: dict, narratives: dict) -> MeasureForm:
    plan = measure.node.plan
    year = request.cycle.year
    values = tuple(
        question
        for indicator in measure.indicators.all()
        for question in _value_questions(measure, indicator, year, answers)
    )
    return MeasureForm(
        measure_id=measure.pk,
        key=measure.key,
        code=measure.code,
        title=measure.title,
        plan_title=plan.title,
        plan_key=plan.pk,
        sector=measure.sector,
        deadline=measure.deadline,
        values=values,
        money=tuple(_money_questions(measure, plan.currency, year, answers)),
        earlier_narrative=narratives.get(measure.pk),
    )


def _value_questions(measure: Measure, indicator: PlannedIndicator, year: int, answers: dict):
    target = next((t.amount for t in indicator.targets.all() if t.year == year), None)
    parts = [
        f"{dimension}={category.key}"
        for dimension in indicator.breakdowns
        for category in reference.dimensions()[dimension].categories
        if _concerns(measure, dimension, category.key)
    ]
    for breakdown in ["", *parts]:
        key = f"{indicator.key}|{breakdown}"
        yield ValueQuestion(
            key=key,
            measure_key=measure.key,
            indicator_id=indicator.pk,
            indicator_key=indicator.key,
            name=indicator.name,
            definition=indicator.definition,
            unit=indicator.unit,
            aggregation=indicator.aggregation,
            breakdown=breakdown,
            target=target if not breakdown else None,
            earlier=answers.get(key),
        )


def _concerns(measure: Measure, dimension: str, category: str) -> bool:
    """A plan for Egyptians only asks for no figure about others."""
    communities = measure.node.plan.communities
    return dimension != "community" or not communities or category in communities


def _money_questions(measure: Measure, currency: str, year: int, answers: dict):
    lines = list(measure.budget.all())
    sources = list(dict.fromkeys(line.source for line in lines)) or ["unspecified"]
    asked = [stage.key for stage in money_stages().values() if stage.asked]
    for source, stage in itertools.product(sources, asked):
        planned = [line.amount for line in lines if line.source == source and line.year == year]
        key = f"{measure.key}|{stage}|{source}"
        yield MoneyQuestion(
            key, measure.key, stage, source, currency, sum(planned) if planned else None, answers.get(key)
        )


def series_of(request: Request) -> list[str]:
    """The institution asked, and those whose work it carries on."""
    return [request.organisation_id, *forebears(request.organisation_id, request.cycle.opens_on)]


def _earlier(request: Request) -> tuple[dict[str, Earlier], dict[int, Narrative]]:
    """Last period's answers of the same organisation, or of those before it, by question key.

    Where several of them answered one question there is no one earlier answer, and none is shown.
    """
    if request.cycle.previous_id is None:
        return {}, {}
    # The returns first: few and found by index, whatever a database's planner believes about a table just filled.
    returns = dict(
        Return.objects.filter(
            request__cycle=request.cycle.previous_id, request__organisation__in=series_of(request)
        ).values_list("pk", "state")
    )
    sent = [pk for pk, state in returns.items() if state in SENT]
    answers = Answer.objects.filter(of__in=sent).select_related("indicator", "measure")
    narratives = Narrative.objects.filter(of__in=list(returns))
    period = request.cycle.previous.period
    times = Counter(answer.question for answer in answers)
    return {
        answer.question: Earlier(
            period, answer.state, answer.amount, answer.numerator, answer.denominator, answer.reason
        )
        for answer in answers
        if times[answer.question] == 1
    }, {narrative.measure_id: narrative for narrative in narratives}
