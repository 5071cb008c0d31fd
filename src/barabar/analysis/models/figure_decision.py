from django.db import models


class FigureDecision(models.Model):
    """Whether a count of people may be printed. Decided once, before it is first shown, and never changed.

    A figure is the approved answers it is made of (`positions` in the ledger), so it is one figure in every file,
    chart, page and language, and a corrected answer makes another figure. `part` is what of them: the amount, or of a
    share the numerator, the rest and the whole. `sums` are the ways in which other figures add up to it, by their
    keys. Numbers are not kept here: they stand in the ledger.
    """

    key = models.CharField(primary_key=True, max_length=20)
    scope = models.CharField(max_length=200, db_index=True)
    part = models.CharField(max_length=12)
    positions = models.JSONField(default=list)
    sums = models.JSONField(default=list)
    hidden = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["scope", "key"]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
