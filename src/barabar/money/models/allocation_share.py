from django.db import models

from barabar.access.models import Organisation
from barabar.reference.text import TextField

from .budget_document import BudgetDocument


class AllocationShare(models.Model):
    """One share of a document's allocation key, in per cent, as adopted (62.66 / 31.34 / 6)."""

    document = models.ForeignKey(BudgetDocument, on_delete=models.PROTECT, related_name="shares")
    number = models.PositiveSmallIntegerField()
    title = TextField()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="allocation_shares"
    )
    percent = models.DecimalField(max_digits=7, decimal_places=4)

    class Meta:
        ordering = ["document_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_share_a_number"),
            models.CheckConstraint(condition=models.Q(percent__gte=0) & models.Q(percent__lte=100), name="share_0_100"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.percent.normalize():f} %"
