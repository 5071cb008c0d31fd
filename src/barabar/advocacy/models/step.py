from django.db import models

from barabar.access.models import Organisation

from .issue import Issue


class IssueStep(models.Model):
    """A rung that an issue reached: which institution was asked, since when, and until when an answer was agreed. Append-only."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    rung = models.CharField(max_length=30)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="issue_steps")
    began_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        ordering = ["issue_id", "number"]
        indexes = [models.Index(fields=["organisation", "due_on"], name="step_organisation_due")]
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="one_step_a_number"),
            models.CheckConstraint(condition=models.Q(due_on__gte=models.F("began_on")), name="step_due_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"issue {self.issue_id}, step {self.number}"


class StepOutcome(models.Model):
    """What a step brought: an answer, or silence when the agreed time passed. Append-only: an answer after silence is late.

    `days` is from the beginning of the step; `is_first` marks the first answer, which response rates and times count.
    """

    KINDS = [("answer", "answer"), ("silence", "silence")]

    step = models.ForeignKey(IssueStep, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=10, choices=KINDS)
    recorded_on = models.DateField()
    days = models.PositiveIntegerField()
    is_late = models.BooleanField(default=False)
    is_first = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["step_id", "pk"]
        indexes = [
            models.Index(
                fields=["kind", "is_first", "recorded_on", "step", "days", "is_late"], name="outcome_first_answers"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["step"], condition=models.Q(kind="silence"), name="one_silence_a_step"),
            models.UniqueConstraint(fields=["step"], condition=models.Q(is_first=True), name="one_first_answer_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to step {self.step_id}"
