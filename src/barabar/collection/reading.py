"""Reading what a person gave, from the web form or a workbook: the same words accepted, the same sentences said.

Each answer is read on its own here; what answers say of one another is in rules.py.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from barabar.collection.catalogue import overlaps
from barabar.collection.further import FurtherQuestion
from barabar.collection.models.answer import STATES
from barabar.collection.questions import Form, MoneyQuestion, ValueQuestion
from barabar.plans.catalogue import measure_statuses, money_sources, money_stages
from barabar.reference import catalogue as reference
from barabar.reference.numbers import Ambiguous, Blank, NotANumber, Number, read_number
from barabar.reference.verdicts import Problem

LONGEST_TEXT = 1500
LONGEST_NOTE = 500
TEXTS = ("achievements", "setbacks", "next_steps")


@dataclass(frozen=True)
class Given:
    """What was given for one question, as text. `numerator` and `denominator` only for ratios. `cell` is "Values!F12"."""

    question: str
    amount: object = ""
    numerator: object = ""
    denominator: object = ""
    state: str = ""
    reason: str = ""
    overlap: str = ""
    note: str = ""
    cell: str = ""


@dataclass(frozen=True)
class GivenNarrative:
    measure_key: str
    status: str = ""
    achievements: str = ""
    setbacks: str = ""
    next_steps: str = ""
    language: str = "sq"
    cell: str = ""


@dataclass(frozen=True)
class Read:
    """One answer, read. `state` is never empty; blank answers are not `Read` at all."""

    question: str
    state: str
    amount: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reason: str = ""
    overlap: str = ""
    note: str = ""
    cell: str = ""

    @property
    def number(self) -> Decimal | None:
        """The figure itself: the amount, or the rate of a ratio."""
        if self.numerator is not None and self.denominator:
            return self.numerator / self.denominator
        return self.amount


@dataclass(frozen=True)
class Reading:
    """Everything that was read: answers by question, what was left blank, what could not be read and why."""

    answers: dict[str, Read]
    blank: frozenset[str]
    unread: dict[str, str]
    narratives: dict[str, GivenNarrative]
    problems: tuple[Problem, ...]


def anchor_of(question: str) -> str:
    """The place of a question on its page: letters, digits and dashes only."""
    return "q-" + "".join(c if c.isalnum() else "-" for c in question)


def read_all(form: Form, given: list[Given], narratives: list[GivenNarrative]) -> Reading:
    """Read everything given, keep what is sure, and say of each other thing what and where it is."""
    answers: dict[str, Read] = {}
    blank: set[str] = set()
    unread: dict[str, str] = {}
    problems: list[Problem] = []
    for one in given:
        question = form.by_key.get(one.question)
        if question is None:
            problems.append(_unknown(one))
            continue
        read, found = read_one(question, one)
        problems.extend(found)
        if read:
            answers[one.question] = read
        elif found:
            unread[one.question] = _typed(question, one)
        else:
            blank.add(one.question)
    kept = {}
    for narrative in narratives:
        read_narrative, found = _read_narrative(form, narrative)
        problems.extend(found)
        if read_narrative:
            kept[narrative.measure_key] = read_narrative
    return Reading(answers, frozenset(blank), unread, kept, tuple(problems))


def _typed(question: ValueQuestion | MoneyQuestion | FurtherQuestion, given: Given) -> str:
    if isinstance(question, FurtherQuestion):
        return given.state or given.note
    return str(given.amount) if _is_given(given.amount) else f"{given.numerator} / {given.denominator}"


def _is_given(written: object) -> bool:
    """A workbook's own 0 is a figure; nothing and spaces are not."""
    return written is not None and bool(str(written).strip())


def read_one(
    question: ValueQuestion | MoneyQuestion | FurtherQuestion, given: Given
) -> tuple[Read | None, list[Problem]]:
    """Read one answer: `Read`, or nothing when blank, or nothing and the problems."""
    if isinstance(question, FurtherQuestion):
        return _read_further(question, given)
    problems = _read_words(question, given)
    has_number = any(_is_given(v) for v in (given.amount, given.numerator, given.denominator))
    state = given.state or ("reported" if has_number else "missing" if given.reason else "")
    if not state and not given.note:
        return None, problems
    if not state:
        problems.append(
            _problem(
                question,
                given,
                "note-alone",
                _("there is a note but no figure; give a figure or say why there is none."),
            )
        )
        return None, problems
    if state != "reported":
        if has_number:
            problems.append(
                _problem(
                    question,
                    given,
                    "number-and-state",
                    _("both a figure and “%(state)s” are given; keep one of them."),
                    state=state_title(state),
                )
            )
        if state == "missing" and not given.reason:
            problems.append(_problem(question, given, "no-reason", _("say why there is no figure: choose a reason.")))
        if problems:
            return None, problems
        return Read(question.key, state, reason=given.reason, note=given.note, cell=given.cell), []
    if not has_number:
        return None, problems
    numbers, found = _read_numbers(question, given)
    problems.extend(found)
    if problems:
        return None, problems
    return (
        Read(question.key, "reported", overlap=given.overlap or "none", note=given.note, cell=given.cell, **numbers),
        [],
    )


