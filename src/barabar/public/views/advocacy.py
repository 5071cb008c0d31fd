"""Practices, stories and advocacy projects, public."""

from django.http import Http404
from django.shortcuts import render

from barabar.advocacy.models import Practice, Project
from barabar.public.access import public_view
from barabar.publishing.advocacy_page import practice_context, practices_context, project_context, projects_context


@public_view
def practices(request):
    return render(request, "public/advocacy/practices.html", practices_context(request.GET, Practice.objects.filter(is_public=True)))  # fmt: skip


@public_view
def practice(request, key):
    found = Practice.objects.select_related("organisation", "territory", "plan").filter(pk=key, is_public=True).first()
    if found is None:
        raise Http404
    return render(request, "public/advocacy/practice.html", practice_context(found))


@public_view
def projects(request):
    return render(request, "public/advocacy/projects.html", projects_context(request.GET))


@public_view
def project(request, key):
    found = Project.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return render(request, "public/advocacy/project.html", project_context(found))
