"""The public plan register, a plan's page and a measure's page: adopted plans and approved facts, small counts hidden."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from barabar.plans.catalogue import frames, indicators
from barabar.plans.exporting import as_csv, as_xlsx
from barabar.plans.models import Measure
from barabar.plans.register import Wanted, choices, choose, register
from barabar.plans.visibility import public_plans
from barabar.plans.words import FOCUS
from barabar.public.access import public_view
from barabar.publishing.advocacy_page import readings_context
from barabar.publishing.following_page import drafting_context, footing_context
from barabar.publishing.plan_pages import measure_context, plan_context
from barabar.publishing.visits_page import promised_context

A_PAGE = 50
FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@public_view
def index(request):
    wanted = Wanted.of(request.GET)
    rows = register(public_plans())
    chosen = choose(rows, wanted)
    kept = urlencode([(k, v) for k, v in request.GET.items() if v and k not in {"page", "language"}])
    context = {
        "wanted": wanted, "choices": choices(rows), "focuses": FOCUS, "total": len(chosen),
        "page": Paginator(chosen, A_PAGE).get_page(request.GET.get("page")), "plan_page": "public:plan",
        "csv_url": f"{reverse('public:plans-file', args=['csv'])}?{kept}",
        "xlsx_url": f"{reverse('public:plans-file', args=['xlsx'])}?{kept}",
        "empty_text": _("Plans appear here once they are adopted."),
    }  # fmt: skip
    return render(request, "public/plans/register.html", context)


@public_view
def file(request, name):
    if name not in FORMATS:
        raise Http404(name)
    write, media_type = FORMATS[name]
    response = HttpResponse(write(choose(register(public_plans()), Wanted.of(request.GET))), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="plans.{name}"'
    return response


@public_view
def show(request, key):
    related = ("territory", "owner", "parent", "predecessor", "copied_from")
    plan = get_object_or_404(public_plans().select_related(*related), pk=key)
    context = plan_context(plan, measure_url=lambda one: reverse("public:measure", args=[one]))
    context |= drafting_context(plan) | {
        "plan_page": "public:plan",
        "document_page": "public:plan-document",
        "empty_text": _("Only the plan's head is registered so far: title, period, communities and adoption act."),
    }
    return render(request, "public/plans/plan.html", context)


@public_view
def document(request, key, document_id):
    plan = get_object_or_404(public_plans(), pk=key)
    found = plan.documents.filter(pk=document_id).exclude(file="").first()
    if found is None:
        raise Http404(key)
    return FileResponse(found.file.open(), as_attachment=True, filename=found.file.name.rpartition("/")[2])


@public_view
def measure(request, key):
    found = (
        Measure.objects.select_related("node__plan", "responsible", "node__parent__parent__parent")
        .prefetch_related("indicators__targets", "budget")
        .filter(key=key, node__plan__in=public_plans().values("pk"))
        .first()
    )
    if found is None:
        raise Http404(key)
    return render(
        request,
        "public/plans/measure.html",
        measure_context(found) | readings_context(found) | promised_context(found) | footing_context(found),
    )


@public_view
def indicator_catalogue(request):
    return render(request, "public/plans/indicators.html", {"indicators": indicators().values()})


@public_view
def target_frames(request):
    return render(request, "public/plans/frames.html", {"frames": frames().values()})
