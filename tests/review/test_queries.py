import datetime as dt

import pytest

from barabar.collection.models import Return
from barabar.collection.routing import next_step
from barabar.reference.verdicts import Refused
from barabar.review.actions.accept_return import accept_return
from barabar.review.actions.approve_return import approve_return
from barabar.review.actions.gather_returns import gather_returns
from barabar.review.permissions import may_decide
from barabar.review.queries import Stations, chase, cycles_chased_by, desk
from tests.factories import build_world, fill, send

pytestmark = pytest.mark.django_db


def stages(world, who="contact"):
    return {row.key: (row.stage, str(row.holder)) for row in chase(world.people[who], world.cycle)}


def test_stations_and_routing_agree_for_every_return():
    build_world()
    stations = Stations()
    for return_ in Return.objects.all():
        slow, fast = next_step(return_), stations.after(return_)
        assert (slow and (slow[0], slow[1].pk)) == (fast and (fast[0], fast[1].pk))


def test_the_chase_follows_a_return_to_whoever_holds_it():
    world = build_world()
    assert stages(world)["education"] == ("not_opened", "Education")
    fill(world, "education")
    assert stages(world)["education"] == ("started", "Education")
    accept_return(by=world.people["committee"], return_=send(world, "education"))
    send(world, "housing")
    assert stages(world)["education"] == ("accepted", "Committee")
    assert stages(world)["housing"] == ("sent", "Committee")
    accept_return(by=world.people["committee"], return_=world.return_of("housing"))
    municipal = world.return_of("committee")
    gather_returns(by=world.people["committee"], return_=municipal)
    send(world, "committee")
    assert stages(world)["education"] == ("accepted", "Contact")
    approve_return(by=world.people["contact"], return_=world.return_of("committee"))
    assert stages(world)["education"] == stages(world)["committee"] == ("approved", "")


def test_days_late_count_until_today_or_until_the_day_it_was_sent():
    world = build_world()
    send(world, "education")
    Return.objects.filter(request__organisation="education").update(submitted_at=dt.datetime(2026, 4, 3, tzinfo=dt.UTC))
    late = {row.key: row.days_late for row in chase(world.people["contact"], world.cycle, dt.date(2026, 4, 10))}
    assert (late["education"], late["housing"]) == (3, 10)
    assert all(row.days_late == 0 for row in chase(world.people["contact"], world.cycle, dt.date(2026, 3, 31))
               if row.key == "housing")  # fmt: skip


def test_who_chases_whom():
    world = build_world()
    assert set(stages(world, "committee")) == {"committee", "education", "housing"}
    assert set(stages(world, "region")) == {"committee", "education", "housing", "ministry"}
    assert stages(world, "education") == {} and cycles_chased_by(world.people["education"]) == []
    assert [cycle.pk for cycle in cycles_chased_by(world.people["contact"])] == ["al-2025"]


def test_the_desk_holds_only_what_this_office_decides():
    world = build_world()
    send(world, "education")
    send(world, "ministry")
    assert [str(row.organisation) for row in desk(world.people["committee"])] == ["Education"]
    assert [str(row.organisation) for row in desk(world.people["contact"])] == ["Ministry"]
    assert desk(world.people["education"]) == [] and desk(world.people["contact"], cycle="none") == []


@pytest.mark.parametrize(
    ("organisation", "verb", "code"),
    [
        ("education", "approve", "step"),
        ("education", "lock", "step"),
        ("education", "accept", ""),
        ("education", "send_back", ""),
        ("ministry", "accept", "step"),
        ("ministry", "approve", ""),
    ],
)
def test_a_verb_belongs_to_its_step(organisation, verb, code):
    """Else a directorate's figure would count once by itself and once in the municipal return."""
    world = build_world()
    return_ = send(world, organisation)
    assert may_decide(world.people["contact"], return_, verb).code == code


def test_approving_a_directorates_return_directly_is_refused():
    world = build_world()
    with pytest.raises(Refused, match="gathered"):
        approve_return(by=world.people["contact"], return_=send(world, "education"))
