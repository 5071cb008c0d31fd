from django.db import models

from .reading import Reading


class ReadingFile(models.Model):
    """A file that proves a reading, read by its organisation and by the institution that may reply. Never public."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="files")
    extension = models.CharField(max_length=6)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="readings/")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"reading-{self.reading_id}-{self.pk}{self.extension}"
