"""The fixed words of a workbook, and the drop-down choices with their keys, in the workbook's language."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from barabar.collection.catalogue import overlaps
from barabar.plans.catalogue import measure_statuses
from barabar.reference.catalogue import missing_reasons


def column_heads() -> dict[str, str]:
    """What row 2 says above each column, in the active language."""
    return {
        "key": "",
        "code": _("No."),
        "question": pgettext("workbook", "Measure and question"),
        "part": _("Of these"),
        "unit": _("Unit"),
        "earlier": _("Last year"),
        "target": _("Target or plan"),
        "value": _("FIGURE (for shares: the part)"),
        "whole": _("Whole (only for shares)"),
        "why": _("If there is no figure: why"),
        "overlap": _("Counted once?"),
        "note": _("Note"),
        "check": _("Check"),
        "source": _("Source of money"),
        "stage": _("Stage"),
        "status": _("State at the end of the period"),
        "achievements": _("What was done"),
        "setbacks": _("What stood in the way"),
        "next_steps": _("Next steps"),
        "about": _("Where it comes from"),
        "standing": _("As it stands"),
        "stands": _("HOW IT STANDS NOW"),
    }


def sheet_titles() -> dict[str, str]:
    return {
        "guide": pgettext("sheet", "Guide"),
        "values": pgettext("sheet", "Figures"),
        "money": pgettext("sheet", "Money"),
        "narratives": pgettext("sheet", "State and words"),
        "further": pgettext("sheet", "Further questions"),
    }


def choices(language: str) -> dict[str, dict[str, str]]:
    """For each drop-down: label → key ("missing:not_collected", "refused", …)."""
    with translation.override(language):
        why = {r.title.in_language(language).text: f"missing:{r.key}" for r in missing_reasons().values()}
        why[_("Not applicable to us")] = "not_applicable"
        why[_("Not due yet")] = "not_due"
        why[_("We refuse to give it")] = "refused"
    return {
        "why": why,
        "overlap": {o.title.in_language(language).text: o.key for o in overlaps().values()},
        "status": {s.title.in_language(language).text: s.key for s in measure_statuses().values()},
    }


def key_of_choice(name: str, label: str, languages: tuple[str, ...]) -> str | None:
    """The key behind a label in any of the interface's languages, or behind the key itself; None if it is neither."""
    wanted = " ".join(label.split()).casefold()
    for language in languages:
        for known, key in choices(language)[name].items():
            if wanted in {known.casefold(), key.casefold()}:
                return key
    return None
