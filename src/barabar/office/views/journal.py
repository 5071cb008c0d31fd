"""The journal: who did what, when and why; by subject, role and date."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from barabar.access.catalogue import roles
from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.access.visibility import entries_seen_by
from barabar.office.access import office_view
from barabar.office.words import ACTIONS, SUBJECTS
from barabar.reference.verdicts import Problem

A_PAGE = 50


@office_view
def journal(request: HttpRequest) -> HttpResponse:
    may(request.actor, "journal.read").require()
    entries, problems = _filtered(entries_seen_by(request.actor).order_by("-number"), request.GET)
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    names = {o.pk: o.name for o in Organisation.objects.filter(pk__in={entry.organisation for entry in page})}
    context = {
        "page": page, "rows": [(entry, names.get(entry.organisation, entry.organisation)) for entry in page],
        "problems": problems, "subjects": SUBJECTS.items(),
        "actions": sorted(ACTIONS.items(), key=lambda one: str(one[1])),
        "roles": [(role.title.in_language("en").text, role.title) for role in roles().values()],
        "chosen": {name: request.GET.get(name, "") for name in ("kind", "subject", "action", "role", "from", "until")},
    }  # fmt: skip
    return render(request, "office/journal.html", context)


def _filtered(entries, asked) -> tuple[object, list[Problem]]:
    """The entries asked for; a date that cannot be read is said, and filters nothing."""
    exact = {"kind": "subject_kind", "subject": "subject", "action": "action", "role": "role"}
    for name, field in exact.items():
        if asked.get(name, "").strip():
            entries = entries.filter(**{field: asked[name].strip()})
    problems = []
    for name, comparison, title in (("from", "at__gte", _("From")), ("until", "at__lt", _("Until"))):
        written = asked.get(name, "").strip()
        if not written:
            continue
        day = read_day(written)
        if day is None:
            sentence = _("“%(text)s” is not a date. Write 31.12.2026 or 2026-12-31.")
            problems.append(Problem("date", sentence, {"text": written[:40]}, where=title, anchor=f"journal_{name}"))
            continue
        start = dt.datetime.combine(day, dt.time.min, timezone.get_current_timezone())
        entries = entries.filter(**{comparison: start + dt.timedelta(days=1) if name == "until" else start})
    return entries, problems


def read_day(written: str) -> dt.date | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(written, form).date()
        except ValueError:
            continue
    return None
