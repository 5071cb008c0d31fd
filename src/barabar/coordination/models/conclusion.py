from django.db import models

from barabar.reference.text import TextField

from .event import Event


class Conclusion(models.Model):
    """What an event concluded: a statement, a recommendation or a commitment (`kind`, a definition). Append-only.

    `agreement` is how it was agreed, as the record says it; empty where nobody wrote it down.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="conclusions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    text = TextField()
    agreement = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["event_id", "number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_conclusion_a_number")]

    def __str__(self) -> str:
        return str(self.text)
