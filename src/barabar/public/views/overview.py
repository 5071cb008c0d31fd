from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from barabar.analysis.overview import overview
from barabar.public.access import chosen_economy, chosen_period, public_view
from barabar.public.queries import economies_at_a_glance, newest_release
from barabar.publishing.overview_page import overview_context
from barabar.reference.catalogue import economies
from barabar.warehouse.coverage import reported_periods


@public_view
def show(request):
    """The public overview of one economy in one period, and the seven economies at a glance."""
    economy = chosen_economy(request)
    period = chosen_period(request, economy)
    context = {
        "economy": economies()[economy],
        "economies": economies_at_a_glance(),
        "period": period,
        "periods": reported_periods(economy),
        "release": newest_release(economy, period),
    }
    if period:
        found = overview(economy=economy, period=period)
        context |= overview_context(found, measure_url=_measure_url, more_url=_address("public:plans"))
    return render(request, "public/overview.html", context)


def _measure_url(key: str) -> str:
    return _address("public:measure", key)


def _address(name: str, *arguments: str) -> str:
    """The address of a page of this site, or nothing where the page does not exist."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
