"""The return form's page of one measure: its rows, what stands in their fields, what is wrong or remarked there."""

from collections.abc import Mapping
from dataclasses import dataclass

from barabar.collection.fields import PARTS, Question, clean, name_of, questions_of, stored_fields, words_asked
from barabar.collection.further import FurtherQuestion
from barabar.collection.models.answer import STATES
from barabar.collection.queries import Filled
from barabar.collection.questions import MeasureForm, MoneyQuestion
from barabar.collection.reading import anchor_of, state_title
from barabar.office.words import PEOPLE, short_title, source_title, unit_of
from barabar.reference.catalogue import breakdown_title, dimensions, missing_reasons
from barabar.reference.verdicts import Problem


@dataclass(frozen=True)
class Row:
    """One question on the page: what stands in its fields, what is wrong with it, what reviewers said of it."""

    question: Question
    name: str
    label: str
    fields: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    remarks: tuple = ()

    @property
    def anchor(self) -> str:
        return anchor_of(self.question.key)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocks]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.blocks]

    @property
    def has_more(self) -> bool:
        """Something stands in the fields that are folded away."""
        overlap = self.fields.get("overlap", "")
        return bool(self.fields.get("why") or self.fields.get("note") or (overlap and overlap != "none"))


@dataclass(frozen=True)
class Group:
    """Parts of one dimension; the first group of an indicator ends with the total."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class IndicatorFields:
    total: Row
    groups: tuple[Group, ...]
    unit: str

    @property
    def unit_counts_people(self) -> bool:
        return self.total.question.unit in PEOPLE

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def is_open(self) -> bool:
        return any(row.has_more for row in self.rows)


@dataclass(frozen=True)
class MoneyFields:
    """One source: what the plan promises, what was adopted and spent."""

    title: str
    planned: object
    unit: str
    rows: tuple[Row, ...]

    @property
    def is_open(self) -> bool:
        return any(row.has_more for row in self.rows)


@dataclass(frozen=True)
class MeasurePage:
    measure: MeasureForm
    indicators: tuple[IndicatorFields, ...]
    money: tuple[MoneyFields, ...]
    texts: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    further: tuple[Row, ...] = ()

    @property
    def anchor(self) -> str:
        return anchor_of(self.measure.key)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocks]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.blocks]

    @property
    def own_errors(self) -> list[Problem]:
        """Those about the measure itself, not about one of its figures."""
        return [problem for problem in self.errors if problem.anchor == self.anchor]


def measure_page(
    filled: Filled,
    measure: MeasureForm,
    *,
    problems: list[Problem] = (),
    posted: Mapping[str, str] | None = None,
    remarks: list = (),
) -> MeasurePage:
    """The page as stored, or as typed where `posted` is given."""
    stored = stored_fields(filled, measure)
    fields = {**stored, **{name: clean(text) for name, text in (posted or {}).items() if name in _names(measure)}}
    anchors = {anchor_of(measure.key), *(anchor_of(question.key) for question in questions_of(measure))}
    own = tuple(problem for problem in problems if problem.anchor in anchors)
    rows = {q.key: _row(q, fields, own, remarks) for q in questions_of(measure)}
    further = tuple(rows[question.key] for question in measure.further)
    return MeasurePage(measure, _indicators(measure, rows), _money(measure, rows), fields, own, further)


def _names(measure: MeasureForm) -> set[str]:
    named = {f"{name_of(question)}:{part}" for question in questions_of(measure) for part in PARTS}
    return named | set(words_asked(measure))


def _row(question: Question, fields: dict, problems: tuple, remarks: list) -> Row:
    name, anchor = name_of(question), anchor_of(question.key)
    own = {part: fields.get(f"{name}:{part}", "") for part in PARTS}
    return Row(
        question,
        name,
        short_title(question),
        own,
        tuple(problem for problem in problems if problem.anchor == anchor),
        tuple(remark for remark in remarks if remark.question == question.key),
    )


def _indicators(measure: MeasureForm, rows: dict[str, Row]) -> tuple[IndicatorFields, ...]:
    made = []
    for total, parts in measure.indicators:
        by_dimension: dict[str, list[Row]] = {}
        for part in parts:
            by_dimension.setdefault(part.breakdown.partition("=")[0], []).append(rows[part.key])
        groups = [Group(str(dimensions()[key].title), tuple(held)) for key, held in by_dimension.items()]
        first = groups[0] if groups and len(groups[0].rows) < 4 else Group("", ())
        rest = groups[1:] if first.rows else groups
        leading = Group(first.title if len(groups) > 1 else "", (*first.rows, rows[total.key]))
        made.append(IndicatorFields(rows[total.key], (leading, *rest), unit_of(total)))
    return tuple(made)


def _money(measure: MeasureForm, rows: dict[str, Row]) -> tuple[MoneyFields, ...]:
    made = []
    for source in measure.sources:
        asked: list[MoneyQuestion] = [question for question in measure.money if question.source == source]
        held = tuple(rows[question.key] for question in asked)
        made.append(MoneyFields(source_title(source), asked[0].planned, unit_of(asked[0]), held))
    return tuple(made)


def reasons_for_nothing() -> list[tuple[str, str]]:
    """Why there is no figure: the reasons, then the other states."""
    reasons = [(f"missing:{key}", str(reason.title)) for key, reason in missing_reasons().items()]
    states = [(state, str(state_title(state))) for state in STATES if state not in {"reported", "missing"}]
    return [*reasons, *states]


def remark_place(measure: MeasureForm, key: str) -> str:
    """What a remark on a question is about, in words."""
    question = next((one for one in questions_of(measure) if one.key == key), None)
    if question is None:
        return ""
    if isinstance(question, FurtherQuestion):
        return str(question.name)
    if isinstance(question, MoneyQuestion):
        return f"{source_title(question.source)}: {short_title(question)}"
    part = breakdown_title(question.breakdown)
    return f"{question.name}: {part}" if part else str(question.name)
