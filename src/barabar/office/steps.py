"""The list at the left of a return: its measures with their state, then review and sending."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from barabar.collection.fields import questions_of
from barabar.collection.models import Return
from barabar.collection.queries import Filled
from barabar.collection.reading import anchor_of
from barabar.reference.verdicts import Problem


@dataclass(frozen=True)
class Step:
    """`mark` is done, returned, current or nothing."""

    number: int
    title: object
    small: str
    url: str
    mark: str
    is_current: bool


SEND = "send"


def steps_of(
    return_: Return, filled: Filled, current: str, remarks: list = (), problems: list[Problem] = ()
) -> list[Step]:
    """`current` is a measure's key, SEND, or nothing."""
    wrong = {problem.anchor for problem in problems if problem.blocks}
    remarked = {remark.measure_id for remark in remarks} | {remark.question for remark in remarks if remark.question}
    steps = []
    for number, measure in enumerate(filled.form.pages, 1):
        count = filled.count_of(measure)
        questions = {question.key for question in questions_of(measure)}
        faulty = bool(wrong & {anchor_of(key) for key in questions}) or bool(questions & filled.unread.keys())
        returned = measure.measure_id in remarked or bool(questions & remarked)
        done = count.is_complete and not faulty and not returned
        small = _("%(done)s of %(asked)s") % {"done": count.done, "asked": count.asked}
        steps.append(
            Step(
                number, f"{measure.code} {measure.title}".strip(), _("complete") if done else small,
                reverse("office:measure", args=[return_.pk, measure.measure_id]),
                "done" if done else "returned" if returned or faulty else "", measure.key == current,
            )
        )  # fmt: skip
    send = reverse("office:send", args=[return_.pk])
    return [*steps, Step(len(steps) + 1, _("Review and send"), "", send, "", current == SEND)]
