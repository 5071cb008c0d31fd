"""What pages read of a return: its form with what stands in it, how complete it is, earlier years, kept versions."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from barabar.collection.content import NUMBERS, stored_answers, stored_narratives
from barabar.collection.further import FURTHER, named
from barabar.collection.models import Answer, Return, ReturnVersion
from barabar.collection.questions import Earlier, Form, MeasureForm, form_of, series_of
from barabar.collection.reading import GivenNarrative, Read
from barabar.collection.rules import check, check_complete
from barabar.collection.states import SENT
from barabar.reference.verdicts import Problem


@dataclass(frozen=True)
class Count:
    """So many of so many answered."""

    done: int
    asked: int

    @property
    def is_complete(self) -> bool:
        return self.done >= self.asked

    def __add__(self, other: "Count") -> "Count":
        return Count(self.done + other.done, self.asked + other.asked)


@dataclass(frozen=True)
class Filled:
    """A return's form with the answers and texts in it; those of a kept version have nothing unread."""

    form: Form
    answers: dict[str, Read]
    narratives: dict[str, GivenNarrative]
    unread: dict[str, str]
    unread_parts: dict[str, dict[str, str]] = field(default_factory=dict)

    def count_of(self, measure: MeasureForm) -> Count:
        """The state of the measure counts as one question among its figures."""
        questions = [*measure.values, *measure.money, *measure.further]
        narrative = self.narratives.get(measure.key)
        done = sum(question.key in self.answers for question in questions)
        if measure.further:
            return Count(done, len(questions))
        return Count(done + bool(narrative and narrative.status), len(questions) + 1)

    @property
    def count(self) -> Count:
        return sum((self.count_of(measure) for measure in self.form.pages), Count(0, 0))

    @property
    def problems(self) -> list[Problem]:
        """What the answers say of one another."""
        return check(self.form, self.answers)

    @property
    def open_problems(self) -> list[Problem]:
        """Everything that stands between this content and sending it, warnings included."""
        return [*check_complete(self.form, self.answers, self.narratives, self.unread), *self.problems]


def filled(return_: Return) -> Filled:
    """The draft as it is stored."""
    return Filled(
        form_of(return_), stored_answers(return_), stored_narratives(return_), return_.unread, return_.unread_parts
    )


def filled_version(version: ReturnVersion, form: Form | None = None) -> Filled:
    """A return as it was sent."""
    answers = {one["question"]: _read(one) for one in version.content["answers"]}
    narratives = {
        one["measure"]: GivenNarrative(
            one["measure"], one["status"], one["achievements"], one["setbacks"], one["next_steps"], one["language"]
        )
        for one in version.content["narratives"]
    }
    form = form or form_of(version.of)
    further = tuple(named(list(answers)))
    return Filled(replace(form, further=further, by_key={}), answers, narratives, {})


def _read(one: dict) -> Read:
    numbers = {name: Decimal(one[name]) if one[name] is not None else None for name in NUMBERS}
    words = {name: one[name] for name in ("reason", "overlap", "note", "cell")}
    return Read(one["question"], one["state"], **numbers, **words)


@dataclass(frozen=True)
class Difference:
    """A question, or a measure's text, that two versions answer differently; `before` is nothing where it is new."""

    measure_key: str
    key: str
    before: Read | str | None
    after: Read | str | None


def differences(before: Filled, after: Filled) -> list[Difference]:
    """What changed, in the order of the form; files are compared by the page that lists them."""
    found = []
    for measure in after.form.measures:
        old, new = before.narratives.get(measure.key), after.narratives.get(measure.key)
        for name in ("status", "achievements", "setbacks", "next_steps"):
            was, now = (getattr(one, name) if one else "" for one in (old, new))
            if was != now:
                found.append(Difference(measure.key, name, was, now))
        for question in (*measure.values, *measure.money):
            was, now = before.answers.get(question.key), after.answers.get(question.key)
            if was != now:
                found.append(Difference(measure.key, question.key, was, now))
    for question in after.form.further:
        was, now = before.answers.get(question.key), after.answers.get(question.key)
        if was != now:
            found.append(Difference(FURTHER, question.key, was, now))
    return found


def earlier_totals(return_: Return) -> dict[int, list[Earlier]]:
    """The totals that the same institution, or those before it, sent for all earlier periods, oldest first, by indicator."""
    request = return_.request
    periods = dict(
        Return.objects.filter(
            request__organisation__in=series_of(request),
            request__cycle__period__lt=request.cycle.period,
            state__in=SENT,
        ).values_list("pk", "request__cycle__period")
    )
    rows = Answer.objects.filter(of__in=list(periods), indicator__isnull=False, breakdown="")
    rows = rows.values_list("of", "indicator", "state", *NUMBERS, "reason")
    found: dict[int, list[Earlier]] = {}
    for of, indicator, *earlier in sorted(rows.order_by("pk"), key=lambda row: periods[row[0]]):
        found.setdefault(indicator, []).append(Earlier(periods[of], *earlier))
    return found
