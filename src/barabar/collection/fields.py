"""A return's draft as the fields of a form, as text: what stands in each, and what typed text gives to the actions.

A field is named by what it asks ("reached|sex=female:amount"), never by its place, so that a plan changed meanwhile
cannot move a figure to another question. What is before the colon is the *unit*: one question with its parts, or one
text. A field that did not arrive is left alone: a post cut off deletes nothing.
"""

from collections.abc import Mapping
from decimal import Decimal

from barabar.collection.further import FurtherQuestion
from barabar.collection.queries import Filled
from barabar.collection.questions import MeasureForm, MoneyQuestion, ValueQuestion
from barabar.collection.reading import TEXTS, Given, GivenNarrative, Read, read_all, read_one
from barabar.collection.rules import plain_number
from barabar.reference.verdicts import Problem

Question = ValueQuestion | MoneyQuestion | FurtherQuestion
Parts = dict[str, str]

PARTS = ("amount", "numerator", "denominator", "why", "overlap", "note")
WORDS = ("status", *TEXTS, "language")
TEXT = "text"


def questions_of(measure: MeasureForm) -> list[Question]:
    return [*measure.values, *measure.money, *measure.further]


def words_asked(measure: MeasureForm) -> tuple[str, ...]:
    """The texts that a page asks beside its questions; the page of further questions has none of its own."""
    return () if measure.further else WORDS


def name_of(question: Question) -> str:
    """The question's key without the measure's, which the page's address holds already."""
    return question.key.removeprefix(question.measure_key).lstrip("#|")


def questions_by_name(measure: MeasureForm) -> dict[str, Question]:
    return {name_of(question): question for question in questions_of(measure)}


def typed(number: Decimal | None) -> str:
    """A stored number as a field holds it: grouped by no-break spaces, and read back as the same number."""
    if number is None:
        return ""
    text = plain_number(number)
    whole, _comma, fraction = text.partition(",")
    return f"{text}0" if len(fraction) == 3 and len(whole.lstrip("-")) <= 3 else text


def clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def stored_fields(filled: Filled, measure: MeasureForm) -> dict[str, str]:
    """What the form's fields hold when nothing has been typed since the last save."""
    fields: dict[str, str] = {}
    for question in questions_of(measure):
        name = name_of(question)
        fields.update({f"{name}:{part}": text for part, text in _held(question, filled).items()})
    narrative = filled.narratives.get(measure.key)
    for name in words_asked(measure):
        fields[name] = getattr(narrative, name) if narrative else ""
    return fields


def stored_units(filled: Filled, measure: MeasureForm, language: str) -> dict[str, Parts]:
    """The same by unit, every part given. `language` is that of texts where nobody chose one."""
    units = units_of(stored_fields(filled, measure), measure)
    if "language" in units:
        units["language"][TEXT] = units["language"][TEXT] or language
    return units


def units_of(fields: Mapping[str, str], measure: MeasureForm) -> dict[str, Parts]:
    """Fields gathered by unit; a part without a field is empty."""
    units = {
        name: {part: clean(fields.get(f"{name}:{part}", "")) for part in PARTS} for name in questions_by_name(measure)
    }
    return units | {name: {TEXT: clean(fields.get(name, ""))} for name in words_asked(measure)}


def fields_of_unit(unit: str, parts: Mapping[str, str]) -> dict[str, str]:
    return {unit if part == TEXT else f"{unit}:{part}": text for part, text in parts.items()}


def parts_of(read: Read | None) -> Parts:
    """An answer as the parts of its question's unit."""
    if read is None:
        return {}
    why = "" if read.state == "reported" else f"missing:{read.reason}" if read.state == "missing" else read.state
    numbers = {name: typed(getattr(read, name)) for name in ("amount", "numerator", "denominator")}
    return {**numbers, "why": why, "overlap": read.overlap, "note": read.note}


def _held(question: Question, filled: Filled) -> Parts:
    unread = filled.unread.get(question.key)
    if unread is None:
        return parts_of(filled.answers.get(question.key))
    if question.key in filled.unread_parts:
        return filled.unread_parts[question.key]
    if isinstance(question, FurtherQuestion):
        return {}
    if isinstance(question, ValueQuestion) and question.is_ratio:
        above, _slash, below = unread.partition(" / ")
        return {"numerator": above, "denominator": below}
    return {"amount": unread}


