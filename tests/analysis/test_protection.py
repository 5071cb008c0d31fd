"""Small counts of people never leave, nor what gives them away: on pages, in files, by API."""

from decimal import Decimal

import pytest

from barabar.analysis.measures import measure_standings
from barabar.analysis.protection import hide_group, is_small, published
from barabar.analysis.totals import indicator_totals
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.reading import Given
from barabar.plans.models import PlannedIndicator
from barabar.publishing.actions.build_report import build_report
from barabar.publishing.report import Scope
from barabar.review.actions.accept_return import accept_return
from barabar.review.actions.approve_return import approve_return
from barabar.review.actions.gather_returns import gather_returns
from barabar.statistics.rollup import roll_up
from barabar.statistics.values import Aggregation, State, Value
from tests.factories import build_world, fill, send


def total(amount, rule=Aggregation.SUM, **more):
    number = {"amount": Decimal(amount)} if amount is not None else {}
    return roll_up([Value(State.REPORTED, "persons", **number, **more)], rule)


@pytest.mark.parametrize(("amount", "small"), [(0, False), (1, True), (4, True), (5, False), (120, False)])
def test_one_to_four_people_are_a_small_count_and_zero_is_not(amount, small):
    assert is_small(total(amount)) is small


@pytest.mark.parametrize(
    ("part", "whole", "small"), [(3, 100, True), (98, 100, True), (50, 100, False), (0, 100, False)]
)
def test_a_share_is_small_by_its_part_or_by_the_rest(part, whole, small):
    share = total(None, Aggregation.RATIO, numerator=Decimal(part), denominator=Decimal(whole))
    assert is_small(share) is small


def test_a_single_hidden_part_takes_the_smallest_other_with_it():
    shown = hide_group({"a": total(3), "b": total(40), "c": total(9), "d": total(0)})
    assert {key: one.state.value for key, one in shown.items()} == {
        "a": "suppressed",
        "b": "reported",
        "c": "suppressed",
        "d": "reported",
    }
    assert shown["c"].origins == ()


def test_two_hidden_parts_protect_each_other():
    shown = hide_group({"a": total(3), "b": total(2), "c": total(9)})
    assert [key for key, one in shown.items() if one.state is State.SUPPRESSED] == ["a", "b"]


@pytest.mark.django_db
def test_no_published_channel_prints_a_small_count(client):
    world = build_world()
    return_ = fill(world, "ministry")
    question = "national-2021-2025/1.1#reached|"
    given = [Given(question, 1083), Given(question + "sex=female", 1080), Given(question + "sex=male", 3)]
    save_answers(by=world.people["ministry"], return_=return_, given=given)
    submit_return(by=world.people["ministry"], return_=return_)
    approve_return(by=world.people["contact"], return_=return_)

    rows = client.get("/api/values?economy=AL&period=2025").json()
    mine = {
        row["breakdown"]: (row["state"], row["value"], row["reference"])
        for row in rows
        if row["indicator"].startswith("national")
    }
    assert mine["sex=female"] == mine["sex=male"] == ("suppressed", None, "")
    assert mine[""][:2] == ("reported", "1083.0000")
    csv = client.get("/data/values.csv?economy=AL&period=2025").content.decode()
    assert "1080" not in csv and "1083" in csv
    release = build_report(by=world.people["contact"], outline="annual", scope=Scope("AL", "2025"), formats=("html",))
    for kept in release.files.all():
        with kept.file.open() as stream:
            page = stream.read().decode()
        assert "1,080" not in page and "1\N{NO-BREAK SPACE}080" not in page


def world_of_two_places(first: int, second: int):
    """Two municipalities report the same catalogue indicator; everything is approved."""
    world = build_world()
    PlannedIndicator.objects.filter(key="elbasan-2023-2026/1.1#reached").update(
        key="elbasan-2023-2026/1.1#edu_support_classes", catalogue_key="edu_support_classes", breakdowns=[]
    )
    PlannedIndicator.objects.filter(key="national-2021-2025/1.1#reached").update(
        key="national-2021-2025/1.1#edu_support_classes",
        catalogue_key="edu_support_classes",
        unit="children",
        breakdowns=[],
    )
    accept_return(by=world.people["committee"], return_=send(world, "education", amount=first))
    accept_return(by=world.people["committee"], return_=send(world, "housing"))
    municipal = world.return_of("committee")
    gather_returns(by=world.people["committee"], return_=municipal)
    submit_return(by=world.people["committee"], return_=municipal)
    approve_return(by=world.people["contact"], return_=municipal)
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=second))
    standings = published(measure_standings(period="2025", node__plan__economy="AL"))
    return {one.indicator.key: one for one in indicator_totals(standings, period="2025", economy="AL")}


@pytest.mark.django_db
def test_totals_over_places_add_up_and_say_how_many_they_cover():
    total = world_of_two_places(120, 90)["edu_support_classes"]
    assert (total.total.amount, total.reported, total.places) == (210, 2, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), [(3, 90), (3, 4), (4, 4)])
def test_a_total_over_places_is_hidden_where_it_would_give_one_place_away_or_narrow_two(first, second):
    total = world_of_two_places(first, second)["edu_support_classes"]
    assert total.total.state is State.SUPPRESSED
    assert total.total.amount is None and total.total.origins == ()
