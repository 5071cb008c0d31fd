"""Money at its stages: entered, loaded as printed, divided, converted; every wrong entry answered with a sentence."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from barabar.access.actors import SYSTEM
from barabar.analysis.money.documents import divided, statements, unspent
from barabar.journal.models import Entry
from barabar.money.actions.enter_money import correct_money, enter_money, withdraw_money
from barabar.money.actions.enter_rates import NewRate, enter_rates, load_rates
from barabar.money.actions.keep_document import DocumentContent, ItemContent, keep_document, keep_item, keep_shares
from barabar.money.actions.load_published_budgets import load_published_budgets
from barabar.money.allocation import allocate
from barabar.money.models import BudgetDocument, ExchangeRate, MoneyEntry
from barabar.money.queries import standing_entries
from barabar.money.rates import NoRate, convert
from barabar.money.rules import Given
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.factories import add_person, build_world

PUBLISHED = settings.ROOT / "facts" / "published_budgets.csv"
FIXED = settings.ROOT / "facts" / "fixed_exchange_rates.csv"


@pytest.fixture
def published(db) -> dict[str, BudgetDocument]:
    load_published_budgets(PUBLISHED, by=SYSTEM)
    return {document.pk.partition("-")[0] + document.pk.partition("-")[2][:5]: document for document in
            BudgetDocument.objects.all()}  # fmt: skip


def document(start: str) -> BudgetDocument:
    return BudgetDocument.objects.get(pk__startswith=start)


# ------------------------------------------------------------------------------------------- published budgets


def test_each_published_sum_stands_as_printed(published):
    """The sums are those of the sources: 2.8 m KM in three parts that add up; 24.2 m with 12.2 m that nobody explains."""
    (whole,) = statements(document("ba-2014"))
    assert (whole.total.amount, whole.sum_of_parts, whole.rest) == (2_800_000, 2_800_000, 0)
    (plan,) = statements(document("ba-2017"))
    assert (plan.total.amount, plan.sum_of_parts, plan.rest) == (24_200_000, 12_000_000, 12_200_000)
    assert plan.total.about and "about" in plan.parts[0].note
    (croatia,) = statements(document("hr-so2"))
    assert croatia.rest == 36_957_118 - 2_692_318
    assert [one.total.amount for one in statements(document("hr-2023"))] == [7_344_260, 9_130_058, 8_578_338]


def test_a_budget_cut_in_the_year_shows_both_stages(published):
    stages = {(one.period, one.stage): one.total.amount for one in statements(document("mk-p11"))}
    assert stages["2020", "adopted"] - stages["2020", "revised"] == 27_300_000
    assert stages["2021", "adopted"] - stages["2021", "revised"] == 5_300_000
    assert stages["2022", "adopted"] - stages["2022", "revised"] == 600_000


def test_what_a_source_says_was_left_is_checked_against_its_stages(published):
    (left,) = unspent(document("rs-nis"))
    assert left.said == left.computed == 4_500_000
    assert not [one for one in statements(document("rs-nis")) if one.stage == "unspent"]


def test_the_adopted_allocation_key_divides_to_the_last_pfennig(published):
    parts = divided(document("ba-2022"), Decimal("1000000.01"), "BAM")
    assert [percent for _title, percent, _part in parts] == [Decimal("62.66"), Decimal("31.34"), 6]
    assert [part for _title, _percent, part in parts] == [
        Decimal("626600.01"),
        Decimal("313400.00"),
        Decimal("60000.00"),
    ]


def test_loading_the_same_file_again_changes_nothing(published):
    before = MoneyEntry.objects.count()
    load_published_budgets(PUBLISHED, by=SYSTEM)
    assert MoneyEntry.objects.count() == before and BudgetDocument.objects.count() == 9


@pytest.mark.django_db
def test_every_fault_of_a_file_is_named_with_its_line_and_nothing_is_kept(tmp_path: Path):
    path = tmp_path / "budgets.csv"
    head = "case,economy,document,year_or_period,line,stage,amount,currency,source_title,source_url,note"
    path.write_text(
        f"{head}\nA,Serbia,Plan,2021,total,dreamt,1,RSD,s,,\nA,Serbia,Plan,soon,total,planned,much,RSD,s,,\n"
    )
    with pytest.raises(Problems) as caught:
        load_published_budgets(path, by=SYSTEM)
    told = [problem.sentence for problem in caught.value.problems]
    assert [sentence.partition(":")[0] for sentence in told] == [
        "budgets.csv, line 2", "budgets.csv, line 3", "budgets.csv, line 3",
    ]  # fmt: skip
    assert "“dreamt” is not a word for a stage" in told[0] and not BudgetDocument.objects.exists()


# ------------------------------------------------------------------------------------------------ exchange


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("100", ("33.33", "33.33", "33.34"), ("33.33", "33.33", "33.34")),
        ("0.01", ("50", "50"), ("0.01", "0.00")),
        ("10", ("33.3", "33.3", "33.4"), ("3.33", "3.33", "3.34")),
        ("1", ("14.2857", "14.2857", "71.4286"), ("0.14", "0.14", "0.72")),
    ],
)
def test_an_amount_is_divided_by_largest_remainders(amount, shares, parts):
    """Worked by hand: floors first, then the missing cents to the largest remainders."""
    found = allocate(Decimal(amount), [Decimal(one) for one in shares])
    assert found == [Decimal(one) for one in parts] and sum(found) == Decimal(amount)


def test_shares_that_do_not_make_a_hundred_divide_nothing():
    with pytest.raises(ValueError, match="the shares make 99, not 100"):
        allocate(Decimal(5), [Decimal(33), Decimal(66)])


@pytest.mark.django_db
def test_amounts_are_compared_at_a_dated_rate_with_its_source():
    load_rates(FIXED, by=SYSTEM)
    marks = convert(Decimal("2800000"), "BAM", on=dt.date(2014, 12, 31))
    assert marks.amount == Decimal("1431617.27")  # 2,800,000 / 1.95583, worked with bc
    assert (
        marks.original == 2_800_000
        and marks.rates[0].on == dt.date(2002, 1, 1)
        and "currency board" in marks.rates[0].source
    )
    kuna = convert(Decimal("36957118"), "HRK", on=dt.date(2023, 1, 1))
    assert kuna.amount == Decimal("4905052.49")  # 36,957,118 / 7.5345
    both = convert(Decimal("100"), "HRK", to="BAM", on=dt.date(2024, 1, 1))
    assert both.amount == Decimal("25.96") and len(both.rates) == 2  # 100 × 1.95583 / 7.5345 = 25.958…


@pytest.mark.django_db
def test_a_currency_without_a_rate_is_said_and_a_later_rate_is_not_used_for_an_earlier_day():
    enter_rates(by=SYSTEM, rates=[NewRate("ALL", dt.date(2024, 12, 31), Decimal("98.15"), "Bank of Albania")])
    with pytest.raises(NoRate, match="no exchange rate of ALL on or before 31.12.2023. Enter one with its source."):
        convert(Decimal(100), "ALL", on=dt.date(2023, 12, 31))
    with pytest.raises(NoRate, match="RSD"):
        convert(Decimal(100), "EUR", to="RSD", on=dt.date(2024, 12, 31))


@pytest.mark.django_db
def test_wrong_rates_are_told_all_at_once_and_none_is_kept():
    tomorrow = dt.date.today() + dt.timedelta(days=2)
    rates = [
        NewRate("ALL", tomorrow, Decimal("98"), "x"), NewRate("ALL", dt.date(2024, 1, 1), Decimal(0), "x"),
        NewRate("XYZ", dt.date(2024, 1, 1), Decimal(1), "x"), NewRate("ALL", dt.date(2024, 1, 1), Decimal(98), " "),
        NewRate("MKD", dt.date(2024, 1, 1), Decimal("61.5"), "x"),
    ]  # fmt: skip
    with pytest.raises(Problems) as caught:
        enter_rates(by=SYSTEM, rates=rates)
    assert [p.code for p in caught.value.problems] == ["rate-future", "rate-zero", "currency-unknown", "source-missing"]
    assert not ExchangeRate.objects.exists()


@pytest.mark.django_db
def test_a_corrected_rate_is_a_new_row_and_the_old_one_stays():
    day = dt.date(2024, 12, 31)
    for number in ("98", "98", "98.15"):
        enter_rates(by=SYSTEM, rates=[NewRate("ALL", day, Decimal(number), "Bank of Albania")])
    assert ExchangeRate.objects.count() == 2
    assert convert(Decimal("981.5"), "ALL", on=day).amount == 10
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ExchangeRate.objects.all().delete()


# ------------------------------------------------------------------------------------------------ entering


@pytest.fixture
def world(db):
    return build_world()


def given(stage="adopted", amount="1000000", **more) -> Given:
    return Given(stage=stage, amount=Decimal(amount), currency="ALL", **{"year": 2025, "source": "state", **more})


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (given(amount="-1"), "amount-negative"),
        (given(stage="dreamt"), "stage-unknown"),
        (given(source="moon"), "source-unknown"),
        (given(year=1066), "year"),
        (given(decided_on=dt.date.today() + dt.timedelta(days=2)), "day-future"),
        (given(stage="revised"), "day-missing"),
        (given(stage="revised", decided_on=dt.date(2025, 6, 30)), "revision-first"),
    ],
)
def test_a_wrong_amount_is_refused_with_a_sentence(world, wrong, code):
    with pytest.raises(Problems) as caught:
        enter_money(by=world.people["contact"], of=world.measures["grants"], given=wrong)
    assert codes(caught) == [code] and not MoneyEntry.objects.exists()


def test_revisions_chain_by_their_days_and_spending_is_held_against_the_last(world):
    officer, measure = world.people["contact"], world.measures["grants"]
    enter_money(by=officer, of=measure, given=given(decided_on=dt.date(2025, 1, 15)))
    with pytest.raises(Problems) as early:
        enter_money(by=officer, of=measure, given=given("revised", "900000", decided_on=dt.date(2025, 1, 3)))
    assert codes(early) == ["revision-before"]
    for day, amount in ((30, "900000"), (31, "650000")):
        enter_money(by=officer, of=measure, given=given("revised", amount, decided_on=dt.date(2025, 7, day)))
    with pytest.raises(Problems) as twice:
        enter_money(by=officer, of=measure, given=given("revised", "1", decided_on=dt.date(2025, 7, 31)))
    assert codes(twice) == ["entered-already"]
    with pytest.raises(Problems) as over:
        enter_money(by=officer, of=measure, given=given("spent", "700000"))
    assert codes(over) == ["spent-over"] and "more than the 650000" in over.value.problems[0].sentence
    enter_money(by=officer, of=measure, given=given("spent", "700000", explanation="Court order of 3 December."))
    assert standing_entries(measure).count() == 4


def test_a_correction_keeps_what_stood_before_and_a_second_one_of_the_same_is_refused(world):
    officer, measure = world.people["contact"], world.measures["grants"]
    first = enter_money(by=officer, of=measure, given=given())
    second = correct_money(by=officer, entry=first, given=given(amount="1100000"))
    assert second.replaces == first and [e.amount for e in standing_entries(measure)] == [1_100_000]
    with pytest.raises(Problems) as caught:
        correct_money(by=officer, entry=first, given=given(amount="5"))
    assert codes(caught) == ["entry-replaced"]
    with pytest.raises(Problems) as caught:
        withdraw_money(by=officer, entry=second, reason=" ")
    assert codes(caught) == ["reason-missing"]
    withdraw_money(by=officer, entry=second, reason="Entered for the wrong year.")
    assert not standing_entries(measure).exists() and MoneyEntry.objects.count() == 3
    assert list(Entry.objects.filter(subject_kind="money").values_list("action", flat=True).order_by("number")) == [
        "money.enter", "money.correct", "money.withdraw",
    ]  # fmt: skip


def test_only_those_who_keep_money_may_enter_it(world):
    with pytest.raises(Refused, match="does not include this"):
        enter_money(by=world.people["ministry"], of=world.measures["grants"], given=given())
    keeper = add_person(world.organisations["ministry"], "budget_officer")
    assert enter_money(by=keeper, of=world.measures["grants"], given=given()).entered_by.startswith("Budget officer")


# ----------------------------------------------------------------------------------------- documents and lines


def test_a_share_of_mainstream_money_needs_its_method(world):
    officer = world.people["contact"]
    budget = keep_document(
        by=officer,
        content=DocumentContent("mtbp-2026", Text({"en": "Medium-term budget"}), "medium_term", "AL", "", 2026, 2028),
    )
    with pytest.raises(Problems) as caught:
        keep_item(
            by=officer, document=budget, content=ItemContent(Text({"en": "Schools"}), link="direct", share=Decimal(3))
        )
    assert codes(caught) == ["method-missing"]
    with pytest.raises(Problems) as caught:
        keep_item(
            by=officer, document=budget,
            content=ItemContent(Text({}), link="targeted", share=Decimal(130), method="guess", source="moon"),
        )  # fmt: skip
    assert codes(caught) == ["title-missing", "source-unknown", "method-unknown", "share", "share-link"]
    kept = keep_item(
        by=officer, document=budget,
        content=ItemContent(Text({"en": "Schools"}), link="direct", share=Decimal(3), method="population_share"),
    )  # fmt: skip
    assert kept.number == 1 and not kept.is_targeted
    with pytest.raises(Problems) as caught:
        keep_item(by=officer, document=budget, item=kept, content=ItemContent(Text({"en": "Schools"}), parent=kept))
    assert codes(caught) == ["parent"]


def test_an_allocation_key_makes_a_hundred(world):
    officer = world.people["contact"]
    budget = keep_document(by=officer, content=DocumentContent("key", Text({"en": "Key"}), "decision", "AL"))
    with pytest.raises(Problems) as caught:
        keep_shares(by=officer, document=budget, shares=[(Text({"en": "A"}), Decimal("62.66"), None)])
    assert "make 62.66 per cent, not 100" in caught.value.problems[0].sentence
