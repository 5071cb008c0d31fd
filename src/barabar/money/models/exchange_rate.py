from django.db import models


class ExchangeRate(models.Model):
    """Units of a currency for one euro, as of a day, from a named source. Append-only: a corrected rate is a new row."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    per_euro = models.DecimalField(max_digits=18, decimal_places=6)
    source = models.CharField(max_length=200)
    address = models.URLField(max_length=500, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["currency", "-on", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(per_euro__gt=0), name="rate_above_zero")]

    def __str__(self) -> str:
        return f"1 EUR = {self.per_euro.normalize():f} {self.currency} ({self.on})"
