"""Bodies and events, public: who coordinates and with which mandate, what was held, what was published of it."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from barabar.chasing.calendar import calendar
from barabar.coordination.models import Body, Event
from barabar.coordination.queries import event_days
from barabar.public.access import public_view
from barabar.publishing.coordination_page import REGION, body_context, event_context, events_context, register_context
from barabar.reference.catalogue import economies


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
def calendar_file(request):
    """The public events of an economy, of the region, or all, as a calendar."""
    found = Event.objects.filter(is_public=True).exclude(state="called_off")
    economy = request.GET.get("economy", "")
    if economy:
        if economy not in economies() and economy != REGION:
            raise Http404
        found = found.filter(economy="" if economy == REGION else economy)
    text = calendar("Barabar", event_days(found, settings.ADDRESS), timezone.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
