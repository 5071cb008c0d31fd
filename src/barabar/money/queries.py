"""The entries that stand: not corrected since, not withdrawn."""

from django.db.models import QuerySet

from barabar.money.models import BudgetItem, MoneyEntry
from barabar.plans.models import Measure


def standing_entries(of: BudgetItem | Measure | None = None) -> QuerySet[MoneyEntry]:
    """Of one budget line or measure, or of all."""
    rows = MoneyEntry.objects.filter(replaced_by=None, withdrawn=False).order_by("pk")
    if of is None:
        return rows
    return rows.filter(item=of) if isinstance(of, BudgetItem) else rows.filter(measure=of)
