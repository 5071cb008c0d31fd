from django.conf import settings
from django.db import models

from barabar.plans.models import Measure

from .returns import Return


class Delivery(models.Model):
    """Changed answers of one measure (of none: of the further questions) as a page sent them, under the id the page gave them: taken in once, kept for ever.

    `content` is what was typed, by unit (collection/fields.py), with what stood there before; `outcome` names the units
    that were stored, that said what stood there already, and that clash. Append-only, guarded by triggers.
    """

    id = models.UUIDField(primary_key=True)
    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="deliveries")
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    outcome = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.of_id} {self.id}"


class Clash(models.Model):
    """Two people's answers to one question that differ: what stands in the draft, and what was delivered after it.

    `base` stood there when the one who delivered `mine` last saw it. Open until `chosen`: "mine", "theirs", "approved",
    or "later" where the same person answered the question again.
    """

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="clashes")
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="clashes")
    unit = models.CharField(max_length=200)
    base = models.JSONField()
    mine = models.JSONField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now=True)
    chosen = models.CharField(max_length=10, blank=True)
    chosen_by = models.CharField(max_length=200, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "measure", "unit", "account"], condition=models.Q(chosen=""), name="one_open_clash"
            ),
            models.UniqueConstraint(
                fields=["of", "unit", "account"],
                condition=models.Q(chosen="", measure=None),
                name="one_open_further_clash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.unit}"
