"""Import of a plan's table: upload and choose the map, look at the tree that would be stored, confirm. And the workbook."""

import hashlib
import re

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.office.access import office_view
from barabar.office.forms.plans import ImportForm
from barabar.office.views.plans import seen_plan
from barabar.plans.actions.import_plan import ImportedPlan, import_plan
from barabar.plans.content import content_of
from barabar.plans.importing.column_maps import column_maps
from barabar.plans.importing.template import make_template, own_map
from barabar.plans.models import Plan
from barabar.plans.permissions import may_edit_plan
from barabar.reference.verdicts import Problem, Problems
from barabar.reference.workbook_guard import LARGEST_FILE

SHOWN = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@office_view
def import_table(request: HttpRequest, key: str) -> HttpResponse:
    plan = seen_plan(request, key)
    may_edit_plan(request.actor, plan).require()
    if request.method == "POST" and request.POST.get("confirm"):
        return _store(request, plan)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, mapped = form.cleaned_data["file"], column_maps()[form.cleaned_data["column_map"]]
        name, content = _file_name(file.name), file.read(LARGEST_FILE + 1)
        try:
            shown = import_plan(by=request.actor, plan=plan, name=name, content=content, mapped=mapped, dry_run=True)
        except Problems as found:
            return _page(request, plan, form, found.problems)
        if not shown.errors:
            _keep(plan, shown.sha256, content)
        return _preview(request, plan, shown, name, mapped.key)
    return _page(request, plan, form, [])


def _page(request: HttpRequest, plan: Plan, form: ImportForm, problems: list[Problem]) -> HttpResponse:
    context = {"plan": plan, "form": form, "problems": problems, "maps": column_maps().values()}
    return render(request, "office/plans/import.html", context, status=422 if problems else 200)


def _preview(request: HttpRequest, plan: Plan, shown: ImportedPlan, name: str, mapped: str) -> HttpResponse:
    """The tree that would be stored, what changes by it, and everything that was noticed."""
    context = {
        "plan": plan, "shown": shown, "name": name, "map": column_maps()[mapped], "nodes": shown.nodes[:SHOWN],
        "measures": sum(node.measure is not None for node in shown.nodes), "changes": shown.changes[:SHOWN],
        "more": max(0, len(shown.nodes) - SHOWN),
    }  # fmt: skip
    return render(request, "office/plans/import_preview.html", context, status=422 if shown.errors else 200)


def _store(request: HttpRequest, plan: Plan) -> HttpResponse:
    digest, name = request.POST["confirm"], _file_name(request.POST.get("name", ""))
    mapped = column_maps().get(request.POST.get("column_map", ""))
    path = _path(plan, digest)
    if mapped is None or path is None or not default_storage.exists(path):
        messages.error(request, _("The uploaded file is no longer here. Upload it again."))
        return redirect("office:plan-import", plan.pk)
    with default_storage.open(path) as stream:
        content = stream.read()
    done = import_plan(by=request.actor, plan=plan, name=name, content=content, mapped=mapped)
    default_storage.delete(path)
    count = len(done.changes)
    said = ngettext("%(count)s change is stored.", "%(count)s changes are stored.", count) % {"count": count}
    messages.success(request, said if count else _("The plan already holds what the file says; nothing changed."))
    return redirect("office:plan", plan.pk)


def _keep(plan: Plan, digest: str, content: bytes) -> None:
    """Between look and confirmation the file waits here; only the newest of a plan is kept."""
    folder = f"plans/waiting/{plan.pk}"
    if default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
    assert hashlib.sha256(content).hexdigest() == digest
    default_storage.save(f"{folder}/{digest}.xlsx", ContentFile(content))


def _path(plan: Plan, digest: str) -> str | None:
    return f"plans/waiting/{plan.pk}/{digest}.xlsx" if re.fullmatch(r"[0-9a-f]{64}", digest) else None


def _file_name(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2][:180] or "plan.xlsx"


@office_view
def template(request: HttpRequest, key: str) -> HttpResponse:
    """The plan's content as a workbook of our own layout."""
    plan = seen_plan(request, key)
    content = make_template(content_of(plan), own_map(request.LANGUAGE_CODE))
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{plan.pk}.xlsx"'
    return response
