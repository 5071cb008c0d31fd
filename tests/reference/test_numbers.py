from decimal import Decimal

import pytest

from barabar.reference.numbers import Ambiguous, Blank, NotANumber, Number, read_number


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1 234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", "1234567"),
        ("1.234.567", "1234567"),
        ("1'234'567", "1234567"),
        ("0,250", "0.250"),
        ("12,5", "12.5"),
        ("\N{MINUS SIGN}3", "-3"),
        ("0", "0"),
        ("'120", "120"),
        (120.0, "120.0"),
        (7, "7"),
    ],
)
def test_a_number_is_read_where_its_meaning_is_sure(written, meant):
    assert read_number(written) == Number(Decimal(meant))


@pytest.mark.parametrize("written", ["1.234", "1,234", "12.000", "999,999"])
def test_one_group_of_three_after_one_mark_is_asked_about(written):
    read = read_number(written)
    assert isinstance(read, Ambiguous)
    assert read.as_whole == read.as_decimal * 1000


@pytest.mark.parametrize(
    "written", ["n/a", "12 vajza", "1 23", "1.23.456", "5..2", "IV", True, "1e400", "9" * 20, "nan", "1,2,3"]
)
def test_what_is_not_surely_a_number_is_not_one(written):
    assert isinstance(read_number(written), NotANumber)


@pytest.mark.parametrize("written", [None, "", "  ", "\N{NO-BREAK SPACE}", "'"])
def test_blank_is_not_zero(written):
    assert read_number(written) == Blank()


def test_a_percent_sign_is_kept_as_a_fact():
    assert read_number("80 %") == Number(Decimal(80), percent=True)
    assert read_number("%26") == Number(Decimal(26), percent=True)
