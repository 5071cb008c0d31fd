"""The addresses of the plan screens; office/urls.py takes them in."""

from django.urls import path

from barabar.office.views import indicators, plan_import, plan_keeping, plans, rules

plan_pages = [
    path("plans/", plans.plans, name="plans"),
    path("plans/plans.<slug:name>", plans.plans_file, name="plans-file"),
    path("plans/new/", plan_keeping.create, name="plan-create"),
    path("plans/measures/<path:key>/edit/", plan_keeping.edit_a_measure, name="measure-edit"),
    path("plans/measures/<path:key>/", plans.measure, name="plan-measure"),
    path("plans/<slug:key>/", plans.plan, name="plan"),
    path("plans/<slug:key>/edit/", plan_keeping.edit, name="plan-edit"),
    path("plans/<slug:key>/copy/", plan_keeping.copy, name="plan-copy"),
    path("plans/<slug:key>/adopt/", plan_keeping.adopt, name="plan-adopt"),
    path("plans/<slug:key>/end/", plan_keeping.end, name="plan-end"),
    path("plans/<slug:key>/import/", plan_import.import_table, name="plan-import"),
    path("plans/<slug:key>/workbook/", plan_import.template, name="plan-template"),
    path("plans/<slug:key>/documents/add/", plan_keeping.add_a_document, name="document-add"),
    path("plans/<slug:key>/documents/<int:document_id>/", plans.document, name="plan-document"),
    path("plans/<slug:key>/entries/add/", plan_keeping.add_entry, name="node-add"),
    path("plans/<slug:key>/entries/<path:code>/remove/", plan_keeping.remove_entry, name="node-remove"),
    path("plans/<slug:key>/entries/<path:code>/", plan_keeping.edit_entry, name="node-edit"),
    path("indicators/", indicators.indicator_catalogue, name="indicators"),
    path("indicators/targets/", indicators.target_frames, name="frames"),
    path("rules/", rules.rules, name="rules"),
]
