from django.db import models

from .measure import Measure


class BudgetLine(models.Model):
    """Money that a plan promises for a measure: year, source and stage, in the plan's currency.

    `year` is empty where the source gives one amount for the whole period.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="budget")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=20)
    source_as_written = models.CharField(max_length=200, blank=True)
    stage = models.CharField(max_length=20, default="planned")
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["measure_id", "year", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year", "source", "source_as_written", "stage"],
                condition=models.Q(year__isnull=False),
                name="one_line_a_year",
            ),
            models.UniqueConstraint(
                fields=["measure", "source", "source_as_written", "stage"],
                condition=models.Q(year=None),
                name="one_line_for_the_period",
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="budget_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.source} {self.stage}: {self.amount}"