def unread_parts(given: Given) -> Parts:
    """Everything typed for a question that could not be read, so that nothing of it is lost."""
    why = f"missing:{given.reason}" if given.state == "missing" or (given.reason and not given.state) else given.state
    parts = {name: str(getattr(given, name) or "") for name in ("amount", "numerator", "denominator")}
    parts |= {"why": "" if why == "reported" else why, "overlap": given.overlap, "note": given.note}
    return {name: text for name, text in parts.items() if text}


def given_from(posted: Mapping[str, str], filled: Filled, measure: MeasureForm) -> list[Given]:
    """The answers that were changed on the page. What stands as it was is not sent, and keeps its origin."""
    stored = stored_fields(filled, measure)
    changed = []
    for question in questions_of(measure):
        name = name_of(question)
        arrived = {part: clean(posted[f"{name}:{part}"]) for part in PARTS if f"{name}:{part}" in posted}
        held = {part: stored.get(f"{name}:{part}", "") for part in PARTS}
        if not arrived or (_same(arrived, held) and question.key not in filled.unread):
            continue
        changed.append(given_of(question, {**held, **arrived}))
    return changed


def _same(arrived: Parts, held: Parts) -> bool:
    return all(
        text == held[part] or (part == "overlap" and {text, held[part]} <= {"", "none"})
        for part, text in arrived.items()
    )


def given_of(question: Question, parts: Mapping[str, str]) -> Given:
    """The parts of a question's unit as an answer that was given."""
    state, _colon, reason = parts.get("why", "").partition(":")
    ratio = isinstance(question, ValueQuestion) and question.is_ratio
    return Given(
        question.key,
        amount="" if ratio else parts.get("amount", ""),
        numerator=parts.get("numerator", "") if ratio else "",
        denominator=parts.get("denominator", "") if ratio else "",
        state=state,
        reason=reason,
        overlap=parts.get("overlap", ""),
        note=parts.get("note", ""),
    )


def reading_problems(filled: Filled, measure: MeasureForm) -> list[Problem]:
    """What could not be read of a measure's draft as it is stored, said again as long as it stands."""
    stored = units_of(stored_fields(filled, measure), measure)
    asked = questions_by_name(measure).items()
    given = [given_of(question, stored[name]) for name, question in asked if question.key in filled.unread]
    narrative = filled.narratives.get(measure.key)
    return list(read_all(filled.form, given, [narrative] if narrative else []).problems)


def narrative_from(posted: Mapping[str, str], filled: Filled, measure: MeasureForm, language: str) -> GivenNarrative:
    """The measure's state and texts; a field that did not arrive stays as it is stored."""
    stored = filled.narratives.get(measure.key) or GivenNarrative(measure.key, language="")
    texts = {name: clean(posted[name]) if name in posted else getattr(stored, name) for name in ("status", *TEXTS)}
    same = all(texts[name] == getattr(stored, name) for name in texts)
    said_in = posted.get("language") or stored.language or language
    return GivenNarrative(measure.key, **texts, language=said_in, cell=stored.cell if same else "")


def narratives_from(
    posted: Mapping[str, str], filled: Filled, measure: MeasureForm, language: str
) -> list[GivenNarrative]:
    """The same as a list, for the actions: the page of further questions has no state and texts."""
    return [] if measure.further else [narrative_from(posted, filled, measure, language)]


def alike(question: Question | None, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two readings of a unit say the same: "1150000" and "1 150 000" do. Texts are alike when they are equal."""
    return _said(question, one) == _said(question, other)


def _said(question: Question | None, parts: Mapping[str, str]) -> object:
    plain = {part: clean(text) for part, text in parts.items() if clean(text)}
    if plain.get("overlap") == "none":
        del plain["overlap"]
    if question is None or not plain:
        return plain
    read, problems = read_one(question, given_of(question, plain))
    return plain if problems or read is None else read
