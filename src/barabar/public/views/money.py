"""Money, public: two ledgers at every stage, what was cut, what addresses a gap; published budgets; the fiscal package."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from barabar.money.models import BudgetDocument
from barabar.public.access import chosen_economy, public_view
from barabar.publishing.fiscal_package import fiscal_package
from barabar.publishing.money_page import (
    GROUPINGS,
    default_year,
    document_context,
    known_years,
    money_context,
    money_of,
)
from barabar.reference.catalogue import currencies, economies


@public_view
def index(request):
    economy = chosen_economy(request)
    year = _chosen_year(request, economy)
    by, to = request.GET.get("by", "sector"), request.GET.get("to", "")
    if by not in GROUPINGS or (to and to not in currencies()):
        raise Http404
    context = money_context(economy=economy, year=year, by=by, to=to) if year else _empty(economy)
    context["published"] = BudgetDocument.objects.all()
    return render(request, "public/money.html", context)


def _empty(economy: str) -> dict:
    return {
        "economy": economies()[economy],
        "economies": economies().values(),
        "year": None,
        "groupings": GROUPINGS.items(),
    }


def _chosen_year(request, economy: str) -> int | None:
    """The year asked for, else the newest reported."""
    years = known_years(economy)
    asked = request.GET.get("year", "")
    if asked.isdecimal() and int(asked) in years:
        return int(asked)
    if asked and not request.GET.get("economy"):
        raise Http404
    return default_year(economy, years)


@public_view
def document(request, key):
    found = BudgetDocument.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return render(request, "public/budget_document.html", document_context(found))


@public_view
def package(request):
    """The Fiscal Data Package of an economy and year."""
    economy = chosen_economy(request)
    year = _chosen_year(request, economy)
    if year is None:
        raise Http404
    content = fiscal_package(
        money_of(economy, year), economy=economy, years=[year], demonstration=settings.DEMONSTRATION
    )
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="barabar-money-{economy}-{year}.zip"'
    return response
