from django.db import models

from barabar.reference.text import TextField


class Estimate(models.Model):
    """An estimate of a survey run, with its uncertainty. Rows of the survey never enter the database.

    `universe` and `comparison` are part of the figure: a gap to neighbours is never mixed with a gap to the general
    population. `group` is "communities" or "reference"; values and limits are per cent.
    """

    survey = models.CharField(max_length=120)
    universe = models.CharField(max_length=200)
    comparison = models.CharField(max_length=60)
    economy = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=60)
    name = TextField()
    sector = models.CharField(max_length=30)
    group = models.CharField(max_length=20)
    percent = models.DecimalField(max_digits=6, decimal_places=2)
    low = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    target = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["economy", "indicator", "year", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "economy", "year", "indicator", "group", "comparison"], name="one_estimate"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.group} {self.year}: {self.percent}"
