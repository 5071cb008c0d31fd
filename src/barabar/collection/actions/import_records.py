"""Take in a submission of a room's own field form: each instance once, as the record that the room makes of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.field_forms.read import Submission
from barabar.collection.field_forms.records import OWN, RECORDS, Recorded, kind_and_place
from barabar.collection.models import RecordSubmission
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems


def import_record(*, by: Actor, submission: Submission, media: Mapping[str, bytes]) -> tuple[Recorded, bool]:
    """What it became, and whether it had been taken in before. Raises Problems and Refused; nothing is kept then."""
    kind, place = kind_and_place(submission.form)
    if kind not in RECORDS:
        facts = {"form": submission.form}
        raise Problems([Problem("form-unknown", _("its form (%(form)s) belongs to nothing here."), facts, where=submission.where)])  # fmt: skip
    instance, digest = submission.instance[:80], _digest(submission)
    known = RecordSubmission.objects.filter(instance=instance).first()
    if known is None:
        try:
            return _take(by, kind, place, submission, media, instance, digest), False
        except IntegrityError:  # the same instance, twice at the same moment
            known = RecordSubmission.objects.get(instance=instance)
    said = _("it was edited since it was taken in. What was kept stays; write the change on its page.")
    edited = (
        [Problem("record-edited", said, where=submission.where, severity="question")] if known.digest != digest else []
    )
    return Recorded(known.subject, tuple(edited)), True


@transaction.atomic
def _take(by: Actor, kind: str, place: str, submission: Submission, media: Mapping[str, bytes], instance: str, digest: str) -> Recorded:  # fmt: skip
    kept = RecordSubmission.objects.create(instance=instance, kind=kind, digest=digest)
    try:
        done = RECORDS[kind].take(by=by, place=place, fields=submission.fields, media=media)
    except Problems as found:
        raise Problems([replace(one, where=submission.where) for one in found.problems]) from None
    kept.subject = done.subject
    kept.save(update_fields=["subject"])
    facts = {"instance": instance, "subject": done.subject}
    record(by=by, action="record.collect", kind=kind, subject=done.subject, facts=facts)
    return replace(done, problems=tuple(replace(one, where=submission.where) for one in done.problems))


def _digest(submission: Submission) -> str:
    """Of our own fields alone, alike whatever export they came in."""
    own = {name: _same(value) for name, value in submission.fields.items() if name.startswith(OWN)}
    return hashlib.sha256(repr(sorted(own.items())).encode()).hexdigest()[:14]


def _same(value: object) -> str:
    """A number as its digits, a day as its date: some exports turn them into numbers and moments of their own."""
    text = str(value).strip()
    if text.endswith(" 00:00:00"):
        return text.removesuffix(" 00:00:00")
    return text.removesuffix(".0") if text.replace(".", "", 1).isdecimal() else text
