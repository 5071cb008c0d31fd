"""The addresses of the public plan pages; public/urls.py takes them in."""

from django.urls import path

from barabar.public.views import plans

plan_pages = [
    path("plans/", plans.index, name="plans"),
    path("plans/plans.<slug:name>", plans.file, name="plans-file"),
    path("plans/measures/<path:key>/", plans.measure, name="measure"),
    path("plans/<slug:key>/", plans.show, name="plan"),
    path("plans/<slug:key>/documents/<int:document_id>/", plans.document, name="plan-document"),
    path("indicators/", plans.indicator_catalogue, name="indicators"),
    path("indicators/targets/", plans.target_frames, name="frames"),
]
