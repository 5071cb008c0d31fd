"""Recommendations, public: the list, one with its history and what answers it, and the documents that make them."""

from django.http import Http404
from django.shortcuts import render

from barabar.advocacy.recommendation_queries import public_documents, recommendations_of
from barabar.public.access import public_view
from barabar.publishing.downloads import csv_response
from barabar.publishing.recommendations_page import (
    COLUMNS,
    chosen,
    document_context,
    documents_context,
    recommendation_context,
    recommendations_context,
    rows_of,
)


@public_view
def index(request):
    return render(request, "public/advocacy/recommendations.html", recommendations_context(request.GET, public_documents()))  # fmt: skip


@public_view
def file(request):
    """What the list shows, as CSV."""
    rows = rows_of(chosen(request.GET, public_documents()), request.GET.get("economy", ""))
    return csv_response("recommendations.csv", COLUMNS, rows)


@public_view
def recommendation(request, number):
    found = recommendations_of(public_documents()).select_related("document", "conclusion__event")
    own = found.prefetch_related("addressed", "tags").filter(pk=number).first()
    if own is None:
        raise Http404
    return render(request, "public/advocacy/recommendation.html", recommendation_context(own, inside=False))


@public_view
def documents(request):
    return render(
        request, "public/advocacy/recommendation_documents.html", documents_context(request.GET, public_documents())
    )


@public_view
def document(request, key):
    own = public_documents().select_related("event").filter(pk=key).first()
    if own is None:
        raise Http404
    return render(request, "public/advocacy/recommendation_document.html", document_context(own))
