"""Addresses of recommendations and the documents that make them."""

from django.urls import path

from barabar.office.views import recommendation_documents as documents
from barabar.office.views import recommendations

recommendation_pages = [
    path("recommendations/", recommendations.index, name="recommendations"),
    path("recommendations/recommendations.csv", recommendations.file, name="recommendations-file"),
    path("recommendations/<int:number>/", recommendations.recommendation, name="recommendation"),
    path("recommendations/<int:number>/edit/", recommendations.edit, name="recommendation-edit"),
    path("recommendations/<int:number>/withdraw/", recommendations.withdraw, name="recommendation-withdraw"),
    path("recommendations/<int:number>/link/", recommendations.link, name="recommendation-link"),
    path("recommendations/links/<int:number>/remove/", recommendations.unlink, name="recommendation-unlink"),
    path("recommendations/follow-up/", documents.follow_up, name="follow-up"),
    path("recommendations/documents/", documents.index, name="recommendation-documents"),
    path("recommendations/documents/add/", documents.add, name="recommendation-document-add"),
    path("recommendations/documents/<slug:key>/", documents.document, name="recommendation-document"),
    path("recommendations/documents/<slug:key>/edit/", documents.edit, name="recommendation-document-edit"),
    path("recommendations/documents/<slug:key>/add/", recommendations.add, name="recommendation-add"),
    path("recommendations/documents/<slug:key>/import/", documents.import_table, name="recommendation-import"),
]
