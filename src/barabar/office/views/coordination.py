"""Bodies: the register, one body with its seats, and keeping both."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from barabar.access.permissions import may
from barabar.coordination.actions.keep_body import keep_body
from barabar.coordination.actions.seat_members import add_member, end_member
from barabar.coordination.models import Body, Member
from barabar.coordination.permissions import may_edit_body
from barabar.office.access import office_view
from barabar.office.form_page import posted
from barabar.office.forms.coordination import BodyForm, EndForm, SeatForm
from barabar.office.forms.plans import show_problems
from barabar.publishing.coordination_page import body_context, register_context
from barabar.reference.verdicts import Problem, Problems


@office_view
def index(request):
    """Every body, as on the public site, and the way to a new one."""
    verdict = may(request.actor, "coordination.edit")
    return render(request, "office/coordination/index.html", register_context(request.GET) | {"may_edit": verdict})


def _body(key: str) -> Body:
    found = Body.objects.select_related("host", "territory").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@office_view
def add_body(request):
    may(request.actor, "coordination.edit").require()
    return _keep(request, None)


@office_view
def edit_body(request, key):
    own = _body(key)
    may_edit_body(request.actor, own).require()
    return _keep(request, own)


def _keep(request, own: Body | None):
    form = BodyForm(posted(request), actor=request.actor, body=own)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_body(by=request.actor, content=form.content())
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The body is kept."))
            return redirect("office:body", kept.pk)
    return render(request, "office/coordination/body_edit.html", {"form": form, "body": own}, status=400 if form.errors else 200)  # fmt: skip


@office_view
def body(request, key):
    """One body: what it may do, who sits in it, and the form for a further seat."""
    own = _body(key)
    form = SeatForm(posted(request), body=own)
    if request.method == "POST" and form.is_valid():
        try:
            add_member(by=request.actor, body=own, seat=form.seat())
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The seat is given."))
            return redirect("office:body", own.pk)
    context = body_context(own) | {"form": form, "may_edit": may_edit_body(request.actor, own)}
    return render(request, "office/coordination/body.html", context, status=400 if form.errors else 200)


@require_POST
@office_view
def end_seat(request, number):
    """End a seat with its last day."""
    member = Member.objects.select_related("body__host").filter(pk=number).first()
    if member is None:
        raise Http404
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Problems([Problem("day", _("give the last day of the seat as a date, such as 2026-12-31."))])
    end_member(by=request.actor, member=member, until=form.cleaned_data["until"])
    messages.success(request, _("The seat is ended; it stays in the history."))
    return redirect("office:body", member.body_id)
