from django.db import models

from barabar.access.models import Organisation
from barabar.collection.models import Return
from barabar.plans.models import Measure, PlannedIndicator
from barabar.reference.models import Territory


class Approved(models.Model):
    """What both ledgers share: position in the ledger, what it supersedes, whose it is, who approved it and when.

    Append-only, guarded by triggers. A correction is a new row that `supersedes` the old one; an undone approval is a
    new row with `withdrawn`. Everything downstream is a function of the ledger at a position.
    """

    position = models.BigAutoField(primary_key=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    withdrawn = models.BooleanField(default=False)
    cycle = models.CharField(max_length=60)
    period = models.CharField(max_length=10)
    economy = models.CharField(max_length=2)
    territory = models.ForeignKey(Territory, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=30, blank=True)
    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    origin_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    origin_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    origin_version = models.PositiveIntegerField()
    origin_cell = models.CharField(max_length=60, blank=True)
    approved_by = models.CharField(max_length=200)
    approved_by_role = models.CharField(max_length=200)
    approved_at = models.DateTimeField()

    class Meta:
        abstract = True


class ApprovedValue(Approved):
    """A figure that passed the last step of its route."""

    indicator = models.ForeignKey(PlannedIndicator, null=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=20, blank=True)
    breakdown = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=15)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    reason = models.CharField(max_length=30, blank=True)
    overlap = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=20)
    aggregation = models.CharField(max_length=10)

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["period", "economy"]), models.Index(fields=["measure", "period"])]

    def __str__(self) -> str:
        return f"{self.position}: {self.state} {self.amount}"


class ApprovedNarrative(Approved):
    """A measure's state in words that passed the last step of its route."""

    status = models.CharField(max_length=20, blank=True)
    achievements = models.TextField(blank=True)
    setbacks = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="sq")

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["period", "economy"]), models.Index(fields=["measure", "period"])]

    def __str__(self) -> str:
        return f"{self.position}: {self.status}"
