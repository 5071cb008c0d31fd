"""Write an event's minutes stage by stage: draft, corrected, adopted, published. No stage is overwritten."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.coordination.actions.keep_body import unknown
from barabar.coordination.catalogue import minutes_stages
from barabar.coordination.models import Event, Minutes
from barabar.coordination.permissions import may_edit_event
from barabar.journal.actions.record import record
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

NOTHING = Text()


@transaction.atomic
def write_minutes(*, by: Actor, event: Event, stage: str, text: Text = NOTHING) -> Minutes:
    """The next stage. Adopting and publishing without a text take over the last one; published is what was adopted."""
    may_edit_event(by, event).require()
    Event.objects.select_for_update().get(pk=event.pk)
    last = event.minutes.order_by("-pk").first()
    problems = _problems(stage, last, text)
    if problems:
        raise Problems(problems)
    made = Minutes.objects.create(
        event=event, stage=stage, text=text or last.text, written_by=by.role_title
    )  # fmt: skip
    record(by=by, action="minutes.write", kind="event", subject=event.pk, facts={"stage": stage})
    return made


def allowed_stages(last: Minutes | None) -> list[str]:
    """The stages that may follow: the same again where the definition lets it, else the next ones without a gap."""
    order = list(minutes_stages())
    if last is None:
        return order[:1]
    at = order.index(last.stage)
    after = order[at + 1 : at + 2]
    skippable = [order[at + 2]] if after and minutes_stages()[after[0]].again and len(order) > at + 2 else []
    return [*([last.stage] if minutes_stages()[last.stage].again else []), *after, *skippable]


def _problems(stage: str, last: Minutes | None, text: Text) -> list[Problem]:
    if stage not in minutes_stages():
        return [unknown("stage", _("“%(key)s” is not a stage of minutes; use %(known)s."), stage, minutes_stages())]
    found = []
    if stage not in allowed_stages(last):
        facts = {"stage": minutes_stages()[stage].title, "next": ", ".join(str(minutes_stages()[key].title) for key in allowed_stages(last)) or "–"}  # fmt: skip
        found.append(
            Problem("stage", _("“%(stage)s” cannot follow now; possible: %(next)s."), facts, anchor="id_stage")
        )
    if not text and (last is None or minutes_stages()[stage].again):
        found.append(Problem("text-missing", _("write the text of the minutes."), anchor="id_text_sq"))
    if minutes_stages()[stage].public and text and last is not None and text != last.text:
        found.append(Problem("text-changed", _("what is published is what was adopted; leave the text empty."), anchor="id_text_sq"))  # fmt: skip
    return found
