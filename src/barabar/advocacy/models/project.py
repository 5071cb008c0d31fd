from django.db import models

from barabar.access.models import Organisation
from barabar.reference.text import TextField


class Project(models.Model):
    """An advocacy project: who pays, what for, which results, by which approaches. What the source does not say stays empty.

    Lists are kept as lists: `levels`, `sectors`, `areas` are keys or words; `approaches`, `carried_over` are texts by language.
    """

    key = models.SlugField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=20)
    title = TextField()
    economy = models.CharField(max_length=2, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="projects")  # fmt: skip
    donor = models.CharField(max_length=300, blank=True)
    aim = TextField(blank=True)
    levels = models.JSONField(default=list, blank=True)
    areas = models.JSONField(default=list, blank=True)
    sectors = models.JSONField(default=list, blank=True)
    addressees = TextField(blank=True)
    approaches = models.JSONField(default=list, blank=True)
    carried_over = models.JSONField(default=list, blank=True)
    lessons = TextField(blank=True)
    networks = TextField(blank=True)
    sustainability = TextField(blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["economy", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts=None) | models.Q(ends=None) | models.Q(ends__gte=models.F("starts")),
                name="project_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class ProjectResult(models.Model):
    """A numbered result of a project."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField()
    title = TextField()

    class Meta:
        ordering = ["project_id", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_result_a_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Partner(models.Model):
    """An organisation, or its office in a city, that carries a project."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="partnerships")  # fmt: skip
    as_written = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["project_id", "pk"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self):
        return self.organisation.name if self.organisation else self.as_written


class Campaign(models.Model):
    """A campaign of a project: what it is for, whom it is to reach, by which channel."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="campaigns")
    title = TextField()
    audience = TextField(blank=True)
    channels = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["project_id", "pk"]

    def __str__(self) -> str:
        return str(self.title)


class Material(models.Model):
    """Awareness material on rights, in a language, where it can be read."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    right = models.CharField(max_length=30, blank=True)
    address = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["project_id", "pk"]

    def __str__(self) -> str:
        return self.title
