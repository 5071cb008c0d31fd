"""Ugly workbooks, each one a real habit, with the exact answer to each: what is stored, and what is asked about where."""

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.comments import Comment

from barabar.collection.content import stored_answers
from barabar.collection.workbooks import make_workbook
from barabar.reference.verdicts import Problems
from tests.collection.test_workbooks import (
    ADOPTED,
    MEASURE,
    MEN,
    REACHED,
    WOMEN,
    columns_of,
    opened,
    put,
    saved,
    upload,
)
from tests.factories import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def book(world):
    return opened(make_workbook(world.return_of("education"), "sq"))


def answer(world, question=REACHED):
    return stored_answers(world.return_of("education")).get(question)


# What was typed for a number of children → the number stored. The meaning is sure.
SURE = [
    (120, 120),
    (120.0, 120),
    ("120", 120),
    ("  120 ", 120),
    ("1 200", 1200),
    ("1\N{NO-BREAK SPACE}200", 1200),
    ("1\N{NARROW NO-BREAK SPACE}200", 1200),
    ("1.200.300", 1200300),
    ("1,200,300", 1200300),
    ("1'200", 1200),
    ("1.200,0", 1200),
    ("1,200.0", 1200),
    ("120,0", 120),
    ("+120", 120),
    (0, 0),
    ("0", 0),
    ("007", 7),
    (1e3, 1000),
    ("\t120", 120),
]


@pytest.mark.parametrize(("typed", "stored"), SURE, ids=[repr(typed) for typed, _ in SURE])
def test_a_number_whose_meaning_is_sure_is_read(world, book, typed, stored):
    put(book, REACHED, "value", typed)
    done = upload(world, saved(book))
    assert answer(world).amount == stored
    assert [p for p in done.problems if p.severity == "error" and "q-" in p.anchor and p.code != "parts-missing"] == []


# What was typed → the code of what is asked. Nothing is stored for it, and what was typed is kept and marked.
ASKED = [
    ("1.200", "ambiguous"),
    ("1,200", "ambiguous"),
    ("n/a", "not-a-number"),
    ("—", "not-a-number"),
    ("-", "not-a-number"),
    ("nuk ka", "not-a-number"),
    ("zero", "not-a-number"),
    ("12 (prej tyre 5 vajza)", "not-a-number"),
    ("120 fëmijë", "not-a-number"),
    ("rreth 120", "not-a-number"),
    ("~120", "not-a-number"),
    ("120*", "not-a-number"),
    ("120-130", "not-a-number"),
    ("120+15", "not-a-number"),
    ("60 F / 60 M", "not-a-number"),
    ("1e3", "not-a-number"),
    ("?", "not-a-number"),
    ("50%", "percent-in-count"),
    (12.5, "not-whole"),
    ("12,5", "not-whole"),
    (-5, "negative"),
    ("-5", "negative"),
    (10**16, "not-a-number"),
    (dt.date(2025, 5, 12), "became-date"),
    (True, "not-a-number"),
]


@pytest.mark.parametrize(("typed", "code"), ASKED, ids=[repr(typed) for typed, _ in ASKED])
def test_what_may_mean_two_things_or_nothing_is_asked_about_at_its_cell(world, book, typed, code):
    place = put(book, REACHED, "value", typed)
    done = upload(world, saved(book))
    asked = [problem for problem in done.problems if problem.where.startswith(place)]
    assert [problem.code for problem in asked] == [code], [p.sentence for p in done.problems]
    found = answer(world)
    assert found is None or found.amount is None


# --------------------------------------------------------------------------------- what people do to sheets


def sheet_of(book):
    return next(sheet for sheet in book.worksheets if "value" in columns_of(sheet) and "overlap" in columns_of(sheet))


def asked(done, code):
    return [problem for problem in done.problems if problem.code == code]


def test_a_hidden_column_and_hidden_rows_are_read_like_the_others(world, book):
    put(book, REACHED, "value", 90)
    put(book, WOMEN, "value", 50)
    sheet = sheet_of(book)
    sheet.column_dimensions["H"].hidden = True
    sheet.row_dimensions[4].hidden = True
    upload(world, saved(book))
    assert (answer(world).amount, answer(world, WOMEN).amount) == (90, 50)


def test_blank_rows_inserted_above_and_between_change_nothing(world, book):
    put(book, REACHED, "value", 90)
    put(book, MEN, "value", 40)
    sheet = sheet_of(book)
    sheet.insert_rows(3, 4)
    sheet.insert_rows(9, 2)
    upload(world, saved(book))
    assert (answer(world).amount, answer(world, MEN).amount) == (90, 40)


def test_a_total_written_in_the_middle_belongs_to_no_question_and_is_said_so(world, book):
    put(book, WOMEN, "value", 50)
    sheet = sheet_of(book)
    sheet.insert_rows(5)
    sheet["C5"], sheet["H5"] = "GJITHSEJ", 50
    done = upload(world, saved(book))
    (said,) = asked(done, "row-strange")
    assert "“50” stands in a row that belongs to no question" in said.sentence and said.where.endswith("!H5")
    assert answer(world, WOMEN).amount == 50


def test_a_deleted_row_is_an_unanswered_question_not_a_zero(world, book):
    put(book, REACHED, "value", 90)
    sheet = sheet_of(book)
    sheet.delete_rows(4)
    upload(world, saved(book))
    assert answer(world).amount == 90 and answer(world, WOMEN) is None


def test_renamed_and_reordered_sheets_and_one_of_their_own_are_no_matter(world, book):
    put(book, REACHED, "value", 90)
    sheet = sheet_of(book)
    sheet.title = "Të dhënat FINALE (2)"
    book.move_sheet(sheet, offset=-2)
    notes = book.create_sheet("shënime të mia", 0)
    notes["A1"], notes["B7"] = "mos harro", 12345
    upload(world, saved(book))
    assert answer(world).amount == 90


