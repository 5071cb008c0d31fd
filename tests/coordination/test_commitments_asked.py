"""A commitment's question goes out by every way by which a return is asked, and its answer comes back by each."""

import io
import json

import pytest
from openpyxl import load_workbook

from barabar.access.actions.keep_tokens import make_token
from barabar.chasing.requests import requests_of
from barabar.collection.actions.import_submissions import import_submissions
from barabar.collection.actions.import_workbook import import_workbook
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.content import stored_answers
from barabar.collection.field_forms import make_field_form
from barabar.collection.field_forms.naming import NOTE, WHY, name_of
from barabar.collection.field_forms.read import read_submissions
from barabar.collection.reading import Given
from barabar.collection.workbooks.write import make_workbook
from tests.collection.test_field_forms import Phone
from tests.coordination.test_commitments import a_commitment, a_meeting
from tests.factories import add_cycle, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_world()


def workbook_of(return_, language="en"):
    return load_workbook(io.BytesIO(make_workbook(return_, language)))


def filled_in(book, *, stands, note, sheet="Commitments") -> bytes:
    table = book[sheet]
    heads = [cell.value for cell in table[1]]
    table.cell(3, heads.index("stands") + 1, stands)
    table.cell(3, heads.index("note") + 1, note)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_without_a_commitment_the_workbook_is_as_it_was(world):
    assert workbook_of(world.return_of("ministry")).sheetnames[:2] == ["Guide", "_lists"]
    assert "Commitments" not in workbook_of(world.return_of("ministry")).sheetnames


@pytest.mark.parametrize(
    ("language", "sheet", "label", "what"),
    [
        ("en", "Commitments", "Under way", "Open twelve places"),
        ("sq", "Zotime", "Në zbatim", "Të hapen dymbëdhjetë vende"),
    ],
)
def test_the_workbook_asks_and_brings_the_answer_back(world, language, sheet, label, what):
    made, return_ = a_commitment(world), world.return_of("ministry")
    book = workbook_of(return_, language)
    row = [cell.value for cell in book[sheet][3]]
    assert row[1] == what and row[3] == {"en": "Not begun", "sq": "E pafilluar"}[language]
    assert "7." in " ".join(str(cell.value) for cell in book.worksheets[0]["A"])
    done = import_workbook(
        by=world.people["ministry"], return_=return_, name="a.xlsx",
        content=filled_in(book, stands=label, note="Tender is out.", sheet=sheet),
    )  # fmt: skip
    read = stored_answers(return_)[f"commitment|{made.pk}"]
    assert (read.state, read.note, read.cell) == ("under_way", "Tender is out.", f"{sheet}!E3")
    assert done.read == 1 and not done.problems


def test_a_word_that_is_no_choice_is_marked_in_its_cell(world):
    made, return_ = a_commitment(world), world.return_of("ministry")
    content = filled_in(workbook_of(return_), stands="Soon", note="")
    done = import_workbook(by=world.people["ministry"], return_=return_, name="a.xlsx", content=content)
    (problem,) = done.problems
    assert problem.code == "state-unknown" and problem.where == "Commitments!E3 (Open twelve places)"
    assert f"commitment|{made.pk}" not in stored_answers(return_)
    with done.upload.marked.open() as stream:
        marked = load_workbook(io.BytesIO(stream.read()))["Zotime"]
    assert marked["E3"].comment is not None and marked["E3"].value == "Soon"


def test_an_empty_cell_leaves_what_was_said_on_the_web(world):
    made, return_ = a_commitment(world), world.return_of("ministry")
    key = f"commitment|{made.pk}"
    save_answers(by=world.people["ministry"], return_=return_, given=[Given(key, state="under_way", note="Web.")])
    book = workbook_of(return_)
    assert book["Commitments"]["E3"].value == "Under way" and book["Commitments"]["F3"].value == "Web."
    content = filled_in(book, stands=None, note=None)
    import_workbook(by=world.people["ministry"], return_=return_, name="a.xlsx", content=content)
    assert stored_answers(return_)[key].note == "Web."


def test_the_field_form_asks_in_both_languages_and_its_submission_comes_back(world):
    made, return_ = a_commitment(world), world.return_of("ministry")
    key = f"commitment|{made.pk}"
    phone = Phone.load(make_field_form(return_))
    name = name_of(key)
    assert name + WHY in phone.paths and name + NOTE in phone.paths
    said = {language: " ".join(filter(None, own.values())) for language, own in phone.texts.items()}
    assert "Open twelve places" in said["English (en)"] and "Të hapen dymbëdhjetë vende" in said["Shqip (sq)"]
    submission = {
        "barabar_form": phone.paths["="], "_uuid": "one", "end": "2026-02-02T10:00:00Z",
        f"further_group/{name}{WHY}": "done", f"further_group/{name}{NOTE}": "Opened in May.",
    }  # fmt: skip
    collected = read_submissions("a.json", json.dumps([submission]).encode())
    (taken,) = import_submissions(collected=collected, by=world.people["ministry"])
    assert taken.taken and not taken.problems
    read = stored_answers(return_)[key]
    assert (read.state, read.note) == ("done", "Opened in May.")


def test_an_institutions_system_reads_the_question_and_pushes_the_answer(world, client):
    made, return_ = a_commitment(world), world.return_of("ministry")
    secret = make_token(by=world.people["contact"], organisation=world.organisations["ministry"], label="System")
    head = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    (asked,) = client.get("/api/requests", **head).json()
    (question,) = [one for one in asked["questions"] if one["kind"] == "further"]
    assert question["choices"] == ["open", "under_way", "done", "dropped"] and question["due_on"] == "2025-12-31"
    body = {"answers": [{"question": question["key"], "state": "dropped"}]}
    refused = client.post(f"/api/requests/{asked['id']}/answers", body, content_type="application/json", **head)
    assert refused.status_code == 422 and refused.json()["problems"][0]["code"] == "words-missing"
    body["answers"][0]["note"] = "The building was sold."
    taken = client.post(f"/api/requests/{asked['id']}/answers", body, content_type="application/json", **head)
    assert taken.status_code == 200 and taken.json()["changed"] == 1
    read = stored_answers(return_)[f"commitment|{made.pk}"]
    assert (read.state, read.note) == ("dropped", "The building was sold.")


def test_every_way_asks_for_each_of_several_commitments(world):
    event = a_meeting()
    for _number in range(3):
        a_commitment(world, event)
    rows = list(workbook_of(world.return_of("ministry"))["Commitments"].iter_rows(min_row=3, values_only=True))
    assert len(rows) == 3


def test_the_pack_holds_a_workbook_for_who_is_asked_for_commitments_alone(world):
    world.measures["grants"].responsible = world.organisations["education"]
    world.measures["grants"].save()
    cycle = add_cycle(2026)
    a_commitment(world)
    open_cycle(by=world.people["contact"], cycle=cycle)
    assert [one.organisation_id for one in requests_of(cycle)] == ["ministry", "education", "housing"]
    (request,) = [one for one in requests_of(cycle) if one.organisation_id == "ministry"]
    assert workbook_of(request.return_of)["Commitments"]["B3"].value == "Open twelve places"
