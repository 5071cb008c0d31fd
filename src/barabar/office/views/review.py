"""The review desk: what waits for my decision; and one return with everything needed to decide."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from barabar.access.catalogue import organisation_kinds
from barabar.collection.further import FURTHER
from barabar.collection.models import Return
from barabar.collection.quality import unusual
from barabar.collection.queries import differences, filled_version
from barabar.collection.questions import Form, form_of
from barabar.collection.states import FILLABLE, TITLES
from barabar.office.access import office_view, seen_return
from barabar.office.answers import Sections, changes_in_words, further_lines
from barabar.office.decisions import VERBS, choices_for
from barabar.office.navigation import permissions_of
from barabar.office.views.requests import gathers
from barabar.office.words import RETURN_STATES, question_title, title_of
from barabar.plans.models import Measure
from barabar.reference.verdicts import Problem, Problems, refused
from barabar.review.actions.accept_return import accept_return, undo_accept
from barabar.review.actions.add_remark import add_remark
from barabar.review.actions.approve_return import approve_return, approve_returns, lock_returns, undo_approve
from barabar.review.actions.send_back import send_back
from barabar.review.permissions import may_remark, reviewer_of
from barabar.review.queries import desk, milestones
from barabar.review.visibility import remarks_seen_by, returns_seen_by

SHOWN = ("waiting", "decided", "all")


@office_view
def review(request: HttpRequest) -> HttpResponse:
    """Returns waiting for this person's office, and those it has decided."""
    held = permissions_of(request.actor)
    if "return.review" not in held:
        refused("role", _("Your role does not decide about returns.")).require()
    rows = desk(request.actor)
    show = request.GET.get("show", "waiting") if request.GET.get("show") in SHOWN else "waiting"
    cycle, kind = request.GET.get("cycle", ""), request.GET.get("kind", "")
    chosen = [
        row for row in rows
        if (show == "all" or row.is_waiting == (show == "waiting"))
        and (not cycle or row.period == cycle) and (not kind or row.kind == kind)
    ]  # fmt: skip
    context = {
        "rows": chosen, "show": show, "cycle": cycle, "kind": kind,
        "waiting": sum(row.is_waiting for row in rows), "total": len(rows),
        "periods": sorted({row.period for row in rows}, reverse=True),
        "kinds": [(key, title_of(organisation_kinds(), key)) for key in sorted({row.kind for row in rows})],
        "may_approve": "return.approve" in held,
        "states": {row.state: (RETURN_STATES[row.state], TITLES[row.state]) for row in rows},
        "municipal": _own_municipal(request),
    }  # fmt: skip
    return render(request, "office/review.html", context)


def _own_municipal(request: HttpRequest) -> list[Return]:
    """The returns that this person's committee gathers, in cycles that are open."""
    own = [part.organisation for part in request.actor.parts]
    mine = returns_seen_by(request.actor).filter(request__organisation__in=own, request__cycle__state="open")
    return [return_ for return_ in mine.order_by("-request__cycle__period") if gathers(return_)][:3]


@office_view
@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Asked once more by name, then all or none."""
    wanted = [int(key) for key in request.POST.getlist("return") if key.isdigit()]
    chosen = list(returns_seen_by(request.actor).filter(pk__in=wanted))
    if not chosen:
        messages.info(request, _("No return was marked. Tick those to approve, then press the button again."))
        return redirect("office:review")
    if "sure" not in request.POST:
        return render(request, "office/approve_many.html", {"chosen": chosen})
    approve_returns(by=request.actor, returns=chosen)
    said = ngettext("%(count)s return is approved.", "%(count)s returns are approved.", len(chosen))
    messages.success(request, said % {"count": len(chosen)})
    return redirect("office:review")


def _to_review(request: HttpRequest, return_id: int) -> Return:
    """A return as its readers see it: never the draft in its owner's hands."""
    return_ = seen_return(request, return_id)
    if return_.version == 0:
        raise Http404
    return return_


