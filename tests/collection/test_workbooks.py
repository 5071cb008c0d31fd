"""The workbook: what is written is read back; what goes wrong is said with its cell; nothing stored is lost."""

import datetime as dt
import io
import subprocess
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from barabar.collection.actions import import_workbook as importing
from barabar.collection.actions.import_workbook import import_workbook
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.content import stored_answers
from barabar.collection.models import Answer, Upload
from barabar.collection.reading import Given
from barabar.collection.workbooks import make_workbook
from barabar.collection.workbooks.words import sheet_titles
from barabar.reference.verdicts import Problems, Refused
from tests.factories import answers_for, build_world, fill, send

pytestmark = pytest.mark.django_db


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def columns_of(sheet) -> dict[str, int]:
    return {sheet.cell(1, i).value: i for i in range(1, sheet.max_column + 1)}


def cell_of(book, key: str, column: str):
    """The cell of a question, found by the hidden keys: sheet titles differ by language."""
    for sheet in book.worksheets:
        heads = columns_of(sheet)
        if column not in heads or "key" not in heads:
            continue
        for row in range(3, sheet.max_row + 1):
            if sheet.cell(row, heads["key"]).value == key:
                return sheet.cell(row, heads[column])
    raise AssertionError(f"no cell for {key} {column}")


def put(book, key: str, column: str, value) -> str:
    """Type into the cell of a question; return where it stands, as a person would name it."""
    cell = cell_of(book, key, column)
    cell.value = value
    return f"{cell.parent.title}!{cell.coordinate}"


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def empty(world):
    return opened(make_workbook(world.return_of("education"), "en"))


REACHED = "elbasan-2023-2026/1.1#reached|"
WOMEN, MEN = REACHED + "sex=female", REACHED + "sex=male"
ADOPTED, SPENT = "elbasan-2023-2026/1.1|adopted|municipal", "elbasan-2023-2026/1.1|spent|municipal"
MEASURE = "elbasan-2023-2026/1.1"


def upload(world, content, name="return.xlsx", organisation="education"):
    return_ = world.return_of(organisation)
    return import_workbook(by=world.people[organisation], return_=return_, name=name, content=content)


def test_a_filled_workbook_becomes_the_same_answers_as_the_web_form(world, empty):
    for key, value in ((REACHED, 120), (WOMEN, 80), (MEN, 40), (ADOPTED, 1000000), (SPENT, "900 000")):
        put(empty, key, "value", value)
    put(empty, MEASURE, "status", "On track")
    put(empty, MEASURE, "achievements", "Six classes were opened.")
    imported = upload(world, saved(empty))
    assert imported.problems == ()
    stored = {key: read.amount for key, read in stored_answers(world.return_of("education")).items()}
    assert stored == {REACHED: 120, WOMEN: 80, MEN: 40, ADOPTED: 1000000, SPENT: 900000}
    submit_return(by=world.people["education"], return_=world.return_of("education"))


@pytest.mark.parametrize("language", ["sq", "en"])
def test_an_export_of_answers_imports_as_it_was(world, language):
    return_ = fill(world, "education")
    others = [
        Given(REACHED, state="missing", reason="other", note="Register burnt"),
        Given(WOMEN, state="refused"),
        Given(MEN, state="not_due"),
    ]
    save_answers(by=world.people["education"], return_=return_, given=others)
    before = stored_answers(return_)
    content = make_workbook(return_, language)
    Answer.objects.filter(of=return_).delete()
    assert upload(world, content).problems == ()
    after = stored_answers(return_)
    assert {k: (r.state, r.amount, r.reason, r.note) for k, r in after.items()} == {
        k: (r.state, r.amount, r.reason, r.note) for k, r in before.items()
    }


def test_the_good_cells_are_kept_and_the_others_marked_and_explained(world, empty):
    put(empty, REACHED, "value", 120)
    women = put(empty, WOMEN, "value", "rreth 80")
    money = put(empty, ADOPTED, "value", -5)
    imported = upload(world, saved(empty))
    assert [problem.where.split(" (")[0] for problem in imported.problems] == [women, money]
    assert {k: r.amount for k, r in stored_answers(world.return_of("education")).items()} == {REACHED: Decimal(120)}
    with imported.upload.marked.open() as answer:
        marked = opened(answer.read())
    cell = cell_of(marked, WOMEN, "value")
    assert cell.value == "rreth 80"
    assert "nuk është numër" in cell.comment.text  # the institution reads Albanian
    assert cell.fill.fgColor.rgb.endswith("F6C9C9")


