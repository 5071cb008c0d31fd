from django.db import models

from barabar.reference.text import TextField

from .event import Event


class Minutes(models.Model):
    """The minutes of an event at a stage. Append-only: every stage and every correction is a further row."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="minutes")
    stage = models.CharField(max_length=12)
    text = TextField()
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["event_id", "pk"]
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"{self.event_id}: {self.stage}"
