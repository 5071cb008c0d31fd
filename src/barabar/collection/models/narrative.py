from django.db import models

from barabar.plans.models import Measure

from .returns import Return


class Narrative(models.Model):
    """A measure's state in words: status, achievements, setbacks, next steps, in the reporter's language."""

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="narratives")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="narratives")
    status = models.CharField(max_length=20, blank=True)
    achievements = models.TextField(blank=True)
    setbacks = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="sq")
    cell = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["of", "measure"], name="one_narrative")]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.status}"

    @property
    def texts(self) -> dict[str, str]:
        """What was said, by field."""
        return {"achievements": self.achievements, "setbacks": self.setbacks, "next_steps": self.next_steps}
