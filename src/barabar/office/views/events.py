"""Events in the office: the list, one event with its parts and minutes, and keeping them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from barabar.access.permissions import may
from barabar.coordination.actions.commit import commit
from barabar.coordination.actions.conclude import conclude
from barabar.coordination.actions.event_parts import (
    add_agenda_item,
    add_event_document,
    add_participants,
    add_session,
)
from barabar.coordination.actions.keep_event import keep_event
from barabar.coordination.actions.write_minutes import write_minutes
from barabar.coordination.models import Event
from barabar.coordination.permissions import may_edit_event
from barabar.coordination.queries import events_seen_by
from barabar.office.access import office_view
from barabar.office.form_page import posted
from barabar.office.forms.commitments import CommitmentForm, ConclusionForm
from barabar.office.forms.coordination import EventDocumentForm, EventForm, MinutesForm, PartForm, PartyForm
from barabar.office.forms.plans import show_problems
from barabar.publishing.coordination_page import event_context, events_context
from barabar.publishing.trainings_page import trainings_context
from barabar.reference.verdicts import Problems

# A part of an event: its title, the form, and what keeps what the form says.
PARTS = {
    "agenda": (
        gettext_lazy("Point of the agenda"),
        lambda by, data, event: PartForm(data),
        lambda by, event, form: add_agenda_item(by=by, event=event, title=form.title()),
    ),
    "session": (
        gettext_lazy("Session"),
        lambda by, data, event: PartForm(data),
        lambda by, event, form: add_session(by=by, event=event, title=form.title()),
    ),
    "conclusion": (
        gettext_lazy("Statement or recommendation"),
        lambda by, data, event: ConclusionForm(data),
        lambda by, event, form: conclude(
            by=by,
            event=event,
            kind=form.cleaned_data["kind"],
            text=form.text(),
            agreement=form.cleaned_data["agreement"],
        ),
    ),
    "commitment": (
        gettext_lazy("Commitment"),
        lambda by, data, event: CommitmentForm(data, actor=by, event=event),
        lambda by, event, form: commit(by=by, event=event, conclusion=form.led_by(), promise=form.promise()),
    ),
    "participants": (
        gettext_lazy("Participants"),
        lambda by, data, event: PartyForm(data, event=event),
        lambda by, event, form: add_participants(by=by, event=event, party=form.party()),
    ),
    "document": (
        gettext_lazy("Document"),
        lambda by, data, event: EventDocumentForm(data),
        lambda by, event, form: add_event_document(by=by, event=event, **form.cleaned_data),
    ),
    "minutes": (
        gettext_lazy("Minutes"),
        lambda by, data, event: MinutesForm(data, last=event.minutes.order_by("-pk").first()),
        lambda by, event, form: write_minutes(by=by, event=event, stage=form.cleaned_data["stage"], text=form.text()),
    ),
}


@office_view
def index(request):
    """Every event the person may see, newest first."""
    context = events_context(request.GET, events_seen_by(request.actor))
    context["may_edit"] = may(request.actor, "coordination.edit")
    return render(request, "office/coordination/events.html", context)


@office_view
def trainings(request):
    """Who was trained, of every event that the person may see."""
    context = trainings_context(request.GET, events_seen_by(request.actor))
    return render(request, "office/coordination/trainings.html", context)


def _event(request, key: str) -> Event:
    found = events_seen_by(request.actor).select_related("organiser", "body__host", "plan", "territory")
    own = found.filter(pk=key).first()
    if own is None:
        raise Http404
    return own


@office_view
def event(request, key):
    """One event with everything that was added to it."""
    own = _event(request, key)
    allowed = may_edit_event(request.actor, own)
    context = event_context(own, inside=bool(allowed)) | {"may_edit": allowed}
    context["parts"] = [(part, title) for part, (title, _form, _keep) in PARTS.items()]
    return render(request, "office/coordination/event.html", context)


@office_view
def add(request):
    may(request.actor, "coordination.edit").require()
    return _keep(request, None)


@office_view
def edit(request, key):
    own = _event(request, key)
    may_edit_event(request.actor, own).require()
    return _keep(request, own)


def _keep(request, own: Event | None):
    form = EventForm(posted(request), actor=request.actor, event=own)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_event(by=request.actor, content=form.content())
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The event is kept."))
            return redirect("office:event", kept.pk)
    context = {"form": form, "event": own, "title": own.title if own else _("Add an event")}
    return render(request, "office/coordination/event_edit.html", context, status=400 if form.errors else 200)


@office_view
def add_part(request, key, part):
    """A form of its own for each part of the event."""
    own = _event(request, key)
    if part not in PARTS:
        raise Http404
    may_edit_event(request.actor, own).require()
    title, form_of, keep = PARTS[part]
    form = form_of(request.actor, posted(request), own)
    if request.method == "POST" and form.is_valid():
        try:
            keep(request.actor, own, form)
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("It is kept."))
            return redirect("office:event", own.pk)
    context = {"form": form, "event": own, "title": title}
    return render(request, "office/coordination/event_edit.html", context, status=400 if form.errors else 200)
