from django.db import models

from barabar.access.models import Organisation
from barabar.plans.models import Measure

from .cycle import Cycle


class Request(models.Model):
    """What one institution is asked in a cycle: exactly its measures, by a date. `first_opened_at` feeds the chase view."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requests")
    measures = models.ManyToManyField(Measure, blank=True, related_name="requests")
    route = models.CharField(max_length=40)
    due_on = models.DateField()
    opened_at = models.DateTimeField(auto_now_add=True)
    first_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "organisation"], name="one_request_per_cycle")]

    def __str__(self) -> str:
        return f"{self.cycle_id} · {self.organisation_id}"
