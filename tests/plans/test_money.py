"""Glued money is read surely or refused; nothing is guessed."""

from decimal import Decimal

import pytest

from barabar.plans.importing.money import Marks, Refusal, read_money

PRINTED = Marks(("state", "donor"), ".", ",", {"IPA": "eu"}, ("RSD",), ("EUR", "RSD"))
SPACED = Marks(("state", "donor"), " ", ",")


def said(cell, marks=PRINTED):
    read = read_money(cell, marks)
    return read.code if isinstance(read, Refusal) else [(one.source, int(one.amount), one.as_written) for one in read]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0 0", [("state", 0, ""), ("donor", 0, "")]),
        ("0 130.250IPA 2012", [("state", 0, ""), ("eu", 130250, "IPA 2012")]),
        ("0 340.000 IPA 2012", [("state", 0, ""), ("eu", 340000, "IPA 2012")]),
        ("0\n130.250\nIPA 2012-2013", [("state", 0, ""), ("eu", 130250, "IPA 2012-2013")]),
        ("35.500IPA 2012", [("eu", 35500, "IPA 2012")]),
        ("1.500.000 20.000 GIZ", [("state", 1500000, ""), ("donor", 20000, "GIZ")]),
        ("0 130.250 RSD", [("state", 0, ""), ("donor", 130250, "")]),
        ("", []), ("–", []), (None, []),
    ],
)  # fmt: skip
def test_what_is_printed_is_read(cell, expected):
    assert said(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("130.250", "money-unread"),  # one amount where two are declared: whose?
        ("0 2012", "money-unread"),  # a year, or an amount without its mark
        ("0 130.25 IPA", "money-unread"),  # no group of three
        ("0 130.250 IPA 50.000 UNDP", "money-unread"),  # a second amount inside the donor's name
        ("0 130.250 EUR", "money-currency"),
        ("oko 130.250", "money-unread"),
        (130.25, "money-one"),
        ("9" * 300, "money-long"),
    ],
)
def test_what_is_not_sure_is_refused(cell, code):
    assert said(cell) == code


def test_without_a_declared_mark_thousands_are_asked_about():
    assert said("0 130.250IPA 2012", Marks(("state", "donor"))) == "money-thousands"
    assert said("130,250", Marks()) == "money-thousands"
    assert said("130250", Marks()) == [("unspecified", 130250, "")]


def test_spaces_may_divide_thousands_or_amounts():
    assert said("0 130 250", SPACED) == [("state", 0, ""), ("donor", 130250, "")]
    assert said("12 130 250 / 5 000", SPACED) == [("state", 12130250, ""), ("donor", 5000, "")]
    refused = read_money("12 130 250", SPACED)
    assert refused.code == "money-many" and refused.readings == ("12 + 130250", "12130 + 250")


def test_numbers_of_the_workbook():
    assert said(130250.0, Marks()) == [("unspecified", 130250, "")]
    assert said(130.25, Marks()) == "money-fraction"  # a spreadsheet made it of "130.250"
    assert said(-1, Marks()) == "money-negative"
    assert read_money(130, Marks(multiplier=1000))[0].amount == Decimal(130000)
