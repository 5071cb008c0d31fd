from django.db import models

from barabar.access.models import Organisation
from barabar.plans.models import Plan
from barabar.reference.text import TextField

from .body import Body


class DraftingActor(models.Model):
    """Who took part in drafting a plan: an institution, a body or a kind of party, in which part. Offices, never persons.

    `part` is a definition (led, wrote, facilitated …); `kind` is a kind of party; days and numbers nobody knows stay empty.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="drafting")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="drafted")  # fmt: skip
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="drafted")
    as_written = TextField(blank=True)
    kind = models.CharField(max_length=20)
    part = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["plan_id", "pk"]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.name}"

    @property
    def name(self):
        if self.organisation:
            return self.organisation.name
        return self.body.name if self.body else self.as_written
