"""The linter over small plans made of frozen values: no database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from barabar.plans.content import IndicatorContent, Line, MeasureContent, NodeContent, PlanContent
from barabar.plans.linting import lint
from barabar.reference.text import Text

WHOLE = MeasureContent(
    sectors=("education",), responsible="ministry", deadline="2025-Q4",
    indicators=(IndicatorContent(Text({"en": "Children"}), unit="children", aggregation="sum", baseline=Decimal(10), baseline_year=2023,
                                 targets=((2024, Decimal(20)), (2025, Decimal(30)))),),
    budget=(Line(Decimal(100), "state", 2024), Line(Decimal(100), "state", 2025)),
)  # fmt: skip


def plan(*nodes: NodeContent, title: str = "Plan for Roma", **more) -> PlanContent:
    head = {
        "key": "p",
        "level": "local",
        "economy": "AL",
        "territory": "al-x",
        "starts_year": 2024,
        "ends_year": 2025,
        "communities": ("roma",),
        "currency": "ALL",
    }
    return PlanContent(title=Text({"en": title}), nodes=tuple(nodes), **{**head, **more})


def goal(code="1", **more) -> NodeContent:
    return NodeContent(code, Text({"en": "Goal"}), **more)


def measure(code="1.1", parent="1", **changes) -> NodeContent:
    return NodeContent(code, Text({"en": "Measure"}), parent, 1, measure=replace(WHOLE, **changes))


def indicator(**changes) -> tuple:
    return (replace(WHOLE.indicators[0], **changes),)


def found(made: PlanContent) -> list[tuple[str, str, str]]:
    return [(one.code, one.where, one.severity) for one in lint(made)]


def test_a_whole_plan_lacks_nothing():
    assert found(plan(goal(), measure())) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"responsible": ""}, ("owner-missing", "error")),
        ({"responsible": "", "responsible_as_written": "Somebody"}, ("owner-unknown", "error")),
        ({"sectors": ()}, ("sector-missing", "warning")),
        ({"deadline": ""}, ("deadline-missing", "warning")),
        ({"deadline": "", "deadline_as_written": "always"}, ("deadline-unread", "warning")),
        ({"deadline": "2026-Q1"}, ("deadline-outside", "warning")),
        ({"indicators": ()}, ("indicator-missing", "error")),
        ({"indicators": indicator(baseline=None)}, ("baseline-missing", "warning")),
        ({"indicators": indicator(targets=())}, ("target-missing", "warning")),
        ({"indicators": indicator(unit="unstated")}, ("unit-missing", "warning")),
        ({"indicators": indicator(targets=((2030, Decimal(40)),))}, ("target-outside", "warning")),
        (
            {"indicators": indicator(targets=((2024, Decimal(20)), (2025, Decimal(15))))},
            ("target-backwards", "warning"),
        ),
        ({"indicators": indicator(targets=((2024, Decimal(5)),))}, ("target-backwards", "warning")),
        ({"indicators": indicator(direction="down", targets=((2024, Decimal(20)),))}, ("target-backwards", "warning")),
        ({"budget": ()}, ("money-missing", "warning")),
        ({"budget": (Line(Decimal(1), "state", 2026),)}, ("money-outside", "warning")),
        ({"budget": (*WHOLE.budget, Line(Decimal(250), "state"))}, ("years-open", "error")),
        ({"budget": (*WHOLE.budget, Line(Decimal(90), "unspecified", 2024))}, ("sources-open", "error")),
    ],
)
def test_each_thing_that_a_measure_may_lack(changes, expected):
    assert [(code, severity) for code, _where, severity in found(plan(goal(), measure(**changes)))] == [expected]


def test_zero_is_money_and_closed_sums_are_no_finding():
    assert found(plan(goal(), measure(budget=(Line(Decimal(0), "state", 2024),)))) == []
    closed = (*WHOLE.budget, Line(Decimal(200), "state"), Line(Decimal(100), "unspecified", 2024))
    assert found(plan(goal(), measure(budget=closed))) == []


def test_a_goals_stated_total_against_its_measures():
    assert found(plan(goal(stated_total=Decimal(200)), measure())) == []
    lines = lint(plan(goal(stated_total=Decimal(500)), measure(), measure("1.2")))
    assert [one.sentence for one in lines] == ["1: The total stated is 500, but the measures below add up to 400."]
    assert lines[0].anchor == "node-1"


def test_codes_out_of_order_doubled_or_in_the_wrong_place():
    assert found(plan(goal(), measure("1.2"), measure("1.1"))) == [("code-order", "1.1", "warning")]
    assert found(plan(goal(), measure("1.9"), measure("1.10"))) == []
    assert found(plan(goal(), measure("1.1"), measure("Measure 1.1"))) == [("code-twice", "Measure 1.1", "warning")]
    assert found(plan(goal(), measure("2.1"))) == [("code-parent", "2.1", "warning")]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Plan for Roma and Egyptians", ["Egyptians"]),
        ("Plani Lokal për Integrimin e Minoriteteve Rom dhe Egjiptian", ["Egyptians"]),
        ("Strategija za Rome i Aškalije", ["Ashkali"]),
        ("Plan for Roma", []),
        ("Social plan of the municipality", []),
    ],
)
def test_communities_that_the_title_names(title, expected):
    lines = lint(plan(goal(), measure(), title=title))
    assert [str(one.facts["community"].in_language("en")) for one in lines] == expected


def test_a_plan_without_measures_years_or_currency():
    assert found(plan(starts_year=None)) == [("no-measures", "", "error"), ("no-years", "", "warning")]
    assert found(plan(goal(), measure(), currency="")) == [("currency-missing", "1.1", "warning")]
