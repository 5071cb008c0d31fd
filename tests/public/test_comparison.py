"""Economies side by side with their coverage, small counts hidden; how far each annual report is."""

import re

import pytest
from django.test import Client

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actors import SYSTEM
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.actions.submit_return import submit_return
from barabar.plans.catalogue import indicators
from barabar.publishing.actions.build_report import build_report, release_report
from barabar.publishing.report import Scope
from barabar.publishing.report_states import states_of_reports
from barabar.reference.text import Text
from barabar.review.actions.accept_return import accept_return
from barabar.review.actions.approve_return import approve_return
from barabar.review.actions.gather_returns import gather_returns
from tests.analysis.ledger import INDICATOR, counting_world, enter
from tests.factories import add_cycle, send
from tests.publishing.test_explore import rows_of, words

pytestmark = pytest.mark.django_db
COUNTS = {("education", ""): 30, ("housing", ""): 45, ("ministry", ""): 120}


@pytest.fixture
def public():
    return Client(headers={"accept-language": "en"})


def test_the_economies_stand_side_by_side_with_coverage_and_small_counts_hidden(public):
    world = counting_world()
    add_organisation(by=SYSTEM, key="mk-contact", kind="contact_point", name=Text("Elsewhere"), parent=world.organisations["region"], economy="MK")  # fmt: skip
    add_cycle(2025, economy="MK")
    add_cycle(2024)
    elsewhere = {"economy": "MK", "territory_id": None, "organisation_id": "mk-contact"}
    enter(world, "2025", COUNTS)
    enter(world, "2025", {("schools", ""): 44}, **elsewhere)
    enter(world, "2024", {("education", ""): 30})
    enter(world, "2024", {("schools", ""): 3}, **elsewhere)
    page = public.get("/compare/").content.decode()
    first, second = re.findall(r"<table.*?</table>", page, re.DOTALL)
    heads = re.findall(r"<th.*?</th>", second, re.DOTALL)
    assert {"Albania", "North Macedonia"} <= {words(head).strip() for head in heads}
    ((titles, cells, _links),) = rows_of(second)
    assert str(indicators()[INDICATOR].name) in titles[0]
    assert cells[0].startswith("195") and cells[1].startswith("44"), (
        "30 + 45 + 120 of Albania; nobody is added to others"
    )
    ((_titles, cells, _links),) = rows_of(
        public.get("/compare/", {"year": "2024"}).content.decode().rpartition("<table")[2]
    )
    assert [cell.startswith("hidden to protect people") for cell in cells] == [True, True], (
        "the 3, and what would give it away"
    )
    sides = {row[0][0]: row[1] for row in rows_of(first)}
    assert sides["Albania"][:2] == ["2", "0 of 2"] and sides["North Macedonia"][1] == "0 of 0"
    assert "nobody was asked about this year" in sides["Serbia"][1]
    assert any(name.startswith("Kosovo*") for name in sides) and "UNSCR 1244" in page


def test_measures_and_money_are_compared_by_shares_of_those_who_told(public):
    world = counting_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    page = public.get("/compare/", {"year": "2025"}).content.decode()
    albania = next(cells for heads, cells, _links in rows_of(page) if heads == ["Albania"])
    assert albania[1:3] == ["1 of 2", "3"]
    assert albania[3] == "100%" and albania[4].startswith("90%"), "the ministry's one measure; spent is nine tenths"
    for strange in ("1999", "x", ""):
        assert "1 of 2" in public.get("/compare/", {"year": strange}).content.decode()


def test_nothing_is_compared_where_nobody_was_asked(public):
    page = public.get("/compare/")
    assert page.status_code == 200 and "No economy was asked yet" in page.content.decode()
    assert "Economies side by side" in public.get("/").content.decode()


def test_an_annual_report_tells_how_far_it_is(public):
    """“The 2018 report is nearly finished”: told by returns and files, not typed in."""
    world = counting_world()
    officer = world.people["contact"]

    def state() -> tuple[str, int, int]:
        (one,) = [one for one in states_of_reports("AL") if one.period == "2025"]
        return one.state.key, one.reported, one.owed

    assert state() == ("asked", 0, 2)
    approve_return(by=officer, return_=send(world, "ministry"))
    assert state() == ("collecting", 1, 2)
    for office in ("education", "housing"):
        accept_return(by=world.people["committee"], return_=send(world, office))
    municipal = world.return_of("committee")
    gather_returns(by=world.people["committee"], return_=municipal)
    submit_return(by=world.people["committee"], return_=municipal)
    approve_return(by=officer, return_=municipal)
    assert state() == ("drafting", 2, 2)
    release = build_report(
        by=officer, outline="annual", scope=Scope("AL", "2025"), languages=("en",), formats=("html",)
    )
    assert state() == ("finishing", 2, 2)
    page = public.get("/reports/").content.decode()
    row = next(cells for heads, cells, _links in rows_of(page) if heads == ["Albania 2025"])
    assert row[:2] == ["Nearly finished", "2 of 2"] and row[3] == "–"
    release_report(by=officer, release=release)
    build_report(by=officer, outline="annual", scope=Scope("AL", "2025"), languages=("en",), formats=("html",))
    assert state() == ("published", 2, 2)
    assert f"/reports/{release.pk}/" in public.get("/reports/").content.decode()
    open_cycle(by=officer, cycle=add_cycle(2026))
    assert [(one.period, one.state.key) for one in states_of_reports()] == [("2026", "asked"), ("2025", "published")]
    told = public.get("/api/reports/annual", {"economy": "AL"}).json()
    assert [(one["period"], one["state"], one["reported"], one["owed"]) for one in told] == [("2026", "asked", 0, 1), ("2025", "published", 2, 2)]  # fmt: skip
    assert public.get("/api/reports/annual", {"economy": "QQ"}).status_code == 404
