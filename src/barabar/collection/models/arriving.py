from django.conf import settings
from django.db import models

from barabar.plans.models import Measure

from .evidence import Evidence
from .returns import Return


class ArrivingFile(models.Model):
    """A file that a page sends in pieces under its own id. `received` bytes are here; sending goes on from there.

    Once whole and accepted it is `evidence`; `is_done` stays when that is removed later, so that a repeat brings
    nothing back.
    """

    id = models.UUIDField(primary_key=True)
    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="arriving")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField(default=0)
    is_done = models.BooleanField(default=False)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["changed_at"]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"


class ArrivingPiece(models.Model):
    """One piece of a file under way; the pieces go once the file is whole."""

    of = models.ForeignKey(ArrivingFile, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["of", "offset"], name="one_piece_an_offset")]

    def __str__(self) -> str:
        return f"{self.of_id} {self.offset}"
