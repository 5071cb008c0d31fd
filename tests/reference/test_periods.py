import datetime as dt

import pytest

from barabar.reference.periods import Period, PeriodError


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
        ("2025-H2", dt.date(2025, 7, 1), dt.date(2025, 12, 31)),
        ("2025-Q1", dt.date(2025, 1, 1), dt.date(2025, 3, 31)),
        ("2024-B1", dt.date(2024, 1, 1), dt.date(2024, 2, 29)),
        ("2025-M11", dt.date(2025, 11, 1), dt.date(2025, 11, 30)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(key, start, end):
    period = Period.parse(key)
    assert (period.key, period.start, period.end) == (key, start, end)


@pytest.mark.parametrize("key", ["25", "2025-Q5", "2025-H0", "2025-X1", "", "2025-M13"])
def test_what_is_no_period_is_said_so_with_examples(key):
    with pytest.raises(PeriodError, match="2025|a year has"):
        Period.parse(key)


def test_a_year_contains_its_quarters_and_the_year_before_is_last_years():
    assert Period.parse("2025").contains(Period.parse("2025-Q3"))
    assert not Period.parse("2025-Q3").contains(Period.parse("2025"))
    assert Period.parse("2025-Q3").previous == Period.parse("2024-Q3")
