"""The return form: a page a measure. Saved by a plain post, or quietly by the page's script; nothing typed is lost."""

import json
from dataclasses import dataclass, field
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from barabar.collection.actions.attach_evidence import attach_evidence, remove_evidence
from barabar.collection.actions.open_request import open_request
from barabar.collection.actions.take_delivery import take_delivery
from barabar.collection.catalogue import overlaps
from barabar.collection.fields import reading_problems
from barabar.collection.models import Return
from barabar.collection.queries import Filled, earlier_totals, filled
from barabar.collection.questions import MeasureForm
from barabar.collection.reading import LONGEST_NOTE, LONGEST_TEXT
from barabar.collection.states import FILLABLE, is_fillable
from barabar.office.access import office_view, own_return
from barabar.office.due import due_of
from barabar.office.earlier import earlier_values
from barabar.office.forms.measure import measure_page, reasons_for_nothing, remark_place
from barabar.office.offline import (
    base_posted,
    changes_posted,
    id_posted,
    is_only_kept,
    kept_offline,
    open_clashes,
    page_fields,
)
from barabar.office.steps import steps_of
from barabar.office.views.requests import gathers
from barabar.office.words import TEXT_HINTS, TEXT_TITLES
from barabar.plans.catalogue import measure_statuses
from barabar.plans.models import Measure
from barabar.reference.catalogue import languages
from barabar.reference.verdicts import Problem, Problems
from barabar.review.queries import returned_reason
from barabar.review.visibility import remarks_seen_by

EVIDENCE = "evidence"
# Not yet filled in is no mistake while the form is being filled in; the last page lists it.
STILL_BLANK = ("unanswered", "status-open")


@dataclass
class Sheet:
    """What one request to the page works on: the return, its form, the measure, and what went wrong so far."""

    return_: Return
    filled: Filled
    measure: MeasureForm
    remarks: list
    problems: list[Problem] = field(default_factory=list)
    clash: bool = False
    failed: str = ""

    @property
    def address(self) -> str:
        return reverse("office:measure", args=[self.return_.pk, self.measure.measure_id])

    def neighbour(self, step: int) -> str:
        """The page of the measure before or after; after the last one comes review and sending."""
        measures = self.filled.form.pages
        place = measures.index(self.measure) + step
        if place < 0:
            return ""
        if place >= len(measures):
            return reverse("office:send", args=[self.return_.pk])
        return reverse("office:measure", args=[self.return_.pk, measures[place].measure_id])


def sheet_of(request: HttpRequest, return_id: int, measure_id: int) -> Sheet:
    return_ = own_return(request, return_id)
    held = filled(return_)
    measure = next((one for one in held.form.pages if one.measure_id == measure_id), None)
    if measure is None or (gathers(return_) and not measure.further):
        raise Http404
    remarks = []
    if return_.state == "returned":
        remarks = list(remarks_seen_by(request.actor, return_).filter(version=return_.version))
    return Sheet(return_, held, measure, remarks)


@office_view
@kept_offline
def measure(request: HttpRequest, return_id: int, measure_id: int) -> HttpResponse:
    sheet = sheet_of(request, return_id, measure_id)
    if request.method == "POST":
        return _posted(request, sheet)
    if sheet.return_.state not in FILLABLE:
        messages.info(request, is_fillable(sheet.return_).sentence)
        return redirect("office:request", return_id)
    if sheet.return_.request.first_opened_at is None and not is_only_kept(request):
        open_request(by=request.actor, request=sheet.return_.request)
    sheet.problems = [problem for problem in sheet.filled.open_problems if problem.code not in STILL_BLANK]
    return _page(request, sheet)


def _save(request: HttpRequest, sheet: Sheet) -> None:
    """Take in what was typed; a refusal is kept for the page to show beside it."""
    by, return_ = request.actor.acting_for(sheet.return_.request.organisation_id), sheet.return_
    language = return_.organisation.language
    base = base_posted(request.POST)
    shown = page_fields(sheet.filled, sheet.measure, language) if base is None else base
    changes = changes_posted(request.POST, shown, sheet.filled, sheet.measure)
    if changes:
        taken = take_delivery(
            by=by, return_=return_, measure=sheet.measure, delivery=id_posted(request.POST), changes=changes
        )
        sheet.clash = bool(taken.clashing)
        sheet.filled = filled(return_)
    if return_.state not in FILLABLE:
        sheet.failed = is_fillable(return_).sentence
    sheet.problems = [*reading_problems(sheet.filled, sheet.measure), *sheet.filled.problems]


