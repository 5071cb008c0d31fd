from django.db import models

from barabar.access.models import Organisation
from barabar.plans.models import Plan
from barabar.reference.models import Territory
from barabar.reference.text import TextField


class Practice(models.Model):
    """A good practice or a success story: what was done, where, for whom, at what cost, how well it is known to work.

    `tells_of_person` marks a story about a person; `person` names them only where `consent` notes who agreed, when and how.
    `communities` are those that it was for, a list of keys. Without an economy it is regional.
    """

    key = models.SlugField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=20)
    title = TextField()
    done = TextField()
    economy = models.CharField(max_length=2, blank=True)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="practices")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="practices")  # fmt: skip
    as_written = models.CharField(max_length=300, blank=True)
    for_whom = TextField(blank=True)
    communities = models.JSONField(default=list, blank=True)
    sectors = models.JSONField(default=list, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    cost = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    grade = models.CharField(max_length=20)
    evidence = models.CharField(max_length=500, blank=True)
    preconditions = TextField(blank=True)
    identified_by = models.CharField(max_length=300, blank=True)
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="practices")
    tells_of_person = models.BooleanField(default=False)
    person = models.CharField(max_length=120, blank=True)
    consent = models.CharField(max_length=300, blank=True)
    is_public = models.BooleanField(default=False)
    added_on = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-added_on", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person="") | ~models.Q(consent=""), name="a_named_person_has_agreed"
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class Takeover(models.Model):
    """Who took a practice over, in which economy and year, and what happened after."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="takeovers")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="takeovers")  # fmt: skip
    as_written = models.CharField(max_length=300, blank=True)
    economy = models.CharField(max_length=2, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    after = TextField(blank=True)

    class Meta:
        ordering = ["practice_id", "pk"]

    def __str__(self) -> str:
        return f"{self.practice_id}: {self.name}"

    @property
    def name(self):
        return self.organisation.name if self.organisation else self.as_written
