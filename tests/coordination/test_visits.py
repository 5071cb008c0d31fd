"""Field visits: what was found stands beside what was reported; neither takes the other's place, both with their evidence."""

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from barabar.access.actors import SYSTEM
from barabar.analysis.measures import measure_standings
from barabar.analysis.protection import published
from barabar.coordination.actions.keep_visit import Found, VisitContent, add_finding, keep_visit
from barabar.coordination.actions.load_records import load_record
from barabar.coordination.models import Finding, Visit
from barabar.coordination.queries import findings_beside, visits_seen_by
from barabar.journal.models import Entry
from barabar.publishing.visits_page import beside
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from barabar.review.actions.approve_return import approve_return
from barabar.review.models import ApprovedValue
from tests.factories import build_world, send

FACTS = settings.ROOT / "facts"


@pytest.fixture
def world(db):
    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=120))
    published(measure_standings(period="2025", node__plan__economy="AL"))  # the gate decides what may be printed
    return world


def a_visit(world, **more) -> Visit:
    given = {"territory": world.plans["local"].territory, "starts": dt.date(2026, 4, 8), **more}
    return keep_visit(by=SYSTEM, content=VisitContent("AL", **given))


def a_finding(world, visit=None, **more) -> Finding:
    measure = world.measures["grants"]
    given = {
        "kind": "contradicted", "text": Text("The list shows fewer pupils"), "evidence": "List of 8 April", "measure": measure,
        "indicator": measure.indicators.get(), "period": "2025", "amount": Decimal(95), **more,
    }  # fmt: skip
    return add_finding(by=SYSTEM, visit=visit or a_visit(world), found=Found(**given))


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_visit_and_its_findings_are_kept_and_told_in_the_journal(world):
    officer = world.people["contact"]
    content = VisitContent(
        "AL", world.plans["local"].territory, dt.date(2026, 4, 8), organiser=world.organisations["contact"],
        partner=world.organisations["society"], office=world.organisations["committee"], purpose=Text("See the classes"),
    )  # fmt: skip
    visit = keep_visit(by=officer, content=content)
    keep_visit(by=officer, content=content, visit=visit)
    add_finding(by=officer, visit=visit, found=Found("challenge", Text("No water"), sector="housing"))
    actions = Entry.objects.filter(subject_kind="visit").order_by("number").values_list("action", flat=True)
    assert list(actions) == ["visit.add", "visit.edit", "visit.finding"] and Visit.objects.count() == 1


def test_a_finding_stands_beside_the_approved_value_and_changes_nothing_of_it(world):
    before = list(ApprovedValue.objects.order_by("position").values())
    one = a_finding(world)
    assert list(ApprovedValue.objects.order_by("position").values()) == before
    assert one.against.amount == 120 and one.amount == 95
    (line,) = beside([one], inside=False)
    assert (line.reported, line.found, line.differs, line.stands) == ("120", "95", True, True)
    assert findings_beside([one.against_id]) == {one.against_id: [one]}
    for change in (Finding.objects.all()._raw_delete, lambda _using: Finding.objects.update(amount=1)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change("default")


def test_beside_a_figure_on_which_the_gate_has_not_decided_nothing_is_told(db):
    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=120))
    (line,) = beside([a_finding(world)], inside=False)
    assert (line.reported, line.found, line.is_hidden) == ("", "", True)


def test_a_small_count_is_not_told_by_a_finding_either(world):
    small, none = a_finding(world, amount=Decimal(3)), a_finding(world, amount=Decimal(0))
    outside, inside = beside([small, none], inside=False), beside([small, none], inside=True)
    assert [(one.reported, one.found, one.is_hidden) for one in outside] == [("", "", True), ("120", "0", False)]
    assert [(one.reported, one.found) for one in inside] == [("120", "3"), ("120", "0")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"text": Text(), "kind": "song"}, ["text-missing", "kind-unknown"]),
        ({"evidence": " "}, ["evidence-missing"]),
        ({"measure": None, "indicator": None, "amount": None}, ["measure-missing"]),
        ({"indicator": None}, ["indicator-missing"]),
        ({"amount": Decimal(-1)}, ["negative"]),
        ({"amount": None, "numerator": Decimal(1), "denominator": Decimal(2)}, ["figure-form"]),
        ({"period": ""}, ["period-missing"]),
        ({"period": "2019"}, ["nothing-reported"]),
        ({"sector": "magic"}, ["sector-unknown"]),
    ],
)
def test_everything_wrong_with_a_finding_is_told_at_once(world, more, expected):
    visit = a_visit(world)
    with pytest.raises(Problems) as caught:
        a_finding(world, visit, **more)
    assert codes(caught) == expected and not Finding.objects.exists()


def test_everything_wrong_with_a_visit_is_told_at_once(world):
    with pytest.raises(Problems) as caught:
        keep_visit(by=SYSTEM, content=VisitContent("ZZ", world.plans["local"].territory))
    assert codes(caught) == ["economy-unknown", "day-missing", "place"]
    with pytest.raises(Problems) as future:
        a_visit(world, starts=timezone.localdate() + dt.timedelta(days=1))
    assert codes(future) == ["day-future"] and not Visit.objects.exists()


@pytest.mark.parametrize(("who", "may", "sees"), [("contact", True, 2), ("region", True, 2), ("committee", False, 1), ("ministry", False, 1), ("society", False, 1)])  # fmt: skip
def test_who_keeps_and_who_sees_visits(world, who, may, sees):
    visit = a_visit(world)
    a_visit(world, is_public=False)
    actor = world.people[who]
    assert visits_seen_by(actor).count() == sees
    if may:
        assert add_finding(by=actor, visit=visit, found=Found("challenge", Text("x"))).number == 1
        return
    with pytest.raises(Refused):
        add_finding(by=actor, visit=visit, found=Found("challenge", Text("x")))


@pytest.mark.django_db
def test_the_visits_of_the_record_load_as_told_with_what_nobody_named_left_empty():
    for _time in range(2):
        load_record(FACTS / "seed_004.json", by=SYSTEM)
    visit = Visit.objects.get()
    assert (visit.visits, visit.partner_as_written, visit.stands_for_many) == (18, "MAPL", True)
    assert visit.office_as_written == "municipal Office for Communities and Return"
    assert (visit.territory, visit.starts, visit.organiser, visit.office, visit.partner) == (None,) * 5
    assert str(visit.purpose) == "assess real implementation of the local action plan and the challenges"
    assert visit.report_announced == "MAPL report on the local level" and not visit.findings.exists()
