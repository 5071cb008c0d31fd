from django.db import models

from barabar.access.models import Organisation
from barabar.reference.text import TextField

from .body import Body


class Member(models.Model):
    """A seat in a body: which institution, in which role, for which area. Offices, never persons.

    An institution that has no record here stands `as_written`. A seat that ended keeps its days.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    as_written = TextField(blank=True)
    kind = models.CharField(max_length=20)
    role = models.CharField(max_length=20, default="member")
    position = models.CharField(max_length=200, blank=True)
    area = models.CharField(max_length=30, blank=True)
    mandates = models.JSONField(default=list, blank=True)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["body_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since=None) | models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="seat_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self):
        return self.organisation.name if self.organisation else self.as_written
