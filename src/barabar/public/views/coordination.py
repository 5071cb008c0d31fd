"""Bodies and events, public: who coordinates and with which mandate, what was held, what was published of it."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from barabar.chasing.calendar import calendar
from barabar.coordination.actions.keep_record_file import is_open_to_all
from barabar.coordination.models import Body, Commitment, Event, RecordFile, Visit
from barabar.coordination.queries import event_days
from barabar.public.access import public_view
from barabar.publishing.commitments_page import COLUMNS, chosen, commitment_context, commitments_context, rows_of
from barabar.publishing.coordination_page import body_context, event_context, events_context, register_context
from barabar.publishing.downloads import csv_response, file_download
from barabar.publishing.following_page import footings_context
from barabar.publishing.trainings_page import COLUMNS as TRAINED
from barabar.publishing.trainings_page import table_of, trainings_context, trainings_rows
from barabar.publishing.visits_page import visit_context, visits_context
from barabar.reference.catalogue import economy_asked


@public_view
def index(request):
    return render(request, "public/coordination/index.html", register_context(request.GET))


@public_view
def body(request, key):
    found = Body.objects.select_related("host", "territory").filter(pk=key).first()
    if found is None:
        raise Http404
    return render(request, "public/coordination/body.html", body_context(found))


@public_view
def events(request):
    seen = Event.objects.filter(is_public=True)
    return render(request, "public/coordination/events.html", events_context(request.GET, seen))


@public_view
def event(request, key):
    found = (
        Event.objects.select_related("organiser", "body", "plan", "territory").filter(pk=key, is_public=True).first()
    )
    if found is None:
        raise Http404
    return render(request, "public/coordination/event.html", event_context(found, inside=False))


@public_view
def commitments(request):
    seen = Commitment.objects.filter(is_public=True)
    return render(request, "public/coordination/commitments.html", commitments_context(request.GET, seen))


@public_view
def commitments_file(request):
    """What the list shows, as CSV."""
    today = timezone.localdate()
    rows = rows_of(chosen(request.GET, Commitment.objects.filter(is_public=True), today), today)
    return csv_response("commitments.csv", COLUMNS, rows)


@public_view
def commitment(request, number):
    rows = Commitment.objects.select_related("organisation", "partner", "body", "conclusion__event")
    found = rows.filter(pk=number, is_public=True).first()
    if found is None:
        raise Http404
    return render(request, "public/coordination/commitment.html", commitment_context(found))


@public_view
def visits(request):
    return render(
        request, "public/coordination/visits.html", visits_context(request.GET, Visit.objects.filter(is_public=True))
    )


@public_view
def visit(request, number):
    rows = Visit.objects.select_related("territory", "organiser", "partner", "office", "plan")
    found = rows.filter(pk=number, is_public=True).first()
    if found is None:
        raise Http404
    return render(request, "public/coordination/visit.html", visit_context(found, inside=False))


@public_view
def trainings(request):
    seen = Event.objects.filter(is_public=True)
    return render(request, "public/coordination/trainings.html", trainings_context(request.GET, seen))


@public_view
def trainings_file(request):
    """What the page shows, as CSV."""
    rows = trainings_rows(request.GET, Event.objects.filter(is_public=True))
    return csv_response("trainings.csv", TRAINED, table_of(rows))


@public_view
def calendar_file(request):
    """The public events of an economy, of the region, or all, as a calendar."""
    found = Event.objects.filter(is_public=True).exclude(state="called_off")
    if asked := request.GET.get("economy", ""):
        economy = economy_asked(asked)
        if economy is None:
            raise Http404
        found = found.filter(economy=economy)
    text = calendar("Barabar", event_days(found, settings.ADDRESS), timezone.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


@public_view
def footings(request):
    """How firmly measures stand in their institutions."""
    return render(request, "public/footings.html", footings_context(request.GET))


@public_view
def record_file(request, number):
    """A file beside a record: one that is not public and one that does not exist answer alike."""
    found = RecordFile.objects.filter(pk=number).first()
    if found is None or not is_open_to_all(found):
        raise Http404
    return file_download(found)
