from django.db import models

from barabar.plans.models import Measure, PlannedIndicator

from .returns import Return

STATES = ["reported", "missing", "not_applicable", "not_due", "refused"]


class Answer(models.Model):
    """One figure of a return: an indicator's value, or money at a stage from a source.

    `breakdown` is "" for the total, else "sex=female" (dimensions in alphabetical order, joined by ";").
    A reported ratio has numerator and denominator; every other reported value has an amount.
    `cell` is the workbook cell the value was read from ("Values!F12"), empty for the web form.
    `gathered_from` leads a consolidated answer back to the directorate's own.
    """

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="answers")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="answers")
    indicator = models.ForeignKey(
        PlannedIndicator, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    stage = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=20, blank=True)
    breakdown = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=15)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    overlap = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=500, blank=True)
    cell = models.CharField(max_length=60, blank=True)
    gathered_from = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="gathered_in")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "indicator", "breakdown"], condition=models.Q(indicator__isnull=False), name="one_value"
            ),
            models.UniqueConstraint(
                fields=["of", "measure", "stage", "source"], condition=models.Q(indicator=None), name="one_amount"
            ),
            models.CheckConstraint(
                condition=models.Q(state="reported", amount__isnull=False)
                | models.Q(state="reported", numerator__isnull=False, denominator__isnull=False)
                | (~models.Q(state="reported") & models.Q(amount=None, numerator=None, denominator=None)),
                name="reported_means_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.state} {self.amount}"

    @property
    def question(self) -> str:
        """The key of what was asked: "indicator-key|sex=female" or "measure-key|adopted|state"."""
        if self.indicator_id:
            return f"{self.indicator.key}|{self.breakdown}"
        return f"{self.measure.key}|{self.stage}|{self.source}"