def _read_further(question: FurtherQuestion, given: Given) -> tuple[Read | None, list[Problem]]:
    note = given.note.strip()
    if not given.state and not note:
        return None, []
    choice, problems = question.choice(given.state), []
    if not given.state:
        problems.append(_problem(question, given, "note-alone", _("there are words but no state; choose how it stands.")))  # fmt: skip
    elif choice is None:
        template = _("“%(word)s” is not one of the choices; choose from the list.")
        problems.append(_problem(question, given, "state-unknown", template, word=given.state))
    elif choice.words and not note:
        template = _("“%(state)s” needs words: what was done, or why it is dropped.")
        problems.append(_problem(question, given, "words-missing", template, state=choice.title))
    if len(note) > LONGEST_TEXT:
        template = _("the text has %(length)s characters; at most %(most)s fit. It was not cut: shorten it.")
        problems.append(_problem(question, given, "text-long", template, length=len(note), most=LONGEST_TEXT))
    return (None if problems else Read(question.key, given.state, note=note, cell=given.cell)), problems


def state_title(state: str) -> object:
    return {
        "reported": _("reported"),
        "missing": _("missing"),
        "not_applicable": _("not applicable"),
        "not_due": _("not due yet"),
        "refused": _("refused"),
    }.get(state, state)


def _read_words(question, given: Given) -> list[Problem]:
    problems = []
    if given.state and given.state not in STATES:
        problems.append(
            _problem(
                question,
                given,
                "state-unknown",
                _("“%(word)s” is not one of the choices; choose from the list."),
                word=given.state,
            )
        )
    if given.reason and given.reason not in reference.missing_reasons():
        problems.append(
            _problem(
                question,
                given,
                "reason-unknown",
                _("“%(word)s” is not one of the choices; choose from the list."),
                word=given.reason,
            )
        )
    if given.overlap and given.overlap not in overlaps():
        problems.append(
            _problem(
                question,
                given,
                "overlap-unknown",
                _("“%(word)s” is not one of the choices; choose from the list."),
                word=given.overlap,
            )
        )
    if len(given.note) > LONGEST_NOTE:
        problems.append(
            _problem(
                question,
                given,
                "note-long",
                _("the note has %(length)s characters; at most %(most)s fit."),
                length=len(given.note),
                most=LONGEST_NOTE,
            )
        )
    return problems


def _read_numbers(question, given: Given) -> tuple[dict, list[Problem]]:
    if isinstance(question, ValueQuestion) and question.is_ratio:
        return _read_ratio(question, given)
    read = read_number(given.amount)
    if not isinstance(read, Number):
        return {}, [_not_a_number(question, given, read, given.amount)]
    return {"amount": read.amount}, _check_amount(question, given, read)


def _read_ratio(question: ValueQuestion, given: Given) -> tuple[dict, list[Problem]]:
    problems = []
    parts = {}
    for name, written in (("numerator", given.numerator), ("denominator", given.denominator)):
        read = read_number(written)
        if not isinstance(read, Number):
            problems.append(_not_a_number(question, given, read, written))
            continue
        problems.extend(_check_amount(question, given, read, whole=True))
        parts[name] = read.amount
    if not problems and parts["denominator"] == 0:
        problems.append(
            _problem(
                question,
                given,
                "denominator-zero",
                _(
                    "the whole (below the line) is 0; a share of nothing cannot be said. If there was nobody to count, choose “not applicable”."
                ),
            )
        )
    if not problems and parts["numerator"] > parts["denominator"]:
        problems.append(
            _problem(
                question,
                given,
                "share-over-100",
                _("%(part)s of %(whole)s is over 100 %%; the part cannot be larger than the whole."),
                part=parts["numerator"],
                whole=parts["denominator"],
            )
        )
    return parts, problems