def test_a_sheet_copied_into_a_new_file_still_says_whose_it_is(world, book):
    put(book, REACHED, "value", 90)
    copy = openpyxl.Workbook()
    target = copy.active
    for row in sheet_of(book).iter_rows():
        for cell in row:
            target.cell(cell.row, cell.column, cell.value)
    upload(world, saved(copy))
    assert answer(world).amount == 90


def test_a_sheet_without_its_hidden_columns_is_not_guessed_at(world, book):
    put(book, REACHED, "value", 90)
    sheet = sheet_of(book)
    sheet.delete_cols(1)
    done = upload(world, saved(book))
    assert answer(world) is None and done.read == 0


def test_columns_moved_about_are_found_by_their_heads(world, book):
    put(book, REACHED, "value", 90)
    put(book, REACHED, "note", "sipas regjistrit")
    sheet_of(book).insert_cols(2, 3)
    upload(world, saved(book))
    assert answer(world).amount == 90 and answer(world).note == "sipas regjistrit"


def test_merged_figures_are_asked_about(world, book):
    put(book, REACHED, "value", 90)
    sheet_of(book).merge_cells("H3:H4")
    done = upload(world, saved(book))
    assert asked(done, "merged") and answer(world) is None


def test_a_merged_heading_beside_the_figures_is_no_matter(world, book):
    put(book, REACHED, "value", 90)
    sheet_of(book).merge_cells("B3:B4")
    upload(world, saved(book))
    assert answer(world).amount == 90


def test_a_question_copied_to_a_second_row_is_asked_about(world, book):
    put(book, REACHED, "value", 90)
    sheet = sheet_of(book)
    row = sheet.max_row + 1
    for cell in list(sheet[3]):
        sheet.cell(row, cell.column, cell.value)
    done = upload(world, saved(book))
    assert asked(done, "row-twice") and answer(world) is None


def test_a_choice_typed_in_the_other_language_or_case_is_understood(world, book):
    put(book, REACHED, "why", "  we do not COLLECT this ")
    upload(world, saved(book))
    assert (answer(world).state, answer(world).reason) == ("missing", "not_collected")


def test_a_choice_of_their_own_is_asked_about(world, book):
    put(book, REACHED, "why", "pushim vjetor")
    done = upload(world, saved(book))
    assert "“pushim vjetor” is not one of the choices" in asked(done, "why-unknown")[0].sentence


def test_a_figure_and_a_reason_together_are_asked_about(world, book):
    put(book, REACHED, "value", 90)
    put(book, REACHED, "why", "We do not collect this")
    done = upload(world, saved(book))
    assert asked(done, "number-and-state") and answer(world) is None


def test_parts_that_do_not_make_the_total_are_kept_and_said(world, book):
    for key, value in ((REACHED, 90), (WOMEN, 50), (MEN, 30)):
        put(book, key, "value", value)
    done = upload(world, saved(book))
    assert answer(world).amount == 90 and any("80" in p.sentence and "90" in p.sentence for p in done.problems)


def test_their_comments_colours_and_filters_are_no_matter(world, book):
    put(book, REACHED, "value", 90)
    sheet = sheet_of(book)
    sheet["H3"].comment = Comment("pyet drejtorin", "x")
    sheet.auto_filter.ref = "A2:M9"
    sheet.freeze_panes = "A1"
    upload(world, saved(book))
    assert answer(world).amount == 90


def test_money_with_spaces_and_a_decimal_comma_is_exact(world, book):
    put(book, ADOPTED, "value", "1 234 567,89")
    upload(world, saved(book))
    assert answer(world, ADOPTED).amount == Decimal("1234567.89")


def test_words_with_line_breaks_and_quotes_stay_as_they_were(world, book):
    said = "U mbajtën 12 orë.\nThanë: “mirë”; pastaj = 5 & < 7"
    put(book, MEASURE, "achievements", said)
    put(book, MEASURE, "status", "Sipas planit")
    upload(world, saved(book))
    (narrative,) = world.return_of("education").narratives.all()
    assert narrative.achievements == said


def test_the_same_file_again_changes_nothing_even_after_the_web_did(world, book):
    put(book, REACHED, "value", 90)
    content = saved(book)
    upload(world, content)
    put(book, REACHED, "value", 95)
    upload(world, saved(book))
    again = upload(world, content)
    assert again.again and again.read == 0 and answer(world).amount == 95


def test_an_older_workbook_over_a_newer_one_is_refused_with_both_dates(world, book, monkeypatch):
    """Two officers, two versions of one workbook: the older one does not undo the newer."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC))
    newer = opened(make_workbook(world.return_of("education"), "sq"))
    monkeypatch.undo()
    monkeypatch.setattr("django.utils.timezone.now", lambda: dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC))
    older = opened(make_workbook(world.return_of("education"), "sq"))
    monkeypatch.undo()
    put(newer, REACHED, "value", 95)
    put(older, REACHED, "value", 90)
    upload(world, saved(newer))
    with pytest.raises(Problems) as caught:
        upload(world, saved(older))
    sentence = caught.value.problems[0].sentence
    assert "made on 01.03.2026 09:00" in sentence and "made on 02.03.2026 10:30" in sentence
    assert answer(world).amount == 95


def test_a_clock_that_is_wrong_by_a_year_loses_nothing(world, book, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC))
    future = opened(make_workbook(world.return_of("education"), "sq"))
    monkeypatch.undo()
    put(future, REACHED, "value", 90)
    upload(world, saved(future))
    assert answer(world).amount == 90
