from django.db import models

from .organisation import Organisation


class ApiToken(models.Model):
    """An institution's key for its own system. Only a digest is kept; the token itself is shown once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organisation_id", "-made_at"]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.label}"
