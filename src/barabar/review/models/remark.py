from django.db import models

from barabar.collection.models import Return
from barabar.plans.models import Measure


class Remark(models.Model):
    """A reviewer's question or note, on a single value where `question` names one, else on the measure or return."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="remarks")
    version = models.PositiveIntegerField()
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT)
    question = models.CharField(max_length=250, blank=True)
    text = models.TextField()
    by = models.CharField(max_length=200)
    by_role = models.CharField(max_length=200)
    by_organisation = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)
    sent = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
