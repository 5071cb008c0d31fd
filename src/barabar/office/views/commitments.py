"""Commitments in the office: the list, one with its history, and saying how it stands."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.coordination.actions.commit import commit
from barabar.coordination.actions.tell_state import tell_state
from barabar.coordination.carrying import carriers
from barabar.coordination.models import Commitment
from barabar.coordination.permissions import may_edit_commitment, may_tell_state
from barabar.coordination.queries import commitments_seen_by
from barabar.office.access import office_view
from barabar.office.form_page import posted
from barabar.office.forms.commitments import CommitmentForm, StateForm
from barabar.office.forms.plans import show_problems
from barabar.publishing.commitments_page import COLUMNS, chosen, commitment_context, commitments_context, rows_of
from barabar.publishing.downloads import csv_response
from barabar.reference.verdicts import Problems


@office_view
def index(request):
    context = commitments_context(request.GET, commitments_seen_by(request.actor))
    context["may_edit"] = may(request.actor, "coordination.edit")
    return render(request, "office/coordination/commitments.html", context)


@office_view
def file(request):
    """What the list shows, as CSV."""
    today = timezone.localdate()
    rows = rows_of(chosen(request.GET, commitments_seen_by(request.actor), today), today)
    return csv_response("commitments.csv", COLUMNS, rows)


@office_view
def commitment(request, number):
    """One commitment; those who may say how it stands find the form beside it."""
    rows = commitments_seen_by(request.actor).select_related("organisation", "partner", "body__host", "conclusion__event__body__host")  # fmt: skip
    own = rows.filter(pk=number).first()
    if own is None:
        raise Http404
    keeps = bool(may_edit_commitment(request.actor, own))
    form = None
    if request.method == "POST":
        may_tell_state(request.actor, own).require()
    if may_tell_state(request.actor, own):
        form = StateForm(posted(request), commitment=own, keeps=keeps)
    if request.method == "POST" and form.is_valid():
        try:
            tell_state(by=request.actor, commitment=own, told=form.told(_speaker(request.actor, own)))
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("It is kept; what was said before stays in the history."))
            return redirect("office:commitment", own.pk)
    context = commitment_context(own) | {"form": form}
    return render(request, "office/coordination/commitment.html", context, status=400 if form and form.errors else 200)


def _speaker(actor, own: Commitment) -> Organisation | None:
    """The institution that promised, where a person of it speaks; else the person's own office."""
    answering = carriers(own.organisation) if own.organisation else []
    mine = {part.organisation for part in actor.parts}
    theirs = next((one for one in answering if one.pk in mine), None)
    return theirs or Organisation.objects.filter(pk=actor.organisation_key).first()


@office_view
def add(request):
    """A commitment that no event here concluded."""
    may(request.actor, "coordination.edit").require()
    form = CommitmentForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = commit(by=request.actor, promise=form.promise())
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The commitment is kept."))
            return redirect("office:commitment", made.pk)
    return render(
        request, "office/coordination/commitment_add.html", {"form": form}, status=400 if form.errors else 200
    )
