"""The addresses of commitments, visits and trainings; office/urls.py takes them in."""

from django.urls import path

from barabar.office.views import commitments, visits
from barabar.office.views import events as event_pages

coordinating = [
    path("coordination/commitments/", commitments.index, name="commitments"),
    path("coordination/commitments/commitments.csv", commitments.file, name="commitments-file"),
    path("coordination/commitments/add/", commitments.add, name="commitment-add"),
    path("coordination/commitments/<int:number>/", commitments.commitment, name="commitment"),
    path("coordination/trainings/", event_pages.trainings, name="trainings"),
    path("coordination/visits/", visits.index, name="visits"),
    path("coordination/visits/add/", visits.add, name="visit-add"),
    path("coordination/visits/<int:number>/", visits.visit, name="visit"),
    path("coordination/visits/<int:number>/edit/", visits.edit, name="visit-edit"),
]
