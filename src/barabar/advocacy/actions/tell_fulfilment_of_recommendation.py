"""Tell how far a recommendation is fulfilled in an economy: a further row, never a changed one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.advocacy.models import Addressed, FulfilmentState, Recommendation
from barabar.advocacy.recommendation_catalogue import fulfilment_states
from barabar.advocacy.recommendation_permissions import may_tell_fulfilment
from barabar.journal.actions.record import record
from barabar.reference.catalogue import economies
from barabar.reference.verdicts import Problem, Problems

LONGEST_NOTE = 1500


@dataclass(frozen=True)
class ToldFulfilment:
    """What is said: the state and the day it holds from (today), words, evidence, whose words they are."""

    state: str
    on: dt.date | None = None
    note: str = ""
    evidence: str = ""
    language: str = ""
    said_by: Organisation | None = None


@transaction.atomic
def tell_fulfilment(*, by: Actor, recommendation: Recommendation, economy: str, told: ToldFulfilment) -> FulfilmentState:  # fmt: skip
    """Add the row. A day before the last one tells the past, and the state in force stays. Everything wrong is said at once."""
    may_tell_fulfilment(by, economy).require()
    own = (
        Addressed.objects.select_for_update(of=("self",)).filter(recommendation=recommendation, economy=economy).first()
    )
    problems = list(_problems(recommendation, own, economy, told))
    if problems:
        raise Problems(problems)
    day = told.on or timezone.localdate()
    made = FulfilmentState.objects.create(
        recommendation=recommendation, economy=economy, state=told.state, on=day, note=told.note.strip(),
        language=told.language, evidence=told.evidence.strip(), said_by=told.said_by, by=by.name, by_role=by.role_title,
    )  # fmt: skip
    if own.since is None or day >= own.since:
        own.state, own.since = told.state, day
        own.save(update_fields=["state", "since"])
    facts = {"economy": economy, "state": told.state, "on": str(day)}
    record(by=by, action="recommendation.state", kind="recommendation", subject=recommendation.pk, facts=facts, reason=told.note.strip()[:500])  # fmt: skip
    return made


def _problems(recommendation: Recommendation, own: Addressed | None, economy: str, told: ToldFulfilment) -> Iterable[Problem]:  # fmt: skip
    if recommendation.withdrawn_on is not None:
        yield Problem("withdrawn", _("this recommendation is withdrawn; nothing more is told of it."))
    if own is None:
        title = economies()[economy].title if economy in economies() else economy
        yield Problem("economy-not-addressed", _("it is not addressed to %(economy)s."), {"economy": title}, anchor="id_economy")  # fmt: skip
    yield from told_problems(told)
    published = recommendation.document.published_on
    if told.on and published and told.on < published:
        facts = {"day": f"{told.on:%d.%m.%Y}", "published": f"{published:%d.%m.%Y}"}
        yield Problem("day-early", _("%(day)s lies before the document of %(published)s. Correct the day."), facts, anchor="id_on")  # fmt: skip


def told_problems(told: ToldFulfilment) -> Iterable[Problem]:
    """What is wrong with the words alone, whatever the recommendation."""
    known = fulfilment_states()
    if told.state not in known:
        facts = {"key": told.state, "known": ", ".join(known)}
        yield Problem("state-unknown", _("“%(key)s” is not a state of fulfilment; use %(known)s."), facts, anchor="id_state")  # fmt: skip
    elif known[told.state].reason and not told.note.strip():
        yield Problem("note-missing", _("“%(state)s” needs words: what was done, or why not."), {"state": known[told.state].title}, anchor="id_note")  # fmt: skip
    if len(told.note.strip()) > LONGEST_NOTE:
        facts = {"length": len(told.note.strip()), "most": LONGEST_NOTE}
        yield Problem("note-long", _("the text has %(length)s characters; at most %(most)s fit. Shorten it."), facts, anchor="id_note")  # fmt: skip
    if told.on and told.on > timezone.localdate():
        yield Problem("day-future", _("%(day)s has not come yet: say how it stands now."), {"day": f"{told.on:%d.%m.%Y}"}, anchor="id_on")  # fmt: skip
