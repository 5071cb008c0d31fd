from django.db import models

from barabar.access.models import Organisation
from barabar.plans.models import Measure, PlannedIndicator
from barabar.reference.text import TextField


class Reading(models.Model):
    """How an organisation of civil society reads a measure, or a value of it, in a period. Append-only: a later one replaces it.

    `counter` is its own figure in the indicator's unit; it never enters the ledger, and no total is made of it.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="readings")
    indicator = models.ForeignKey(PlannedIndicator, null=True, blank=True, on_delete=models.PROTECT, related_name="readings")  # fmt: skip
    period = models.CharField(max_length=10)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="readings")
    rating = models.CharField(max_length=20)
    text = TextField()
    counter = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    evidence = models.CharField(max_length=500)
    written_on = models.DateField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["measure_id", "pk"]
        indexes = [models.Index(fields=["period", "measure"], name="reading_period_measure")]

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.measure_id} in {self.period}"


class Reply(models.Model):
    """The institution's answer to a reading. Append-only; it stands beside the reading and replaces nothing."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="replies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="replies")
    text = TextField()
    written_on = models.DateField()

    class Meta:
        ordering = ["reading_id", "pk"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"reply to {self.reading_id}"
