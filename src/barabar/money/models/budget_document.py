from django.db import models

from barabar.access.models import Organisation
from barabar.reference.text import TextField


class BudgetDocument(models.Model):
    """A published plan, programme, decision or medium-term budget whose lines are followed, with its source.

    `kind` is one of the definition `budget_documents`. `starts_year` to `ends_year` is what it covers; a medium-term
    budget covers three years, t to t+2.
    """

    key = models.SlugField(primary_key=True, max_length=80)
    economy = models.CharField(max_length=2, blank=True)
    economy_as_written = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=30)
    title = TextField()
    starts_year = models.PositiveSmallIntegerField(null=True, blank=True)
    ends_year = models.PositiveSmallIntegerField(null=True, blank=True)
    owner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="budgets")
    source_title = models.CharField(max_length=300, blank=True)
    source_address = models.URLField(max_length=500, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["economy", "-starts_year", "key"]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def period(self) -> str:
        if self.starts_year is None:
            return ""
        return str(self.starts_year) if self.starts_year == self.ends_year else f"{self.starts_year}–{self.ends_year}"
