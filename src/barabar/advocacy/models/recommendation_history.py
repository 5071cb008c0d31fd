from django.db import models

from barabar.access.models import Organisation
from barabar.coordination.models import Commitment
from barabar.plans.models import Measure, PlannedIndicator

from .issue import Issue
from .recommendation import Recommendation


class RecommendationVersion(models.Model):
    """What was kept of a recommendation, each time it was entered, altered or withdrawn. Append-only.

    `content` is all of it as one object; `reason` says why it was altered or withdrawn.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    is_withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=200)
    by_role = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recommendation_id", "number"]
        constraints = [models.UniqueConstraint(fields=["recommendation", "number"], name="one_version_a_number_each")]

    def __str__(self) -> str:
        return f"{self.recommendation_id} version {self.number}"


class FulfilmentState(models.Model):
    """How far a recommendation is fulfilled in an economy from a day on, told by whom, with what evidence. Append-only.

    On a day the row with the latest `on` up to it is in force; of several of one day the last told. `said_by` is the
    institution whose words these are.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="states")
    economy = models.CharField(max_length=2)
    state = models.CharField(max_length=20)
    on = models.DateField()
    note = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    said_by = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=200)
    by_role = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recommendation_id", "economy", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.economy}: {self.state}"


class AnswerLink(models.Model):
    """What answers a recommendation: a measure, an indicator, a commitment or an issue, linked or (`removed`) no longer.

    Append-only: the last row of each thing says whether it is linked. `economy` is that of the thing; "" is regional.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="links")
    economy = models.CharField(max_length=2, blank=True)
    measure = models.ForeignKey(Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="answered_recommendations")  # fmt: skip
    indicator = models.ForeignKey(PlannedIndicator, null=True, blank=True, on_delete=models.PROTECT, related_name="answered_recommendations")  # fmt: skip
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="answered_recommendations")  # fmt: skip
    issue = models.ForeignKey(Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="answered_recommendations")  # fmt: skip
    removed = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=200)
    by_role = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recommendation_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(measure__isnull=False, indicator=None, commitment=None, issue=None)
                | models.Q(measure=None, indicator__isnull=False, commitment=None, issue=None)
                | models.Q(measure=None, indicator=None, commitment__isnull=False, issue=None)
                | models.Q(measure=None, indicator=None, commitment=None, issue__isnull=False),
                name="a_link_leads_to_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.kind}"

    KINDS = ("measure", "indicator", "commitment", "issue")

    @property
    def kind(self) -> str:
        return next(kind for kind in self.KINDS if getattr(self, f"{kind}_id") is not None)

    @property
    def thing(self):
        return getattr(self, self.kind)

    @property
    def words(self) -> str:
        """What it leads to, by the words by which people know it."""
        if self.kind == "indicator":
            return f"{self.indicator.name} ({self.indicator.measure})"
        return str(self.standing_issue.title if self.issue else self.thing)

    @property
    def standing_issue(self) -> Issue | None:
        """The issue linked, or the one that it was joined with since."""
        return self.issue.merged_into or self.issue if self.issue else None

    @property
    def target(self) -> tuple[str, int]:
        """What it leads to: the kind and the key, one for all rows about the same thing."""
        return self.kind, getattr(self, f"{self.kind}_id")
