"""What people keep beside plans, measures and records of coordination: who drafted, how firmly it stands, files."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from barabar.coordination.actions.keep_drafting import add_drafting_actor, may_tell_drafting, remove_drafting_actor
from barabar.coordination.actions.keep_record_file import (
    OWNERS,
    add_record_file,
    is_open_to_all,
    kind_of,
    may_attach,
    remove_record_file,
)
from barabar.coordination.actions.tell_footing import may_tell_footing, tell_footing
from barabar.coordination.models import DraftingActor, RecordFile
from barabar.coordination.queries import commitments_seen_by, events_seen_by, visits_seen_by
from barabar.office.access import office_view
from barabar.office.downloads import download
from barabar.office.form_page import form_page, posted
from barabar.office.forms.following import DraftingForm, FootingForm, RecordFileForm
from barabar.office.views.plans import seen_measure, seen_plan
from barabar.reference.sent_files import SentFile


@office_view
def drafting_add(request, key):
    plan = seen_plan(request, key)
    may_tell_drafting(request.actor, plan).require()
    page = reverse("office:plan", args=[plan.pk])

    def keep(form):
        add_drafting_actor(by=request.actor, plan=plan, drafted=form.drafted())
        return page

    return form_page(request, DraftingForm(posted(request), plan=plan), _("Who took part in drafting"), keep, _("Kept."), [(str(plan.title), page)])  # fmt: skip


@require_POST
@office_view
def drafting_remove(request, number):
    actor = get_object_or_404(DraftingActor.objects.select_related("plan__owner", "organisation", "body"), pk=number)
    plan = seen_plan(request, actor.plan_id)
    remove_drafting_actor(by=request.actor, actor=actor)
    return redirect("office:plan", plan.pk)


@office_view
def footing_tell(request, key):
    measure = seen_measure(request, key)
    may_tell_footing(request.actor, measure).require()
    page = reverse("office:plan-measure", args=[measure.key])

    def keep(form):
        tell_footing(by=request.actor, measure=measure, told=form.told())
        return page

    return form_page(request, FootingForm(posted(request)), measure.title, keep, _("Kept; what was told before stays in the history."), [(f"{measure.code} {measure.title}", page)])  # fmt: skip


def _page_of(owner) -> str:
    kind = kind_of(owner)
    if kind == "state":
        return reverse("office:commitment", args=[owner.commitment_id])
    if kind == "finding":
        return reverse("office:visit", args=[owner.visit_id])
    return reverse("office:event", args=[owner.event_id])


def _is_seen(actor, owner) -> bool:
    kind = kind_of(owner)
    if kind == "state":
        return commitments_seen_by(actor).filter(pk=owner.commitment_id).exists()
    if kind == "finding":
        return visits_seen_by(actor).filter(pk=owner.visit_id).exists()
    return events_seen_by(actor).filter(pk=owner.event_id).exists()


@office_view
def record_file_add(request, kind, number):
    """A foreign record and one that does not exist answer alike."""
    owner = OWNERS[kind].objects.filter(pk=number).first() if kind in OWNERS else None
    if owner is None or not _is_seen(request.actor, owner):
        raise Http404
    may_attach(request.actor, owner).require()
    form = RecordFileForm(posted(request), request.FILES if request.method == "POST" else None)

    def keep(form):
        sent = form.cleaned_data["files"]
        add_record_file(
            by=request.actor, owner=owner, sent=SentFile(sent.name, sent.read()), caption=form.cleaned_data["caption"],
            is_public=form.cleaned_data["is_public"],
        )  # fmt: skip
        return _page_of(owner)

    return form_page(request, form, _("Attach a file"), keep, _("The file is kept."), [(_("Back to the record"), _page_of(owner))])  # fmt: skip


def _file(request, number: int) -> RecordFile:
    """Who writes the record sees its files; everybody else those that are open to all."""
    found = RecordFile.objects.filter(pk=number).first()
    if found is None or not _is_seen(request.actor, found.owner):
        raise Http404
    if not (may_attach(request.actor, found.owner) or is_open_to_all(found)):
        raise Http404
    return found


@office_view
def record_file(request, number):
    found = _file(request, number)
    with found.file.open() as stream:
        return download(stream.read(), found.name, found.media_type)


@require_POST
@office_view
def record_file_remove(request, number):
    found = _file(request, number)
    page = _page_of(found.owner)
    remove_record_file(by=request.actor, file=found)
    messages.success(request, _("The file is taken out."))
    return redirect(page)
