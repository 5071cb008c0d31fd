from django.db import models

from barabar.access.models import Organisation
from barabar.reference.text import TextField


class Publication(models.Model):
    """A bulletin, monograph, report or material as it was published, by whom and when; without an economy it is regional.

    Old records lack a day: `published_on` stays empty and `date_note` says what is known of it. `authors` are as printed on the
    cover, `number` is an ISBN, ISSN or issue number. `public_since` is the day from which everybody reads it here.
    """

    key = models.SlugField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=20)
    title = TextField()
    about = TextField(blank=True)
    economy = models.CharField(max_length=2, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="publications")  # fmt: skip
    as_written = models.CharField(max_length=300, blank=True)
    authors = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=60, blank=True)
    published_on = models.DateField(null=True, blank=True)
    date_note = models.CharField(max_length=200, blank=True)
    sectors = models.JSONField(default=list, blank=True)
    public_since = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = [models.F("published_on").desc(nulls_last=True), "key"]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_public(self) -> bool:
        return self.public_since is not None

    @property
    def publisher(self):
        return self.organisation.name if self.organisation else self.as_written


class PublicationCopy(models.Model):
    """Where a publication can be read in a language: a file kept here, or the address where it is public."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="copies")
    language = models.CharField(max_length=10)
    address = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to="publications/", blank=True)
    extension = models.CharField(max_length=6, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["publication_id", "language", "pk"]
        verbose_name_plural = "publication copies"

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def name(self) -> str:
        return f"{self.publication_id}-{self.language}{self.extension}" if self.file else ""
