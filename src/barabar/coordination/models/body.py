from django.db import models

from barabar.access.models import Organisation
from barabar.reference.models import Territory
from barabar.reference.text import TextField


class Body(models.Model):
    """A contact point, inter-disciplinary body, task force, committee or group: what it is for and how it works.

    `kind`, `mandates` and `rhythm` are keys of definitions. Without an economy it is regional. `stands_for_many`: the
    record tells of such a body in each place without naming them. Days that nobody knows stay empty, with a note.
    """

    key = models.SlugField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=30)
    name = TextField()
    economy = models.CharField(max_length=2, blank=True)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="bodies")
    host = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="bodies")
    task = TextField(blank=True)
    mandates = models.JSONField(default=list, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    period_note = models.CharField(max_length=200, blank=True)
    rhythm = models.CharField(max_length=20, blank=True)
    rules_title = models.CharField(max_length=300, blank=True)
    rules_address = models.URLField(max_length=500, blank=True)
    stands_for_many = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["economy", "kind", "key"]
        verbose_name_plural = "bodies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since=None) | models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="body_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return str(self.name)
