"""Write down what an event concluded: statements, recommendations, and the texts of commitments."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.coordination.actions.keep_body import unknown
from barabar.coordination.catalogue import conclusion_kinds
from barabar.coordination.models import Conclusion, Event
from barabar.coordination.permissions import may_edit_event
from barabar.journal.actions.record import record
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@transaction.atomic
def conclude(*, by: Actor, event: Event, kind: str, text: Text, agreement: str = "") -> Conclusion:
    """A further conclusion of the event. What was written stays: a mistake is put right by a further conclusion."""
    may_edit_event(by, event).require()
    problems = list(_problems(event, kind, text))
    if problems:
        raise Problems(problems)
    Event.objects.select_for_update().get(pk=event.pk)
    number = (event.conclusions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Conclusion.objects.create(event=event, number=number, kind=kind, text=text, agreement=agreement.strip())
    record(by=by, action="conclusion.add", kind="event", subject=event.pk, facts={"number": number, "kind": kind})
    return made


def _problems(event: Event, kind: str, text: Text) -> Iterable[Problem]:
    if not text:
        yield Problem("text-missing", _("write what was concluded, in at least one language."), anchor="id_text_sq")
    if kind not in conclusion_kinds():
        yield unknown("kind", _("“%(key)s” is not a kind of conclusion; use %(known)s."), kind, conclusion_kinds())
    if event.state == "called_off":
        yield Problem("called-off", _("the event was called off; it concluded nothing."), anchor="id_kind")
