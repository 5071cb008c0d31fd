from django.db import models

from barabar.coordination.models import Conclusion, Event
from barabar.reference.text import TextField


class SourceDocument(models.Model):
    """A document that makes recommendations: whose, about which economy ("" is several), of which cycle.

    `source` is a key of the definition; `language` is that of the original. What nobody knows stays empty: `date_note` says why
    there is no day. `event` is the summit or meeting that it came from; `record` says where this was read.
    """

    key = models.SlugField(primary_key=True, max_length=80)
    source = models.CharField(max_length=30)
    title = TextField()
    economy = models.CharField(max_length=2, blank=True)
    cycle = models.CharField(max_length=80, blank=True)
    published_on = models.DateField(null=True, blank=True)
    date_note = models.CharField(max_length=200, blank=True)
    address = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=10, blank=True)
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="source_documents")
    note = TextField(blank=True)
    is_public = models.BooleanField(default=True)
    record = models.CharField(max_length=300, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = [models.F("published_on").desc(nulls_last=True), "key"]

    def __str__(self) -> str:
        return str(self.title)


class Recommendation(models.Model):
    """What a source asks for. Never deleted, which triggers guard: entered by mistake, it is withdrawn with the reason.

    `number` and `paragraph` are as the document writes them, `position` is their order. `text` is in languages, `original` the
    one it was written in. `addressee` is a key; `addressee_as_written` who the document names. `follow_up_on` is the day by
    which the source asks for an account. `folded` holds the words without diacritics, for the search.
    """

    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="recommendations")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=30, blank=True)
    paragraph = models.CharField(max_length=80, blank=True)
    text = TextField()
    original = models.CharField(max_length=10)
    addressee = models.CharField(max_length=20)
    addressee_as_written = models.CharField(max_length=300, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    conclusion = models.ForeignKey(Conclusion, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations")  # fmt: skip
    withdrawn_on = models.DateField(null=True, blank=True)
    folded = models.TextField(blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["document_id", "position"]
        indexes = [models.Index(fields=["document", "withdrawn_on", "position"], name="recommendation_listed")]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="one_recommendation_a_position"),
            models.UniqueConstraint(
                fields=["document", "number"], condition=~models.Q(number=""), name="one_recommendation_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number or self.position}"

    @property
    def sectors(self) -> list[str]:
        return [tag.key for tag in self.tags.all() if tag.kind == RecommendationTag.SECTOR]

    @property
    def frames(self) -> list[str]:
        return [tag.key for tag in self.tags.all() if tag.kind == RecommendationTag.FRAME]


class Addressed(models.Model):
    """An economy to which a recommendation is addressed, and how it stands there: `state` repeats what its history says, for
    long lists, and is empty where nobody told any."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="addressed")
    economy = models.CharField(max_length=2)
    state = models.CharField(max_length=20, blank=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["recommendation_id", "economy"]
        indexes = [models.Index(fields=["economy", "state", "recommendation"], name="addressed_economy_state")]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "economy"], name="addressed_once_an_economy"),
            models.CheckConstraint(
                condition=models.Q(state="", since=None) | (~models.Q(state="") & models.Q(since__isnull=False)),
                name="addressed_state_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.economy} {self.state}"


class RecommendationTag(models.Model):
    """A sector, or a frame in which it counts."""

    SECTOR, FRAME = "sector", "frame"

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="tags")
    kind = models.CharField(max_length=10, choices=[(SECTOR, "sector"), (FRAME, "frame")])
    key = models.CharField(max_length=40)

    class Meta:
        ordering = ["recommendation_id", "pk"]
        indexes = [models.Index(fields=["key", "kind", "recommendation"], name="recommendation_tag")]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "kind", "key"], name="one_tag_a_recommendation")
        ]

    def __str__(self) -> str:
        return self.key