def _posted(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    _save(request, sheet)
    if sheet.failed:
        return _page(request, sheet, request.POST, status=409)
    file_problems = _files(request, sheet)
    if sheet.clash:
        return redirect("office:clashes", sheet.return_.pk)
    page = measure_page(sheet.filled, sheet.measure, problems=sheet.problems)
    if file_problems or page.errors:
        sheet.problems = [*sheet.problems, *file_problems]
        return _page(request, sheet)
    what = request.POST.get("do", "save")
    if what == "continue":
        return redirect(sheet.neighbour(+1))
    messages.success(request, _("The draft is saved."))
    return redirect(sheet.address + ("#" + EVIDENCE if what == "attach" or "remove" in request.POST else ""))


def _files(request: HttpRequest, sheet: Sheet) -> list[Problem]:
    """Attach what was chosen, remove what was asked; the answers are saved already."""
    by, return_ = request.actor.acting_for(sheet.return_.request.organisation_id), sheet.return_
    problems: list[Problem] = []
    if sheet.measure.further:
        return problems  # files support a measure's answers; evidence of a commitment is said in words
    subject = Measure.objects.get(pk=sheet.measure.measure_id)
    for file in request.FILES.getlist(EVIDENCE):
        try:
            attach_evidence(by=by, return_=return_, measure=subject, name=file.name, content=file.read())
        except Problems as found:
            problems += [Problem(p.code, p.template, p.facts, p.severity, p.where, EVIDENCE) for p in found.problems]
    wanted = request.POST.get("remove", "")
    if wanted.isdigit():
        evidence = return_.evidence.filter(measure=subject, pk=int(wanted)).first()
        if evidence:
            remove_evidence(by=by, evidence=evidence)
    return problems


def _page(request: HttpRequest, sheet: Sheet, posted=None, status: int = 200) -> HttpResponse:
    return_ = sheet.return_
    page = measure_page(
        sheet.filled,
        sheet.measure,
        problems=sheet.problems,
        posted=posted,
        remarks=sheet.remarks,
    )
    own = [remark for remark in sheet.remarks if remark.measure_id == sheet.measure.measure_id and not remark.question]
    placed = [(remark_place(sheet.measure, r.question), r) for r in sheet.remarks if r.question]
    files = [p for p in sheet.problems if p.anchor == EVIDENCE]
    context = {
        "return": return_, "page": page, "measure": sheet.measure, "due": due_of(return_), "count": sheet.filled.count,
        "steps": steps_of(return_, sheet.filled, sheet.measure.key, sheet.remarks, sheet.filled.problems),
        "errors": [*page.errors, *files], "file_problems": files, "failed": sheet.failed,
        "reason": returned_reason(return_),
        "remarks": [(place, r) for place, r in placed if place] + [("", r) for r in own],
        "statuses": list(measure_statuses().values()), "reasons": reasons_for_nothing(),
        "overlaps": list(overlaps().values()), "languages_of_text": list(languages().values()),
        "text_language": page.texts.get("language") or return_.organisation.language,
        "evidence": list(return_.evidence.filter(measure_id=sheet.measure.measure_id)),
        "earlier": earlier_values(sheet.measure, earlier_totals(return_), return_.request.cycle),
        "previous_url": sheet.neighbour(-1), "next_url": sheet.neighbour(+1),
        "narrative_fields": [(name, TEXT_TITLES[name], hint) for name, hint in TEXT_HINTS.items()],
        "base": json.dumps(page_fields(sheet.filled, sheet.measure, return_.organisation.language)),
        "delivery": uuid4(), "clashes": len(open_clashes(return_)),
        "longest": LONGEST_TEXT, "longest_note": LONGEST_NOTE,
    }  # fmt: skip
    template = "office/further.html" if sheet.measure.further else "office/measure.html"
    return render(request, template, context, status=status)
