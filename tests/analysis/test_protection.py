"""Small counts of people never leave, nor what gives them away: on pages, in files, by API."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from barabar.analysis import decisions
from barabar.analysis.additions import Figure
from barabar.analysis.decisions import Decision, decide
from barabar.analysis.measures import measure_standings
from barabar.analysis.models import FigureDecision
from barabar.analysis.protection import hidden_answers, published
from barabar.analysis.protection_rule import ProtectionRule, protection_rules
from barabar.analysis.totals import indicator_totals
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.reading import Given
from barabar.journal.models import Entry
from barabar.plans.models import PlannedIndicator
from barabar.publishing.actions.build_report import build_report
from barabar.publishing.models import Reference
from barabar.publishing.report import Scope
from barabar.reference.definitions import DefinitionsRejected
from barabar.review.actions.accept_return import accept_return
from barabar.review.actions.approve_return import approve_return
from barabar.review.actions.gather_returns import gather_returns
from barabar.statistics.values import State
from tests.factories import build_world, fill, send

RULE = ProtectionRule("people", 5, 5)


def table(total, **parts):
    """A printed total and its parts, as figures with one addition."""
    one = {name: Figure(name, "s", "amount", (i,), Decimal(v)) for i, (name, v) in enumerate(parts.items(), 1)}
    return {"T": Figure("T", "s", "amount", (0,), Decimal(total), (tuple(parts),)), **one}


def hidden(decisions):
    return sorted(key for key, decision in decisions.items() if decision.hidden)


@pytest.mark.parametrize(("amount", "small"), [(0, False), (1, True), (4, True), (5, False), (120, False)])
def test_one_to_four_people_are_a_small_count_and_zero_is_not(amount, small):
    alone = {"T": Figure("T", "s", "amount", (1,), Decimal(amount))}
    assert decide(alone, {}, RULE)["T"].hidden is small


def test_a_single_hidden_part_takes_the_smallest_other_with_it():
    assert hidden(decide(table(52, a=3, b=40, c=9, d=0), {}, RULE)) == ["a", "c"]


def test_two_hidden_parts_that_leave_each_other_their_whole_span_need_no_third():
    """Who knows that both are 1 to 4, and that they make 5, can still think of 1 and of 4 for each."""
    assert hidden(decide(table(14, a=3, b=2, c=9), {}, RULE)) == ["a", "b"]


def test_two_hidden_parts_that_narrow_each_other_take_a_third_or_the_total():
    """4 and 4 make 8: who knows that both are 1 to 4 would know both."""
    assert hidden(decide(table(17, a=4, b=4, c=9), {}, RULE)) == ["a", "b", "c"]
    assert hidden(decide(table(8, a=4, b=4), {}, RULE)) == ["T", "a", "b"]


def test_what_no_part_states_is_not_known_to_a_reader():
    """10 people, 3 of them women, nobody says what the other 7 are: nothing gives the 3 away."""
    figures = table(10, a=3, rest=7)
    figures["rest"] = replace(figures["rest"], part="unstated")
    assert hidden(decide(figures, {}, RULE)) == ["a", "rest"]


def test_what_no_part_states_may_be_computed():
    """One place's two parts are hidden; its total, and that 37 of all are unstated, stay printed."""
    figures = table(395, a=247, b=111, rest=37)
    figures["rest"] = replace(figures["rest"], part="unstated")
    figures |= {
        "a": replace(figures["a"], sums=(("a1", "a2"),)),
        "b": replace(figures["b"], sums=(("b1", "b2"),)),
        "place": Figure("place", "s", "amount", (20,), Decimal(12), (("a2", "b2"),)),
    }
    for name, value in {"a1": 239, "a2": 8, "b1": 107, "b2": 4}.items():
        figures[name] = Figure(name, "s", "amount", (30 + value,), Decimal(value))
    on_pages = {name: figures[name] for name in ("place", "a2", "b2", "a1", "b1")}
    before = decide(on_pages, {}, RULE)
    assert hidden(before) == ["a2", "b2"]
    found = decide(figures, before, RULE)
    assert hidden(found) == ["a", "b", "rest"]
    assert not [one for one in found.values() if one.reason == "unsafe"]


