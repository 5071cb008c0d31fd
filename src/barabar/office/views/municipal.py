"""The committee's page: its directorates' returns in one place, gathered into one municipal return."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from barabar.collection.models import Narrative, Return
from barabar.collection.states import FILLABLE, TITLES
from barabar.office.access import office_view, own_return
from barabar.office.due import due_of
from barabar.office.views.requests import gathers
from barabar.office.words import RETURN_STATES
from barabar.plans.models import Measure
from barabar.review.actions.gather_returns import gather_returns, parts_of
from barabar.review.permissions import may_gather
from barabar.review.queries import milestones, returned_reason
from barabar.review.visibility import remarks_seen_by


@dataclass(frozen=True)
class Part:
    """One directorate's return as the committee sees it."""

    return_: Return
    state: str
    state_word: object
    days_late: int
    measures: list[Measure]

    @property
    def is_ready(self) -> bool:
        return self.return_.state == "accepted"

    @property
    def is_seen(self) -> bool:
        return self.return_.version > 0


def _municipal(request: HttpRequest, return_id: int) -> Return:
    return_ = own_return(request, return_id)
    if not gathers(return_):
        raise Http404
    return return_


def _parts(return_: Return) -> list[Part]:
    return [
        Part(
            part, RETURN_STATES[part.state], TITLES[part.state], max(0, -due_of(part).days),
            list(part.request.measures.select_related("node").order_by("node__plan", "node__path")),
        )
        for part in parts_of(return_)
    ]  # fmt: skip


def _matrix(parts: list[Part]) -> list[tuple[Measure, list[str]]]:
    """Measure by directorate: how the measure stands, where its directorate has sent it; "" where it is not asked."""
    sent = [part.return_.pk for part in parts if part.return_.state not in FILLABLE]
    said = {(n.of_id, n.measure_id): n.status for n in Narrative.objects.filter(of__in=sent)}
    rows: dict[int, tuple[Measure, list[str]]] = {}
    for place, part in enumerate(parts):
        for measure in part.measures:
            _measure, cells = rows.setdefault(measure.pk, (measure, [""] * len(parts)))
            cells[place] = said.get((part.return_.pk, measure.pk)) or (
                "no_data" if part.return_.pk in sent else "not_due"
            )
    return sorted(rows.values(), key=lambda row: (row[0].node.plan_id, row[0].node.path))


@office_view
def municipal(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = _municipal(request, return_id)
    parts = _parts(return_)
    remarks = []
    if return_.state == "returned":
        remarks = [("", one) for one in remarks_seen_by(request.actor, return_).filter(version=return_.version)]
    gathered = list(Return.objects.filter(gathered_into=return_).values_list("pk", flat=True))
    context = {
        "return": return_, "due": due_of(return_),
        "state": RETURN_STATES[return_.state], "state_word": TITLES[return_.state],
        "parts": parts, "matrix": _matrix(parts), "missing": [part for part in parts if not part.is_ready],
        "ready": sum(part.is_ready for part in parts), "fillable": return_.state in FILLABLE,
        "verdict": may_gather(request.actor, return_), "gathered": gathered, "is_gathered": return_.answers.exists(),
        "reason": returned_reason(return_), "remarks": remarks, "history": milestones(return_),
        "stale": [p for p in parts if p.is_ready and p.return_.pk not in gathered] if gathered else [],
    }  # fmt: skip
    return render(request, "office/municipal.html", context)


@office_view
@require_POST
def gather(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = _municipal(request, return_id)
    by = request.actor.acting_for(return_.request.organisation_id)
    present = gather_returns(by=by, return_=return_, without_missing="without_missing" in request.POST)
    said = ngettext("%(count)s return is gathered.", "%(count)s returns are gathered.", len(present)) % {
        "count": len(present)
    }
    messages.success(request, f"{said} {_('Look at it once more, then send it.')}")
    return redirect("office:send", return_.pk)
