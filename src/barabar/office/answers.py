"""A return's answers as tables: one section a measure, one line an indicator or a source of money, parts beneath."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from barabar.collection.further import FURTHER, FurtherQuestion
from barabar.collection.models import Evidence, Return
from barabar.collection.queries import Count, Difference, Filled
from barabar.collection.queries import filled as filled_of
from barabar.collection.questions import MeasureForm, ValueQuestion
from barabar.collection.reading import TEXTS, GivenNarrative, Read, anchor_of
from barabar.collection.routing import consolidates
from barabar.design.figures import amount
from barabar.office.words import (
    TEXT_TITLES,
    Question,
    question_title,
    reason_of,
    short_title,
    shown,
    status_title,
    target_of,
)
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem

NOBODY = Text()


@dataclass(frozen=True)
class Cell:
    """One answer in words. `anchor` is where its question stands on the form."""

    key: str
    label: str
    text: str
    reason: str
    note: str
    origin: str
    anchor: str
    earlier: str
    is_figure: bool
    flags: tuple[Problem, ...]
    remarks: tuple


@dataclass(frozen=True)
class Line:
    """An indicator with its parts, or money of one source at one stage."""

    title: str
    expected: str
    whole: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.whole, *self.parts)

    @property
    def remarks(self) -> list:
        return [(cell.label, remark) for cell in self.cells for remark in cell.remarks]

    @property
    def flags(self) -> list[Problem]:
        return [flag for cell in self.cells for flag in cell.flags]


@dataclass(frozen=True)
class Section:
    measure: MeasureForm
    anchor: str
    status: str
    earlier_status: str
    texts: tuple[tuple[str, str], ...]
    language: str
    values: tuple[Line, ...]
    money: tuple[Line, ...]
    evidence: tuple[Evidence, ...]
    remarks: tuple
    count: Count

    @property
    def flags(self) -> list[Problem]:
        return [flag for line in (*self.values, *self.money) for flag in line.flags]


class Sections:
    """Builds the sections of one return; what belongs to a question is sorted by it once."""

    def __init__(
        self,
        filled: Filled,
        problems: Iterable[Problem] = (),
        remarks: Iterable = (),
        evidence: Iterable[Evidence] = (),
    ):
        self.filled = filled
        self.flags, self.remarks, self.files = defaultdict(list), defaultdict(list), defaultdict(list)
        for problem in problems:
            self.flags[problem.anchor].append(problem)
        for remark in remarks:
            self.remarks[remark.question or remark.measure_id or ""].append(remark)
        for file in evidence:
            self.files[file.measure_id].append(file)

    def all(self) -> list[Section]:
        return [self._section(measure) for measure in self.filled.form.measures]

    def _section(self, measure: MeasureForm) -> Section:
        narrative = self.filled.narratives.get(measure.key)
        earlier = measure.earlier_narrative
        return Section(
            measure=measure,
            anchor=anchor_of(measure.key),
            status=narrative.status if narrative else "",
            earlier_status=earlier.status if earlier else "",
            texts=_texts(narrative),
            language=narrative.language if narrative else "",
            values=tuple(self._indicator(total, parts) for total, parts in measure.indicators),
            money=tuple(self._money(measure)),
            evidence=tuple(self.files[measure.measure_id]),
            remarks=tuple(self.remarks[measure.measure_id]),
            count=self.filled.count_of(measure),
        )

    def _indicator(self, total, parts) -> Line:
        expected = target_of(total)
        return Line(str(total.name), expected, self._cell(total), tuple(self._cell(part) for part in parts))

    def _money(self, measure: MeasureForm) -> Iterable[Line]:
        for question in measure.money:
            expected = amount(question.planned) if question.planned is not None else ""
            yield Line(question_title(question), expected, self._cell(question), ())

    def _cell(self, question: Question) -> Cell:
        read: Read | None = self.filled.answers.get(question.key)
        anchor = anchor_of(question.key)
        unread = self.filled.unread.get(question.key)
        return Cell(
            key=question.key,
            label=short_title(question),
            text=f"“{unread}”" if unread else shown(read) if read or question_is_part(question) else _("no answer yet"),
            reason=reason_of(read),
            note=read.note if read else "",
            origin=read.cell if read else "",
            anchor=anchor,
            earlier=shown(question.earlier) if question.earlier else "",
            is_figure=bool(read and read.state == "reported"),
            flags=tuple(self.flags[anchor]),
            remarks=tuple(self.remarks[question.key]),
        )


@dataclass(frozen=True)
class FurtherLine:
    """A further question in words: what it is about, how it stood, what is answered, by whom where it was gathered."""

    question: FurtherQuestion
    standing: str
    state: str
    note: str
    origin: str
    by: Text
    anchor: str


def further_of(filled: Filled, by: Text = NOBODY) -> list[FurtherLine]:
    made = []
    for question in filled.form.further:
        read = filled.answers.get(question.key)
        unread = filled.unread.get(question.key)
        state = question.title_of(read.state) if read else f"“{unread}”" if unread else str(_("no answer yet"))
        said = (read.note, read.cell) if read else ("", "")
        made.append(FurtherLine(question, str(question.standing), state, *said, by, anchor_of(question.key)))
    return made


def further_lines(return_: Return, filled: Filled) -> list[FurtherLine]:
    """Those of a return, and those of the returns that were gathered into it: they are approved with it."""
    lines = further_of(filled)
    if not consolidates(return_.request):
        return lines
    parts = return_.gathered.filter(further_answers__isnull=False).distinct()
    for part in parts.select_related("request__organisation", "request__cycle").order_by("pk"):
        lines += further_of(filled_of(part), part.request.organisation.name)
    return lines


def question_is_part(question: Question) -> bool:
    return isinstance(question, ValueQuestion) and not question.is_total


def _texts(narrative: GivenNarrative | None) -> tuple[tuple[str, str], ...]:
    if narrative is None:
        return ()
    return tuple((str(TEXT_TITLES[name]), getattr(narrative, name)) for name in TEXTS if getattr(narrative, name))


def evidence_of(return_: Return) -> list[Evidence]:
    return list(return_.evidence.all())


@dataclass(frozen=True)
class Change:
    """One difference between two versions, in words."""

    place: str
    what: str
    before: str
    after: str


def changes_in_words(found: list[Difference], filled: Filled) -> list[Change]:
    made = []
    for one in found:
        if one.measure_key == FURTHER:
            question = filled.form.by_key[one.key]
            before, after = (_chosen(question, read) for read in (one.before, one.after))
            made.append(Change(str(question.group), str(question.name), before, after))
            continue
        measure = filled.form.measure(one.measure_key)
        place = f"{measure.code} {measure.title}"
        if one.key in TEXT_TITLES:
            words = status_title if one.key == "status" else str
            before, after = (words(text or "") or "–" for text in (one.before, one.after))
            made.append(Change(place, str(TEXT_TITLES[one.key]), before, after))
            continue
        before, after = (_with_reason(read) for read in (one.before, one.after))
        made.append(Change(place, question_title(filled.form.by_key[one.key]), before, after))
    return made


def _chosen(question: FurtherQuestion, read: Read | None) -> str:
    return " · ".join(filter(None, [question.title_of(read.state), read.note])) if read else "–"


def _with_reason(read: Read | None) -> str:
    extra = [text for text in (reason_of(read), read.note if read else "") if text]
    return " · ".join([shown(read), *extra])
