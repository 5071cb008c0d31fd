"""The addresses of commitments, visits and trainings; office/urls.py takes them in."""

from django.urls import path

from barabar.office.views import commitments

coordinating = [
    path("coordination/commitments/", commitments.index, name="commitments"),
    path("coordination/commitments/commitments.csv", commitments.file, name="commitments-file"),
    path("coordination/commitments/add/", commitments.add, name="commitment-add"),
    path("coordination/commitments/<int:number>/", commitments.commitment, name="commitment"),
]
