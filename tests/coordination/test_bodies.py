"""Bodies, their seats and mandates: kept by those who may, ended but never lost, loaded as the records tell them."""

import datetime as dt
import json

import pytest
from django.conf import settings

from barabar.access.actors import SYSTEM
from barabar.coordination.actions.keep_body import BodyContent, keep_body
from barabar.coordination.actions.load_records import load_record
from barabar.coordination.actions.seat_members import Seat, add_member, end_member
from barabar.coordination.models import Body, Member
from barabar.coordination.permissions import may_edit_body
from barabar.coordination.queries import bodies_in_year
from barabar.journal.models import Entry
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.factories import build_world

FACTS = settings.ROOT / "facts"


@pytest.fixture
def world(db):
    return build_world()


def content(key="al-body", **more) -> BodyContent:
    given = {"kind": "interdisciplinary", "name": Text({"en": "Coordination council"}), "economy": "AL", **more}
    return BodyContent(key=key, **given)


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_body_is_kept_edited_and_every_step_stands_in_the_journal(world):
    officer = world.people["contact"]
    body = keep_body(by=officer, content=content(mandates=["planning", "monitoring"], rhythm="quarterly"))
    keep_body(by=officer, content=content(mandates=["planning"], rhythm="quarterly"))
    seat = add_member(by=officer, body=body, seat=Seat("ministry", world.organisations["ministry"], area="education"))
    end_member(by=officer, member=seat, until=dt.date(2025, 6, 30))
    assert list(Entry.objects.filter(subject_kind="body").order_by("number").values_list("action", flat=True)) == [
        "body.add", "body.edit", "body.member-add", "body.member-end",
    ]  # fmt: skip
    assert Body.objects.get().mandates == ["planning"] and Member.objects.get().until == dt.date(2025, 6, 30)


def test_everything_wrong_with_a_body_is_told_at_once(world):
    elsewhere = world.plans["local"].territory
    wrong = content(
        kind="choir", name=Text(), economy="", rhythm="weekly", mandates=["singing"], territory=elsewhere,
        since=dt.date(2025, 2, 1), until=dt.date(2025, 1, 1),
    )  # fmt: skip
    with pytest.raises(Problems) as caught:
        keep_body(by=SYSTEM, content=wrong)
    assert codes(caught) == ["name-missing", "kind-unknown", "rhythm-unknown", "mandates-unknown", "period", "place"]
    assert "would end on 01.01.2025, before it begins on 01.02.2025" in str(caught.value)
    assert not Body.objects.exists()


def test_everything_wrong_with_a_seat_is_told_at_once(world):
    body = keep_body(by=SYSTEM, content=content())
    with pytest.raises(Problems) as caught:
        add_member(by=SYSTEM, body=body, seat=Seat("ghost", role="king", area="moon", mandates=["planning", "flying"]))
    assert codes(caught) == ["member-missing", "kind-unknown", "role-unknown", "area-unknown", "mandates-unknown"]
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    ("since", "until", "is_taken"),
    [(None, None, True), ((2025, 6, 30), None, True), ((2025, 7, 1), None, False), (None, (2019, 12, 31), False)],
)
def test_a_body_has_one_chair_at_a_time(world, since, until, is_taken):
    body = keep_body(by=SYSTEM, content=content())
    first = Seat("ministry", as_written=Text("A"), role="chair", since=dt.date(2020, 1, 1), until=dt.date(2025, 6, 30))
    add_member(by=SYSTEM, body=body, seat=first)
    second = Seat(
        "ministry", as_written=Text("B"), role="chair",
        since=since and dt.date(*since), until=until and dt.date(*until),
    )  # fmt: skip
    if not is_taken:
        assert add_member(by=SYSTEM, body=body, seat=second).role == "chair"
        return
    with pytest.raises(Problems) as caught:
        add_member(by=SYSTEM, body=body, seat=second)
    assert codes(caught) == ["chair"]


def test_a_seat_ends_once_and_not_before_it_began(world):
    body = keep_body(by=SYSTEM, content=content())
    seat = add_member(by=SYSTEM, body=body, seat=Seat("expert", as_written=Text("A"), since=dt.date(2025, 1, 1)))
    with pytest.raises(Problems) as early:
        end_member(by=SYSTEM, member=seat, until=dt.date(2024, 12, 31))
    assert codes(early) == ["period"]
    end_member(by=SYSTEM, member=seat, until=dt.date(2025, 12, 31))
    with pytest.raises(Problems) as twice:
        end_member(by=SYSTEM, member=seat, until=dt.date(2026, 1, 1))
    assert codes(twice) == ["ended"] and Member.objects.get().until == dt.date(2025, 12, 31)


