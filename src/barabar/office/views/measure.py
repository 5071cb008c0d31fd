"""The return form: a page a measure. Saved by a plain post, or quietly by the page's script; nothing typed is lost."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from barabar.collection.actions.attach_evidence import attach_evidence, remove_evidence
from barabar.collection.actions.open_request import open_request
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.catalogue import overlaps
from barabar.collection.fields import given_from, narrative_from
from barabar.collection.models import Return
from barabar.collection.queries import Filled, earlier_totals, filled
from barabar.collection.questions import MeasureForm
from barabar.collection.reading import LONGEST_NOTE, LONGEST_TEXT
from barabar.collection.states import FILLABLE, is_fillable
from barabar.office.access import office_view, own_return
from barabar.office.due import due_of
from barabar.office.earlier import earlier_values
from barabar.office.forms.measure import measure_page, reasons_for_nothing, remark_place
from barabar.office.steps import steps_of
from barabar.office.views.requests import gathers
from barabar.office.words import TEXT_HINTS, TEXT_TITLES
from barabar.plans.catalogue import measure_statuses
from barabar.plans.models import Measure
from barabar.reference.catalogue import languages
from barabar.reference.verdicts import Problem, Problems, Refused
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
    clash: str = ""
    failed: str = ""

    @property
    def address(self) -> str:
        return reverse("office:measure", args=[self.return_.pk, self.measure.measure_id])

    def neighbour(self, step: int) -> str:
        """The page of the measure before or after; after the last one comes review and sending."""
        measures = self.filled.form.measures
        place = measures.index(self.measure) + step
        if place < 0:
            return ""
        if place >= len(measures):
            return reverse("office:send", args=[self.return_.pk])
        return reverse("office:measure", args=[self.return_.pk, measures[place].measure_id])


def _sheet(request: HttpRequest, return_id: int, measure_id: int) -> Sheet:
    return_ = own_return(request, return_id)
    held = filled(return_)
    measure = next((one for one in held.form.measures if one.measure_id == measure_id), None)
    if measure is None or gathers(return_):
        raise Http404
    remarks = []
    if return_.state == "returned":
        remarks = list(remarks_seen_by(request.actor, return_).filter(version=return_.version))
    return Sheet(return_, held, measure, remarks)


@office_view
def measure(request: HttpRequest, return_id: int, measure_id: int) -> HttpResponse:
    sheet = _sheet(request, return_id, measure_id)
    if request.method == "POST":
        return _posted(request, sheet)
    if sheet.return_.state not in FILLABLE:
        messages.info(request, is_fillable(sheet.return_).sentence)
        return redirect("office:request", return_id)
    if sheet.return_.request.first_opened_at is None:
        open_request(by=request.actor, request=sheet.return_.request)
    sheet.problems = [problem for problem in sheet.filled.open_problems if problem.code not in STILL_BLANK]
    return _page(request, sheet)


@office_view
@require_POST
def autosave(request: HttpRequest, return_id: int, measure_id: int) -> HttpResponse:
    """The same saving, asked for by the page's script. Answers with the edition to send next time."""
    sheet = _sheet(request, return_id, measure_id)
    _save(request, sheet)
    if sheet.clash:
        return JsonResponse({"reason": sheet.clash}, status=409)
    if sheet.failed:
        return JsonResponse({"reason": sheet.failed}, status=403)
    return JsonResponse({"edition": sheet.return_.edition, "problems": [p.sentence for p in sheet.problems]})


def _save(request: HttpRequest, sheet: Sheet) -> None:
    """Save what was typed; a refusal is kept for the page to show beside it."""
    language = sheet.return_.organisation.language
    seen = request.POST.get("edition", "")
    try:
        saved = save_answers(
            by=request.actor.acting_for(sheet.return_.request.organisation_id),
            return_=sheet.return_,
            given=given_from(request.POST, sheet.filled, sheet.measure),
            narratives=[narrative_from(request.POST, sheet.filled, sheet.measure, language)],
            edition=int(seen) if seen.isdigit() else None,
            form=sheet.filled.form,
        )
    except Refused as refusal:
        _keep_refusal(request, sheet, refusal)
        return
    sheet.problems = list(saved.problems)


def _keep_refusal(request: HttpRequest, sheet: Sheet, refusal: Refused) -> None:
    """Two saves crossed: only where they differ is it a clash (the script's own save may have come first)."""
    if refusal.verdict.code != "edition":
        sheet.failed = str(refusal)
        return
    language = sheet.return_.organisation.language
    narrative = narrative_from(request.POST, sheet.filled, sheet.measure, language)
    stored = sheet.filled.narratives.get(sheet.measure.key)
    if given_from(request.POST, sheet.filled, sheet.measure) or (stored and narrative != stored):
        sheet.clash = str(refusal)
        return
    sheet.problems = sheet.filled.problems


def _posted(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    _save(request, sheet)
    if sheet.clash or sheet.failed:
        return _page(request, sheet, request.POST, status=409)
    file_problems = _files(request, sheet)
    page = measure_page(sheet.filled, sheet.measure, problems=sheet.problems)
    if file_problems or page.errors:
        sheet.filled = filled(sheet.return_)
        sheet.problems = [*sheet.problems, *file_problems]
        return _page(request, sheet, request.POST)
    what = request.POST.get("do", "save")
    if what == "continue":
        return redirect(sheet.neighbour(+1))
    messages.success(request, _("The draft is saved."))
    return redirect(sheet.address + ("#" + EVIDENCE if what == "attach" or "remove" in request.POST else ""))


def _files(request: HttpRequest, sheet: Sheet) -> list[Problem]:
    """Attach what was chosen, remove what was asked; the answers are saved already."""
    by, return_ = request.actor.acting_for(sheet.return_.request.organisation_id), sheet.return_
    problems: list[Problem] = []
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
        clash=bool(sheet.clash),
    )
    own = [remark for remark in sheet.remarks if remark.measure_id == sheet.measure.measure_id and not remark.question]
    placed = [(remark_place(sheet.measure, r.question), r) for r in sheet.remarks if r.question]
    files = [p for p in sheet.problems if p.anchor == EVIDENCE]
    context = {
        "return": return_, "page": page, "measure": sheet.measure, "due": due_of(return_), "count": sheet.filled.count,
        "steps": steps_of(return_, sheet.filled, sheet.measure.key, sheet.remarks, sheet.filled.problems),
        "errors": [*page.errors, *files], "file_problems": files, "clash": sheet.clash, "failed": sheet.failed,
        "reason": returned_reason(return_),
        "remarks": [(place, r) for place, r in placed if place] + [("", r) for r in own],
        "statuses": list(measure_statuses().values()), "reasons": reasons_for_nothing(),
        "overlaps": list(overlaps().values()), "languages_of_text": list(languages().values()),
        "text_language": page.texts.get("language") or return_.organisation.language,
        "evidence": list(return_.evidence.filter(measure_id=sheet.measure.measure_id)),
        "earlier": earlier_values(sheet.measure, earlier_totals(return_), return_.request.cycle),
        "previous_url": sheet.neighbour(-1), "next_url": sheet.neighbour(+1),
        "narrative_fields": [(name, TEXT_TITLES[name], hint) for name, hint in TEXT_HINTS.items()],
        "longest": LONGEST_TEXT, "longest_note": LONGEST_NOTE,
    }  # fmt: skip
    return render(request, "office/measure.html", context, status=status)
