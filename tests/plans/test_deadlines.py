import datetime as dt

import pytest

from barabar.plans.importing.deadlines import read_deadline


@pytest.mark.parametrize(
    ("written", "quarter"),
    [
        ("IV kvartal 2014", "2014-Q4"), ("III kvartal 2013.", "2013-Q3"), ("Q4 2014", "2014-Q4"), ("2014-Q3", "2014-Q3"),
        ("tremujori IV 2014", "2014-Q4"), ("do kraja 2013", "2013-Q4"), ("Deri në fund të 2026", "2026-Q4"),
        ("do 2013", "2013"), ("2014", "2014"), (2014.0, "2014"), ("31.12.2014", "2014-Q4"), ("do 30.06.2014.", "2014-Q2"),
        ("12/2014", "2014-Q4"), (dt.date(2014, 5, 1), "2014-Q2"), ("decembar 2014.", "2014-Q4"), ("dhjetor 2014", "2014-Q4"),
        ("II polugodište 2013", "2013-Q4"), ("by Q3 2014", "2014-Q3"), ("2012 – 2014", "2014"), ("2014-09-30", "2014-Q3"),
    ],
)  # fmt: skip
def test_deadlines_as_plans_write_them(written, quarter):
    assert read_deadline(written).quarter == quarter


@pytest.mark.parametrize("written", ["kontinuirano", "31.02.2014", "IV kvartal 2012 i 2013", "po potrebi", "IV 2014"])
def test_what_is_not_understood_is_kept_as_written(written):
    read = read_deadline(written)
    assert (read.quarter, read.as_written, read.is_reading) == ("", written, True)


def test_a_blank_cell_is_no_deadline():
    assert read_deadline("") == read_deadline(None)