# Who may keep a body of: the region, the economy, the committee's own, another economy.
MAY = {
    "contact": (False, True, True, False),
    "region": (True, True, True, True),
    "committee": (False, False, True, False),
    "ministry": (False, False, False, False),
    "society": (False, False, False, False),
}


@pytest.mark.parametrize("who", MAY)
def test_who_may_keep_which_body(world, who):
    committee = world.organisations["committee"]
    kept = [
        keep_body(by=SYSTEM, content=content(key=f"b{number}", **more))
        for number, more in enumerate(({"economy": ""}, {}, {"host": committee}, {"economy": "XK"}))
    ]
    actor = world.people[who]
    assert tuple(bool(may_edit_body(actor, body)) for body in kept) == MAY[who]
    for body, allowed in zip(kept, MAY[who], strict=True):
        if not allowed:
            with pytest.raises(Refused):
                add_member(by=actor, body=body, seat=Seat("expert", as_written=Text("A")))


def test_a_body_cannot_be_taken_over_by_writing_another_host_into_it(world):
    keep_body(by=SYSTEM, content=content())
    with pytest.raises(Refused):
        keep_body(by=world.people["committee"], content=content(host=world.organisations["committee"]))


def test_only_bodies_and_seats_of_the_year_count_in_it(world):
    body = keep_body(by=SYSTEM, content=content(since=dt.date(2022, 1, 1)))
    keep_body(by=SYSTEM, content=content(key="old", until=dt.date(2024, 12, 31)))
    keep_body(by=SYSTEM, content=content(key="far", economy="XK"))
    for number, (since, until) in enumerate([(None, None), ((2025, 12, 31), None), ((2026, 1, 1), None), (None, (2024, 12, 31))]):  # fmt: skip
        seat = Seat("expert", as_written=Text(f"S{number}"), since=since and dt.date(*since), until=until and dt.date(*until))  # fmt: skip
        add_member(by=SYSTEM, body=body, seat=seat)
    (found,) = bodies_in_year("AL", 2025)
    assert found == body and [str(one.name) for one in found.seated] == ["S0", "S1"]


# ------------------------------------------------------------------------------------------------ real records


@pytest.mark.django_db
def test_the_leaflets_bodies_load_as_they_are_told_and_only_once():
    assert load_record(FACTS / "seed_002.json", by=SYSTEM) >= 4
    told = {body.kind: body for body in Body.objects.all()}
    assert set(told) == {"action_team", "task_force", "contact_point", "interdisciplinary"}
    force = told["task_force"]
    assert force.rhythm == "yearly" and dict(force.name) == {"en": "Task Force", "sq": "Trupi punues"}
    assert [(one.kind, str(one.name)) for one in force.members.all()] == [
        ("contact_point", "National Roma Contact Points"),
        ("civil_society", "civil-society representatives of the region"),
    ]
    assert told["interdisciplinary"].mandates == ["coordination"]
    assert told["contact_point"].stands_for_many and not force.stands_for_many
    assert {body.economy for body in told.values()} == {""} and {body.since for body in told.values()} == {None}
    assert load_record(FACTS / "seed_002.json", by=SYSTEM) == 0


@pytest.mark.django_db
def test_the_municipal_committees_of_the_sector_meetings_are_kept_with_their_task():
    load_record(FACTS / "seed_004.json", by=SYSTEM)
    body = Body.objects.get()
    assert (body.kind, body.economy, body.stands_for_many) == ("municipal_committee", "XK", True)
    assert str(body.task) == "collect data of all directorates in one place; report" and body.mandates == ["reporting"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"bodies": [{"name": "Choir"}, {"name": "Task force"}]}', "bodies 1: “Choir” is no kind of body"),
        ('{"bodies": [', "line 1 is not readable as JSON"),
        ('{"songs": []}', "none of the parts of a record of coordination is here"),
    ],
)
def test_a_record_that_cannot_be_read_is_told_with_its_place_and_nothing_is_kept(tmp_path, text, said):
    path = tmp_path / "record.json"
    path.write_text(text)
    with pytest.raises(Problems) as caught:
        load_record(path, by=SYSTEM)
    assert said in str(caught.value) and "record.json" in str(caught.value) and not Body.objects.exists()


def test_the_copied_records_are_those_that_were_found():
    for name in ("seed_000", "seed_002", "seed_004"):
        assert json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))["seed_file"].startswith(name[-3:])
