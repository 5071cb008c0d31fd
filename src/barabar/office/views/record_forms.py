"""Field forms of visits and of civil society's readings: down, and what was collected with them up."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.advocacy import field_readings
from barabar.advocacy.permissions import may_write_readings
from barabar.collection.actions.import_submissions import Taken, import_submissions
from barabar.collection.field_forms.read import Collected, read_submissions
from barabar.collection.field_forms.records import kind_and_place, make_record_form
from barabar.coordination import field_visits
from barabar.coordination.permissions import may_coordinate
from barabar.office.access import office_view
from barabar.office.downloads import download
from barabar.office.forms.coordination import own_economies
from barabar.office.views.files import WORKBOOK
from barabar.plans.models import Plan
from barabar.reference.catalogue import economies
from barabar.reference.verdicts import Problem, Problems

PAGES = {field_visits.KIND: "office:visit", field_readings.KIND: ""}


@office_view
def index(request: HttpRequest) -> HttpResponse:
    """The forms that this person may make, and where exports are taken in."""
    own = Organisation.objects.filter(pk=request.actor.organisation_key).first()
    coordinates, reads = may(request.actor, "coordination.edit"), may(request.actor, "reading.write")
    if not reads:
        coordinates.require()
    context = {"errors": [], "warnings": [], "lines": [], "name": ""}
    if request.method == "POST":
        context |= _taken_in(request)
    forms = [*_visit_forms(request, own), *_reading_forms(request, own)] if own else []
    status = 422 if context["errors"] and not any(one["taken"] for one in context["lines"]) else 200
    return render(request, "office/record_forms.html", context | {"forms": forms}, status=status)


def _visit_forms(request: HttpRequest, own: Organisation):
    for key, title in own_economies(request.actor):
        if key and may_coordinate(request.actor, host=own, economy=key):
            yield {"kind": "visit", "place": key, "title": _("Field visit"), "about": title}


def _reading_forms(request: HttpRequest, own: Organisation):
    if not may_write_readings(request.actor, own, own.economy):
        return
    for plan in Plan.objects.filter(economy=own.economy).exclude(status="draft"):
        yield {"kind": "reading", "place": plan.pk, "title": _("Civil society's reading"), "about": plan.title}


@office_view
def form(request: HttpRequest, kind: str, place: str) -> HttpResponse:
    own = Organisation.objects.filter(pk=request.actor.organisation_key).first()
    if own is None:
        raise Http404
    if kind == "visit" and place in economies():
        may_coordinate(request.actor, host=own, economy=place).require()
        words = field_visits.place_for(place, own.pk)
    elif kind == "reading" and (plan := Plan.objects.filter(pk=place).exclude(status="draft").first()):
        may_write_readings(request.actor, own, plan.economy).require()
        words = field_readings.place_for(plan.pk, own.pk)
    else:
        raise Http404
    return download(make_record_form(kind, words), f"{kind}-{place}-form.xlsx", WORKBOOK)


def _taken_in(request: HttpRequest) -> dict:
    file = request.FILES.get("submissions")
    if file is None:
        said = _("no file was chosen. Choose the export of KoboToolbox or ODK.")
        return {"errors": [Problem("file-missing", said, anchor="id_submissions")]}
    try:
        collected = read_submissions(file.name, file.read())
    except Problems as found:
        return {"errors": found.problems, "name": file.name}
    media = {one.name: one.read() for one in request.FILES.getlist("media")}
    done = import_submissions(
        collected=Collected(collected.submissions, {**media, **collected.media}), by=request.actor
    )
    problems = [problem for one in done for problem in one.problems]
    return {
        "name": file.name, "lines": [_line(one) for one in done],
        "errors": [one for one in problems if one.severity == "error"],
        "warnings": [one for one in problems if one.severity != "error"],
    }  # fmt: skip


def _line(one: Taken) -> dict:
    kind, _place = kind_and_place(one.submission.form)
    return {"where": one.submission.where, "taken": one.taken, "again": one.again, "subject": one.subject, "page": PAGES.get(kind, "")}  # fmt: skip