def test_what_was_printed_stays_known_and_what_was_hidden_stays_hidden():
    """A place is added: its 3 would be the difference of two printed totals."""
    first = table(140, a=100, b=40)
    before = decide(first, {}, RULE)
    assert hidden(before) == []
    second = {**first, "c": Figure("c", "s", "amount", (9,), Decimal(3))}
    second["T2"] = Figure("T2", "s", "amount", (0, 9), Decimal(143), (("a", "b", "c"),))
    assert hidden(decide(second, before, RULE)) == ["T2", "c"]


def test_a_hidden_count_is_not_given_away_by_a_later_part():
    before = decide(table(52, a=3, b=40, c=9), {}, RULE)
    assert hidden(before) == ["a", "c"]
    more = {**table(52, a=3, b=40, c=9)}
    more["T"] = replace(more["T"], sums=(("a", "b", "c"), ("x", "y")))
    more["x"] = Figure("x", "s", "amount", (7,), Decimal(12))
    more["y"] = Figure("y", "s", "amount", (8,), Decimal(40))
    more["ac"] = Figure("ac", "s", "amount", (5,), Decimal(43), (("a", "b"),))
    assert "ac" in hidden(decide(more, before, RULE))


def test_a_weaker_protector_is_stopped_by_the_auditor(monkeypatch):
    """A planted protector that hides only the small counts: the audit fails, and nothing new is printed."""
    planted = lambda figures, before, rule, forced: {  # noqa: E731
        key: Decision(0 < one.value < 5, "primary") for key, one in figures.items()
    }
    monkeypatch.setattr(decisions, "_protected", planted)
    monkeypatch.setattr(decisions, "_first_narrowed", lambda *given: None)
    assert hidden(decide(table(52, a=3, b=40, c=9), {}, RULE)) == ["T", "a", "b", "c"]


def test_random_tables_of_one_total_keep_each_small_count_wide():
    """A plain attacker, by trying all whole numbers: nobody's 1 to 4 is narrowed below what the rule itself says."""
    source = random.Random(20261121)
    for _ in range(150):
        values = [source.choice((0, 1, 2, 3, 4, 5, 7, 12, 40)) for _ in range(source.randint(2, 5))]
        parts = {f"p{i}": value for i, value in enumerate(values)}
        found = decide(table(sum(values), **parts), {}, RULE)
        secret = [name for name in parts if found[name].hidden]
        small = [name for name in secret if parts[name] < 5]
        assert not [name for name, value in parts.items() if 0 < value < 5 and name not in secret]
        if found["T"].hidden:
            continue
        left = sum(parts[name] for name in secret)
        assert len(secret) != 1
        if small and all(parts[name] < 5 for name in secret):
            fits = [one for one in product(range(1, 5), repeat=len(secret)) if sum(one) == left]
            assert all({1, 4} <= set(column) for column in zip(*fits, strict=True)), (values, secret)
        elif small:
            assert left >= 5, (values, secret)


@pytest.mark.parametrize(
    "setting", ["frequency: 3, interval: 5", "frequency: 5, interval: 1", "frequency: many, interval: 5"]
)
def test_no_setting_lowers_the_floor(own_definitions, setting):
    (own_definitions / "protection.yaml").write_text(f"- {{key: people, {setting}}}\n")
    with pytest.raises(
        DefinitionsRejected, match=r"protection.yaml, line 1: .*below the floor; write a whole number of 5"
    ):
        protection_rules()


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


@pytest.mark.django_db
def test_a_total_that_gives_nobody_away_is_printed_and_its_way_home_tells_no_small_count(client):
    """2 and 3 make 5: each may still be 1 or 4. The total is printed; the answers it stands on are not."""
    total = world_of_two_places(2, 3)["edu_support_classes"].total
    assert (total.state, total.amount) == (State.REPORTED, 5)
    assert hidden_answers(total.origins) == set(total.origins)
    Reference.objects.create(
        code="F-AAAABBBBC", title={"en": "x"}, position=99, facts=list(total.origins), shown={"en": "5"}
    )
    page = client.get(reverse("public:trace", args=["F-AAAABBBBC"])).content.decode()
    assert page.count("hidden to protect people") == 2


@pytest.mark.django_db
def test_a_decision_is_kept_once_and_cannot_be_changed():
    world_of_two_places(3, 90)
    kept = FigureDecision.objects.count()
    assert kept and Entry.objects.filter(action="figures.decide").exists()
    published(measure_standings(period="2025", node__plan__economy="AL"))
    assert FigureDecision.objects.count() == kept
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FigureDecision.objects.update(hidden=False)
