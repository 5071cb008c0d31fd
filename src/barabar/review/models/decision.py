from django.db import models

from barabar.collection.models import Return


class Decision(models.Model):
    """What was decided about one version of a return at one step. A second decision on the same version is refused
    by the constraint, not only by the code: `undone` frees the place."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=40)
    verdict = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    by_role = models.CharField(max_length=200)
    by_organisation = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "version", "step"], condition=models.Q(undone=False), name="one_standing_decision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verdict} v{self.version} at {self.step}"
