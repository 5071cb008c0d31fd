"""Tables of recommendations brought in: heads by definition, all of it or nothing, everything wrong at its cell."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.import_recommendations import import_recommendations
from barabar.advocacy.models import FulfilmentState, Recommendation, SourceDocument
from barabar.advocacy.recommendation_catalogue import recommendation_heads
from barabar.advocacy.recommendation_tables.reading import Wanted
from barabar.reference.verdicts import Problems, Refused
from tests.advocacy.recommending import a_document
from tests.factories import build_world

pytestmark = pytest.mark.django_db
HEADS = ["Nr.", "Neni ose paragrafi", "Text (en)", "Teksti (sq)", "Kujt i drejtohet", "Ekonomia", "Sektori", "Frames", "Afati", "Status", "Date", "What was done"]  # fmt: skip
ROWS = [
    [1, "§ 12", "Enrol every child.\nThis year.", "Regjistroni çdo fëmijë.", "Qeveria", "ALB; Kosovo*", "Arsimi; health", "Chapter 23; neni 12", "2026-06-04", "Në zbatim", dt.date(2025, 2, 1), "Places were counted."],
    ["2a", "", "Follow the budget.", "", "civil society", "North Macedonia", "", "", None, "", None, ""],
]  # fmt: skip


def book(*rows, heads=HEADS, before=()) -> bytes:
    made = Workbook()
    sheet = made.active
    sheet.title = "Table"
    for row in (*before, heads, *rows):
        sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def bring(content: bytes, document: SourceDocument, by=SYSTEM, **more):
    return import_recommendations(by=by, document=document, name="table.xlsx", content=content, wanted=Wanted("government", ["AL"]), **more)  # fmt: skip


@pytest.fixture
def region():
    return a_document("region", source="fcnm", economy="", published_on=dt.date(2024, 5, 2))


def test_a_table_is_brought_in_whole_and_again_changes_nothing(region):
    content = book(*ROWS, before=[["Opinion of the committee"], []])
    looked = bring(content, region, dry_run=True)
    assert len(looked.new) == 2 and not Recommendation.objects.exists()
    done = bring(content, region)
    assert (len(done.new), done.unchanged, done.states) == (2, 0, 1)
    first, second = Recommendation.objects.order_by("position")
    assert (first.number, first.paragraph, first.original) == ("1", "§ 12", "en")
    assert first.text == {"en": "Enrol every child.\nThis year.", "sq": "Regjistroni çdo fëmijë."}
    assert first.sectors == ["education", "health"] and first.frames == ["chapter_23", "fcnm_12"]
    assert first.follow_up_on == dt.date(2026, 6, 4)
    states = list(FulfilmentState.objects.values_list("economy", "state", "on", "note"))
    assert states == [("AL", "in_progress", dt.date(2025, 2, 1), "Places were counted."), ("XK", "in_progress", dt.date(2025, 2, 1), "Places were counted.")]  # fmt: skip
    assert (second.number, second.addressee) == ("2a", "civil_society")
    assert [one.economy for one in second.addressed.all()] == ["MK"] and second.addressed.get().state == ""
    again = bring(content, region)
    assert (len(again.new), again.unchanged, again.states) == (0, 2, 0) and Recommendation.objects.count() == 2


def test_everything_wrong_is_told_at_its_cell_and_nothing_is_stored(region):
    bring(book(ROWS[0]), region)
    wrong = [
        ["1", "", "Other words", "", "", "", "", "", "", "", "", ""],
        ["3", "", "Text", "", "somebody", "Atlantis", "sport", "chapter 99", "soon", "perhaps", "", ""],
        ["3", "", "Again", "", "", "", "", "", "", "", "2025-13-01", "done"],
        ["4", "", "Ended", "", "", "", "", "", "", "fulfilled", "", ""],
        ["5", "only a paragraph", "", "", "", "", "", "", "", "", "", ""],
    ]
    with pytest.raises(Problems) as caught:
        bring(book(*wrong), region)
    told = {(one.where, one.code) for one in caught.value.problems}
    assert told == {
        ("Table!A2", "number-held"), ("Table!E3", "not-known"), ("Table!F3", "not-known"), ("Table!G3", "not-known"),
        ("Table!H3", "not-known"), ("Table!I3", "day"), ("Table!J3", "not-known"), ("Table!A4", "number-twice"),
        ("Table!K4", "day"), ("Table!J4", "state-missing"), ("Table!L5", "note-missing"), ("Table!A6", "row-without-text"),
    }  # fmt: skip
    assert Recommendation.objects.count() == 1
    words = str(caught.value)
    assert "“Atlantis” is not known here; use Albania;" in words and "write it as 2026-07-01 or 01.07.2026" in words


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file-empty"), (b"no workbook", "file-foreign"), (book(heads=["No.", "State"]), "text-column"), (book(heads=["x", "y"]), "heads-missing"), (book(), "rows-none")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(region, content, code):
    with pytest.raises(Problems) as caught:
        bring(content, region)
    assert [one.code for one in caught.value.problems] == [code]


def test_a_column_that_is_not_known_is_named_and_the_text_without_language_is_the_documents():
    document = a_document()
    done = bring(book(["1", "Enrol.", "x"], heads=["Number", "Recommendation", "Colour"]), document)
    assert [one.sentence for one in done.problems] == [
        "Table!C1: the column “Colour” is not in the map; it was not read."
    ]
    assert Recommendation.objects.get().text == {"en": "Enrol."} and set(done.heads) <= {word for head in recommendation_heads().values() for word in head.words}  # fmt: skip


def test_a_document_of_one_economy_takes_no_other_and_only_its_keepers_bring_in(region):
    world = build_world()
    own = a_document()
    with pytest.raises(Problems, match="about another economy"):
        bring(book(ROWS[1]), own)
    for who, document in (("ministry", own), ("contact", region)):
        with pytest.raises(Refused):
            bring(book(ROWS[1]), document, by=world.people[who])


def test_the_command_lists_checks_and_brings_in(region, tmp_path, capsys):
    path = tmp_path / "table.xlsx"
    path.write_bytes(book(*ROWS))
    call_command("recommendations", "import", path, "--document", "region", "--check")
    assert "2 would be brought in, 1 with a state" in capsys.readouterr().out and not Recommendation.objects.exists()
    call_command("recommendations", "import", path, "--document", "region")
    call_command("recommendations", "sources")
    assert "region: fcnm, Report of the sixth cycle, 2024-05-02, several economies, 2" in capsys.readouterr().out
    path.write_bytes(book(["3", "", "x", "", "nobody"]))
    with pytest.raises(CommandError, match=r"(?s)Nothing was stored.*Table!E2"):
        call_command("recommendations", "import", path, "--document", "region", "--economy", "AL")
    for words in (["import", path, "--document", "none"], ["import", tmp_path / "no.xlsx", "--document", "region"], ["follow-up", "--source", "ecri", "--economy", "ZZ"], ["follow-up", "--source", "nobody"]):  # fmt: skip
        with pytest.raises(CommandError):
            call_command("recommendations", *words)