def _check_amount(question, given: Given, read: Number, *, whole: bool | None = None) -> list[Problem]:
    is_percent = isinstance(question, ValueQuestion) and question.unit == "percent" and not question.is_ratio
    if read.percent and not is_percent:
        return [
            _problem(
                question,
                given,
                "percent-in-count",
                _("“%(text)s” is a percentage, but a number of %(unit)s is asked for."),
                text=given.amount,
                unit=_unit_words(question),
            )
        ]
    if read.amount < 0:
        return [
            _problem(
                question,
                given,
                "negative",
                _("“%(text)s” is below zero; this figure cannot be negative."),
                text=read.amount,
            )
        ]
    if is_percent and read.amount > 100:
        return [
            _problem(
                question,
                given,
                "percent-range",
                _("%(text)s %% is above 100 %%; a percentage lies between 0 and 100."),
                text=read.amount,
            )
        ]
    must_be_whole = whole if whole is not None else isinstance(question, ValueQuestion) and question.is_whole
    if must_be_whole and read.amount != read.amount.to_integral_value():
        return [
            _problem(
                question,
                given,
                "not-whole",
                _("“%(text)s” is not a whole number; %(unit)s are counted whole."),
                text=given.amount,
                unit=_unit_words(question),
            )
        ]
    return []


def _unit_words(question) -> object:
    if isinstance(question, MoneyQuestion):
        currency = reference.currencies().get(question.currency)
        return currency.title if currency else question.currency
    return reference.units()[question.unit].title


def _not_a_number(question, given: Given, read: object, written: object) -> Problem:
    if isinstance(read, Blank):
        return _problem(
            question, given, "half-ratio", _("both the part and the whole are needed; one of them is empty.")
        )
    if isinstance(read, Ambiguous):
        return replace(
            _problem(
                question, given, "ambiguous",
                _("“%(text)s” may mean %(whole)s or %(decimal)s. Write %(whole)s for the whole number, or %(decimal)s0 for the decimal."),
                text=written, whole=read.as_whole, decimal=str(read.as_decimal).replace(".", ","),
            ),
            severity="question",
        )  # fmt: skip
    assert isinstance(read, NotANumber)
    return _problem(
        question, given, "not-a-number",
        _("“%(text)s” is not a number. Write digits only; if there is no figure, leave it empty and choose why."), text=str(written)[:60],
    )  # fmt: skip


def _problem(question, given: Given, code: str, template: object, **facts: object) -> Problem:
    return Problem(code, template, facts, where=where_of(question, given.cell), anchor=anchor_of(question.key))


def where_of(question: ValueQuestion | MoneyQuestion | FurtherQuestion, cell: str = "") -> str:
    """The place in words: the cell, if the answer came in a workbook, then the measure and what was asked."""
    if isinstance(question, FurtherQuestion):
        return f"{cell} ({question.name})" if cell else str(question.name)
    code = question.measure_key.rpartition("/")[2]
    if isinstance(question, MoneyQuestion):
        name = f"{_title(money_stages(), question.stage)}, {_title(money_sources(), question.source)}"
    else:
        part = reference.breakdown_title(question.breakdown)
        name = f"{question.name}, {part}" if part else str(question.name)
    place = f"{code} {name}"
    return f"{cell} ({place})" if cell else place


def _title(things: dict, key: str) -> object:
    return things[key].title if key in things else key


def _unknown(given: Given) -> Problem:
    return Problem(
        "question-unknown",
        _("this row does not belong to your institution's questions of this cycle; nothing was read from it."),
        where=given.cell or given.question,
    )


def _read_narrative(form: Form, given: GivenNarrative) -> tuple[GivenNarrative | None, list[Problem]]:
    measure = form.measure(given.measure_key)
    if measure is None:
        return None, [_unknown(Given(given.measure_key, cell=given.cell))]
    problems = []
    where = f"{given.cell} ({measure.code})" if given.cell else f"{measure.code} {measure.title}"
    anchor = anchor_of(measure.key)
    if given.status and given.status not in measure_statuses():
        problems.append(
            Problem(
                "status-unknown", _("“%(word)s” is not one of the choices for the state of the measure; choose from the list."),
                {"word": given.status[:60]}, where=where, anchor=anchor,
            )
        )  # fmt: skip
        given = replace(given, status="")
    for name in TEXTS:
        text = getattr(given, name)
        if len(text) > LONGEST_TEXT:
            problems.append(
                Problem(
                    "text-long", _("the text has %(length)s characters; at most %(most)s fit. It was not cut: shorten it."),
                    {"length": len(text), "most": LONGEST_TEXT}, where=where, anchor=anchor,
                )
            )  # fmt: skip
    return given, problems
