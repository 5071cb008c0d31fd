"""Field visits to municipalities, and what was found there beside what was reported."""

import datetime as dt

from django.db import models

from barabar.access.models import Organisation
from barabar.plans.models import Measure, Plan, PlannedIndicator
from barabar.reference.models import Territory
from barabar.reference.text import TextField
from barabar.review.models import ApprovedValue


class Visit(models.Model):
    """A visit to a municipality: who went, with whom, which office was seen, to what end.

    Real records lack days and names: they stay empty, and `date_note` says why. `stands_for_many` marks a record of several
    visits that does not name the municipalities; `visits` is how many, where that is known.
    """

    economy = models.CharField(max_length=2)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    starts = models.DateField(null=True, blank=True)
    date_note = models.CharField(max_length=200, blank=True)
    organiser = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    organiser_as_written = models.CharField(max_length=300, blank=True)
    partner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    partner_as_written = models.CharField(max_length=300, blank=True)
    office = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="visited")
    office_as_written = models.CharField(max_length=300, blank=True)
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    purpose = TextField(blank=True)
    report_announced = models.CharField(max_length=300, blank=True)
    visits = models.PositiveSmallIntegerField(null=True, blank=True)
    stands_for_many = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True)
    source = models.CharField(max_length=300, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = [models.F("starts").desc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["economy", "starts"], name="visit_economy_day")]

    def __str__(self) -> str:
        return f"{self.territory or self.economy} {self.starts or ''}".strip()

    @property
    def year(self) -> int | None:
        return self.starts.year if isinstance(self.starts, dt.date) else None


class Finding(models.Model):
    """What a visit found. Append-only: what was reported stays beside it, and neither takes the other's place.

    `kind` is a definition. Set beside a figure it names measure, indicator, part and period, and `against`, the approved
    value that stood when it was written. `amount` (or `numerator` of `denominator`) is what was found.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    text = TextField()
    evidence = models.CharField(max_length=500, blank=True)
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    indicator = models.ForeignKey(
        PlannedIndicator, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    breakdown = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=10, blank=True)
    against = models.ForeignKey(ApprovedValue, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    sector = models.CharField(max_length=30, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["visit_id", "number"]
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="one_finding_a_number")]

    def __str__(self) -> str:
        return str(self.text)
