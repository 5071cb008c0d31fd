"""Addresses of publications and bulletins."""

from django.urls import path

from barabar.office.views import publications

publication_pages = [
    path("publications/", publications.publications, name="publications"),
    path("publications/add/", publications.publication_add, name="publication-add"),
    path("publications/<slug:key>/", publications.publication, name="publication"),
    path("publications/<slug:key>/edit/", publications.publication_edit, name="publication-edit"),
    path("publications/<slug:key>/<int:number>/", publications.publication_file, name="publication-file"),
    path("publications/<slug:key>/<int:number>/remove/", publications.publication_copy_remove, name="publication-copy-remove"),
    path("bulletins/", publications.bulletins, name="bulletins"),
    path("bulletins/<slug:place>/draft/", publications.bulletin_draft, name="bulletin-draft"),
    path("bulletins/<slug:place>/draft/publish/", publications.bulletin_publish, name="bulletin-publish"),
    path("bulletins/<slug:place>/draft/<slug:language>.<slug:name>", publications.bulletin_draft_file, name="bulletin-draft-file"),
    path("bulletins/<slug:place>/<int:number>/", publications.bulletin, name="bulletin"),
    path("bulletins/<slug:place>/<int:number>/recipients.csv", publications.bulletin_recipients, name="bulletin-recipients"),
    path("bulletins/<slug:place>/<int:number>/send/", publications.bulletin_send, name="bulletin-send"),
]  # fmt: skip
