from django.db import models

from barabar.plans.models import Measure
from barabar.reference.models import Territory
from barabar.reference.text import TextField


class Issue(models.Model):
    """A community's problem in the words of the moderation, without any person in it; see `Raising` for what was told.

    `right` and `rung` are keys of definitions; `rung` is where on the ladder it stands. `raisings_count` is how often it was
    raised. `folded` holds the public words without diacritics, for the search. Public are the states open and closed.
    """

    STATES = [("waiting", "waiting"), ("open", "open"), ("closed", "closed"), ("refused", "refused"), ("merged", "merged")]  # fmt: skip
    OUTCOMES = [("solved", "solved"), ("part", "solved in part"), ("unsolved", "not solved")]
    PUBLIC = ("open", "closed")

    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    title = TextField(blank=True)
    text = TextField(blank=True)
    economy = models.CharField(max_length=2)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="issues")
    settlement = models.CharField(max_length=120, blank=True)
    sector = models.CharField(max_length=30, blank=True)
    right = models.CharField(max_length=30, blank=True)
    measures = models.ManyToManyField(Measure, blank=True, related_name="issues")
    rung = models.CharField(max_length=30, blank=True)
    raisings_count = models.PositiveIntegerField(default=1)
    published_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    refusal = models.CharField(max_length=30, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    folded = models.TextField(blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-published_on", "-pk"]
        indexes = [
            models.Index(fields=["-published_on", "-id"], name="issue_newest"),
            models.Index(fields=["economy", "-published_on", "-id"], name="issue_economy_newest"),
            models.Index(
                fields=["published_on", "state", "outcome", "sector", "rung", "economy", "territory"], name="issue_counting"
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "closed"], published_on__isnull=False)
                | models.Q(state__in=["waiting", "refused", "merged"], published_on__isnull=True),
                name="public_issue_has_its_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="merged") | models.Q(merged_into__isnull=False), name="merged_issue_has_its_aim"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"

    @property
    def is_public(self) -> bool:
        return self.state in self.PUBLIC
