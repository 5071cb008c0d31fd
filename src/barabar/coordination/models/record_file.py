from django.db import models

from .commitment import CommitmentState
from .event_parts import EventDocument
from .minutes import Minutes
from .visit import Finding


class RecordFile(models.Model):
    """A file that stands beside a commitment's state, a visit's finding, a document or the minutes of an event: one of the four.

    Its own name is not kept, names of files name people; `caption` says what it is. Everybody reads it only where it `is_public`
    and what it belongs to is public too.
    """

    state = models.ForeignKey(CommitmentState, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    document = models.ForeignKey(EventDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    minutes = models.ForeignKey(Minutes, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    caption = models.CharField(max_length=200)
    extension = models.CharField(max_length=6)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="coordination/%Y/")
    is_public = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__isnull=False, finding=None, document=None, minutes=None)
                | models.Q(state=None, finding__isnull=False, document=None, minutes=None)
                | models.Q(state=None, finding=None, document__isnull=False, minutes=None)
                | models.Q(state=None, finding=None, document=None, minutes__isnull=False),
                name="record_file_belongs_to_one",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.owner.pk}-{self.pk}{self.extension}"

    @property
    def kind(self) -> str:
        return next(name for name in ("state", "finding", "document", "minutes") if getattr(self, f"{name}_id"))

    @property
    def owner(self):
        return getattr(self, self.kind)
