"""Events, their parts and minutes: what is unknown stays empty, no stage is overwritten, real records load as told."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from barabar.access.actors import SYSTEM
from barabar.chasing.calendar import calendar
from barabar.coordination.actions.event_parts import (
    Party,
    add_agenda_item,
    add_event_document,
    add_participants,
    add_session,
)
from barabar.coordination.actions.keep_body import BodyContent, keep_body
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.coordination.actions.load_records import load_record
from barabar.coordination.actions.seat_members import Seat, add_member
from barabar.coordination.actions.write_minutes import write_minutes
from barabar.coordination.models import Event, Minutes, Participation
from barabar.coordination.permissions import may_edit_event
from barabar.coordination.queries import event_days, events_of_account, events_seen_by
from barabar.journal.models import Entry
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.factories import account_of, build_world

FACTS = settings.ROOT / "facts"


@pytest.fixture
def world(db):
    return build_world()


def content(key="meeting", **more) -> EventContent:
    given = {"kind": "sector", "title": Text("Meeting"), "economy": "AL", "starts": dt.date(2025, 5, 5), **more}
    return EventContent(key=key, **given)


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_an_event_with_its_parts_is_kept_and_told_in_the_journal(world):
    officer = world.people["contact"]
    event = keep_event(by=officer, content=content(sectors=["health"], communities=["roma"], themes=[Text("Budgets")]))
    add_session(by=officer, event=event, title=Text("First"), sectors_of=["health"])
    assert add_session(by=officer, event=event, title=Text("Second")).number == 2
    add_agenda_item(by=officer, event=event, title=Text("Opening"))
    add_participants(by=officer, event=event, party=Party("ministry", world.organisations["ministry"], women=3, men=4))
    add_event_document(by=officer, event=event, kind="agenda", title="Agenda", language="sq")
    write_minutes(by=officer, event=event, stage="draft", text=Text("We met."))
    assert Participation.objects.get().people == 7
    assert list(Entry.objects.filter(subject_kind="event").order_by("number").values_list("action", flat=True)) == [
        "event.add", "event.session", "event.session", "event.agenda", "event.participants", "event.document",
        "minutes.write",
    ]  # fmt: skip


def test_everything_wrong_with_an_event_is_told_at_once(world):
    wrong = content(
        kind="picnic", title=Text(), state="gone", starts=None, ends=dt.date(2025, 1, 1), sectors=["magic"],
        communities=["elves"],
    )  # fmt: skip
    with pytest.raises(Problems) as caught:
        keep_event(by=SYSTEM, content=wrong)
    assert codes(caught) == [
        "title-missing", "kind-unknown", "state-unknown", "day-first", "day-missing", "sectors-unknown",
        "communities-unknown",
    ]  # fmt: skip
    assert not Event.objects.exists()


def test_a_day_may_be_unknown_but_not_without_a_note_and_what_is_held_took_place(world):
    assert keep_event(by=SYSTEM, content=content(starts=None, date_note="no day in the text")).starts is None
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(Problems) as caught:
        keep_event(by=SYSTEM, content=content(state="held", starts=tomorrow))
    assert codes(caught) == ["day-future"]
    assert keep_event(by=SYSTEM, content=content(starts=tomorrow)).state == "planned"


def test_wrong_parts_are_refused_and_nothing_is_kept(world):
    event = keep_event(by=SYSTEM, content=content())
    with pytest.raises(Problems) as party:
        add_participants(by=SYSTEM, event=event, party=Party("ghosts", women=1, men=2, people=4))
    assert codes(party) == ["kind-unknown", "sum"] and "women and men make 3, not 4" in str(party.value)
    with pytest.raises(Problems) as document:
        add_event_document(by=SYSTEM, event=event, kind="song", title=" ", language="xx")
    assert codes(document) == ["title-missing", "kind-unknown", "language-unknown"]
    with pytest.raises(Problems) as session:
        add_session(by=SYSTEM, event=event, title=Text(), sectors_of=["magic"])
    assert codes(session) == ["title-missing", "sectors-unknown"]
    assert not Participation.objects.exists() and not event.documents.exists() and not event.sessions.exists()


# ------------------------------------------------------------------------------------------------ minutes


def test_minutes_go_from_draft_to_published_and_each_stage_stays(world):
    event = keep_event(by=SYSTEM, content=content())
    for stage, text in (
        ("draft", "One"),
        ("corrected", "Two"),
        ("corrected", "Three"),
        ("adopted", ""),
        ("published", ""),
    ):
        write_minutes(by=SYSTEM, event=event, stage=stage, text=Text(text))
    assert [(one.stage, str(one.text)) for one in event.minutes.all()] == [
        ("draft", "One"), ("corrected", "Two"), ("corrected", "Three"), ("adopted", "Three"), ("published", "Three"),
    ]  # fmt: skip
    for change in (Minutes.objects.filter(stage="draft").delete, lambda: Minutes.objects.update(stage="draft")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("before", "stage", "text", "expected"),
    [
        ([], "adopted", "x", ["stage"]),
        ([], "draft", "", ["text-missing"]),
        ([], "sung", "x", ["stage-unknown"]),
        (["draft"], "published", "", ["stage"]),
        (["draft"], "draft", "x", ["stage"]),
        (["draft"], "corrected", "", ["text-missing"]),
        (["draft", "adopted"], "corrected", "x", ["stage"]),
        (["draft", "adopted"], "published", "other", ["text-changed"]),
        (["draft", "adopted", "published"], "adopted", "", ["stage"]),
    ],
)
def test_a_stage_out_of_its_order_or_without_its_text_is_refused(world, before, stage, text, expected):
    event = keep_event(by=SYSTEM, content=content())
    for one in before:
        write_minutes(by=SYSTEM, event=event, stage=one, text=Text("said" if one == "draft" else ""))
    with pytest.raises(Problems) as caught:
        write_minutes(by=SYSTEM, event=event, stage=stage, text=Text(text))
    assert codes(caught) == expected and event.minutes.count() == len(before)


# ------------------------------------------------------------------------------------------------ who


# Who may keep an event of: the region, the economy, the committee's own, the committee's body, another economy.
MAY = {
    "contact": (False, True, True, True, False),
    "region": (True, True, True, True, True),
    "committee": (False, False, True, True, False),
    "ministry": (False, False, False, False, False),
    "society": (False, False, False, False, False),
}


@pytest.fixture
def events(world):
    committee = world.organisations["committee"]
    body = keep_body(by=SYSTEM, content=BodyContent("own", "municipal_committee", Text("Own"), "AL", host=committee))
    given = ({"economy": ""}, {}, {"organiser": committee}, {"body": body}, {"economy": "XK"})
    return [
        keep_event(by=SYSTEM, content=content(key=f"e{n}", is_public=False, **more)) for n, more in enumerate(given)
    ]


@pytest.mark.parametrize("who", MAY)
def test_who_keeps_and_sees_which_event(world, events, who):
    actor = world.people[who]
    assert tuple(bool(may_edit_event(actor, event)) for event in events) == MAY[who]
    seen = set(events_seen_by(actor).values_list("pk", flat=True))
    assert seen == {event.pk for event, allowed in zip(events, MAY[who], strict=True) if allowed}
    for event, allowed in zip(events, MAY[who], strict=True):
        if not allowed:
            with pytest.raises(Refused):
                write_minutes(by=actor, event=event, stage="draft", text=Text("x"))


@pytest.mark.parametrize("economy", ["", "XK"])
def test_nobody_writes_for_the_region_or_another_economy_by_naming_the_own_institution(world, economy):
    for who in ("committee", "contact"):
        with pytest.raises(Refused):
            keep_event(by=world.people[who], content=content(economy=economy, organiser=world.organisations[who]))
        body = BodyContent("mine", "task_force", Text("Mine"), economy, host=world.organisations[who])
        with pytest.raises(Refused):
            keep_body(by=world.people[who], content=body)
    regional = content(economy=economy, organiser=world.organisations["contact"])
    assert keep_event(by=world.people["region"], content=regional).economy == economy


def test_a_meeting_of_a_body_is_called_by_those_who_keep_the_body(world):
    council = keep_body(by=SYSTEM, content=BodyContent("council", "interdisciplinary", Text("Council"), "AL"))
    own = world.organisations["committee"]
    with pytest.raises(Refused):
        keep_event(by=world.people["committee"], content=content(body=council, organiser=own))
    given = content(body=council, organiser=own)
    keep_event(by=world.people["contact"], content=given)
    edited = keep_event(by=world.people["committee"], content=content(body=council, organiser=own, place="Town hall"))
    assert edited.place == "Town hall"


def test_the_calendar_holds_the_events_of_ones_own_institutions_with_their_last_day(world):
    body = keep_body(by=SYSTEM, content=BodyContent("council", "advisory", Text("Council"), "AL"))
    add_member(by=SYSTEM, body=body, seat=Seat("ministry", world.organisations["ministry"]))
    keep_event(by=SYSTEM, content=content(key="sits", body=body, ends=dt.date(2025, 5, 6)))
    keep_event(by=SYSTEM, content=content(key="foreign"))
    keep_event(by=SYSTEM, content=content(key="off", body=body, state="called_off"))
    keep_event(by=SYSTEM, content=content(key="undated", body=body, starts=None, date_note="unknown"))
    own = events_of_account(account_of(world.people["ministry"]))
    assert [event.pk for event in own] == ["sits"]
    text = calendar("Own", event_days(own, "https://site.example/"), timezone.now())
    assert "DTSTART;VALUE=DATE:20250505\r\n" in text and "DTEND;VALUE=DATE:20250507\r\n" in text
    assert "UID:event-sits@barabar" in text and "URL:https://site.example/coordination/events/sits/" in text


# ------------------------------------------------------------------------------------------------ real records


@pytest.mark.django_db
def test_the_summit_loads_with_its_days_themes_and_report_and_without_what_nobody_knows():
    assert load_record(FACTS / "seed_000.json", by=SYSTEM) == 1
    event = Event.objects.get()
    assert (event.kind, event.economy, event.state) == ("summit", "", "held")
    assert (event.starts, event.ends) == (dt.date(2023, 11, 1), dt.date(2023, 11, 2))
    assert event.title["sq"] == "Samiti i Ballkanit Perëndimor kundër Diskriminimit Racor"
    assert (event.place, event.organiser, event.organiser_as_written) == ("", None, "")
    assert event.communities == ["roma", "ashkali", "egyptian"]
    assert [one["en"] for one in event.themes] == [
        "responsible budgeting and governance", "digital literacy", "community-based services",
        "institutional mechanisms",
    ]  # fmt: skip
    assert [str(one) for one in event.sessions.all()] == ["sessions", "thematic discussions"]
    document = event.documents.get()
    assert (document.kind, document.language, document.published_on) == ("summary_report", "sq", None)
    assert document.date_note == "label «Data published» with no date"
    assert load_record(FACTS / "seed_000.json", by=SYSTEM) == 0


@pytest.mark.django_db
def test_the_sector_meetings_load_without_day_and_number():
    assert load_record(FACTS / "seed_004.json", by=SYSTEM) == 3
    event = Event.objects.get()
    assert (event.kind, event.economy, event.starts, event.meetings) == ("sector", "XK", None, None)
    assert event.date_note.startswith("no date in the text") and event.stands_for_many
    assert event.organiser_as_written == "Office of Good Governance, Office of the Prime Minister (ZQM / ZKM)"
    assert event.strategy_as_written.endswith("2017-2021") and "coordinate activities" in str(event.purpose)
    assert event.sectors == ["employment", "health", "housing", "social_protection"]
    assert [str(one) for one in event.sessions.all()] == ["employment and social welfare", "health", "housing"]
    assert [one.kind for one in event.participants.all()] == ["ministry", "regional", "civil_society"]
    assert {one.people for one in event.participants.all()} == {None}
    assert [str(one) for one in event.agenda.all()][0] == "2018 implementation report nearly finished"


@pytest.mark.django_db
def test_the_leaflets_activities_load_by_kind_and_its_trainings_by_field():
    load_record(FACTS / "seed_002.json", by=SYSTEM)
    told = {(one.kind, one.state) for one in Event.objects.all()}
    assert {
        (kind, "planned") for kind in ("high_level", "task_force", "consultative", "training", "forum", "workshop")
    } <= told
    assert {("forum", "held"), ("training", "held")} <= told
    assert {one.starts for one in Event.objects.all()} == {None}
    assert Event.objects.get(kind="task_force", state="planned").body.kind == "task_force"
    trained = Event.objects.get(kind="training", state="held").participants.all()
    assert [one.field for one in trained] == [
        "education", "employment", "housing", "health", "civil registration", "finance", "statistics",
    ]  # fmt: skip
    assert {one.people for one in trained} == {None}
