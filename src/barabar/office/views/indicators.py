"""The indicator catalogue and the frames of targets, read from the definitions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barabar.office.access import office_view
from barabar.plans.catalogue import frames, indicators


@office_view
def indicator_catalogue(request: HttpRequest) -> HttpResponse:
    return render(request, "office/plans/indicators.html", {"indicators": indicators().values()})


@office_view
def target_frames(request: HttpRequest) -> HttpResponse:
    return render(request, "office/plans/frames.html", {"frames": frames().values()})
