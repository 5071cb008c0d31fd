"""Coordination of the demonstration: the real records, and an invented council and committee marked as such."""

import datetime as dt
from pathlib import Path

from barabar.access.actors import SYSTEM, Actor
from barabar.access.models import Organisation
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.event_parts import add_agenda_item
from barabar.coordination.actions.keep_body import BodyContent, keep_body
from barabar.coordination.actions.keep_drafting import Drafted, add_drafting_actor
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.coordination.actions.keep_visit import Found, VisitContent, add_finding, keep_visit
from barabar.coordination.actions.load_records import load_record
from barabar.coordination.actions.seat_members import Seat, add_member
from barabar.coordination.actions.tell_footing import ToldFooting, tell_footing
from barabar.coordination.actions.tell_state import Told, tell_state
from barabar.coordination.actions.write_minutes import write_minutes
from barabar.coordination.models import Body, Event
from barabar.plans.models import Measure, Plan
from barabar.reference.models import Territory
from barabar.reference.text import Text


def load_coordination(content: dict, facts: Path, *, economy: str, officer: Actor) -> None:
    """`content` is demo/coordination.yaml."""
    for name in ("seed_000", "seed_002", "seed_004"):
        load_record(facts / f"{name}.json", by=SYSTEM)
    for one in content["bodies"]:
        _body(one, economy, officer)
    for one in content["events"]:
        _event(one, economy, officer)
    for one in content["visits"]:
        _visit(one, economy, officer)
    for one in content["drafting"]:
        _drafting(one, officer)
    for one in content["footings"]:
        _footing(one)


def _drafting(one: dict, officer: Actor) -> None:
    organisation = Organisation.objects.get(pk=one["organisation"]) if "organisation" in one else None
    drafted = Drafted(one["kind"], one["part"], organisation, as_written=Text(one.get("as_written")))
    add_drafting_actor(by=officer, plan=Plan.objects.get(pk=one["plan"]), drafted=drafted)


def _footing(one: dict) -> None:
    measure = Measure.objects.select_related("node__plan", "responsible").get(key=one["measure"])
    day = dt.date.fromisoformat(str(one["on"]))
    told = ToldFooting(one["state"], day, Text(one.get("text")), one.get("evidence", ""))
    tell_footing(by=SYSTEM, measure=measure, told=told)


def _body(one: dict, economy: str, officer: Actor) -> None:
    since = dt.date.fromisoformat(str(one["since"]))
    body = keep_body(
        by=officer,
        content=BodyContent(
            key=one["key"], kind=one["kind"], name=Text(one["name"]), economy=economy, mandates=one["mandates"],
            host=Organisation.objects.get(pk=one["host"]), task=Text(one.get("task")), rhythm=one["rhythm"],
            territory=Territory.objects.get(pk=one["territory"]) if "territory" in one else None, since=since,
            is_demonstration=True,
        ),
    )  # fmt: skip
    for seat in one["seats"]:
        organisation = Organisation.objects.get(pk=seat["organisation"])
        given = {name: seat[name] for name in ("kind", "role", "area", "mandates") if name in seat}
        add_member(by=officer, body=body, seat=Seat(organisation=organisation, since=since, **given))


def _event(one: dict, economy: str, officer: Actor) -> None:
    event = keep_event(
        by=officer,
        content=EventContent(
            key=one["key"], kind=one["kind"], title=Text(one["title"]), state="held", economy=economy,
            body=Body.objects.get(pk=one["body"]), organiser=Organisation.objects.get(pk=one["organiser"]),
            starts=dt.date.fromisoformat(str(one["starts"])), sectors=one["sectors"], is_demonstration=True,
        ),
    )  # fmt: skip
    for title in one["agenda"]:
        add_agenda_item(by=officer, event=event, title=Text(title))
    for promise in one.get("commitments", []):
        _commitment(promise, event, officer)
    write_minutes(by=officer, event=event, stage="draft", text=Text(one["minutes"]))
    for stage in ("adopted", "published"):
        write_minutes(by=officer, event=event, stage=stage)


def _commitment(one: dict, event: Event, officer: Actor) -> None:
    promise = Promise(
        Text(one["what"]), Organisation.objects.get(pk=one["organisation"]),
        promised_for=dt.date.fromisoformat(str(one["due"])), is_demonstration=True,
    )  # fmt: skip
    made = commit(by=officer, event=event, promise=promise)
    if "state" in one:
        on = dt.date.fromisoformat(str(one["on"]))
        tell_state(by=officer, commitment=made, told=Told(one["state"], one["note"], on, said_by=made.organisation))


def _visit(one: dict, economy: str, officer: Actor) -> None:
    visit = keep_visit(
        by=officer,
        content=VisitContent(
            economy, Territory.objects.get(pk=one["territory"]), dt.date.fromisoformat(str(one["starts"])),
            organiser=Organisation.objects.get(pk=one["organiser"]), partner=Organisation.objects.get(pk=one["partner"]),
            office=Organisation.objects.get(pk=one["office"]), purpose=Text(one["purpose"]), is_demonstration=True,
        ),
    )  # fmt: skip
    for found in one["findings"]:
        add_finding(by=officer, visit=visit, found=Found(found["kind"], Text(found["text"]), sector=found["sector"]))
