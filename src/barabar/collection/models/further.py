from django.db import models

from .returns import Return


class FurtherAnswer(models.Model):
    """The answer to a further question of a return (collection/further.py): one of its choices, and words.

    `cell` is the workbook cell it was read from, empty for the web form.
    """

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="further_answers")
    question = models.CharField(max_length=80)
    state = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    cell = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["of", "question"], name="one_further_answer")]

    def __str__(self) -> str:
        return f"{self.question}: {self.state}"
