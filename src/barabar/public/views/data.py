from django.shortcuts import render

from barabar.public.access import chosen_economy, chosen_period, public_view
from barabar.public.tables import COLUMNS, MONEY_COLUMNS, money_rows, value_rows
from barabar.publishing.downloads import csv_response
from barabar.reference.catalogue import economies
from barabar.warehouse.coverage import reported_periods


@public_view
def index(request):
    """What can be downloaded, in which columns."""
    periods = [(economy, period) for economy in economies().values() for period in reported_periods(economy.key)]
    return render(request, "public/data.html", {"periods": periods, "columns": COLUMNS, "money_columns": MONEY_COLUMNS})


@public_view
def values(request):
    """Approved values of an economy and period, small counts hidden, as CSV."""
    economy = chosen_economy(request)
    period = chosen_period(request, economy)
    return csv_response(f"values-{economy}-{period}.csv", COLUMNS, value_rows(economy, period))


@public_view
def money(request):
    economy = chosen_economy(request)
    period = chosen_period(request, economy)
    return csv_response(f"money-{economy}-{period}.csv", MONEY_COLUMNS, money_rows(economy, period))
