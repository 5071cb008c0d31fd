from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from barabar.publishing.document.model import LABELS_EN, LABELS_SQ, Figure, State
from barabar.publishing.document.numbers import Numbers, rounded

SPACE = "\N{NO-BREAK SPACE}"


def numbers(locale: str) -> Numbers:
    return Numbers(replace(LABELS_EN, locale=locale))


@pytest.mark.parametrize(
    ("locale", "integer", "decimal", "percent", "day"),
    [
        ("en_GB", "1,234,567", "-2.5", "25.7%", "21 November 2026"),
        ("sq", f"1{SPACE}234{SPACE}567", "-2,5", "25,7%", "21 nëntor 2026"),
        ("sr_Latn", "1.234.567", "-2,5", "25,7%", "21. novembar 2026."),
        ("sr", "1.234.567", "-2,5", "25,7%", "21. новембар 2026."),
        ("mk", "1.234.567", "-2,5", f"25,7{SPACE}%", "21 ноември 2026\N{NARROW NO-BREAK SPACE}г."),
        ("bs", "1.234.567", "-2,5", "25,7%", "21. novembar 2026."),
        ("tr", "1.234.567", "-2,5", "%25,7", "21 Kasım 2026"),
    ],
)
def test_every_language_writes_numbers_its_own_way(locale, integer, decimal, percent, day):
    n = numbers(locale)
    assert n.integer(1234567) == integer
    assert n.decimal(Decimal("-2.45")) == decimal
    assert n.percent(Decimal("25.65"), places=1) == percent
    assert n.date(date(2026, 11, 21)) == day


@pytest.mark.parametrize(("value", "whole"), [("2.5", "3"), ("-2.5", "-3"), ("0.5", "1"), ("-0.4", "0"), ("0", "0")])
def test_rounding_is_half_up_and_zero_has_no_sign(value, whole):
    assert numbers("en_GB").integer(Decimal(value)) == whole
    assert str(rounded(Decimal(value), 0)) == whole


def test_money_has_a_code_and_intervals_a_dash():
    assert numbers("sq").money(412600000, "ALL") == f"412{SPACE}600{SPACE}000{SPACE}ALL"
    assert numbers("en_GB").interval(77, 87) == "77–87"


def test_points_agree_with_their_number():
    assert numbers("en_GB").points(1) == f"1{SPACE}percentage point"
    assert numbers("en_GB").points(14) == f"14{SPACE}percentage points"
    assert Numbers(LABELS_SQ).points(1) == f"1{SPACE}pikë përqindjeje"


@pytest.mark.parametrize(
    ("unit", "text"), [("%", "82%"), ("pp", f"82{SPACE}percentage points"), ("EUR", f"82{SPACE}EUR"), ("persons", "82")]
)
def test_a_figure_is_written_by_its_unit(unit, text):
    assert Numbers(LABELS_EN).figure(82, unit=unit, ref="R") == Figure(text, value=Decimal(82), unit=unit, ref="R")


@pytest.mark.parametrize("state", [state for state in State if state is not State.REPORTED])
def test_a_figure_that_is_not_there_is_a_word(state):
    figure = Numbers(LABELS_SQ).figure(None, state=state)
    assert figure.text == LABELS_SQ.states[state] and figure.value is None


def test_zero_is_a_figure_and_nothing_is_not():
    assert Numbers(LABELS_EN).figure(0).text == "0"
    with pytest.raises(ValueError, match="zero is written 0"):
        Numbers(LABELS_EN).figure(None)
