import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from barabar.design.figures import amount, day, percent, share

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("sq", f"1{NBSP}234{NBSP}567,5"),
        ("en", "1,234,567.5"),
        ("mk", "1.234.567,5"),
        ("tr", "1.234.567,5"),
    ],
)
def test_an_amount_is_written_as_the_language_writes_it(language, written):
    with translation.override(language):
        assert amount(Decimal("1234567.5")) == written


def test_zero_is_zero_and_nothing_is_a_dash(en):
    assert [amount(0), amount(None), amount("")] == ["0", "–", "–"]
    assert [percent(0), percent(None), day(None), share(1, 0)] == ["0%", "–", "–", "–"]


def test_an_amount_keeps_its_decimals_or_takes_the_ones_asked_for(en):
    assert [amount(Decimal("9.40")), amount(9, 1), amount(0.1)] == ["9.4", "9.0", "0.1"]


def test_a_negative_amount_has_a_minus_sign_not_a_hyphen(en):
    assert amount(-5) == "−5"


def test_words_pass_through(en):
    assert [amount("n/a"), percent("n/a"), day("soon")] == ["n/a", "n/a", "soon"]


def test_what_is_not_finite_is_shown_as_it_came(en):
    assert amount(float("inf")) == "inf"


@pytest.mark.parametrize(("language", "written"), [("sq", "82,4%"), ("en", "82.4%"), ("tr", "%82,4"), ("mk", "82,4%")])
def test_the_percent_sign_stands_where_the_language_puts_it(language, written):
    with translation.override(language):
        assert percent(Decimal("82.44")).replace(NBSP, "") == written


def test_a_share_is_counted_from_part_and_whole(sq):
    assert [share(53, 61), share(1, 3, 1)] == ["87%", "33,3%"]


@pytest.mark.parametrize(("language", "written"), [("sq", "21 nëntor 2026"), ("en", "21 November 2026")])
def test_a_date_is_written_in_words(language, written):
    with translation.override(language):
        assert day(datetime.date(2026, 11, 21)) == written
        assert day("2026-11-21") == written


def test_a_moment_is_shown_on_the_installations_clock(sq, settings):
    settings.TIME_ZONE = "Europe/Tirane"
    late = datetime.datetime(2026, 11, 21, 23, 30, tzinfo=datetime.UTC)
    assert day(late) == "22 nëntor 2026"


def test_a_language_unknown_to_cldr_falls_back_to_english():
    with translation.override("rom"):
        assert amount(1234) == "1,234"
