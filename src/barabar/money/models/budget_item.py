from django.db import models

from barabar.access.models import Organisation
from barabar.plans.models import Measure
from barabar.reference.text import TextField

from .budget_document import BudgetDocument


class BudgetItem(models.Model):
    """A line of a budget document. The line without a parent that others name as theirs is their total.

    `link` says how the line serves the communities: targeted (only them), direct, indirect, none (mainstream money).
    For mainstream money `share` is the estimated part, in per cent, that reaches them, and `method` how it was
    estimated; without a method there is no share. `code` is the programme or classification code of the source.
    """

    document = models.ForeignKey(BudgetDocument, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60, blank=True)
    title = TextField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    sector = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=20, default="unspecified")
    link = models.CharField(max_length=20, default="targeted")
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    method = models.CharField(max_length=30, blank=True)
    method_note = models.CharField(max_length=500, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="budget_items"
    )
    measures = models.ManyToManyField(Measure, blank=True, related_name="budget_items")
    indicators = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["document_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_item_a_number"),
            models.CheckConstraint(
                condition=models.Q(share=None) | (models.Q(share__gte=0) & models.Q(share__lte=100)),
                name="share_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_targeted(self) -> bool:
        return self.link == "targeted"
