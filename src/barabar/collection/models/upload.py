from django.db import models

from .returns import Return


class Upload(models.Model):
    """A workbook as it came in, and the same workbook with its cells marked as it went back."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="uploads/%Y/")
    marked = models.FileField(upload_to="uploads/%Y/", blank=True)
    at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=200)
    read = models.PositiveIntegerField(default=0)
    problems = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name
