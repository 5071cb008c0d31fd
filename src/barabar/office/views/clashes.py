"""Two people answered differently: both answers side by side with the last approved one; one is chosen for each."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from barabar.collection.actions.settle_clash import CHOICES, settle_clash
from barabar.collection.fields import TEXT, Question, given_of, questions_by_name, stored_units
from barabar.collection.further import FurtherQuestion
from barabar.collection.models import Clash, Return
from barabar.collection.queries import filled
from barabar.collection.questions import MeasureForm
from barabar.collection.reading import read_one
from barabar.collection.states import FILLABLE, is_fillable
from barabar.design.figures import NO_VALUE
from barabar.office.access import office_view, own_return
from barabar.office.forms.measure import remark_place
from barabar.office.offline import open_clashes
from barabar.office.words import TEXT_TITLES, reason_of, shown, status_title, title_of
from barabar.reference.catalogue import languages
from barabar.reference.verdicts import Refused
from barabar.review.last_approved import LastApproved, last_approved


@dataclass(frozen=True)
class Side:
    """One answer to choose: `choice` is its word for the action."""

    choice: str
    title: str
    text: str


@dataclass(frozen=True)
class Row:
    clash: Clash
    place: str
    what: str
    url: str
    sides: tuple[Side, ...]
    seen: str
    approved: LastApproved | None


@office_view
def clashes(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = own_return(request, return_id)
    rows = _rows(return_)
    if request.method == "POST":
        return _choose(request, return_, rows)
    fillable = return_.state in FILLABLE
    context = {
        "return": return_, "rows": rows, "fillable": fillable,
        "why_not": "" if fillable else is_fillable(return_).sentence,
    }  # fmt: skip
    return render(request, "office/clashes.html", context)


def _choose(request: HttpRequest, return_: Return, rows: list[Row]) -> HttpResponse:
    """Each row that was chosen, on its own: one that cannot be settled any more holds up no other."""
    by, settled = request.actor.acting_for(return_.request.organisation_id), 0
    for row in rows:
        chosen = request.POST.get(f"clash-{row.clash.pk}", "")
        if chosen not in CHOICES or (chosen == "approved" and row.approved is None):
            continue
        approved = row.approved.parts if row.approved else None
        try:
            settle_clash(by=by, clash=row.clash, chosen=chosen, seen=_seen(request, row), approved=approved)
            settled += 1
        except Refused as refusal:
            messages.error(request, f"{row.place}, {row.what}: {refusal}")
    if settled:
        messages.success(request, _("Your choice is saved."))
    if not open_clashes(return_):
        return redirect("office:request", return_.pk)
    return redirect("office:clashes", return_.pk)


def _seen(request: HttpRequest, row: Row) -> dict[str, str]:
    """What the page showed as standing there, as it sends it back."""
    try:
        seen = json.loads(request.POST.get(f"seen-{row.clash.pk}", ""))
    except ValueError:
        return {}
    return {str(part): str(text) for part, text in seen.items()} if isinstance(seen, dict) else {}


def _rows(return_: Return) -> list[Row]:
    held, language = filled(return_), return_.organisation.language
    forms = {one.measure_id: one for one in held.form.pages}
    made = []
    for clash in open_clashes(return_):
        form = forms.get(clash.measure_id or 0)
        theirs = stored_units(held, form, language).get(clash.unit, {}) if form else {}
        approved = last_approved(return_, form).get(clash.unit) if form and clash.measure_id else None
        made.append(_row(return_, clash, form, theirs, approved))
    return made


def _row(
    return_: Return, clash: Clash, form: MeasureForm | None, theirs: dict[str, str], approved: LastApproved | None
) -> Row:
    question = questions_by_name(form).get(clash.unit) if form else None
    mine = _("Saved later by %(who)s") % {"who": clash.by}
    sides = [
        Side("mine", mine, in_words(question, clash.unit, clash.mine)),
        Side("theirs", _("Stands in the draft now"), in_words(question, clash.unit, theirs)),
    ]
    if approved:
        title = _("Approved last, for %(period)s") % {"period": approved.period}
        sides.append(Side("approved", title, in_words(question, clash.unit, approved.parts)))
    url = reverse("office:measure", args=[return_.pk, clash.measure_id or 0]) if form else ""
    place = f"{clash.measure.code} {clash.measure.title}" if clash.measure else str(form.title) if form else ""
    return Row(clash, place, what_is_asked(form, question, clash.unit), url, tuple(sides), json.dumps(theirs), approved)


def what_is_asked(form: MeasureForm | None, question: Question | None, unit: str) -> str:
    if unit == "language":
        return _("Language of these texts")
    if unit in TEXT_TITLES:
        return str(TEXT_TITLES[unit])
    return remark_place(form, question.key) if form and question else unit


def in_words(question: Question | None, unit: str, parts: dict[str, str]) -> str:
    """An answer as people read it; what cannot be read as one, as it was typed."""
    if not any(parts.values()):
        return NO_VALUE
    if unit == "status":
        return status_title(parts.get(TEXT, ""))
    if unit == "language":
        return title_of(languages(), parts.get(TEXT, ""))
    if question is not None:
        read, problems = read_one(question, given_of(question, parts))
        if isinstance(question, FurtherQuestion):
            return " · ".join(filter(None, [question.title_of(parts.get("why", "")), parts.get("note", "")]))
        if read and not problems:
            return " · ".join(filter(None, [shown(read), reason_of(read), read.note]))
    return " · ".join(filter(None, parts.values()))
