from django.db import models

from barabar.plans.models import Measure

from .returns import Return


class Evidence(models.Model):
    """A file that supports a measure's answers. Served only as a download, never as a page."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="evidence")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="evidence/%Y/")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["measure_id", "name"]
        constraints = [models.UniqueConstraint(fields=["of", "measure", "sha256"], name="one_copy_of_a_file")]

    def __str__(self) -> str:
        return self.name
