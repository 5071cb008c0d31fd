"""Data quality beyond the rules of one form: the institution's own history, similar institutions, copied answers.

Hints only: they never block. Each says what is unusual, against what, and where the rule stands (docs/quality.md).
"""

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from barabar.collection.models import Answer, Narrative, Return
from barabar.collection.queries import Filled, earlier_totals
from barabar.collection.questions import ValueQuestion, series_of
from barabar.collection.reading import Read, anchor_of, where_of
from barabar.collection.states import SENT
from barabar.design.figures import amount
from barabar.reference.slugs import fold
from barabar.reference.verdicts import Problem
from barabar.statistics.outliers import is_notable, modified_z

FELLOWS = 6
COPIED_FIGURES = 3
COPIED_LETTERS = 40


def unusual(return_: Return, held: Filled) -> list[Problem]:
    """Everything that stands out in a return, in the order of its form."""
    return [*_against_history(return_, held), *_against_fellows(return_, held), *_copied(return_, held)]


def _totals(held: Filled) -> list[tuple[ValueQuestion, Read]]:
    pairs = [(q, held.answers.get(q.key)) for m in held.form.measures for q in m.values if q.is_total]
    return [(question, read) for question, read in pairs if read is not None and read.number is not None]


def _hint(question, code: str, template: object, **facts: object) -> Problem:
    return Problem(code, template, facts, severity="warning", where=where_of(question), anchor=anchor_of(question.key))


def _against_history(return_: Return, held: Filled) -> list[Problem]:
    """Three earlier values and more: the modified z-score. With no spread among them, any change is told."""
    history = earlier_totals(return_)
    found = []
    for question, read in _totals(held):
        own = [number for one in history.get(question.indicator_id, ()) if (number := _number(one)) is not None]
        if len(own) < 3 or read.number is None:
            continue
        z = modified_z(read.number, own)
        same = len(set(own)) == 1
        if is_notable(z) or (same and read.number != own[0]):
            low, high = min(own), max(own)
            said = _("%(now)s stands far from this institution's own earlier values, %(low)s to %(high)s. If it is right, say in the note what changed.")  # fmt: skip
            found.append(_hint(question, "own-history", said, now=_shown(question, read.number), low=_shown(question, low), high=_shown(question, high)))  # fmt: skip
    return found


def _number(earlier) -> Decimal | None:
    if earlier.numerator is not None and earlier.denominator:
        return earlier.numerator / earlier.denominator
    return earlier.amount


def _shown(question: ValueQuestion, number: Decimal) -> str:
    return amount(number * 100, 1) + " %" if question.is_ratio else amount(number)


def _against_fellows(return_: Return, held: Filled) -> list[Problem]:
    """Institutions of the same kind, same cycle and same indicator of the catalogue; at least six of them.

    Counts differ by size, so their logarithms are compared; shares are compared as they are.
    """
    wanted = {q.indicator_id: (q, read) for q, read in _totals(held)}
    catalogue = dict(
        Answer.objects.filter(of=return_, indicator__in=wanted, breakdown="")
        .exclude(indicator__catalogue_key="")
        .values_list("indicator", "indicator__catalogue_key")
    )
    request = return_.request
    rows = (
        Answer.objects.filter(
            of__request__cycle=request.cycle_id, of__request__organisation__kind=request.organisation.kind,
            of__state__in=SENT, indicator__catalogue_key__in=set(catalogue.values()), breakdown="", state="reported",
        )
        .exclude(of=return_)
        .values_list("indicator__catalogue_key", "amount", "numerator", "denominator")
    )  # fmt: skip
    fellows: dict[str, list[Decimal]] = defaultdict(list)
    for key, plain, part, whole in rows:
        number = part / whole if part is not None and whole else plain
        if number is not None:
            fellows[key].append(number)
    found = []
    for indicator, key in catalogue.items():
        question, read = wanted[indicator]
        others = fellows.get(key, [])
        if len(others) < FELLOWS or read.number is None:
            continue
        scale = (lambda x: x) if question.is_ratio else (lambda x: (x + 1).ln())
        if is_notable(modified_z(scale(read.number), [scale(one) for one in others])):
            said = _("%(now)s stands far from what %(count)s similar institutions report for the same indicator.")
            facts = {"now": _shown(question, read.number), "count": len(others)}
            found.append(_hint(question, "similar-institutions", said, **facts))
    return found


def _copied(return_: Return, held: Filled) -> list[Problem]:
    """Last year's figures, all the same, or last year's words."""
    found = []
    alike = [
        question
        for question, read in _totals(held)
        if question.earlier is not None and read.number and _number(question.earlier) == read.number
    ]
    compared = [q for q, read in _totals(held) if q.earlier is not None and _number(q.earlier)]
    if len(alike) >= COPIED_FIGURES and len(alike) == len(compared):
        said = _("all %(count)s figures are the same as a year ago. Is this the new return, or the old one again?")
        found.append(_hint(alike[0], "figures-copied", said, count=len(alike)))
    before = _words_of_the_year_before(return_)
    for measure in held.form.measures:
        own, old = held.narratives.get(measure.key), before.get(measure.key)
        for name in ("achievements", "setbacks", "next_steps"):
            text = fold(getattr(own, name)) if own else ""
            if old and len(text) >= COPIED_LETTERS and text == fold(getattr(old, name)):
                said = _("these words are the same as a year ago. Say what happened this year.")
                where = f"{measure.code} {measure.title}"
                found.append(Problem("words-copied", said, severity="warning", where=where, anchor=anchor_of(measure.key)))  # fmt: skip
                break
    return found


def _words_of_the_year_before(return_: Return) -> dict[str, Narrative]:
    previous = return_.request.cycle.previous_id
    if previous is None:
        return {}
    rows = Narrative.objects.filter(
        of__request__organisation__in=series_of(return_.request), of__request__cycle=previous, of__state__in=SENT
    ).select_related("measure")
    return {row.measure.key: row for row in rows}
