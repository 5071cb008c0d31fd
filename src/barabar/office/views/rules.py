"""The rules by which answers are looked at, as a page that each hint leads to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barabar.collection.catalogue import quality_rules
from barabar.office.access import office_view


@office_view
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "office/rules.html", {"rules": quality_rules().values()})
