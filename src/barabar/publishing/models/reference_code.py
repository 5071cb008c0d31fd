from django.db import models


class Reference(models.Model):
    """What a printed figure stands on: the ledger position it was computed at and the facts it was made of.

    `code` is what the reader sees and `barabar trace` takes; the same figure at the same position has the same code.
    """

    code = models.CharField(primary_key=True, max_length=16)
    title = models.JSONField(default=dict)
    position = models.BigIntegerField()
    facts = models.JSONField(default=list)
    shown = models.JSONField(default=dict)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
