"""Any table of the approved facts within a person's reach: nothing is hidden, and what is not for publication says so."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from barabar.access.permissions import may
from barabar.analysis.public_answers import public_answer
from barabar.office.access import office_view
from barabar.office.reach import reach_of
from barabar.publishing.explore.facts import facts_page
from barabar.publishing.explore.files import table_file
from barabar.publishing.explore.page import explore_context, page_number, pairs_of
from barabar.publishing.explore.site import Site
from barabar.reference.verdicts import Problems
from barabar.review.visibility import returns_seen_by
from barabar.warehouse.answering import answer
from barabar.warehouse.answers import Keys
from barabar.warehouse.questions import Question

KINDS = ("csv", "xlsx")


def office_site(request: HttpRequest) -> Site:
    may(request.actor, "return.read").require()
    files = {kind: reverse("office:explore-file", args=[kind]) for kind in KINDS}
    narrow = reach_of(request.actor).narrow
    return Site(reverse("office:explore"), reverse("office:explore-facts"), files, answer, narrow, hidden_in_public)


def hidden_in_public(question: Question) -> frozenset[Keys]:
    """The cells with a number here that have none on the public site."""
    try:
        printed = public_answer(question)
    except Problems:
        return frozenset(answer(question).cells)
    own = answer(question).cells
    return frozenset(keys for keys, cell in own.items() if cell.value is not None and printed.cells[keys].value is None)


@office_view
def show(request):
    context = explore_context(pairs_of(request.GET), office_site(request), page=page_number(request.GET))
    context["title"] = _("Tables")
    template = "publishing/explore_parts.html" if "part" in request.GET else "office/explore.html"
    return render(request, template, context, status=400 if context["problems"] else 200)


@office_view
def facts(request):
    """The answers behind a cell; those of returns that this person may open lead to the return as it was sent."""
    title = _("Answers behind a figure")
    try:
        page = facts_page(pairs_of(request.GET), office_site(request), page=page_number(request.GET), gated=False)
    except Problems as found:
        return render(request, "office/explore_facts.html", {"problems": found.problems, "title": title}, status=400)
    numbers = {one.return_id for one in page.origins}
    seen = set(returns_seen_by(request.actor).filter(pk__in=numbers).values_list("pk", flat=True))
    return render(request, "office/explore_facts.html", {"facts": page, "seen": seen, "title": title})


@office_view
def file(request, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    return table_file(pairs_of(request.GET), office_site(request), kind)
