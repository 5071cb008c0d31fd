from django.db import models

from barabar.reference.text import TextField

from .measure import Measure


class PlannedIndicator(models.Model):
    """An indicator of a measure: from the catalogue (`catalogue_key`) or the plan's own.

    `aggregation` (sum, ratio, latest, max, none) rules how values add up. `breakdowns` lists the dimensions asked for.
    A ratio is answered as numerator and denominator.
    """

    key = models.CharField(max_length=160, unique=True)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField(default=0)
    catalogue_key = models.CharField(max_length=60, blank=True)
    name = TextField()
    definition = TextField(blank=True)
    kind = models.CharField(max_length=20, default="output")
    unit = models.CharField(max_length=20, default="persons")
    aggregation = models.CharField(max_length=10, default="sum")
    direction = models.CharField(max_length=10, default="up")
    breakdowns = models.JSONField(default=list, blank=True)
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["measure_id", "position"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_ratio(self) -> bool:
        return self.aggregation == "ratio"

    @property
    def code(self) -> str:
        return self.key.rpartition("#")[2]


class YearlyTarget(models.Model):
    """What an indicator should reach by the end of a year."""

    indicator = models.ForeignKey(PlannedIndicator, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="one_target_per_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"
