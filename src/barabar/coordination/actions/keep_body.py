"""Keep a body: what it is, what it may do, how often it meets, by which rules."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.coordination.catalogue import body_kinds, mandates, meeting_rhythms
from barabar.coordination.models import Body
from barabar.coordination.permissions import may_coordinate, may_edit_body
from barabar.journal.actions.record import record
from barabar.reference.catalogue import economies
from barabar.reference.models import Territory
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class BodyContent:
    """What is said of a body; see `models.Body`."""

    key: str
    kind: str
    name: Text
    economy: str = ""
    territory: Territory | None = None
    host: Organisation | None = None
    task: Text = Text()
    mandates: Sequence[str] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    period_note: str = ""
    rhythm: str = ""
    rules_title: str = ""
    rules_address: str = ""
    stands_for_many: bool = False
    source: str = ""
    is_demonstration: bool = False


@transaction.atomic
def keep_body(*, by: Actor, content: BodyContent) -> Body:
    """A new body, or new words for one that stands."""
    may_coordinate(by, host=content.host, economy=content.economy).require()
    standing = Body.objects.filter(pk=content.key).first()
    if standing is not None:
        may_edit_body(by, standing).require()
    problems = list(_problems(content))
    if problems:
        raise Problems(problems)
    values = {name: getattr(content, name) for name in BodyContent.__dataclass_fields__ if name != "key"}
    values["mandates"] = list(content.mandates)
    body, is_new = Body.objects.update_or_create(key=content.key, defaults=values)
    facts = {"kind": body.kind, "mandates": body.mandates, "rhythm": body.rhythm}
    record(by=by, action="body.add" if is_new else "body.edit", kind="body", subject=body.pk, facts=facts)
    return body


def _problems(content: BodyContent) -> Iterable[Problem]:
    if not content.name:
        yield Problem("name-missing", _("the body has no name. Give it in at least one language."), anchor="id_name_sq")
    if content.kind not in body_kinds():
        yield unknown("kind", _("“%(key)s” is not a kind of body; use %(known)s."), content.kind, body_kinds())
    if content.economy and content.economy not in economies():
        yield unknown("economy", _("“%(key)s” is not an economy here; use %(known)s."), content.economy, economies())
    if content.rhythm and content.rhythm not in meeting_rhythms():
        yield unknown("rhythm", _("“%(key)s” is not a rhythm; use %(known)s."), content.rhythm, meeting_rhythms())
    yield from mandate_problems(content.mandates)
    yield from period_problems(content.since, content.until)
    if content.territory and content.territory.economy != content.economy:
        facts = {"place": content.territory.name}
        yield Problem("place", _("%(place)s lies in another economy than the body."), facts, anchor="id_territory")


def mandate_problems(given: Sequence[str]) -> Iterable[Problem]:
    for key in given:
        if key not in mandates():
            yield unknown("mandates", _("“%(key)s” is not a mandate; use %(known)s."), key, mandates())


def period_problems(since: dt.date | None, until: dt.date | None) -> Iterable[Problem]:
    if since and until and until < since:
        facts = {"since": f"{since:%d.%m.%Y}", "until": f"{until:%d.%m.%Y}"}
        yield Problem("period", _("it would end on %(until)s, before it begins on %(since)s. Give a later last day."), facts, anchor="id_until")  # fmt: skip


def unknown(name: str, template: object, key: str, known: Iterable[str]) -> Problem:
    return Problem(f"{name}-unknown", template, {"key": key, "known": ", ".join(known)}, anchor=f"id_{name}")
