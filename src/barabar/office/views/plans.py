"""The plan register, a plan's page and a measure's page, as the office sees them: drafts and findings included."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from barabar.access.permissions import may
from barabar.advocacy.permissions import may_reply
from barabar.collection.models import Request
from barabar.coordination.actions.keep_drafting import may_tell_drafting
from barabar.coordination.actions.tell_footing import may_tell_footing
from barabar.office.access import office_view
from barabar.plans.content import content_of
from barabar.plans.exporting import as_csv, as_xlsx
from barabar.plans.linting import lint
from barabar.plans.models import Measure, Plan
from barabar.plans.permissions import may_adopt_plan, may_edit_plan
from barabar.plans.register import Wanted, choices, choose, register
from barabar.plans.visibility import plans_seen_by
from barabar.plans.words import FOCUS
from barabar.publishing.advocacy_page import readings_context
from barabar.publishing.following_page import drafting_context, footing_context
from barabar.publishing.plan_pages import measure_context, plan_context
from barabar.publishing.visits_page import promised_context

A_PAGE = 50
FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
FINDINGS_SHOWN = 60


def seen_plan(request: HttpRequest, key: str) -> Plan:
    """A plan that this person may see; what is foreign and what does not exist answer alike."""
    related = ("territory", "owner", "parent", "predecessor", "copied_from")
    found = plans_seen_by(request.actor).select_related(*related).filter(pk=key).first()
    if found is None:
        raise Http404(key)
    return found


@office_view
def plans(request: HttpRequest) -> HttpResponse:
    wanted = Wanted.of(request.GET)
    rows = register(plans_seen_by(request.actor))
    chosen = choose(rows, wanted)
    may_create = bool(may(request.actor, "plan.edit"))
    kept = urlencode([(k, v) for k, v in request.GET.items() if v and k not in {"page", "language"}])
    context = {
        "wanted": wanted, "choices": choices(rows), "focuses": FOCUS, "total": len(chosen),
        "page": Paginator(chosen, A_PAGE).get_page(request.GET.get("page")), "plan_page": "office:plan",
        "csv_url": f"{reverse('office:plans-file', args=['csv'])}?{kept}",
        "xlsx_url": f"{reverse('office:plans-file', args=['xlsx'])}?{kept}", "may_create": may_create,
        "empty_text": _("Register the first plan, then import its table or enter its measures."),
        "empty_url": reverse("office:plan-create") if may_create else "", "empty_label": _("Register a plan"),
    }  # fmt: skip
    return render(request, "office/plans/register.html", context)


@office_view
def plans_file(request: HttpRequest, name: str) -> HttpResponse:
    if name not in FORMATS:
        raise Http404(name)
    write, media_type = FORMATS[name]
    chosen = choose(register(plans_seen_by(request.actor)), Wanted.of(request.GET))
    response = HttpResponse(write(chosen), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="plans.{name}"'
    return response


@office_view
def plan(request: HttpRequest, key: str) -> HttpResponse:
    found = seen_plan(request, key)
    context = plan_context(found, measure_url=_measure_url, drafts=True)
    findings = lint(context["content"])
    may_edit = may_edit_plan(request.actor, found)
    context |= {
        "plan_page": "office:plan", "document_page": "office:plan-document",
        "findings": sorted(findings, key=lambda one: one.severity != "error")[:FINDINGS_SHOWN],
        "findings_total": len(findings), "errors_total": sum(one.severity == "error" for one in findings),
        "edit_page": "office:node-edit" if may_edit else "", "add_page": "office:node-add",
        "may_edit": may_edit, "may_adopt": may_adopt_plan(request.actor, found),
        "may_create": may(request.actor, "plan.edit"),
        "empty_text": _("Import the plan's table from a workbook, or add its first objective."),
        "empty_url": reverse("office:plan-import", args=[key]) if may_edit else "", "empty_label": _("Import a table"),
        "may_tell_drafting": may_tell_drafting(request.actor, found), **drafting_context(found),
    }  # fmt: skip
    return render(request, "office/plans/plan.html", context)


def _measure_url(key: str) -> str:
    return reverse("office:plan-measure", args=[key])


def seen_measure(request: HttpRequest, key: str) -> Measure:
    found = (
        Measure.objects.select_related(
            "node__plan__owner", "node__plan__territory", "responsible", "node__parent__parent__parent"
        )
        .prefetch_related("indicators__targets", "budget")
        .filter(key=key, node__plan__in=plans_seen_by(request.actor).values("pk"))
        .first()
    )
    if found is None:
        raise Http404(key)
    return found


@office_view
def measure(request: HttpRequest, key: str) -> HttpResponse:
    found = seen_measure(request, key)
    content = [finding for finding in lint(content_of(found.node.plan)) if finding.where == found.code]
    asked = (
        Request.objects.filter(measures=found).select_related("cycle", "organisation").order_by("-cycle__period")[:20]
    )
    context = measure_context(found) | {
        "findings": content, "requests": asked, "may_edit": may_edit_plan(request.actor, found.node.plan),
        "may_write_reading": may(request.actor, "reading.write", economy=found.node.plan.economy),
        "may_reply": may_reply(request.actor, found.responsible),
        "may_tell_footing": may_tell_footing(request.actor, found), **footing_context(found),
    } | readings_context(found) | promised_context(found)  # fmt: skip
    return render(request, "office/plans/measure.html", context)


@office_view
def document(request: HttpRequest, key: str, document_id: int) -> FileResponse:
    found = seen_plan(request, key).documents.filter(pk=document_id).exclude(file="").first()
    if found is None:
        raise Http404(key)
    return FileResponse(found.file.open(), as_attachment=True, filename=found.file.name.rpartition("/")[2])
