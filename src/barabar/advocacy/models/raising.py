from django.db import models

from barabar.access.models import Organisation

from .issue import Issue


class Raising(models.Model):
    """One time that an issue was raised: the original words, kept from the public, and nothing about the author.

    `sending` is the hash of the id that the form carried, so that sending twice raises once; `link` is the hash of the
    private link's token, empty once it is revoked. `entered_for` is the organisation that entered it on somebody's behalf.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="raisings")
    sending = models.CharField(max_length=64, unique=True)
    link = models.CharField(max_length=64, blank=True, db_index=True)
    text = models.TextField(blank=True)
    settlement = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, blank=True)
    raised_on = models.DateField()
    entered_for = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="entered_issues"
    )
    forgotten_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["link"], condition=~models.Q(link=""), name="one_raising_a_private_link")
        ]

    def __str__(self) -> str:
        return f"raising {self.pk} of issue {self.issue_id}"


class RaisingFile(models.Model):
    """A file that came with a raising. Its own name is not kept: names of files name people. Never public."""

    raising = models.ForeignKey(Raising, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=6)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="issues/")

    class Meta:
        ordering = ["raising_id", "number"]
        constraints = [models.UniqueConstraint(fields=["raising", "number"], name="one_file_a_number")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"issue-{self.raising.issue_id}-{self.raising_id}-{self.number}{self.extension}"
