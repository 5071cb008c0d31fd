from django.db import models

from barabar.reference.text import TextField


class Release(models.Model):
    """A report as built: what it covers, as of which ledger position. Never changed; a newer one replaces it in view."""

    key = models.SlugField(primary_key=True, max_length=80)
    title = TextField()
    outline = models.CharField(max_length=40)
    economy = models.CharField(max_length=2)
    period = models.CharField(max_length=10)
    territory_key = models.CharField(max_length=80, blank=True)
    sector = models.CharField(max_length=30, blank=True)
    position = models.BigIntegerField()
    built_at = models.DateTimeField()
    built_by = models.CharField(max_length=200)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=200, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-built_at"]

    def __str__(self) -> str:
        return str(self.title)


class ReleaseFile(models.Model):
    """One file of a release: a format in a language."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="files")
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=10)
    file = models.FileField(upload_to="releases/")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["language", "format"]
        constraints = [models.UniqueConstraint(fields=["release", "language", "format"], name="one_file_per_format")]

    def __str__(self) -> str:
        return f"{self.release_id}.{self.language}.{self.format}"
