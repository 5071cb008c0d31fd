"""Events as people keep and read them: office, public site, calendar."""

import datetime as dt

import pytest
from django.urls import reverse

from barabar.access.actors import SYSTEM
from barabar.chasing.calendar import private_key
from barabar.coordination.actions.event_parts import Party, add_participants
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.coordination.actions.load_records import load_record
from barabar.coordination.actions.write_minutes import write_minutes
from barabar.coordination.models import Event
from barabar.reference.text import Text
from tests.coordination.test_bodies import FACTS
from tests.factories import account_of, build_world

EVENT = {
    "title_en": "Sector meeting on health", "title_sq": "Takim për shëndetësinë", "kind": "sector", "state": "planned",
    "economy": "AL", "starts": "2025-05-05", "themes": "Vaccination\n\nMediators", "sectors": ["health"],
    "organiser": "contact", "is_public": "on",
}  # fmt: skip


@pytest.fixture
def world(db, client):
    world = build_world()
    client.force_login(account_of(world.people["contact"]))
    return world


def event_of(**more) -> Event:
    given = {"kind": "sector", "title": Text("Meeting"), "economy": "AL", "starts": dt.date(2025, 5, 5), **more}
    return keep_event(by=SYSTEM, content=EventContent(given.pop("key", "meeting"), **given))


def test_an_event_with_agenda_participants_and_minutes_is_kept_and_published(world, client):
    wrong = client.post(reverse("office:event-add"), {**EVENT, "starts": "", "title_en": "", "title_sq": ""})
    assert wrong.status_code == 400 and "say in the note why none is known" in wrong.content.decode()
    assert client.post(reverse("office:event-add"), EVENT).status_code == 302
    event = Event.objects.get()
    assert [dict(one) for one in event.themes] == [{"en": "Vaccination"}, {"en": "Mediators"}]

    def add(part, **given):
        return client.post(reverse("office:event-part", args=[event.pk, part]), given)

    assert add("agenda", title_en="Opening").status_code == 302
    assert add("session", title_en="Morning").status_code == 302
    assert add("participants", kind="civil_society", as_written="Three networks", people="9").status_code == 302
    assert add("document", kind="agenda", title="Agenda as sent", language="sq").status_code == 302
    assert add("minutes", stage="draft", text_en="Minutes as drafted").status_code == 302
    untitled = add("agenda")
    assert untitled.status_code == 400 and "give a title in at least one language" in untitled.content.decode()
    public = reverse("public:event", args=[event.pk])
    text = client.get(public).content.decode()
    for said in ("Opening", "Morning", "Three networks", "Agenda as sent", "Vaccination"):
        assert said in text, said
    assert "Minutes as drafted" not in text
    assert "Minutes as drafted" in client.get(reverse("office:event", args=[event.pk])).content.decode()
    for stage in ("adopted", "published"):
        assert add("minutes", stage=stage).status_code == 302
    assert client.get(public).content.decode().count("Minutes as drafted") == 1
    edit = reverse("office:event-edit", args=[event.pk])
    assert client.post(edit, {**EVENT, "state": "held"}).status_code == 302
    assert Event.objects.get().state == "held" and client.get(reverse("office:event-part", args=[event.pk, "songs"])).status_code == 404  # fmt: skip


def test_what_is_not_public_is_nowhere_outside_and_drafts_of_minutes_not_even_for_other_offices(world, client):
    event = event_of(is_public=False)
    shown = event_of(key="shown", title=Text("Shown"))
    write_minutes(by=SYSTEM, event=shown, stage="draft", text=Text("Drafted words"))
    client.force_login(account_of(world.people["ministry"]))
    assert client.get(reverse("office:event", args=[event.pk])).status_code == 404
    assert "Drafted words" not in client.get(reverse("office:event", args=["shown"])).content.decode()
    refused = client.post(reverse("office:event-part", args=["shown", "agenda"]), {"title_en": "Mine"})
    assert refused.status_code == 403 and not shown.agenda.exists()
    assert client.post(reverse("office:event-add"), EVENT).status_code == 403
    client.logout()
    assert client.get(reverse("public:event", args=[event.pk])).status_code == 404
    listed = client.get(reverse("public:events")).content.decode()
    assert "Shown" in listed and "/events/meeting/" not in listed
    assert "event-meeting@" not in client.get(reverse("public:events-calendar")).content.decode()


def test_small_counts_of_community_members_are_not_published(world, client):
    event = event_of()
    for people in (3, 12):
        party = Party("community", as_written=Text(f"Group of {people}"), women=people - 1, men=1)
        add_participants(by=SYSTEM, event=event, party=party)
    cells = client.get(reverse("public:event", args=["meeting"])).content.decode()
    assert ">12<" in cells and ">3<" not in cells and ">11<" not in cells and ">2<" not in cells
    inside = client.get(reverse("office:event", args=["meeting"])).content.decode()
    assert ">3<" in inside and ">11<" in inside


def test_events_are_filtered_by_economy_kind_and_year_and_those_without_a_day_stand_last(world, client):
    event_of(key="a", title=Text("Meeting a"))
    event_of(key="b", title=Text("Meeting b"), economy="", kind="summit", starts=dt.date(2026, 2, 2))
    event_of(key="c", title=Text("Meeting c"), starts=None, date_note="no day in the text")
    page = reverse("public:events")

    def shown(**asked):
        text = client.get(page, asked).content.decode()
        return sorted("abc", key=lambda key: text.find(f"Meeting {key}")) if not asked else [
            key for key in "abc" if f"Meeting {key}" in text
        ]  # fmt: skip

    assert shown() == ["b", "a", "c"] and shown(year="2026") == ["b"] and shown(economy="region") == ["b"]
    assert shown(kind="sector") == ["a", "c"] and shown(economy="AL", year="2025") == ["a"]


def test_calendars_hold_the_public_events_of_an_economy_and_ones_own(world, client):
    event_of(ends=dt.date(2025, 5, 7))
    event_of(key="far", economy="XK")
    event_of(key="own", is_public=False, organiser=world.organisations["ministry"])
    text = client.get(reverse("public:events-calendar"), {"economy": "AL"}).content.decode()
    assert text.count("BEGIN:VEVENT") == 1 and "DTEND;VALUE=DATE:20250508" in text
    assert client.get(reverse("public:events-calendar"), {"economy": "ZZ"}).status_code == 404
    own = client.get(reverse("office:own-calendar", args=[private_key(account_of(world.people["ministry"]))]))
    assert "UID:event-own@barabar" in own.content.decode() and "event-far" not in own.content.decode()


def test_the_real_records_are_shown_with_what_nobody_knows_said_so(world, client):
    for name in ("seed_000", "seed_002", "seed_004"):
        load_record(FACTS / f"{name}.json", by=SYSTEM)
    meetings = Event.objects.get(kind="sector")
    text = client.get(reverse("public:event", args=[meetings.pk])).content.decode()
    assert "day not known" in text and "no date in the text" in text and "Kosovo*" in text
    assert "several such events" in text and "civil society" in text
    trained = Event.objects.get(kind="training", state="held")
    assert "statistics" in client.get(reverse("public:event", args=[trained.pk])).content.decode()
