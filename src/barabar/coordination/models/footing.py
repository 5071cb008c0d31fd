from django.db import models

from barabar.access.models import Organisation
from barabar.plans.models import Measure
from barabar.reference.text import TextField


class Footing(models.Model):
    """How firmly a measure stands in its institution since a day: a project still, taken over in part, or institutionalised.

    Append-only: the newest row is in force, the earlier ones are the history. `state` is a definition.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="footings")
    state = models.CharField(max_length=20)
    on = models.DateField()
    text = TextField(blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    said_by = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_role = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["measure_id", "pk"]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.state}"
