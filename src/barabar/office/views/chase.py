"""The chase view: who has done what, who is late and by how much, where a return lies and with whom."""

import csv
import io
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from barabar.access.catalogue import organisation_kinds
from barabar.access.models import Organisation
from barabar.chasing.queries import Expected, Touch, away, expected, last_contacts
from barabar.office.access import office_view
from barabar.office.downloads import download
from barabar.office.navigation import permissions_of
from barabar.office.views.contacts import CONTACT_WORDS
from barabar.office.words import STAGE_STATES, STAGES, title_of
from barabar.reference.marks import mark_names
from barabar.reference.verdicts import refused
from barabar.review.queries import ChaseRow, chase, cycles_chased_by

# The way of a return; being sent back is a halt on it, not a station.
WAY = ("not_opened", "started", "sent", "accepted", "approved")
A_PAGE = 60
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def _chosen(request: HttpRequest) -> tuple[list, object, list[ChaseRow]]:
    """The cycles to choose from, the one chosen, and its reporters."""
    if "chase.read" not in permissions_of(request.actor):
        refused("role", _("Your role does not follow who has reported.")).require()
    cycles = cycles_chased_by(request.actor)
    cycle = next((one for one in cycles if one.pk == request.GET.get("cycle")), cycles[0] if cycles else None)
    return cycles, cycle, chase(request.actor, cycle) if cycle else []


def _kept(request: HttpRequest, rows: list[ChaseRow]) -> list[ChaseRow]:
    stage, kind, late = (request.GET.get(name, "") for name in ("stage", "kind", "late"))
    return [
        row for row in rows
        if (not stage or row.stage == stage) and (not kind or row.kind == kind)
        and (not late or (row.days_late > 0 and not row.is_sent))
    ]  # fmt: skip


def _cells(row: ChaseRow) -> list[str]:
    """For each station of the way: passed, here, or still ahead."""
    stage = "started" if row.stage == "returned" else row.stage
    here = WAY.index(stage)
    return ["passed" if place < here else "here" if place == here else "" for place in range(1, len(WAY))]


@dataclass(frozen=True)
class More:
    """What stands beside a reporter's stage: the last contact, who is away, when to expect the return."""

    touch: Touch | None
    words: object
    away: list
    expected: Expected
    remindable: bool


def _rows(cycle, rows: list[ChaseRow], awaited: dict[str, Expected]) -> list[tuple]:
    if cycle is None:
        return []
    keys = [row.key for row in rows]
    touches, absent = last_contacts(cycle), away(set(keys))
    addressed = set(Organisation.objects.filter(pk__in=keys).exclude(email="").values_list("pk", flat=True))
    made = []
    for row in rows:
        touch = touches.get(row.return_id)
        words = CONTACT_WORDS.get(touch.kind, touch.kind) if touch else ""
        remindable = row.stage in ("not_opened", "started", "returned") and row.key in addressed
        more = More(touch, words, absent.get(row.key, []), awaited[row.key], remindable)
        made.append((row, _cells(row), STAGE_STATES[row.stage], STAGES[row.stage], more))
    return made


def _complete_on(rows: list[ChaseRow], awaited: dict[str, Expected]):
    """When the last of those who have not sent is expected."""
    days = [awaited[row.key].on for row in rows if not row.is_sent]
    return max((day for day in days if day), default=None)


@office_view
def chase_view(request: HttpRequest) -> HttpResponse:
    cycles, cycle, rows = _chosen(request)
    page = Paginator(_kept(request, rows), A_PAGE).get_page(request.GET.get("page"))
    awaited = expected(cycle, [row.key for row in rows]) if cycle else {}
    counts = {stage: sum(row.stage == stage for row in rows) for stage in STAGES}
    context = {
        "cycles": cycles, "cycle": cycle, "page": page,
        "rows": _rows(cycle, list(page), awaited),
        "complete_on": _complete_on(rows, awaited),
        "all": len(rows), "sent": sum(row.is_sent for row in rows), "approved": counts["approved"],
        "late": sum(row.days_late > 0 and not row.is_sent for row in rows),
        "longest": max((row.days_late for row in rows if not row.is_sent), default=0),
        "stages": list(STAGES.items()),
        "counts": [(stage, STAGES[stage], STAGE_STATES[stage], counts[stage]) for stage in STAGES],
        "kinds": [(key, title_of(organisation_kinds(), key)) for key in sorted({row.kind for row in rows})],
        "heads": [STAGES[stage] for stage in WAY[1:]],
        "chosen": {name: request.GET.get(name, "") for name in ("stage", "kind", "late")},
    }  # fmt: skip
    return render(request, "office/chase.html", context)


@office_view
def chase_csv(request: HttpRequest) -> HttpResponse:
    _cycles, cycle, rows = _chosen(request)
    heads = [
        _("Key"), _("Institution"), _("Kind"), _("Stage"), _("Step"), _("Lies with"), _("Due"), _("Days late"),
        _("Version"), _("Last activity"),
    ]  # fmt: skip
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(heads)
    for row in _kept(request, rows):
        active = timezone.localtime(row.last_activity).isoformat(timespec="minutes") if row.last_activity else ""
        cells = [
            row.key, row.organisation, title_of(organisation_kinds(), row.kind), STAGES[row.stage], row.step,
            row.holder, row.due_on.isoformat(), row.days_late, row.version, active,
        ]  # fmt: skip
        writer.writerow([_harmless(mark_names(str(cell))) for cell in cells])
    name = f"{cycle.pk if cycle else 'cycle'}-{timezone.localdate().isoformat()}.csv"
    return download(("\N{BYTE ORDER MARK}" + stream.getvalue()).encode(), name, "text/csv; charset=utf-8")


def _harmless(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
