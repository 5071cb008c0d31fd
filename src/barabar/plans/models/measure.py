from django.db import models

from barabar.access.models import Organisation
from barabar.reference.models import Territory

from .plan_node import PlanNode


class Measure(models.Model):
    """What a plan promises to do: the node of the tree that institutions answer for.

    `key` is stable across years and files ("elbasan-2023/2.1"). `deadline` is a quarter ("2026-Q4") or a year.
    A body that the source names but the register does not know stays in `responsible_as_written`.
    `notes` maps a column head of the source ("Monitoring") to what stands there.
    """

    key = models.CharField(max_length=130, unique=True)
    node = models.OneToOneField(PlanNode, on_delete=models.CASCADE, related_name="measure")
    sectors = models.JSONField(default=list, blank=True)
    responsible = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    responsible_as_written = models.CharField(max_length=1000, blank=True)
    partners = models.ManyToManyField(Organisation, blank=True, related_name="partner_measures")
    partners_as_written = models.CharField(max_length=1000, blank=True)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    deadline = models.CharField(max_length=10, blank=True)
    deadline_as_written = models.CharField(max_length=300, blank=True)
    notes = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.node)

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def title(self):
        return self.node.title

    @property
    def sector(self) -> str:
        """The first sector: the one a measure is counted under, so that no total counts it twice."""
        return self.sectors[0] if self.sectors else ""