@office_view
def review_return(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = _to_review(request, return_id)
    versions = list(return_.versions.order_by("-number"))
    form = form_of(return_)
    held = filled_version(versions[0], form)
    changes = changes_in_words(differences(filled_version(versions[1], form), held), held) if len(versions) > 1 else []
    remarks = list(remarks_seen_by(request.actor, return_))
    sent_files = {one["sha256"] for one in versions[0].content["evidence"]}
    files = [file for file in return_.evidence.all() if file.sha256 in sent_files]
    may_write = may_remark(request.actor, return_) and return_.state not in (*FILLABLE, "locked")
    sections = Sections(
        held,
        [*held.problems, *unusual(return_, held)],
        [one for one in remarks if one.version == return_.version],
        files,
    ).all()
    reviewer = reviewer_of(return_)
    context = {
        "return": return_, "version": versions[0], "versions": versions, "sections": sections, "changes": changes,
        "state": RETURN_STATES[return_.state], "state_word": TITLES[return_.state], "history": milestones(return_),
        "choices": choices_for(request.actor, return_), "may_remark": bool(may_write),
        "about": request.GET.get("about", ""), "abouts": _abouts(sections, form) if may_write else [],
        "general": [one for one in remarks if not one.question and not one.measure_id],
        "flags": sum(len(section.flags) for section in sections), "reviewer": reviewer[1].name if reviewer else "",
        "is_draft_again": return_.state in FILLABLE, "further": further_lines(return_, held),
    }  # fmt: skip
    return render(request, "office/review_return.html", context)


def _abouts(sections: list, form: Form) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a remark may be about: each measure, each of its figures, each further question."""
    made = []
    for section in sections:
        measure = section.measure
        figures = [(question.key, question_title(question)) for question in (*measure.values, *measure.money)]
        made.append((f"{measure.code} {measure.title}", [(measure.key, _("The measure as a whole")), *figures]))
    if form.further:
        made.append((form.further_title, [(question.key, str(question.name)) for question in form.further]))
    return made


@office_view
@require_POST
def remark(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = _to_review(request, return_id)
    about = request.POST.get("about", "")
    form = form_of(return_)
    question = form.by_key.get(about)
    measure_key = question.measure_key if question else about
    subject = Measure.objects.filter(key=measure_key).first() if form.measure(measure_key) else None
    if about and subject is None and measure_key != FURTHER:
        raise Http404
    add_remark(
        by=request.actor,
        return_=return_,
        text=request.POST.get("text", ""),
        measure=subject,
        question=question.key if question else "",
    )
    messages.success(request, _("The remark is kept. The institution sees it when the return is sent back."))
    return redirect("office:review-return", return_id)


@office_view
@require_POST
def decide(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = _to_review(request, return_id)
    verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "").strip()
    if verb not in VERBS:
        raise Http404
    seen = request.POST.get("version", "")
    _decide(request, return_, verb, reason, int(seen) if seen.isdigit() else None)
    messages.success(request, VERBS[verb].done)
    return redirect("office:review-return", return_id)


def _decide(request: HttpRequest, return_: Return, verb: str, reason: str, version: int | None) -> None:
    by = request.actor
    if verb == "send_back":
        send_back(by=by, return_=return_, reason=reason, version=version)
    elif verb == "accept":
        accept_return(by=by, return_=return_, version=version)
    elif verb == "approve":
        approve_return(by=by, return_=return_, version=version)
    elif verb == "undo_accept":
        undo_accept(by=by, return_=return_, reason=_needed(reason))
    elif verb == "undo_approve":
        undo_approve(by=by, return_=return_, reason=_needed(reason))
    else:
        lock_returns(by=by, returns=[return_])


def _needed(reason: str) -> str:
    if not reason:
        raise Problems(
            [Problem("no-reason", gettext_lazy("Write why the decision is taken back: it stays in the record."))]
        )
    return reason
