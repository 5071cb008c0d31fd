from __future__ import annotations

import csv as reader
from io import StringIO

import pytest
from tests.publishing.document.sample import FOOTNOTE, LETTERS, hostile_table, sample, states_table

from barabar.publishing.document.model import LABELS_EN, Name, Table, row
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.formats.csv import safe, write_table


def read(table: Table) -> list[dict[str, str]]:
    text = write_table(table, sample(rows=1), byte_order_mark=False).decode()
    return list(reader.DictReader(StringIO(text, newline="")))


def test_excel_is_told_that_it_is_unicode():
    table = states_table(Numbers(LABELS_EN))
    assert write_table(table, sample(rows=1)).startswith(b"\xef\xbb\xbf")
    assert not write_table(table, sample(rows=1), byte_order_mark=False).startswith(b"\xef")


def test_figures_are_plain_numbers_with_state_and_reference():
    rows = read(states_table(Numbers(LABELS_EN)))
    amount = "Amount spent in the reporting year (ALL)"
    by_name = {line["State"]: (line[amount], line[f"{amount}: state"], line[f"{amount}: ref"]) for line in rows}
    assert by_name["reported 412600000"] == ("412600000", "reported", "F-0000")
    assert by_name["reported -2.5"] == ("-2.5", "reported", "F-0001")
    assert by_name["reported 0"] == ("0", "reported", "F-0002")
    assert by_name["missing"] == ("", "missing", "S-missing")
    assert by_name["suppressed"] == ("", "suppressed", "S-suppressed")
    assert {line["group"] for line in rows} == {"Group of rows"}


def test_names_stand_bare_beside_their_mark():
    table = Table(("Economy",), (row(Name("Kosovo", "xk")), row("Serbia")), "T", "t")
    assert read(table) == [
        {"Economy": "Kosovo", "footnote_mark": "*", "footnote_text": FOOTNOTE},
        {"Economy": "Serbia", "footnote_mark": "", "footnote_text": ""},
    ]


def test_letters_arrive():
    assert read(hostile_table())[0]["C"] == LETTERS


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        (" \N{NO-BREAK SPACE}=1+1", "'=1+1"),
        ("a\n=1+1", "a =1+1"),
        ("\t@cmd", "'@cmd"),
        ("-2 measures", "'-2 measures"),
        ("2-3", "2-3"),
        ("", ""),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_held_down(text, kept):
    assert safe(text) == kept
