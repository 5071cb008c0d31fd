from django.db import models

from barabar.access.models import Account


class Absence(models.Model):
    """Somebody is away from a day until a day, and who replaces them. No reason is kept: it is nobody's business."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="absences")
    since = models.DateField()
    until = models.DateField()
    replacement = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="replacing")

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="absence_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.since}–{self.until}"
