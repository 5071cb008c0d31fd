"""Recommendations in the office: the list, one with its history and links, entering, altering, withdrawing."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from barabar.access.permissions import may
from barabar.advocacy.actions.keep_recommendation import keep_recommendation, withdraw_recommendation
from barabar.advocacy.actions.link_recommendation import link_answer, unlink_answer
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import tell_fulfilment
from barabar.advocacy.models import AnswerLink, Recommendation
from barabar.advocacy.recommendation_permissions import may_keep_recommendations, may_tell_fulfilment
from barabar.advocacy.recommendation_queries import documents_seen_by, recommendations_of
from barabar.office.access import office_view
from barabar.office.answering_things import KINDS, found_things, thing_of
from barabar.office.form_page import form_page, posted
from barabar.office.forms.plans import show_problems
from barabar.office.forms.recommendations import FulfilmentForm, RecommendationForm, WithdrawForm
from barabar.publishing.downloads import csv_response
from barabar.publishing.recommendations_page import (
    COLUMNS,
    chosen,
    recommendation_context,
    recommendations_context,
    rows_of,
)
from barabar.reference.verdicts import Problems

TITLES = {
    "measure": gettext_lazy("Measure"), "indicator": gettext_lazy("Indicator of a measure"),
    "commitment": gettext_lazy("Commitment"), "issue": gettext_lazy("Issue of a community"),
}  # fmt: skip


@office_view
def index(request):
    context = recommendations_context(request.GET, documents_seen_by(request.actor))
    context["may_edit"] = may(request.actor, "recommendation.edit")
    return render(request, "office/recommendations/index.html", context)


@office_view
def file(request):
    """What the list shows, as CSV."""
    found = chosen(request.GET, documents_seen_by(request.actor))
    return csv_response("recommendations.csv", COLUMNS, rows_of(found, request.GET.get("economy", "")))


def _recommendation(request, number: int) -> Recommendation:
    """Those withdrawn too: whoever keeps the document still finds them here."""
    seen = recommendations_of(documents_seen_by(request.actor), withdrawn=True)
    own = seen.select_related("document", "conclusion__event").prefetch_related("addressed", "tags").filter(pk=number).first()  # fmt: skip
    if own is None or (own.withdrawn_on and not may_keep_recommendations(request.actor, own.document.economy)):
        raise Http404
    return own


def _tells(request, own: Recommendation) -> bool:
    return own.withdrawn_on is None and any(may_tell_fulfilment(request.actor, one.economy) for one in own.addressed.all())  # fmt: skip


@office_view
def recommendation(request, number):
    """One recommendation; those who may say how it stands find the form beside it."""
    own = _recommendation(request, number)
    keeps, tells = may_keep_recommendations(request.actor, own.document.economy), _tells(request, own)
    form = FulfilmentForm(posted(request), actor=request.actor, recommendation=own) if tells else None  # fmt: skip
    if request.method == "POST" and form is None:
        may_tell_fulfilment(request.actor, own.document.economy).require()
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            tell_fulfilment(
                by=request.actor, recommendation=own, economy=form.cleaned_data["economy"], told=form.told()
            )
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("It is kept; what was said before stays in the history."))
            return redirect("office:recommendation", own.pk)
    context = recommendation_context(own, inside=bool(keeps or tells)) | {"form": form, "may_edit": keeps, "may_link": tells}  # fmt: skip
    return render(request, "office/recommendations/one.html", context, status=400 if form and form.errors else 200)


@office_view
def add(request, key):
    document = documents_seen_by(request.actor).select_related("event").filter(pk=key).first()
    if document is None:
        raise Http404
    may_keep_recommendations(request.actor, document.economy).require()
    form = RecommendationForm(posted(request), document=document)

    def keep(form):
        made = keep_recommendation(by=request.actor, document=document, asked=form.asked())
        return reverse("office:recommendation", args=[made.pk])

    back = _trail(document.title, reverse("office:recommendation-document", args=[document.pk]))
    return form_page(request, form, _("Enter a recommendation"), keep, _("The recommendation is kept."), back)


def _trail(title: object, address: str) -> list[tuple[object, str]]:
    return [(_("Recommendations"), reverse("office:recommendations")), (title, address)]


def _back(own: Recommendation) -> list[tuple[object, str]]:
    return _trail(f"{own.document.title} {own.number}".strip(), reverse("office:recommendation", args=[own.pk]))


@office_view
def edit(request, number):
    own = _recommendation(request, number)
    may_keep_recommendations(request.actor, own.document.economy).require()
    form = RecommendationForm(posted(request), document=own.document, recommendation=own)

    def keep(form):
        keep_recommendation(by=request.actor, document=own.document, asked=form.asked(), recommendation=own, reason=form.cleaned_data["reason"])  # fmt: skip
        return reverse("office:recommendation", args=[own.pk])

    return form_page(request, form, _("Alter the recommendation"), keep, _("It is kept; the words before stay in the history."), _back(own))  # fmt: skip


@office_view
def withdraw(request, number):
    own = _recommendation(request, number)
    may_keep_recommendations(request.actor, own.document.economy).require()

    def keep(form):
        withdraw_recommendation(by=request.actor, recommendation=own, reason=form.cleaned_data["reason"])
        return reverse("office:recommendation", args=[own.pk])

    return form_page(request, WithdrawForm(posted(request)), _("Withdraw the recommendation"), keep, _("It is withdrawn, and kept with the reason."), _back(own))  # fmt: skip


@office_view
def link(request, number):
    """Look for what answers it, by kind and words, and link it."""
    own = _recommendation(request, number)
    if not _tells(request, own):
        may_tell_fulfilment(request.actor, own.document.economy).require()
        raise Http404
    reached = [one.economy for one in own.addressed.all() if may_tell_fulfilment(request.actor, one.economy)]
    given = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "") if given.get("kind", "") in KINDS else "measure"
    if request.method == "POST":
        return _linked(request, own, kind)
    found, more = found_things(kind, given.get("q", ""), reached)
    context = {
        "recommendation": own, "document": own.document, "kind": kind, "kinds": TITLES.items(), "q": given.get("q", ""), "found": found,
        "more": ngettext("%(count)s more; write further words.", "%(count)s more; write further words.", more) % {"count": more} if more else "",
    }  # fmt: skip
    return render(request, "office/recommendations/link.html", context)


def _linked(request, own: Recommendation, kind: str):
    thing = thing_of(kind, request.POST.get("thing", ""))
    try:
        link_answer(by=request.actor, recommendation=own, thing=thing)
    except Problems as found:
        for problem in found.problems:
            messages.error(request, problem.message)
    else:
        messages.success(request, _("It is linked: it answers this recommendation from now on."))
    return redirect("office:recommendation", own.pk)


@require_POST
@office_view
def unlink(request, number):
    row = AnswerLink.objects.select_related("recommendation").filter(pk=number).first()
    if row is None:
        raise Http404
    own = _recommendation(request, row.recommendation_id)
    try:
        unlink_answer(by=request.actor, link=row)
    except Problems as found:
        messages.error(request, str(found))
    else:
        messages.success(request, _("The link is taken away; that it was there stays in the history."))
    return redirect("office:recommendation", own.pk)
