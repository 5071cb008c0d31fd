"""Requests as the pack needs them: this room is the door, so that publishing sees no draft itself."""

from django.utils.translation import gettext_lazy as _

from barabar.collection.models import Cycle, Request, Return
from barabar.collection.reading import anchor_of
from barabar.collection.routing import consolidates
from barabar.collection.states import FILLABLE
from barabar.collection.workbooks.write import make_workbook
from barabar.reference.verdicts import Problem
from barabar.review.models import Remark

__all__ = ["Cycle", "Request", "make_workbook", "remarks_as_problems", "request_of", "requests_of"]


def requests_of(cycle: Cycle) -> list[Request]:
    """Those that are still to be answered, in the order of the register; a return that is gathered is filled in by nobody."""
    rows = Request.objects.filter(cycle=cycle, return_of__state__in=FILLABLE)
    found = rows.select_related("organisation", "cycle", "return_of").order_by("organisation__path")
    return [one for one in found if not consolidates(one)]


def request_of(number: int) -> Request:
    """One request, with what its workbook and letter name."""
    return Request.objects.select_related("organisation", "cycle", "return_of").get(pk=number)


def remarks_as_problems(return_: Return) -> tuple[Problem, ...]:
    """What the reviewer asked of a returned version, to stand at its cells in the workbook."""
    if return_.state != "returned":
        return ()
    asked = Remark.objects.filter(of=return_, sent=True, resolved_at=None, version=return_.version).select_related(
        "measure"
    )
    return tuple(
        Problem(
            "remark", _("The reviewer asks: %(text)s"), {"text": remark.text}, severity="question",
            anchor=anchor_of(remark.question or (remark.measure.key if remark.measure else "")),
        )
        for remark in asked
    )  # fmt: skip
