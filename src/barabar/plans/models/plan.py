from django.db import models

from barabar.access.models import Organisation
from barabar.reference.models import Territory
from barabar.reference.text import TextField


class Plan(models.Model):
    """A strategy, national or local plan. Its target communities are a property of the plan, not of the system.

    `level_names` are the plan's own words for the levels of its tree, from the top ("Objective", "Measure").
    Facts that a source does not give are empty, and `note` says so.
    """

    FOCUS = [("targeted", "targeted"), ("mainstream", "mainstream")]
    STATUS = [("draft", "draft"), ("adopted", "adopted"), ("ended", "ended"), ("replaced", "replaced")]

    key = models.SlugField(primary_key=True, max_length=80)
    title = TextField()
    level = models.CharField(max_length=20)
    economy = models.CharField(max_length=2, blank=True)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    starts_year = models.PositiveSmallIntegerField(null=True, blank=True)
    ends_year = models.PositiveSmallIntegerField(null=True, blank=True)
    communities = models.JSONField(default=list, blank=True)
    focus = models.CharField(max_length=20, choices=FOCUS)
    status = models.CharField(max_length=20, choices=STATUS, default="draft")
    currency = models.CharField(max_length=3, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    predecessor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    programme = models.CharField(max_length=120, blank=True)
    is_model = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    level_names = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["economy", "level", "-starts_year", "key"]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def years(self) -> range:
        if not self.starts_year or not self.ends_year:
            return range(0)
        return range(self.starts_year, self.ends_year + 1)

    @property
    def period(self) -> str:
        return "–".join(str(year) for year in (self.starts_year, self.ends_year) if year)
