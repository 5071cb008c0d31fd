"""Review and send; the receipt; a kept version with what changed in it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from barabar.collection.actions.submit_return import clash_problems, submit_return
from barabar.collection.fields import questions_of
from barabar.collection.permissions import may_submit
from barabar.collection.quality import unusual
from barabar.collection.queries import differences, filled, filled_version
from barabar.collection.reading import anchor_of
from barabar.collection.routing import next_step
from barabar.collection.states import FILLABLE, is_fillable
from barabar.office.access import office_view, own_return, seen_return
from barabar.office.answers import Sections, changes_in_words, evidence_of, further_lines, further_of
from barabar.office.due import due_of
from barabar.office.offline import kept_offline
from barabar.office.steps import SEND, steps_of
from barabar.office.views.requests import gathers
from barabar.reference.verdicts import Problems
from barabar.review.visibility import remarks_seen_by


@office_view
@kept_offline
def send(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = own_return(request, return_id)
    if return_.state not in FILLABLE:
        messages.info(request, is_fillable(return_).sentence)
        return redirect("office:request", return_id)
    if request.method == "POST":
        return _send(request, return_)
    return _page(request, return_)


def _send(request: HttpRequest, return_) -> HttpResponse:
    try:
        submit_return(by=request.actor.acting_for(return_.request.organisation_id), return_=return_)
    except Problems:
        return _page(request, return_, status=422)  # the page lists every one of them
    return redirect("office:receipt", return_.pk)


def _page(request: HttpRequest, return_, status: int = 200) -> HttpResponse:
    held = filled(return_)
    found = [*held.open_problems, *clash_problems(return_), *unusual(return_, held)]
    consolidates = gathers(return_)
    pages = _pages(return_, held)
    pages["clashes"] = reverse("office:clashes", args=[return_.pk])
    blocking = [{"sentence": p.sentence, "url": pages.get(p.anchor, "") + "#" + p.anchor} for p in found if p.blocks]
    after = next_step(return_)
    remarks = (
        list(remarks_seen_by(request.actor, return_).filter(version=return_.version))
        if return_.state == "returned"
        else []
    )
    context = {
        "return": return_, "due": due_of(return_), "count": held.count, "gathers": consolidates,
        "sections": Sections(held, held.problems, evidence=evidence_of(return_)).all(), "blocking": blocking,
        "warnings": [p for p in found if not p.blocks], "steps": steps_of(return_, held, SEND, remarks, found),
        "to": after[1].name if after else "", "verdict": may_submit(request.actor, return_), "pages": pages,
        "edit_links": not consolidates, "empty": not held.form.pages, "further": further_lines(return_, held),
    }  # fmt: skip
    return render(request, "office/send.html", context, status=status)


def _pages(return_, held) -> dict[str, str]:
    """The page on which each question stands, by its anchor."""
    pages = {}
    for measure in held.form.pages:
        url = reverse("office:measure", args=[return_.pk, measure.measure_id])
        if gathers(return_) and not measure.further:
            continue  # its figures are gathered, not typed
        for key in (measure.key, *(question.key for question in questions_of(measure))):
            pages[anchor_of(key)] = url
    return pages


@office_view
def receipt(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = own_return(request, return_id)
    version = return_.versions.defer("content").order_by("-number").first()
    if version is None:
        raise Http404
    after = next_step(return_)
    context = {"return": return_, "version": version, "to": after[1].name if after else ""}
    return render(request, "office/receipt.html", context)


@office_view
def version(request: HttpRequest, return_id: int, number: int) -> HttpResponse:
    """What was sent, as it was sent, for both sides; with the differences to the version before."""
    return_ = seen_return(request, return_id)
    kept = {one.number: one for one in return_.versions.filter(number__in=[number, number - 1])}
    if number not in kept:
        raise Http404
    held = filled_version(kept[number])
    changes, files = [], ([], [])
    if number - 1 in kept:
        before = filled_version(kept[number - 1], held.form)
        changes = changes_in_words(differences(before, held), held)
        files = _files_between(kept[number - 1].content, kept[number].content)
    context = {
        "return": return_, "version": kept[number], "sections": Sections(held).all(), "changes": changes,
        "further": further_of(held),
        "files_added": files[0], "files_removed": files[1], "files": kept[number].content["evidence"],
        "numbers": list(return_.versions.values_list("number", flat=True)), "has_before": number - 1 in kept,
        "title": _("Version %(number)s") % {"number": number},
    }  # fmt: skip
    return render(request, "office/version.html", context)


def _files_between(before: dict, after: dict) -> tuple[list[str], list[str]]:
    old, new = ({one["sha256"]: one["name"] for one in content["evidence"]} for content in (before, after))
    return [name for sha, name in new.items() if sha not in old], [name for sha, name in old.items() if sha not in new]
