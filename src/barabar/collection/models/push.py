from django.db import models

from .returns import Return


class Push(models.Model):
    """A push by an institution's system under its idempotency key, with the answer it got: sent again, it gets the same."""

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="pushes")
    key = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="one_push_a_key")]

    def __str__(self) -> str:
        return f"{self.of_id} {self.key}"