def test_what_a_colleague_saves_meanwhile_is_kept_and_is_in_the_marked_workbook(world, empty, monkeypatch):
    put(empty, REACHED, "value", 120)
    put(empty, WOMEN, "value", "rreth 80")
    before = marking = importing._marked

    def with_a_colleague(return_, *more):
        monkeypatch.setattr(importing, "_marked", before)
        made = marking(return_, *more)
        meanwhile = [Given(REACHED, amount="110"), Given(ADOPTED, amount="1000000")]
        save_answers(by=world.people["education"], return_=world.return_of("education"), given=meanwhile)
        return made

    monkeypatch.setattr(importing, "_marked", with_a_colleague)
    imported = upload(world, saved(empty))
    stored = {key: read.amount for key, read in stored_answers(world.return_of("education")).items()}
    assert stored == {REACHED: 120, ADOPTED: 1000000}
    with imported.upload.marked.open() as answer:
        marked = opened(answer.read())
    assert cell_of(marked, ADOPTED, "value").value == 1000000
    assert cell_of(marked, WOMEN, "value").comment


def test_the_marked_workbook_is_the_one_of_what_is_stored_then(world, empty):
    fill(world, "education")
    put(empty, WOMEN, "value", "rreth 80")
    put(empty, MEASURE, "achievements", "Six classes were opened.")
    imported = upload(world, saved(empty))
    with imported.upload.marked.open() as answer:
        made = opened(answer.read())
    again, compared = opened(make_workbook(world.return_of("education"), "sq")), 0
    for sheet in again.worksheets:
        if sheet.title != sheet_titles()["guide"] and "key" in (heads := columns_of(sheet)):
            for row in range(3, sheet.max_row + 1):
                key = sheet.cell(row, heads["key"]).value
                for name in ("value", "whole", "why", "overlap", "note", "achievements", "status"):
                    if name in heads and (key, name) != (WOMEN, "value"):
                        assert made[sheet.title].cell(row, heads[name]).value == sheet.cell(row, heads[name]).value
                        compared += 1
    assert compared > 20


def test_blank_cells_do_not_take_away_what_was_answered_on_the_web(world, empty):
    fill(world, "education")
    before = stored_answers(world.return_of("education"))
    imported = upload(world, saved(empty))
    assert imported.read == 0
    assert stored_answers(world.return_of("education")) == before


def test_sheets_may_be_renamed_and_columns_and_rows_moved(world, empty):
    put(empty, REACHED, "value", 120)
    put(empty, WOMEN, "value", 80)
    sheet = empty[sheet_titles()["values"]]
    sheet.title = "Fletë 7"
    empty.move_sheet(sheet, 2)
    sheet.insert_rows(3, 2)
    heads = columns_of(sheet)
    note, value = heads["note"], heads["value"]
    for row in range(1, sheet.max_row + 1):
        a, b = sheet.cell(row, note), sheet.cell(row, value)
        a.value, b.value = b.value, a.value
    imported = upload(world, saved(empty))
    assert imported.problems == ()
    assert stored_answers(world.return_of("education"))[REACHED].amount == 120


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("1.234,5", "not a whole number"),
        ("12 (prej tyre 5 vajza)", "is not a number"),
        ("n/a", "choose why"),
        ("80%", "percentage"),
        (80.5, "whole"),
        (-3, "below zero"),
        ("1e400", "is not a number"),
    ],
)
def test_a_figure_that_cannot_be_meant_is_asked_about_with_its_cell(world, empty, value, says):
    place = put(empty, REACHED, "value", value)
    problem = upload(world, saved(empty)).problems[0]
    assert problem.where.startswith(place)
    assert says in problem.sentence
    assert world.return_of("education").unread == {REACHED: str(value)}


def test_one_point_before_three_digits_is_asked_about_and_not_guessed(world, empty):
    place = put(empty, REACHED, "value", "1.234")
    problem = upload(world, saved(empty)).problems[0]
    assert (problem.severity, problem.code) == ("question", "ambiguous")
    assert problem.where.startswith(place)
    assert "Write 1234 for the whole number" in problem.sentence
    assert stored_answers(world.return_of("education")) == {}


def test_an_ambiguous_amount_in_a_currency_with_cents_is_asked_about(world):
    world.plans["local"].currency = "EUR"
    world.plans["local"].save()
    book = opened(make_workbook(world.return_of("education"), "en"))
    put(book, ADOPTED, "value", "1.234")
    problem = upload(world, saved(book)).problems[0]
    assert (problem.severity, problem.code) == ("question", "ambiguous")
    assert "1234" in problem.sentence and "1,234" in problem.sentence


def test_a_figure_that_became_a_date_is_asked_about(world, empty):
    put(empty, REACHED, "value", dt.date(2026, 5, 12))
    problem = upload(world, saved(empty)).problems[0]
    assert problem.code == "became-date"
    assert "2026-05-12" in problem.sentence


