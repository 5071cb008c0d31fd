"""Civil society's reading of a measure or a value, and the institution's reply. Neither touches the official account."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.advocacy.catalogue import reading_ratings
from barabar.advocacy.models import Reading, Reply
from barabar.advocacy.permissions import may_read_critically, may_reply
from barabar.journal.actions.record import record
from barabar.plans.models import Measure, PlannedIndicator
from barabar.reference.periods import Period
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Seen:
    """What was seen: a rating, words, and evidence; a counter-figure where an indicator is named."""

    rating: str
    text: Text
    evidence: str
    indicator: PlannedIndicator | None = None
    counter: Decimal | None = None


@transaction.atomic
def write_reading(*, by: Actor, organisation: Organisation, measure: Measure, period: str, seen: Seen) -> Reading:
    """A further reading replaces the organisation's earlier one of the same measure, indicator and period; both are kept."""
    may_read_critically(by, organisation, measure).require()
    problems = list(_problems(measure, period, seen))
    if problems:
        raise Problems(problems)
    made = Reading.objects.create(
        measure=measure, indicator=seen.indicator, period=period, organisation=organisation, rating=seen.rating,
        text=seen.text, counter=seen.counter, evidence=seen.evidence.strip(), written_on=timezone.localdate(),
    )  # fmt: skip
    facts = {"measure": measure.key, "period": period, "rating": made.rating}
    record(by=by, action="reading.write", kind="reading", subject=made.pk, facts=facts)
    return made


@transaction.atomic
def withdraw_reading(*, by: Actor, reading: Reading) -> Reading:
    """Taken back: a row that says so stands in its place; the earlier words are kept and no longer shown."""
    may_read_critically(by, reading.organisation, reading.measure).require()
    made = Reading.objects.create(
        measure=reading.measure, indicator=reading.indicator, period=reading.period, organisation=reading.organisation,
        rating=reading.rating, text=reading.text, counter=reading.counter, evidence=reading.evidence,
        written_on=timezone.localdate(), is_withdrawn=True,
    )  # fmt: skip
    record(by=by, action="reading.withdraw", kind="reading", subject=made.pk, facts={"measure": reading.measure.key})
    return made


@transaction.atomic
def reply_to_reading(*, by: Actor, reading: Reading, text: Text) -> Reply:
    """The right of reply of the institution that answers for the measure."""
    institution = reading.measure.responsible
    may_reply(by, institution).require()
    if not text:
        raise Problems([Problem("text-missing", _("write the reply in at least one language."), anchor="id_text_sq")])
    made = Reply.objects.create(reading=reading, organisation=institution, text=text, written_on=timezone.localdate())
    record(by=by, action="reading.reply", kind="reading", subject=reading.pk)
    return made


def _problems(measure: Measure, period: str, seen: Seen) -> Iterable[Problem]:
    if seen.rating not in reading_ratings():
        yield Problem("rating", _("choose how it was seen."), anchor="id_rating")
    if not seen.text:
        yield Problem("text-missing", _("write what was seen, in at least one language."), anchor="id_text_sq")
    if not seen.evidence.strip():
        yield Problem("evidence", _("name the evidence: a visit with its day, a document, an address."), anchor="id_evidence")  # fmt: skip
    try:
        year = Period.parse(period).year
    except ValueError:
        year = None
    if year is None or (measure.node.plan.years and year not in measure.node.plan.years):
        yield Problem("period", _("choose a period of the plan, such as %(year)s."), {"year": measure.node.plan.starts_year or "2025"}, anchor="id_period")  # fmt: skip
    if seen.indicator and seen.indicator.measure_id != measure.pk:
        yield Problem("indicator", _("this indicator belongs to another measure. Choose it again."), anchor="id_indicator")  # fmt: skip
    if seen.counter is not None and (seen.indicator is None or seen.counter < 0):
        yield Problem("counter", _("a counter-figure needs the indicator it stands for, and is not below zero."), anchor="id_counter")  # fmt: skip
