"""Is a return in order? Pure checks over what was read: parts and totals, money, last year, what is still open.

Errors block sending; warnings never do. Each problem names its place and says what to do.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from barabar.collection.further import FurtherQuestion
from barabar.collection.questions import Form, MeasureForm, MoneyQuestion, ValueQuestion
from barabar.collection.reading import GivenNarrative, Read, anchor_of, where_of
from barabar.reference import catalogue as reference
from barabar.reference.verdicts import Problem

# A change by more than this factor against last year is asked about, from this size on.
JUMP_FACTOR = 3
JUMP_FROM = 20


def check(form: Form, answers: Mapping[str, Read]) -> list[Problem]:
    """What the answers say of one another. Holds for drafts too: they are shown, and block only sending."""
    problems: list[Problem] = []
    for measure in form.measures:
        for total, parts in measure.indicators:
            problems += _parts_and_total(total, parts, answers)
            problems += _against_earlier(total, answers)
        problems += _spent_and_adopted(measure, answers)
    return problems


def check_complete(
    form: Form,
    answers: Mapping[str, Read],
    narratives: Mapping[str, GivenNarrative],
    unread: Mapping[str, str],
) -> list[Problem]:
    """What is still open before a return can be sent: every question answered or said why not, every state given."""
    problems: list[Problem] = []
    for measure in form.measures:
        narrative = narratives.get(measure.key)
        if narrative is None or not narrative.status:
            problems.append(
                Problem(
                    "status-open", _("the state of the measure at the end of the period is not chosen."),
                    where=f"{measure.code} {measure.title}", anchor=anchor_of(measure.key),
                )
            )  # fmt: skip
        for question in (*measure.values, *measure.money):
            if question.key in unread:
                template = _("“%(text)s” could not be read as a figure; correct it.")
                problems.append(_at(question, "unread", template, text=unread[question.key]))
            elif question.key not in answers:
                template = _("no answer yet. Give the figure (0 counts as an answer), or choose why there is none.")
                problems.append(_at(question, "unanswered", template))
            elif answers[question.key].reason == "other" and not answers[question.key].note:
                template = _("the reason “other” needs a few words in the note.")
                problems.append(_at(question, "other-unexplained", template))
    return [*problems, *_further_open(form, answers, unread)]


def _further_open(form: Form, answers: Mapping[str, Read], unread: Mapping[str, str]) -> Iterable[Problem]:
    for question in form.further:
        if question.key in unread:
            yield _at(question, "unread", _("“%(text)s” could not be taken over; correct it."), text=unread[question.key][:60])  # fmt: skip
        elif question.key not in answers:
            yield _at(question, "unanswered", _("no answer yet. Choose how it stands; nothing that was promised is passed over."))  # fmt: skip


def _at(
    question: ValueQuestion | MoneyQuestion | FurtherQuestion,
    code: str,
    template: object,
    *,
    severity="error",
    cell="",
    **facts,
):
    return Problem(code, template, facts, severity, where_of(question, cell), anchor_of(question.key))


def _parts_and_total(
    total: ValueQuestion, parts: list[ValueQuestion], answers: Mapping[str, Read]
) -> Iterable[Problem]:
    whole = answers.get(total.key)
    if whole is None or whole.state != "reported" or total.aggregation in {"max", "none"}:
        return
    for dimension in dict.fromkeys(part.breakdown.partition("=")[0] for part in parts):
        if not reference.dimensions()[dimension].additive:
            continue
        members = [part for part in parts if part.breakdown.startswith(f"{dimension}=")]
        yield from _check_dimension(total, whole, members, answers)


def _check_dimension(total, whole: Read, members, answers) -> Iterable[Problem]:
    given = [answers[part.key] for part in members if part.key in answers and answers[part.key].state == "reported"]
    # A part that does not apply is an empty group; one that is missing leaves the sum open.
    settled = [
        part for part in members if part.key in answers and answers[part.key].state in {"reported", "not_applicable"}
    ]
    if not given:
        return
    names = ["numerator", "denominator"] if total.is_ratio else ["amount"]
    for name in names:
        parts_sum = sum((getattr(read, name) for read in given), Decimal(0))
        stated = getattr(whole, name)
        complete = len(settled) == len(members)
        if (complete and parts_sum != stated) or parts_sum > stated:
            yield _at(
                total,
                "parts-total",
                _(
                    "the parts (%(parts)s) add up to %(sum)s, but the total says %(total)s. Correct the parts or the total."
                ),
                cell=whole.cell,
                parts=", ".join(reference.breakdown_title(part.breakdown) for part in members),
                sum=plain_number(parts_sum),
                total=plain_number(stated),
            )


def _against_earlier(question: ValueQuestion, answers: Mapping[str, Read]) -> Iterable[Problem]:
    now = answers.get(question.key)
    earlier = question.earlier
    if not now or now.state != "reported" or not earlier or earlier.state != "reported" or question.is_ratio:
        return
    if max(now.amount, earlier.amount) < JUMP_FROM:
        return
    if now.amount > earlier.amount * JUMP_FACTOR or now.amount * JUMP_FACTOR < earlier.amount:
        yield _at(
            question,
            "jump",
            _(
                "%(now)s, against %(earlier)s in %(period)s: is this right? If it is, leave it; a note helps the reviewer."
            ),
            severity="warning",
            cell=now.cell,
            now=plain_number(now.amount),
            earlier=plain_number(earlier.amount),
            period=earlier.period,
        )


def _spent_and_adopted(measure: MeasureForm, answers: Mapping[str, Read]) -> Iterable[Problem]:
    for source in measure.sources:
        by_stage = {q.stage: (q, answers.get(q.key)) for q in measure.money if q.source == source}
        adopted_question, adopted = by_stage.get("adopted", (None, None))
        spent_question, spent = by_stage.get("spent", (None, None))
        if not adopted or not spent or adopted.state != "reported" or spent.state != "reported":
            continue
        if spent.amount > adopted.amount:
            yield _at(
                spent_question,
                "spent-over-adopted",
                _(
                    "spent %(spent)s is more than adopted %(adopted)s. Correct one of them, or explain it in the note of the amount spent."
                ),
                severity="warning" if spent.note else "error",
                cell=spent.cell,
                spent=plain_number(spent.amount),
                adopted=plain_number(adopted.amount),
            )


def plain_number(amount: Decimal) -> str:
    """Digits in groups of three with no-break spaces, without needless decimals: "1 234,5"."""
    normal = amount.normalize()
    whole, _dot, fraction = f"{normal:f}".partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = []
    while digits:
        groups.insert(0, digits[-3:])
        digits = digits[:-3]
    return sign + "\N{NO-BREAK SPACE}".join(groups) + (f",{fraction}" if fraction else "")
