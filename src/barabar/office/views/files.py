"""Evidence and workbooks: down and up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from barabar.access.actors import Actor
from barabar.collection.actions.import_workbook import import_workbook
from barabar.collection.actions.open_request import open_request
from barabar.collection.models import Evidence, Return
from barabar.collection.permissions import may_fill
from barabar.collection.states import FILLABLE
from barabar.collection.workbooks.write import make_workbook
from barabar.office.access import office_view, own_return
from barabar.office.downloads import download
from barabar.office.views.requests import gathers
from barabar.reference.verdicts import Problem, Problems
from barabar.review.visibility import returns_seen_by

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@office_view
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Whoever may see the return may fetch its files; a foreign file answers like one that does not exist."""
    found = Evidence.objects.filter(pk=evidence_id, of__in=returns_seen_by(request.actor)).first()
    if found is None or not _is_open_to(request.actor, found):
        raise Http404
    with found.file.open("rb") as file:
        return download(file.read(), found.name, found.media_type)


def _is_open_to(actor: Actor, evidence: Evidence) -> bool:
    """While a return is being corrected, others see only the files of the version that was sent."""
    if evidence.of.state not in FILLABLE or may_fill(actor, evidence.of):
        return True
    sent = evidence.of.versions.order_by("-number").first()
    return any(one["sha256"] == evidence.sha256 for one in sent.content["evidence"])


def own_workbook(request: HttpRequest, return_id: int) -> Return:
    """A gathered return has no workbook: its figures are the directorates' own."""
    return_ = own_return(request, return_id)
    if gathers(return_):
        raise Http404
    return return_


@office_view
def workbook(request: HttpRequest, return_id: int) -> HttpResponse:
    return_ = own_workbook(request, return_id)
    if return_.request.first_opened_at is None:
        open_request(by=request.actor, request=return_.request)
    content = make_workbook(return_, get_language())
    return download(content, f"{return_.cycle.pk}-{return_.request.organisation_id}.xlsx", WORKBOOK)


@office_view
@require_POST
def upload_workbook(request: HttpRequest, return_id: int) -> HttpResponse:
    """Read a returned workbook and say everything about it on one page."""
    return_ = own_workbook(request, return_id)
    file = request.FILES.get("workbook")
    if file is None:
        messages.error(request, _("No file was chosen. Choose the workbook that you filled in."))
        return redirect("office:request", return_id)
    by = request.actor.acting_for(return_.request.organisation_id)
    try:
        done = import_workbook(by=by, return_=return_, name=file.name, content=file.read(), language=get_language())
    except Problems as found:
        return _result(request, return_, file.name, found.problems, status=422)
    if done.again:
        messages.info(request, _("This very file was read before; nothing changed."))
        return redirect("office:request", return_id)
    if not done.problems:
        said = ngettext(
            "%(count)s answer was read from the workbook.", "%(count)s answers were read from the workbook.", done.read
        )
        messages.success(request, said % {"count": done.read})
        return redirect("office:request", return_id)
    return _result(request, return_, file.name, done.problems, done)


def _result(
    request: HttpRequest, return_, name: str, problems: list[Problem], done=None, status: int = 200
) -> HttpResponse:
    context = {
        "return": return_, "name": name, "done": done,
        "errors": [p for p in problems if p.blocks], "warnings": [p for p in problems if not p.blocks],
    }  # fmt: skip
    return render(request, "office/workbook.html", context, status=status)


@office_view
def marked_workbook(request: HttpRequest, return_id: int, upload_id: int) -> HttpResponse:
    return_ = own_workbook(request, return_id)
    upload = return_.uploads.filter(pk=upload_id).exclude(marked="").first()
    if upload is None:
        raise Http404
    with upload.marked.open("rb") as file:
        stem = upload.name.rpartition(".")[0] or upload.name
        return download(file.read(), f"{stem}-{_('marked')}.xlsx", WORKBOOK)
