"""The addresses of commitments, visits and trainings; office/urls.py takes them in."""

from django.urls import path

from barabar.office.views import commitments, following, record_forms, visits
from barabar.office.views import events as event_pages

coordinating = [
    path("coordination/commitments/", commitments.index, name="commitments"),
    path("coordination/commitments/commitments.csv", commitments.file, name="commitments-file"),
    path("coordination/commitments/add/", commitments.add, name="commitment-add"),
    path("coordination/commitments/<int:number>/", commitments.commitment, name="commitment"),
    path("coordination/drafting/<int:number>/remove/", following.drafting_remove, name="drafting-remove"),
    path("coordination/drafting/<slug:key>/add/", following.drafting_add, name="drafting-add"),
    path("coordination/footings/<path:key>/tell/", following.footing_tell, name="footing-tell"),
    path("coordination/files/<int:number>/", following.record_file, name="record-file"),
    path("coordination/files/<int:number>/remove/", following.record_file_remove, name="record-file-remove"),
    path("coordination/files/add/<slug:kind>/<int:number>/", following.record_file_add, name="record-file-add"),
    path("coordination/trainings/", event_pages.trainings, name="trainings"),
    path("field-forms/", record_forms.index, name="record-forms"),
    path("field-forms/<slug:kind>/<slug:place>.xlsx", record_forms.form, name="record-form"),
    path("coordination/visits/", visits.index, name="visits"),
    path("coordination/visits/add/", visits.add, name="visit-add"),
    path("coordination/visits/<int:number>/", visits.visit, name="visit"),
    path("coordination/visits/<int:number>/edit/", visits.edit, name="visit-edit"),
]
