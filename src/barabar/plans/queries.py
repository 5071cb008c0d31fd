"""Reads across the plans room: which measures are already in use, and names of institutions as people write them."""

from collections.abc import Iterable

from barabar.access.models import Organisation
from barabar.plans.models import Measure, PlannedIndicator
from barabar.reference.slugs import fold


def measures_in_use(measures: Iterable[int]) -> set[int]:
    """Those that institutions were asked for or have answered: rows of any other room point to them."""
    return _pointed_at(Measure, list(measures))


def indicators_in_use(indicators: Iterable[int]) -> set[int]:
    return _pointed_at(PlannedIndicator, list(indicators))


def _pointed_at(model, ids: list[int]) -> set[int]:
    """This room does not know the rooms above it: it asks Django which tables point here."""
    found: set[int] = set()
    for field in model._meta.get_fields(include_hidden=True):
        if not field.one_to_many or field.related_model._meta.app_label == "plans":
            continue
        name = field.field.attname
        rows = field.related_model._default_manager.filter(**{f"{name}__in": ids}).order_by()
        found.update(rows.values_list(name, flat=True).distinct())
    return found


def organisations_by_name(economy: str) -> dict[str, str]:
    """Folded name (in any language) or key → key. A name that two institutions share leads to neither."""
    names: dict[str, str | None] = {}
    organisations = Organisation.objects.filter(closed_on=None)
    if economy:
        organisations = organisations.filter(economy__in=[economy, ""])
    for organisation in organisations:
        for name in {fold(words) for words in (*organisation.name.values(), organisation.pk)}:
            names[name] = organisation.pk if names.setdefault(name, organisation.pk) == organisation.pk else None
    return {name: key for name, key in names.items() if key}
