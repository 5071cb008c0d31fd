"""Money in answers: two ledgers, each amount once, rates against what may be spent, and what does not fit."""

import csv
import datetime as dt
import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest

from barabar.access.actors import SYSTEM
from barabar.analysis.gaps import GapStanding
from barabar.analysis.measures import measure_standings
from barabar.analysis.money.amounts import amounts
from barabar.analysis.money.answers import addressing, by_target, unit_costs
from barabar.analysis.money.checks import counted_once, findings
from barabar.analysis.money.documents import medium_term
from barabar.analysis.money.stages import by_group, cuts
from barabar.analysis.protection import published
from barabar.money.actions.enter_money import enter_money
from barabar.money.actions.enter_rates import NewRate, enter_rates
from barabar.money.actions.keep_document import DocumentContent, ItemContent, keep_document, keep_item
from barabar.money.rules import Given
from barabar.plans.models import PlannedIndicator, PlanNode
from barabar.publishing.fiscal_package import fiscal_package
from barabar.reference.text import Text
from barabar.review.actions.approve_return import approve_return
from tests.factories import build_world, send


def given(stage, amount, currency="ALL", year=2025, source="state", **more) -> Given:
    return Given(stage=stage, amount=Decimal(amount), currency=currency, year=year, source=source, **more)


@pytest.fixture
def world(db):
    """The ministry's return is approved: adopted 1,000,000 and spent 900,000 from each of two sources; planned 1,200,000 each."""
    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    return world


def of_year(year=2025):
    return amounts(economy="AL", years=[year])


def row(rows, group, ledger="targeted"):
    (found,) = [one for one in rows if one.group == group and one.ledger == ledger]
    return found


def test_each_stage_has_its_sum_and_the_rate_is_against_what_may_be_spent(world):
    own = [one for one in of_year() if one.plan == "national-2021-2025"]
    state = row(by_group(own, "source"), "state")
    assert state.sums == {"planned": 1_200_000, "adopted": 1_000_000, "spent": 900_000}
    assert (state.rate, state.limit, state.absorption) == (Decimal("0.9"), 1_000_000, None)


def test_a_revision_is_the_new_limit_and_shows_as_a_cut(world):
    officer, measure = world.people["contact"], world.measures["grants"]
    enter_money(by=officer, of=measure, given=given("adopted", 1_000_000, decided_on=dt.date(2025, 1, 10)))
    enter_money(by=officer, of=measure, given=given("revised", 960_000, decided_on=dt.date(2025, 5, 2)))
    enter_money(by=officer, of=measure, given=given("revised", 720_000, decided_on=dt.date(2025, 9, 30)))
    (cut,) = cuts(of_year())
    assert (cut.adopted, cut.steps, cut.cut) == (1_000_000, (960_000, 720_000), 280_000)
    state = row(by_group(of_year(), "source"), "state")
    assert state.rate == Decimal("1.25") and state.cut == 280_000
    told = {one.code: one.sentence for one in findings(of_year(), [], 2025)}
    assert "900\N{NO-BREAK SPACE}000 ALL spent of 720\N{NO-BREAK SPACE}000, and nobody says why" in told["spent-over"]


def test_an_approved_return_counts_before_an_entry_of_the_same_and_nothing_twice(world):
    enter_money(by=world.people["contact"], of=world.measures["grants"], given=given("adopted", 5_000_000))
    adopted = [one for one in of_year() if one.subject.startswith("national") and one.stage == "adopted"]
    assert sorted((one.source, one.amount, one.from_) for one in adopted) == [
        ("donor", 1_000_000, "return"), ("state", 1_000_000, "return"),
    ]  # fmt: skip


def test_the_rate_leaves_out_lines_of_which_only_one_side_is_known(world):
    enter_money(by=world.people["contact"], of=world.measures["homes"], given=given("adopted", 7_000_000, source="eu"))
    everything = by_group(of_year(), "year")
    (whole,) = everything
    assert whole.sums["adopted"] == 9_000_000 and whole.rate == Decimal("0.9")
    assert (whole.rated, whole.lines) == (2, 5)


def mainstream(world, share="4", amount=50_000_000):
    officer = world.people["contact"]
    budget = keep_document(
        by=officer,
        content=DocumentContent("mtbp-2025", Text({"en": "Medium-term budget"}), "medium_term", "AL", "", 2025, 2027),
    )
    schools = keep_item(
        by=officer, document=budget,
        content=ItemContent(
            Text({"en": "Pre-school education"}), code="09120", sector="education", source="state", link="direct",
            share=Decimal(share), method="population_share",
        ),
    )  # fmt: skip
    for year, more in ((2025, 0), (2026, 1_000_000), (2027, 2_000_000)):
        enter_money(by=officer, of=schools, given=given("planned", amount + more, year=year))
    return budget, schools


def test_mainstream_money_is_a_ledger_of_its_own_with_share_and_method(world):
    mainstream(world)
    rows = [one for one in by_group(of_year(), "sector") if one.group == "education"]
    assert [(one.ledger, one.sums["planned"]) for one in rows] == [("mainstream", 50_000_000), ("targeted", 3_600_000)]
    assert rows[0].reaching == {"planned": 2_000_000} and rows[0].methods == ("population_share",)
    assert rows[1].reaching == {}


def test_a_medium_term_budget_shows_its_three_years(world):
    budget, schools = mainstream(world)
    assert medium_term(budget) == {
        schools: {2025: {"planned": 50_000_000}, 2026: {"planned": 51_000_000}, 2027: {"planned": 52_000_000}}
    }


