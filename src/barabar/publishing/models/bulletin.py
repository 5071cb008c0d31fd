from django.db import models

from barabar.reference.text import TextField


class BulletinDraft(models.Model):
    """The bulletin that an economy (or, without one, the region) prepares: one at a time. Its items are found anew at each look.

    `left_out` are the keys of items that the editor leaves out.
    """

    economy = models.CharField(max_length=2, blank=True, unique=True)
    rhythm = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField()
    intro = TextField(blank=True)
    left_out = models.JSONField(default=list, blank=True)
    prepared_at = models.DateTimeField(auto_now=True)
    prepared_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["economy"]

    def __str__(self) -> str:
        return f"draft {self.economy or 'region'} {self.since} – {self.until}"


class Bulletin(models.Model):
    """A bulletin as it came out, by its number. Append-only: what was told stands in `told`, by keys, and is not told again."""

    economy = models.CharField(max_length=2, blank=True)
    number = models.PositiveSmallIntegerField()
    rhythm = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField()
    intro = TextField(blank=True)
    told = models.JSONField(default=list)
    left_out = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-published_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["economy", "number"], name="one_bulletin_a_number"),
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="bulletin_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.economy or 'region'} {self.number}"


class BulletinFile(models.Model):
    """One file of a bulletin: a page, a PDF or an e-mail, in a language. Append-only."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="files")
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=10)
    file = models.FileField(upload_to="bulletins/")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["bulletin_id", "language", "format"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "language", "format"], name="one_bulletin_file_a_format")]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.bulletin_id}.{self.language}.{self.format}"
