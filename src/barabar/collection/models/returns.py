from django.db import models

from .request import Request


class Return(models.Model):
    """An institution's answers to its request. States and who acts in each: collection/states.py.

    `step` is the step of the route where it lies now. `version` counts submissions; `edition` counts every saved
    change and guards against two people overwriting each other. `unread` keeps, by question, what was typed but could not
    be read as a figure, so that nothing typed is lost; `unread_parts` keeps the rest of it (a note, a reason) by
    field. `gathered_into` is the consolidated return.
    """

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="return_of")
    state = models.CharField(max_length=12, default="draft")
    step = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=0)
    edition = models.PositiveIntegerField(default=0)
    unread = models.JSONField(default=dict, blank=True)
    unread_parts = models.JSONField(default=dict, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    gathered_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="gathered")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.request} v{self.version}"

    @property
    def organisation(self):
        return self.request.organisation

    @property
    def cycle(self):
        return self.request.cycle


class ReturnVersion(models.Model):
    """A return as it was sent: the whole content, kept for ever, with who sent it and when."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)
    sent_by_role = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="one_version_number")]

    def __str__(self) -> str:
        return f"{self.of_id} v{self.number}"
