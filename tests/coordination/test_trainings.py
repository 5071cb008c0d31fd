"""“Officials trained in statistics” has an answer: by field and institution, by sex, small counts of communities left out."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse

from barabar.access.actors import SYSTEM
from barabar.coordination.actions.event_parts import Party, add_participants
from barabar.coordination.actions.load_records import load_record
from barabar.coordination.models import Event
from barabar.coordination.trainings import ALL, field_of, total_of, trained
from barabar.reference.text import Text
from tests.coordination.test_commitments import a_meeting
from tests.factories import build_world

FACTS = settings.ROOT / "facts"


@pytest.fixture
def world(db):
    world = build_world()
    first = a_meeting("first", kind="training", state="held", starts=dt.date(2025, 3, 3))
    second = a_meeting("second", kind="training", state="held", starts=dt.date(2025, 9, 9))
    planned = a_meeting("planned", kind="training", starts=dt.date(2025, 9, 9))
    talk = a_meeting("talk", kind="sector", state="held", starts=dt.date(2025, 9, 9))
    ministry, office = world.organisations["ministry"], world.organisations["education"]
    for event, party in (
        (first, Party("ministry", ministry, field="Statistics", women=7, men=5)),
        (second, Party("ministry", ministry, field="statistikë zyrtare", people=4)),
        (second, Party("municipality", office, field="statistics", women=2, men=1)),
        (second, Party("agency", as_written=Text("Employment office"), field="budgets")),
        (second, Party("community", as_written=Text("Groups"), field="statistics", women=2, men=1)),
        (planned, Party("ministry", ministry, field="statistics", people=100)),
        (talk, Party("ministry", ministry, field="statistics", people=100)),
    ):
        add_participants(by=SYSTEM, event=event, party=party)
    return world


def rows(**asked):
    return [
        (one.field, str(one.who), one.people, one.women, one.men, one.unnumbered, one.hidden, len(one.events))
        for one in trained(Event.objects.all(), **asked)
    ]


def test_officials_trained_in_statistics_are_counted_by_institution_and_sex(world):
    assert rows(chosen="statistics", least=5) == [
        ("statistics", "Education", 3, 2, 1, 0, 0, 1), ("statistics", "Ministry", 16, 7, 5, 0, 0, 2),
    ]  # fmt: skip
    whole = total_of(trained(Event.objects.all(), chosen="statistics"))
    assert (whole.people, whole.women, whole.men, len(whole.events)) == (19, 9, 6, 2)


def test_a_record_without_a_number_is_not_nobody_and_small_counts_of_communities_are_in_no_sum(world):
    assert ("finance", "Employment office", 0, 0, 0, 1, 0, 1) in rows(least=5)
    everybody = trained(Event.objects.all(), who=ALL, chosen="statistics", least=5)
    assert [(str(one.who), one.people, one.women, one.hidden) for one in everybody if one.kind == "community"] == [("Groups", 0, 0, 1)]  # fmt: skip
    assert total_of(everybody).people == 19 and total_of(everybody).hidden == 1
    assert total_of(trained(Event.objects.all(), who=ALL, chosen="statistics")).people == 22


@pytest.mark.parametrize(("written", "key"), [("Statistics", "statistics"), ("regjistrim civil", "civil_registration"), ("Buxhet", "finance"), ("weaving", ""), ("", "")])  # fmt: skip
def test_a_field_is_found_by_its_words_and_else_listed_as_written(written, key):
    found, title = field_of(written)
    assert found == key and (key or str(title) == written)


def test_the_question_is_answered_on_the_page_in_a_file_and_by_the_api(world, client):
    asked = {"field": "statistics", "economy": "AL", "year": "2025"}
    text = client.get(reverse("public:trainings"), asked).content.decode()
    assert "Officials trained in Statistics: 19." in text and "Women: 9, men: 6, of those whose sex is known." in text
    table = client.get(reverse("public:trainings-file"), asked).content.decode().splitlines()
    assert table[1:] == ["statistics,Statistics,Education,municipality,3,2,1,0,0,1", "statistics,Statistics,Ministry,ministry,16,7,5,0,0,2"]  # fmt: skip
    said = client.get("/api/trainings", asked).json()
    assert (said["people"], said["women"], said["men"], len(said["rows"])) == (19, 9, 6, 2)
    assert client.get("/api/trainings", {**asked, "year": "2024"}).json()["people"] is None
    assert client.get("/api/trainings", {"field": "magic"}).status_code == 404
    everybody = client.get(reverse("public:trainings"), {**asked, "who": "all"}).content.decode()
    assert (
        "1 small count is hidden and in no sum." in everybody
        and "22" not in everybody.partition("<table")[0].partition("lead")[2]
    )


@pytest.mark.django_db
def test_the_leaflets_trained_officials_are_records_by_field_without_a_number(client):
    load_record(FACTS / "seed_002.json", by=SYSTEM)
    found = {one.field: (one.people, one.unnumbered) for one in trained(Event.objects.all())}
    assert found["statistics"] == (0, 1) and len(found) == 7
    text = client.get(reverse("public:trainings"), {"field": "statistics"}).content.decode()
    assert "how many people took part is not known. 1 record gives no number." in " ".join(text.split())
    assert "Officials trained in Statistics" not in text
