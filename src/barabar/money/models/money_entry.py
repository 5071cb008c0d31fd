from django.db import models

from barabar.access.models import Organisation
from barabar.plans.models import Measure

from .budget_item import BudgetItem


class MoneyEntry(models.Model):
    """An amount at a stage: of a line of a budget document or of a measure, for a year or the whole period.

    Append-only: a correction or a withdrawal is a new row that `replaces` the old one, so the history stays. A revision
    of the budget is no correction: it is a further entry of the stage "revised" with its own day. `about` keeps the
    source's own "about". `grant` is the agreement's number, by which two reporters of one grant are recognised.
    """

    item = models.ForeignKey(BudgetItem, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="money_entries")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    period_as_written = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=20, default="unspecified")
    stage = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    currency = models.CharField(max_length=3)
    decided_on = models.DateField(null=True, blank=True)
    act = models.CharField(max_length=200, blank=True)
    about = models.BooleanField(default=False)
    reporter = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="money_entries"
    )
    grant = models.CharField(max_length=100, blank=True)
    explanation = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=500, blank=True)
    withdrawn = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="money_not_negative"),
            models.CheckConstraint(
                condition=models.Q(item=None, measure__isnull=False) | models.Q(item__isnull=False, measure=None),
                name="money_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year or self.period_as_written} {self.stage}: {self.amount} {self.currency}"
