"""My requests: what my institutions are asked, until when, how far they are; and the first page of one request."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from barabar.access.actors import Actor
from barabar.access.catalogue import roles
from barabar.collection.catalogue import Step, routes
from barabar.collection.models import Return
from barabar.collection.queries import Count, filled
from barabar.collection.routing import step_of
from barabar.collection.states import FILLABLE, TITLES
from barabar.office.access import office_view, own_return
from barabar.office.answers import Sections, evidence_of, further_lines
from barabar.office.due import Due, due_of
from barabar.office.offline import kept_offline, open_clashes
from barabar.office.steps import steps_of
from barabar.office.words import RETURN_STATES
from barabar.review.queries import milestones, returned_reason
from barabar.review.visibility import remarks_seen_by, returns_seen_by


@dataclass(frozen=True)
class Asked:
    """One request in the list."""

    return_: Return
    due: Due
    state: str
    state_word: object
    count: Count | None
    action: str
    url: str
    is_main: bool


def own_step(return_: Return) -> Step:
    return step_of(routes()[return_.request.route], return_.organisation)


def gathers(return_: Return) -> bool:
    """Its answers are gathered from other returns, not typed in."""
    return own_step(return_).does == "consolidate"


def _own(actor: Actor) -> list[str]:
    return [p.organisation for p in actor.parts if p.role in roles() and "return.fill" in roles()[p.role].permissions]


def _asked(return_: Return) -> Asked:
    is_open = return_.cycle.state == "open" and return_.state in FILLABLE
    count = filled(return_).count if is_open and not gathers(return_) else None
    action, url = _next_action(return_, count)
    return Asked(
        return_, due_of(return_), RETURN_STATES[return_.state], TITLES[return_.state], count, action, url, is_open
    )


def _next_action(return_: Return, count: Count | None) -> tuple[str, str]:
    if return_.state in FILLABLE and gathers(return_):
        return _("Gather the directorates' returns"), reverse("office:municipal", args=[return_.pk])
    page = reverse("office:request", args=[return_.pk])
    if return_.state == "returned":
        return _("Correct and send again"), page
    if return_.state == "draft":
        started = count and count.done
        return (_("Continue") if started else _("Start")), page
    return _("Look at it"), page


@office_view
@kept_offline
def requests(request: HttpRequest) -> HttpResponse:
    seen = returns_seen_by(request.actor).filter(request__organisation__in=_own(request.actor))
    rows = [_asked(return_) for return_ in seen.order_by("-request__cycle__period", "request__organisation")]
    current = [row for row in rows if row.return_.cycle.state == "open" and (row.is_main or row is rows[0])]
    earlier = [row for row in rows if row not in current]
    return render(request, "office/requests.html", {"current": current, "earlier": earlier})


@office_view
@kept_offline
def request_page(request: HttpRequest, return_id: int) -> HttpResponse:
    """Where a request begins and ends: its measures, the workbook, what was sent, what was decided."""
    return_ = own_return(request, return_id)
    held = filled(return_)
    fillable = return_.state in FILLABLE
    remarks = (
        list(remarks_seen_by(request.actor, return_).filter(version=return_.version))
        if return_.state == "returned"
        else []
    )
    problems = held.problems if fillable else []
    context = {
        "return": return_, "due": due_of(return_), "filled": held, "fillable": fillable, "gathers": gathers(return_),
        "count": held.count, "state": RETURN_STATES[return_.state], "state_word": TITLES[return_.state],
        "steps": steps_of(return_, held, "", remarks, problems) if fillable and not gathers(return_) else [],
        "further": [] if fillable and not gathers(return_) else further_lines(return_, held),
        "sections": [] if fillable else Sections(held, evidence=evidence_of(return_)).all(),
        "versions": list(return_.versions.defer("content").order_by("-number")),
        "history": milestones(return_), "reason": returned_reason(return_),
        "clashes": len(open_clashes(return_)), "uploads": list(return_.uploads.all()[:3]),
    }  # fmt: skip
    return render(request, "office/request.html", context)
