"""The office's overview: the same figures as the public one, with what waits for this person above them."""

from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from barabar.analysis.overview import overview as overview_of
from barabar.office.access import office_view
from barabar.publishing.overview_page import overview_context
from barabar.reference.catalogue import economies
from barabar.review.visibility import returns_seen_by
from barabar.warehouse.coverage import reported_periods


@office_view
def overview(request):
    economy = _economy(request)
    periods = reported_periods(economy)
    period = request.GET.get("period", "") or next(iter(periods), "")
    if period and period not in periods:
        raise Http404(period)
    context = {
        "economy": economies()[economy],
        "economies": _economies_within_reach(request),
        "period": period,
        "periods": periods,
        "waiting": _waiting(request, economy, period),
    }
    if period:
        found = overview_of(economy=economy, period=period)
        context |= overview_context(found, measure_url=_measure_url, more_url=_address("office:plans"))
    return render(request, "office/overview.html", context)


def _economies_within_reach(request) -> list:
    """The person's own economies; all of them for those of the region."""
    own = {part.economy for part in request.actor.parts if part.economy}
    return [economy for economy in economies().values() if not own or economy.key in own]


def _economy(request) -> str:
    known = [economy.key for economy in _economies_within_reach(request)]
    asked = request.GET.get("economy", "")
    if asked and asked not in known:
        raise Http404(asked)
    return asked or next((key for key in known if reported_periods(key)), known[0])


def _waiting(request, economy: str, period: str) -> dict:
    """How many returns within sight are open, on their way, or done."""
    states = (
        returns_seen_by(request.actor)
        .filter(request__cycle__economy=economy, request__cycle__period=period)
        .values_list("state", flat=True)
    )
    counts = {"submitted": 0, "returned": 0, "approved": 0}
    for state in states:
        if state in counts:
            counts[state] += 1
    return counts


def _measure_url(key: str) -> str:
    return _address("office:plan-measure", key)


def _address(name: str, *arguments: str) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
