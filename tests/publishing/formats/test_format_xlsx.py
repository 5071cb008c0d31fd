from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from tests.publishing.document.sample import BASE, FOOTNOTE, FORMULA, sample

from barabar.publishing.document.model import LABELS_EN
from barabar.publishing.formats import xlsx


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(xlsx.write(sample(rows=30), base_url=BASE)))


def lines(sheet) -> list[list]:
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


def test_one_sheet_for_each_table(book):
    assert book.sheetnames == ["Contents", "Table 1", "Figure 1  The same as a table", "Table 2", "Table 3"]
    listed = [line[0].value for line in book["Contents"] if line[0].hyperlink]
    assert listed == book.sheetnames[1:]


def test_every_sheet_begins_with_the_demonstration_mark(book):
    assert {sheet["A1"].value for sheet in book} == {LABELS_EN.demonstration}
    assert {sheet["A2"].value for sheet in book} == {"Annual report 2025: Kosovo*"}


def test_numbers_are_numbers_and_states_are_words(book):
    rows = {line[0]: line for line in lines(book["Table 1"]) if line[0]}
    assert rows["reported 412600000"][1] == 412600000
    assert rows["reported -2.5"][1] == -2.5
    assert rows["reported 0"][1] == 0
    assert rows["missing"][1] == "not reported"
    assert rows["suppressed"][1] == "withheld to protect persons"
    assert rows["reported 0"][3] == "F-0002"
    formats = {cell.value: cell.number_format for line in book["Table 1"] for cell in line if cell.column == 2}
    assert formats[-2.5] == "#,##0.0" and formats[0] == "#,##0"


def test_no_text_is_run_as_a_formula(book):
    cells = [cell for sheet in book for line in sheet for cell in line if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert FORMULA in [cell.value for cell in cells]


def test_a_footnote_stands_once_on_every_sheet_that_holds_its_name(book):
    for sheet in book:
        cells = [str(cell) for line in lines(sheet) for cell in line]
        assert sum(FOOTNOTE in cell for cell in cells) == 1


def test_references_have_a_column_and_a_link(book):
    head = next(line for line in book["Table 3"] if line[0].value == "Code")
    assert [cell.value for cell in head][7:] == [f"Reference: {year}" for year in range(2021, 2026)]
    first = book["Table 3"].cell(head[0].row + 1, 8)
    assert first.value == "L0-2021" and first.hyperlink.target == f"{BASE}trace/L0-2021/"


def test_the_head_stays_in_sight_and_the_sheet_fits_its_paper(book):
    sheet = book["Table 3"]
    head = next(line for line in sheet if line[0].value == "Code")
    assert sheet.freeze_panes == f"A{head[0].row + 1}"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
    assert book["Table 1"].row_dimensions[5].height > 15


def test_figures_and_states_stand_under_each_other(book):
    cells = {line[0].value: line[1] for line in book["Table 1"] if line[0].value}
    assert {cells[name].alignment.horizontal for name in ("reported 0", "missing", "Total")} == {"right"}
