"""What was approved last for each question of a measure: beside two answers that clash, the third to choose from."""

from dataclasses import dataclass

from barabar.collection.content import NUMBERS
from barabar.collection.fields import TEXT, WORDS, Parts, parts_of, questions_by_name
from barabar.collection.models import Return
from barabar.collection.questions import MeasureForm
from barabar.collection.reading import Read
from barabar.review.models import ApprovedNarrative, ApprovedValue


@dataclass(frozen=True)
class LastApproved:
    """The parts of a unit as they were approved, and for which period."""

    period: str
    parts: Parts


def last_approved(return_: Return, measure: MeasureForm) -> dict[str, LastApproved]:
    """By unit, the newest approved answer of the same institution: of this period, else of the one before."""
    own = {"origin_organisation": return_.request.organisation_id, "measure": measure.measure_id}
    standing = {"superseded_by": None, "withdrawn": False}
    found: dict[str, LastApproved] = {}
    names = {question.key: name for name, question in questions_by_name(measure).items()}
    values = ApprovedValue.objects.filter(**own, **standing).select_related("indicator")
    for row in values.order_by("period", "position"):
        key = f"{row.indicator.key}|{row.breakdown}" if row.indicator else f"{measure.key}|{row.stage}|{row.source}"
        if key in names:
            numbers = {name: getattr(row, name) for name in NUMBERS}
            read = Read(key, row.state, **numbers, reason=row.reason, overlap=row.overlap, note=row.note)
            found[names[key]] = LastApproved(row.period, parts_of(read))
    for row in ApprovedNarrative.objects.filter(**own, **standing).order_by("period", "position"):
        found |= {name: LastApproved(row.period, {TEXT: getattr(row, name)}) for name in WORDS if getattr(row, name)}
    return found
