from django.db import models

from .plan import Plan


class PlanDocument(models.Model):
    """A document of a plan to download, or the address where it is public."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10, blank=True)
    file = models.FileField(upload_to="plans/", blank=True)
    address = models.URLField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
