"""Give an institution a seat in a body, and end it. A seat that ended stays in the history."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.coordination.actions.keep_body import mandate_problems, period_problems, unknown
from barabar.coordination.catalogue import body_areas, body_roles, party_kinds
from barabar.coordination.models import Body, Member
from barabar.coordination.permissions import may_edit_body
from barabar.journal.actions.record import record
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Seat:
    """An institution's seat. `position` is the office held, never a person's name; `seats` is empty where unknown."""

    kind: str
    organisation: Organisation | None = None
    as_written: Text = Text()
    role: str = "member"
    position: str = ""
    area: str = ""
    mandates: Sequence[str] = ()
    seats: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None


@transaction.atomic
def add_member(*, by: Actor, body: Body, seat: Seat) -> Member:
    """A further seat in the body."""
    may_edit_body(by, body).require()
    problems = list(_problems(body, seat))
    if problems:
        raise Problems(problems)
    values = {name: getattr(seat, name) for name in Seat.__dataclass_fields__}
    member = Member.objects.create(body=body, **{**values, "mandates": list(seat.mandates)})
    facts = {"member": member.name.in_language("en").text, "role": member.role, "area": member.area}
    record(by=by, action="body.member-add", kind="body", subject=body.pk, facts=facts)
    return member


@transaction.atomic
def end_member(*, by: Actor, member: Member, until: dt.date) -> Member:
    """End a seat with a day; the seat stays in the history."""
    may_edit_body(by, member.body).require()
    problems = list(period_problems(member.since, until))
    if member.until is not None:
        problems.append(Problem("ended", _("this seat ended already. Load the page again.")))
    if problems:
        raise Problems(problems)
    member.until = until
    member.save(update_fields=["until"])
    facts = {"member": member.name.in_language("en").text, "until": f"{until:%Y-%m-%d}"}
    record(by=by, action="body.member-end", kind="body", subject=member.body_id, facts=facts)
    return member


def _problems(body: Body, seat: Seat) -> Iterable[Problem]:
    if seat.organisation is None and not seat.as_written:
        yield Problem("member-missing", _("say which institution sits here: choose one, or write its name."), anchor="id_organisation")  # fmt: skip
    if seat.kind not in party_kinds():
        yield unknown("kind", _("“%(key)s” is not a kind of member; use %(known)s."), seat.kind, party_kinds())
    if seat.role not in body_roles():
        yield unknown("role", _("“%(key)s” is not a role in a body; use %(known)s."), seat.role, body_roles())
    if seat.area and seat.area not in body_areas():
        yield unknown("area", _("“%(key)s” is not an area; use %(known)s."), seat.area, body_areas())
    yield from mandate_problems(seat.mandates)
    yield from period_problems(seat.since, seat.until)
    if seat.role == "chair" and _chair_at(body, seat):
        yield Problem("chair", _("this body has a chair at that time. End the other seat first."), anchor="id_role")


def _chair_at(body: Body, seat: Seat) -> bool:
    """Whether another chair's days meet these; an open end reaches for ever."""
    first, last = seat.since or dt.date.min, seat.until or dt.date.max
    for other in body.members.filter(role="chair"):
        if (other.since or dt.date.min) <= last and first <= (other.until or dt.date.max):
            return True
    return False
