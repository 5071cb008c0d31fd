"""Field visits in the office: the list, one with its findings beside what was reported, and keeping both."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from barabar.access.permissions import may
from barabar.coordination.actions.keep_visit import add_finding, keep_visit, may_edit_visit
from barabar.coordination.models import Visit
from barabar.coordination.queries import visits_seen_by
from barabar.office.access import office_view
from barabar.office.form_page import posted
from barabar.office.forms.plans import show_problems
from barabar.office.forms.visits import FindingForm, VisitForm
from barabar.publishing.visits_page import visit_context, visits_context
from barabar.reference.verdicts import Problems


@office_view
def index(request):
    context = visits_context(request.GET, visits_seen_by(request.actor))
    context["may_edit"] = may(request.actor, "coordination.edit")
    return render(request, "office/coordination/visits.html", context)


def _visit(request, number: int) -> Visit:
    rows = visits_seen_by(request.actor).select_related("territory", "organiser", "partner", "office", "plan")
    own = rows.filter(pk=number).first()
    if own is None:
        raise Http404
    return own


@office_view
def visit(request, number):
    """One visit; those who keep it find the form for a further finding beside it."""
    own = _visit(request, number)
    allowed = may_edit_visit(request.actor, own)
    if request.method == "POST":
        allowed.require()
    form = FindingForm(posted(request), visit=own) if allowed else None
    if request.method == "POST" and form.is_valid():
        try:
            add_finding(by=request.actor, visit=own, found=form.found())
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The finding is kept beside what was reported."))
            return redirect("office:visit", own.pk)
    context = visit_context(own, inside=bool(allowed)) | {"form": form, "may_edit": allowed}
    return render(request, "office/coordination/visit.html", context, status=400 if form and form.errors else 200)


@office_view
def add(request):
    may(request.actor, "coordination.edit").require()
    return _keep(request, None)


@office_view
def edit(request, number):
    own = _visit(request, number)
    may_edit_visit(request.actor, own).require()
    return _keep(request, own)


def _keep(request, own: Visit | None):
    form = VisitForm(posted(request), actor=request.actor, visit=own)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_visit(by=request.actor, content=form.content(), visit=own)
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The visit is kept."))
            return redirect("office:visit", kept.pk)
    title = _("Edit the visit") if own else _("Add a visit")
    return render(request, "office/coordination/visit_edit.html", {"form": form, "title": title}, status=400 if form.errors else 200)  # fmt: skip
