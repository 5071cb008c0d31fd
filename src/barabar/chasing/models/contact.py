from django.db import models

from barabar.collection.models import Request
from barabar.messages.models import Message


class Contact(models.Model):
    """One contact with a reporter about a request: a call, a visit, a letter, or a reminder of a level. Append-only."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=20, blank=True)
    on = models.DateField()
    said = models.CharField(max_length=1000, blank=True)
    next_step = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, blank=True)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    by = models.CharField(max_length=200)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.kind} {self.level}".strip()
