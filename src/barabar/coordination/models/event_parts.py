"""The parts of an event: sessions, who took part, the agenda, documents."""

from django.db import models

from barabar.access.models import Organisation
from barabar.reference.text import TextField

from .commitment import Commitment
from .event import Event


class Session(models.Model):
    """A part of an event with its own title and sectors."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    title = TextField()
    sectors = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["event_id", "number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_session_a_number")]

    def __str__(self) -> str:
        return str(self.title)


class Participation(models.Model):
    """Who took part: an institution or a kind of party, and how many people, where that is known. Never names."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="participants")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="participations"
    )
    as_written = TextField(blank=True)
    kind = models.CharField(max_length=20)
    field = models.CharField(max_length=40, blank=True)
    women = models.PositiveIntegerField(null=True, blank=True)
    men = models.PositiveIntegerField(null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["event_id", "pk"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self):
        return self.organisation.name if self.organisation else self.as_written


class AgendaItem(models.Model):
    """A point of the agenda. An open commitment of the body that meets is one; no point is ever taken off."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    title = TextField()
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items"
    )

    class Meta:
        ordering = ["event_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="one_agenda_item_a_number"),
            models.UniqueConstraint(fields=["event", "commitment"], name="one_agenda_item_a_commitment"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class EventDocument(models.Model):
    """A document of an event, where it can be read; its day may be unknown, with a note."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=10, blank=True)
    address = models.URLField(max_length=500, blank=True)
    published_on = models.DateField(null=True, blank=True)
    date_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["event_id", "pk"]

    def __str__(self) -> str:
        return self.title
