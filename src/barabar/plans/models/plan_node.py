from django.db import models

from barabar.reference.text import TextField

from .plan import Plan


class PlanNode(models.Model):
    """One entry of a plan's tree, at any depth, with the plan's own code ("1.2.3", "Measure 14").

    `level` is 0 at the top and indexes the plan's `level_names`; `path` keeps the order of the whole tree.
    `stated_total` is the money that the source itself gives for the whole entry, to be compared with its measures.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    level = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40)
    title = TextField()
    description = TextField(blank=True)
    path = models.CharField(max_length=200)
    stated_total = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["plan_id", "path"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_code_per_plan"),
            models.UniqueConstraint(fields=["plan", "path"], name="one_path_per_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
