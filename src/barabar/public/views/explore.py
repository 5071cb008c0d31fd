"""Any table of the approved facts, public: every cell has passed the gate for small counts."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from barabar.analysis.public_answers import public_answer
from barabar.public.access import public_view
from barabar.publishing.explore.facts import facts_page
from barabar.publishing.explore.files import table_file
from barabar.publishing.explore.page import explore_context, page_number, pairs_of
from barabar.publishing.explore.site import Site
from barabar.reference.verdicts import Problems

KINDS = ("csv", "xlsx")


def public_site() -> Site:
    files = {kind: reverse("public:explore-file", args=[kind]) for kind in KINDS}
    return Site(reverse("public:explore"), reverse("public:explore-facts"), files, public_answer)


@public_view
def show(request):
    """The table with its form; with `part` only what changes when something else is chosen."""
    context = explore_context(pairs_of(request.GET), public_site(), page=page_number(request.GET))
    if "question" in context:
        context["api_url"] = f"{reverse('barabar-api:table')}?{context['question'].as_address()}"
    template = "publishing/explore_parts.html" if "part" in request.GET else "public/explore.html"
    return render(request, template, context, status=400 if context["problems"] else 200)


@public_view
def facts(request):
    try:
        page = facts_page(pairs_of(request.GET), public_site(), page=page_number(request.GET))
    except Problems as found:
        return render(request, "public/explore_facts.html", {"problems": found.problems}, status=400)
    return render(request, "public/explore_facts.html", {"facts": page})


@public_view
def file(request, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    return table_file(pairs_of(request.GET), public_site(), kind)
