"""Documents that make recommendations, in the office: kept, filled from a table, followed up."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.access.permissions import may
from barabar.advocacy.actions.import_recommendations import import_recommendations
from barabar.advocacy.actions.keep_recommendation_source import keep_recommendation_source
from barabar.advocacy.models import SourceDocument
from barabar.advocacy.recommendation_catalogue import recommendation_heads
from barabar.advocacy.recommendation_permissions import may_keep_recommendations
from barabar.advocacy.recommendation_queries import documents_seen_by
from barabar.office.access import office_view
from barabar.office.form_page import posted
from barabar.office.forms.plans import show_problems
from barabar.office.forms.recommendations import FollowUpForm, SourceDocumentForm, TableForm
from barabar.publishing.actions.build_follow_up import build_follow_up
from barabar.publishing.recommendations_page import asked_line, columns_read, document_context, documents_context
from barabar.reference.verdicts import Problems
from barabar.reference.workbook_guard import LARGEST_FILE

# So many recommendations of a table are shown before it is brought in.
LOOKED_AT = 200


@office_view
def index(request):
    context = documents_context(request.GET, documents_seen_by(request.actor))
    context["may_edit"] = may(request.actor, "recommendation.edit")
    return render(request, "office/recommendations/documents.html", context)


def _document(request, key: str) -> SourceDocument:
    own = documents_seen_by(request.actor).select_related("event").filter(pk=key).first()
    if own is None:
        raise Http404
    return own


@office_view
def document(request, key):
    own = _document(request, key)
    context = document_context(own) | {"may_edit": may_keep_recommendations(request.actor, own.economy)}
    context["may_follow_up"] = may(request.actor, "recommendation.edit")
    return render(request, "office/recommendations/document.html", context)


@office_view
def add(request):
    may(request.actor, "recommendation.edit").require()
    return _keep(request, None)


@office_view
def edit(request, key):
    own = _document(request, key)
    may_keep_recommendations(request.actor, own.economy).require()
    return _keep(request, own)


def _keep(request, own: SourceDocument | None):
    form = SourceDocumentForm(posted(request), actor=request.actor, document=own)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_recommendation_source(by=request.actor, content=form.content())
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The document is kept."))
            return redirect("office:recommendation-document", kept.pk)
    title = _("Edit the document") if own else _("Add a document that recommends")
    return render(request, "office/recommendations/document_edit.html", {"form": form, "title": title}, status=400 if form.errors else 200)  # fmt: skip


@office_view
def import_table(request, key):
    """All of a table or nothing; everything that is wrong is shown at its cell. With `look`, only what it would bring."""
    own = _document(request, key)
    may_keep_recommendations(request.actor, own.economy).require()
    form = TableForm(request.POST or None, request.FILES or None, document=own)
    problems, looked = [], None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = file.name.replace("\\", "/").rpartition("/")[2][:180]
        is_look = "look" in request.POST
        try:
            done = import_recommendations(by=request.actor, document=own, name=name, content=file.read(LARGEST_FILE + 1), wanted=form.wanted(), dry_run=is_look)  # fmt: skip
        except Problems as found:
            problems = found.problems
        else:
            if not is_look:
                _say(request, done)
                return redirect("office:recommendation-document", own.pk)
            problems, looked = done.problems, done
    lines = [asked_line(one) for one in looked.new[:LOOKED_AT]] if looked else []
    context = {
        "document": own, "form": form, "heads": recommendation_heads().values(), "looked": looked, "lines": lines,
        "columns_read": columns_read(looked.heads) if looked else "",
        "errors": [one for one in problems if one.blocks], "notices": [one for one in problems if not one.blocks],
    }  # fmt: skip
    status = 422 if context["errors"] else 400 if form.errors else 200
    return render(request, "office/recommendations/import.html", context, status=status)


def _say(request, done) -> None:
    new = ngettext("%(count)s recommendation is brought in.", "%(count)s recommendations are brought in.", len(done.new)) % {"count": len(done.new)}  # fmt: skip
    same = ngettext("%(count)s stands already.", "%(count)s stand already.", done.unchanged) % {"count": done.unchanged}
    heads = _("Columns read: %(heads)s.") % {"heads": columns_read(done.heads)}
    messages.success(request, " ".join([new, *([same] if done.unchanged else []), heads]))
    for problem in done.problems[:20]:
        messages.warning(request, problem.sentence)


@office_view
def follow_up(request):
    """Choose what the table is of; with `format`, the file itself."""
    may(request.actor, "recommendation.edit").require()
    seen = documents_seen_by(request.actor)
    asked = request.GET if request.GET.get("format") else None
    initial = {name: request.GET[name] for name in ("source", "document", "economy") if name in request.GET}
    form = FollowUpForm(asked, actor=request.actor, documents=seen, initial=initial)
    if asked is not None and form.is_valid():
        given = form.cleaned_data
        own = seen.filter(pk=given["document"]).first() if given["document"] else None
        try:
            (made,) = build_follow_up(
                by=request.actor, source="" if own else given["source"], document=own, economy=given["economy"],
                languages=(given["language"],), formats=(given["format"],), on=given["on"], base_url=request.build_absolute_uri("/"),
            )  # fmt: skip
        except Problems as found:
            show_problems(form, found.problems)
        else:
            response = HttpResponse(made.content, content_type=made.media_type)
            response.headers["Content-Disposition"] = content_disposition_header(True, made.name)
            return response
    return render(request, "office/recommendations/follow_up.html", {"form": form}, status=400 if form.errors else 200)
