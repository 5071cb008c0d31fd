"""A return's field form for KoboToolbox and ODK: down, and what was collected with it up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from barabar.collection.actions.import_submissions import import_submissions
from barabar.collection.actions.open_request import open_request
from barabar.collection.field_forms import make_field_form
from barabar.collection.field_forms.read import Collected, read_submissions
from barabar.office.access import office_view
from barabar.office.downloads import download
from barabar.office.views.files import WORKBOOK, own_workbook
from barabar.reference.verdicts import Problems


@office_view
def field_form(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = own_workbook(request, return_id)
    if return_.request.first_opened_at is None:
        open_request(by=request.actor, request=return_.request)
    name = f"{return_.cycle.pk}-{return_.request.organisation_id}-form.xlsx"
    return download(make_field_form(return_), name, WORKBOOK)


@office_view
@require_POST
def upload_submissions(request: HttpRequest, return_id: int) -> HttpResponse:
    """Take in an export with its media, and say of each submission what became of it."""
    return_ = own_workbook(request, return_id)
    file = request.FILES.get("submissions")
    if file is None:
        messages.error(request, _("No file was chosen. Choose the export of KoboToolbox or ODK."))
        return redirect("office:request", return_id)
    context = {"return": return_, "name": file.name}
    try:
        collected = read_submissions(file.name, file.read())
    except Problems as found:
        return render(request, "office/submissions.html", {**context, "errors": found.problems}, status=422)
    media = {one.name: one.read() for one in request.FILES.getlist("media")}
    collected = Collected(collected.submissions, {**media, **collected.media})
    done = import_submissions(collected=collected, by=request.actor, only=return_)
    context |= {
        "done": done,
        "taken": sum(one.taken and not one.again for one in done),
        "again": sum(one.again for one in done),
        "errors": [p for one in done for p in one.problems if p.blocks],
        "warnings": [p for one in done for p in one.problems if not p.blocks],
    }
    return render(request, "office/submissions.html", context, status=200 if any(one.taken for one in done) else 422)
