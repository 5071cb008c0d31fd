from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.collection.models import Return
from barabar.journal.actions.record import record
from barabar.plans.models import Measure
from barabar.reference.verdicts import Problem, Problems
from barabar.review.models import Remark
from barabar.review.permissions import may_remark, reviewer_of


@transaction.atomic
def add_remark(*, by: Actor, return_: Return, text: str, measure: Measure | None = None, question: str = "") -> Remark:
    """A reviewer's question, on a single value where `question` is its key. The owner sees it once it is sent back."""
    may_remark(by, return_).require()
    if not text.strip():
        raise Problems([Problem("remark-empty", _("Write the remark, or leave it out."))])
    acting = by.acting_for(reviewer_of(return_)[1].pk)
    remark = Remark.objects.create(
        of=return_, version=return_.version, measure=measure, question=question, text=text.strip(),
        by=acting.name, by_role=acting.role_title, by_organisation=acting.organisation_key,
    )  # fmt: skip
    record(by=acting, action="remark.add", kind="return", subject=return_.pk, facts={"question": question})
    return remark
