from django.db import models

from barabar.reference.periods import Period
from barabar.reference.text import TextField


class Cycle(models.Model):
    """One round of asking: a year, half-year, quarter or two months, with a due date for every institution asked.

    `routes` are keys of definitions/routes: an organisation takes the first whose first step names its kind.
    """

    STATE = [("draft", "draft"), ("open", "open"), ("closed", "closed")]

    key = models.SlugField(primary_key=True, max_length=60)
    title = TextField()
    economy = models.CharField(max_length=2)
    period = models.CharField(max_length=10)
    opens_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=STATE, default="draft")
    routes = models.JSONField(default=list)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next_cycles")
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-period", "economy"]
        constraints = [models.UniqueConstraint(fields=["economy", "period"], name="one_cycle_per_period")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def when(self) -> Period:
        return Period.parse(self.period)

    @property
    def year(self) -> int:
        return self.when.year
