from django.db import models


class Message(models.Model):
    """An e-mail as it was written: to whom, in which language, about what. `state`: waiting, sent, failed.

    `about` names the thing it is about ("request 12"); `occasion` is unique, so that one occasion writes one message.
    `html` is the same in a second form, for mail programs that show it.
    """

    STATES = [("waiting", "waiting"), ("sent", "sent"), ("failed", "failed")]

    kind = models.CharField(max_length=30)
    occasion = models.CharField(max_length=200, unique=True)
    about = models.CharField(max_length=120, blank=True)
    to = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}: {self.subject}"


class Attachment(models.Model):
    """A file that goes with a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    file = models.FileField(upload_to="messages/%Y/")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
