import datetime as dt

from django.db import models

from barabar.access.models import Organisation
from barabar.collection.models import Return
from barabar.plans.models import Measure
from barabar.reference.text import TextField

from .body import Body
from .conclusion import Conclusion


class Commitment(models.Model):
    """Who promised what, by when. Never deleted, which triggers guard; what becomes of it is told in `CommitmentState`.

    `organisation` is the institution that promised (`who_as_written` where it is not in the register); whoever carries its
    work on carries this on. `promised_for` is the day promised and never changes; `due_on` is the day in force, after every
    postponement. `state`, `ended_on` and `due_on` repeat what the last row of its states says, for long lists.
    """

    conclusion = models.ForeignKey(
        Conclusion, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    economy = models.CharField(max_length=2, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    who_as_written = TextField(blank=True)
    what = TextField()
    partner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="partnered_commitments"
    )
    partner_as_written = models.CharField(max_length=300, blank=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments")
    measures = models.ManyToManyField(Measure, blank=True, related_name="commitments")
    made_on = models.DateField(null=True, blank=True)
    promised_for = models.DateField(null=True, blank=True)
    date_note = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20)
    ended_on = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    source = models.CharField(max_length=300, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        indexes = [
            models.Index(fields=["economy", "state", "due_on"], name="commitment_economy_state"),
            models.Index(fields=["organisation", "state"], name="commitment_who_state"),
        ]

    def __str__(self) -> str:
        return str(self.what)

    @property
    def who(self):
        return self.organisation.name if self.organisation else self.who_as_written

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None

    def is_late(self, today: dt.date) -> bool:
        """Neither done nor dropped, and its day is over."""
        return not self.has_ended and self.due_on is not None and self.due_on < today


class CommitmentState(models.Model):
    """How a commitment stood from a day on: said by whom, approved or entered by whom, with what evidence. Append-only.

    `moved_to` is a new day, with the reason in `note`. `of` and `version` name the approved return that said it; where its
    approval is taken back, a further row (`taken_back`) puts the state before it in force again.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=20)
    on = models.DateField()
    note = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    moved_to = models.DateField(null=True, blank=True)
    said_by = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=200)
    by_role = models.CharField(max_length=200, blank=True)
    of = models.ForeignKey(Return, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(null=True, blank=True)
    cell = models.CharField(max_length=60, blank=True)
    taken_back = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["commitment_id", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.state}"
