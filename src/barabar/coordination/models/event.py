import datetime as dt

from django.db import models

from barabar.access.models import Organisation
from barabar.plans.models import Plan
from barabar.reference.models import Territory
from barabar.reference.text import TextField

from .body import Body


class Event(models.Model):
    """A summit, meeting, forum, workshop or training. Without an economy it is regional.

    Real records lack days, places and numbers: they stay empty, and `date_note` says why. `stands_for_many` marks a
    record of several events that does not tell them apart; `meetings` is how many, where that is known. `themes` is a
    list of texts by language. Only who organises sees an event that is not `is_public`.
    """

    STATES = [("planned", "planned"), ("held", "held"), ("called_off", "called off")]

    key = models.SlugField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=30)
    title = TextField()
    state = models.CharField(max_length=12, choices=STATES, default="planned")
    economy = models.CharField(max_length=2, blank=True)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    place = models.CharField(max_length=200, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    date_note = models.CharField(max_length=200, blank=True)
    organiser = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    organiser_as_written = models.CharField(max_length=300, blank=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    purpose = TextField(blank=True)
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    strategy_as_written = models.CharField(max_length=400, blank=True)
    themes = models.JSONField(default=list, blank=True)
    sectors = models.JSONField(default=list, blank=True)
    communities = models.JSONField(default=list, blank=True)
    meetings = models.PositiveSmallIntegerField(null=True, blank=True)
    stands_for_many = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True)
    source = models.CharField(max_length=300, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = [models.F("starts").desc(nulls_last=True), "key"]
        indexes = [models.Index(fields=["economy", "starts"], name="event_economy_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")),
                name="event_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def last_day(self) -> dt.date | None:
        return self.ends or self.starts