def test_merged_cells_and_doubled_rows_are_asked_about(world, empty):
    sheet = empty[sheet_titles()["values"]]
    heads = columns_of(sheet)
    put(empty, REACHED, "value", 120)
    sheet.merge_cells(start_row=3, start_column=heads["value"], end_row=4, end_column=heads["value"])
    imported = upload(world, saved(empty))
    assert {problem.code for problem in imported.problems} == {"merged"}

    other = opened(make_workbook(world.return_of("education"), "en"))
    sheet = other[sheet_titles()["values"]]
    put(other, WOMEN, "value", 80)
    for column in range(1, sheet.max_column + 1):
        sheet.cell(sheet.max_row if column > 1 else sheet.max_row + 1, column).value = sheet.cell(4, column).value
    assert "row-twice" in {problem.code for problem in upload(world, saved(other)).problems}


def test_a_figure_in_an_inserted_row_is_not_dropped_silently(world, empty):
    sheet = empty[sheet_titles()["values"]]
    sheet.cell(sheet.max_row + 1, columns_of(sheet)["value"]).value = 55
    problem = upload(world, saved(empty)).problems[0]
    assert problem.code == "row-strange"
    assert "55" in problem.sentence


def test_another_institutions_or_cycles_workbook_is_refused_and_nothing_changes(world):
    fill(world, "education")
    before = stored_answers(world.return_of("education"))
    with pytest.raises(Problems, match="another institution"):
        upload(world, make_workbook(world.return_of("housing"), "sq"))
    book = opened(make_workbook(world.return_of("education"), "en"))
    book["_barabar"]["B3"] = "al-2019"
    with pytest.raises(Problems, match="another cycle"):
        upload(world, saved(book))
    assert stored_answers(world.return_of("education")) == before
    assert Upload.objects.count() == 0


def test_a_sent_return_takes_no_workbook(world, empty):
    send(world, "education")
    with pytest.raises(Refused, match="Sent"):
        upload(world, saved(empty))


def test_somebody_elses_return_takes_no_workbook(world, empty):
    return_ = world.return_of("education")
    with pytest.raises(Refused):
        import_workbook(by=world.people["housing"], return_=return_, name="x.xlsx", content=saved(empty))


def archive(entries: dict[str, bytes], compression=zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return stream.getvalue()


HOSTILE = {
    "file-empty": b"",
    "file-foreign": b"%PDF-1.7 something else",
    "file-old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "file-password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    "file-broken": archive({"xl/workbook.xml": b"<x/>"})[:-40],
    "file-macros": archive({"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}),
    "file-bomb": archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * (61 * 1024 * 1024)}),
    "file-large": b"PK\x03\x04" + b"\0" * (10 * 1024 * 1024),
}


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_one_sentence(world, code):
    with pytest.raises(Problems) as caught:
        upload(world, HOSTILE[code], name="raporti.xlsx")
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].sentence.startswith("raporti.xlsx: ")
    assert Upload.objects.count() == 0


def test_a_workbook_cut_off_anywhere_is_refused_or_read_whole(world, empty):
    content = saved(empty)
    for length in range(10, len(content), len(content) // 25):
        with pytest.raises(Problems):
            upload(world, content[:length])


def test_a_workbook_of_somebody_else_is_said_to_be_foreign(world):
    with pytest.raises(Problems, match="not made by Barabar"):
        upload(world, saved(openpyxl.Workbook()))


def test_the_workbook_is_locked_but_for_its_inputs(world, empty):
    sheet = empty[sheet_titles()["values"]]
    heads = columns_of(sheet)
    assert sheet.protection.sheet
    assert sheet.cell(3, heads["key"]).protection.locked
    assert not sheet.cell(3, heads["value"]).protection.locked
    assert sheet.freeze_panes == "D3"
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list"}


def test_text_that_looks_like_a_formula_stays_text(world):
    return_ = fill(world, "education")
    given, narratives = answers_for(return_)
    save_answers(by=world.people["education"], return_=return_, given=[Given(REACHED, 120, note="=HYPERLINK(1)")])
    book = opened(make_workbook(return_, "en"))
    sheet = book[sheet_titles()["values"]]
    cell = sheet.cell(3, columns_of(sheet)["note"])
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@pytest.mark.office
def test_libreoffice_opens_it_and_what_it_saves_back_is_read(world, empty, tmp_path):
    put(empty, REACHED, "value", 120)
    put(empty, WOMEN, "value", 80)
    put(empty, MEN, "value", 40)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "return.xlsx").write_bytes(saved(empty))
    for extension in ("xlsx", "ods"):
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{tmp_path}/profile"]
        ended = subprocess.run(
            [*command, "--convert-to", extension, "--outdir", str(tmp_path), str(tmp_path / "in" / "return.xlsx")],
            capture_output=True, timeout=120,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr
        Answer.objects.all().delete()
        imported = upload(world, (tmp_path / f"return.{extension}").read_bytes())
        assert imported.problems == ()
        assert {k: r.amount for k, r in stored_answers(world.return_of("education")).items()} == {
            REACHED: 120,
            WOMEN: 80,
            MEN: 40,
        }