def test_one_grant_reported_by_two_is_found_declared_or_suspected_and_counted_once(world):
    officer = world.people["contact"]
    same = {"source": "donor", "amount": 777_000, "stage": "allocated", "decided_on": dt.date(2025, 3, 1)}
    enter_money(by=officer, of=world.measures["homes"], given=given(**same))
    enter_money(by=officer, of=world.measures["grants"], given=given(**same))
    told = {one.code: one.sentence for one in findings(of_year(), [], 2025)}
    assert "Housing (Measure 2.1); Ministry (Measure 1.1)" in told["grant-suspected"]
    declared = {**same, "amount": 888_000, "source": "eu", "grant": "IPA/2023/443-112"}
    enter_money(by=officer, of=world.measures["homes"], given=given(**declared))
    enter_money(by=officer, of=world.measures["grants"], given=given(**declared))
    told = {one.code: one.sentence for one in findings(of_year(), [], 2025)}
    assert "one grant, IPA/2023/443-112, is reported by" in told["grant-declared"]
    eu = [one for one in counted_once(of_year()) if one.source == "eu"]
    assert [one.amount for one in eu] == [888_000]


def test_money_and_beneficiaries_are_read_apart(world):
    standings = measure_standings(period="2025", node__plan__economy="AL")
    assert not [one for one in findings(of_year(), standings, 2025) if "people" in one.code]
    (grants,) = [one for one in standings if one.key == "national-2021-2025/1.1"]

    nobody = replace(grants, indicators=tuple(replace(i, total=None, parts={}) for i in grants.indicators))
    nothing = replace(grants, money={})
    assert [one.code for one in findings([], [nobody], 2025)] == ["money-without-people"]
    assert [one.code for one in findings([], [nothing], 2025)] == ["people-without-money"]


def test_what_a_plan_states_in_all_is_held_against_its_lines(world):
    PlanNode.objects.filter(plan="national-2021-2025", code="1").update(stated_total=Decimal(15_000_000))
    told = {one.code: one.sentence for one in findings(of_year(), [], 2025)}
    assert "the plan states 15\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000, its lines make 12\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000" in told["sources-sum"]  # fmt: skip


def test_a_currency_without_a_rate_is_a_finding_until_one_is_entered(world):
    assert "rate-missing" in {one.code for one in findings(of_year(), [], 2025)}
    enter_rates(by=SYSTEM, rates=[NewRate("ALL", dt.date(2025, 12, 31), Decimal("97.4"), "Bank of Albania")])
    assert "rate-missing" not in {one.code for one in findings(of_year(), [], 2025)}


def test_a_unit_cost_is_money_for_each_counted_person_and_never_gives_a_small_count(world):
    (cost,) = unit_costs(published(measure_standings(period="2025", node__plan__economy="AL")))
    assert (cost.spent, cost.count, cost.cost) == (1_800_000, 120, 15_000)


@pytest.mark.django_db
def test_a_hidden_count_has_no_unit_cost():
    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=3))
    (cost,) = unit_costs(published(measure_standings(period="2025", node__plan__economy="AL")))
    assert cost.cost is None and cost.count is None and cost.why == "suppressed"


def test_money_by_target_and_by_gap_follows_the_catalogue(world):
    PlannedIndicator.objects.filter(measure=world.measures["school"]).update(catalogue_key="edu_preschool")
    served = {one.target.key: one for one in by_target(of_year(), "eu2030") if one.measures}
    assert served["E-4"].measures == ("elbasan-2023-2026/1.1",)
    assert served["E-4"].sums == {("planned", "ALL"): 1_200_000}
    gap = GapStanding(
        "edu_preschool", Text({"en": "Pre-school"}), "education", 2024, "s", "neighbours", Decimal(20), None, None, 90,
        Decimal(55), None, False,
    )  # fmt: skip
    other = GapStanding(
        "hea_insurance", Text({"en": "Insurance"}), "health", 2024, "s", "neighbours", Decimal(20), None, None, 90,
        Decimal(55), None, False,
    )  # fmt: skip
    first, second = addressing([gap, other], of_year())
    assert [key for key, _title in first.measures] == ["elbasan-2023-2026/1.1"]
    assert first.sums["planned", "ALL"] == 1_200_000 and second.measures == ()


def test_the_fiscal_package_holds_every_amount_once_with_its_phase(world):
    mainstream(world)
    made = fiscal_package(of_year(), economy="AL", years=[2025], demonstration=True)
    assert made == fiscal_package(of_year(), economy="AL", years=[2025], demonstration=True)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        package = json.loads(file.read("datapackage.json"))
        rows = list(csv.DictReader(io.StringIO(file.read("money.csv").decode())))
    assert package["profile"] == "fiscal-data-package" and "Invented figures" in package["description"]
    assert [field["name"] for field in package["resources"][0]["schema"]["fields"]] == list(rows[0])
    sources = {a["source"] for d in package["model"]["dimensions"].values() for a in d["attributes"].values()}
    assert sources <= set(rows[0]) and package["model"]["measures"]["amount-all"]["currency"] == "ALL"
    assert len(rows) == len(of_year())
    spent = [one for one in rows if one["phase"] == "executed"]
    assert sum(Decimal(one["amount"]) for one in spent) == 1_800_000
    assert {one["ledger"] for one in rows} == {"targeted", "mainstream"}
