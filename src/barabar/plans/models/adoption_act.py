from django.db import models

from barabar.reference.models import Territory

from .plan import Plan


class AdoptionAct(models.Model):
    """The decision by which a body adopted a plan. A number is unique only with municipality and date."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="acts")
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT)
    body = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40)
    adopted_on = models.DateField()

    class Meta:
        ordering = ["adopted_on"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "number", "adopted_on"], name="one_act_per_number_and_date")
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.adopted_on:%d.%m.%Y}"
