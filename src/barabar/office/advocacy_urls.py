"""Addresses of practices, civil society's readings and projects."""

from django.urls import path

from barabar.office.views import advocacy

practice_pages = [
    path("practices/", advocacy.practices, name="practices"),
    path("practices/add/", advocacy.practice_add, name="practice-add"),
    path("practices/<slug:key>/", advocacy.practice, name="practice"),
    path("practices/<slug:key>/edit/", advocacy.practice_edit, name="practice-edit"),
    path("practices/<slug:key>/taken-over/", advocacy.takeover, name="practice-takeover"),
    path("practices/<slug:key>/consent/end/", advocacy.consent_end, name="practice-consent-end"),
    path("readings/<int:number>/withdraw/", advocacy.reading_withdraw, name="reading-withdraw"),
    path("readings/<int:number>/reply/", advocacy.reading_reply, name="reading-reply"),
    path("readings/files/<int:number>/", advocacy.reading_file, name="reading-file"),
    path("readings/of/<path:key>/", advocacy.reading, name="reading-write"),
    path("projects/", advocacy.projects, name="projects"),
    path("projects/add/", advocacy.project_add, name="project-add"),
    path("projects/<slug:key>/", advocacy.project, name="project"),
    path("projects/<slug:key>/edit/", advocacy.project_edit, name="project-edit"),
    path("projects/<slug:key>/add/<slug:part>/", advocacy.project_part, name="project-part"),
]
