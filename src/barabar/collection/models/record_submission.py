from django.db import models


class RecordSubmission(models.Model):
    """A submission of a room's field form that was taken in, by its instance: so that a repeat changes nothing.

    `subject` is what it became, `digest` its own fields, by which an edit is told from a repeat.
    """

    instance = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    digest = models.CharField(max_length=14)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.instance}"
