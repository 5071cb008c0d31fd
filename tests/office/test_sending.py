import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from barabar.collection.actions.attach_evidence import attach_evidence
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.models import ReturnVersion
from barabar.collection.reading import Given, GivenNarrative
from barabar.collection.workbooks.write import make_workbook
from barabar.review.actions.send_back import send_back
from tests.factories import fill, send
from tests.office.places import words_of

REACHED = "elbasan-2023-2026/1.1#reached|"


def address(world, page: str, organisation: str = "education", *more) -> str:
    return reverse(f"office:{page}", args=[world.return_of(organisation).pk, *more])


def second_version(world):
    """Sent, sent back, one figure, one text and one file changed, sent again."""
    return_ = send(world, "education")
    send_back(by=world.people["committee"], return_=return_, reason="One school is missing.")
    save_answers(
        by=world.people["education"], return_=return_,
        given=[Given(REACHED, 90), Given(f"{REACHED}sex=female", 60), Given(f"{REACHED}sex=male", 30)],
        narratives=[
            GivenNarrative("elbasan-2023-2026/1.1", "delayed", "Done as planned.", "Late start.", "Go on.", "en")
        ],
    )  # fmt: skip
    attach_evidence(
        by=world.people["education"],
        return_=return_,
        measure=world.measures["school"],
        name="list.pdf",
        content=b"%PDF-1",
    )
    submit_return(by=world.people["education"], return_=return_)
    return return_


def test_my_requests_say_until_when_how_far_and_what_next(world, visit):
    text = words_of(visit("education").get("/office/requests/"))
    assert "Annual reporting 2025" in text and "0 of 6 questions answered" in text and "Start" in text
    fill(world, "education")
    assert "6 of 6 questions answered" in words_of(visit("education").get("/office/requests/"))
    send(world, "housing")
    assert "Look at it" in words_of(visit("housing").get("/office/requests/"))


def test_nothing_asked_is_said_and_explained(world, visit):
    assert "Nothing is asked of your institution now" in words_of(visit("society").get("/office/requests/"))


def test_what_is_open_leads_to_its_field_and_holds_sending_up(world, visit):
    client = visit("education")
    page = client.get(address(world, "send"))
    measure = world.measures["school"].pk
    assert "6 things are open before this return can be sent" in words_of(page)
    assert f"/measures/{measure}/#q-elbasan-2023-2026-1-1-reached-sex-male" in page.content.decode()
    assert client.post(address(world, "send")).status_code == 422
    assert world.return_of("education").version == 0


def test_sending_ends_with_a_receipt(world, visit):
    fill(world, "education")
    client = visit("education")
    assert "The return goes to: Committee" in words_of(client.get(address(world, "send")))
    text = words_of(client.post(address(world, "send"), follow=True))
    version = ReturnVersion.objects.get()
    for expected in ("Sent to Committee", "Version 1", version.sha256, "Person at education (Reporter)"):
        assert expected in text
    assert "cannot be changed now" in words_of(client.get(address(world, "send"), follow=True))


def test_a_sent_return_is_read_only_and_shows_its_answers(world, visit):
    send(world, "education")
    text = words_of(visit("education").get(address(world, "request")))
    assert "cannot be changed" in text and "Women and girls 80" in text and "Upload workbook" not in text


def test_a_version_shows_what_changed_since_the_one_before(world, visit):
    second_version(world)
    text = words_of(visit("committee").get(address(world, "version", "education", 2)))
    assert "Children reached 1.1 Measure 1.1 120 90" in text
    assert "State of the measure 1.1 Measure 1.1 On track Delayed" in text and "File added: list.pdf" in text
    first = words_of(visit("education").get(address(world, "version", "education", 1)))
    assert "Women and girls 80" in first and "What changed" not in first
    assert visit("education").get(address(world, "version", "education", 3)).status_code == 404


def test_there_is_no_receipt_before_anything_was_sent(world, visit):
    assert visit("education").get(address(world, "receipt")).status_code == 404


def test_the_workbook_comes_down_in_the_readers_language(world, visit):
    response = visit("education").get(address(world, "workbook"))
    assert response.headers["Content-Disposition"].startswith('attachment; filename="al-2025-education.xlsx"')
    assert load_workbook(io.BytesIO(response.content)).sheetnames
    assert world.return_of("education").request.first_opened_at is not None


def upload(client, world, content: bytes, name="answers.xlsx", organisation="education"):
    given = {"workbook": SimpleUploadedFile(name, content)}
    return client.post(address(world, "upload-workbook", organisation), given, follow=True)


def test_an_uploaded_workbook_is_read_or_explained(world, visit):
    client = visit("education")
    fill(world, "education")
    good = make_workbook(world.return_of("education"), "en")
    assert "answers were read from the workbook" in words_of(upload(client, world, good))
    broken = upload(client, world, b"PK\x03\x04 cut off")
    assert broken.status_code == 422 and "Nothing was changed" in words_of(broken)
    foreign = upload(client, world, make_workbook(world.return_of("housing"), "en"))
    assert foreign.status_code == 422 and "Workbook not read" in words_of(foreign)


def test_a_workbook_with_a_mistake_comes_back_marked(world, visit):
    client = visit("education")
    fill(world, "education")
    book = load_workbook(io.BytesIO(make_workbook(world.return_of("education"), "en")))
    sheet = next(s for s in book if any(c.value == 120 for row in s.iter_rows() for c in row))
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == 120)
    cell.value = "many"
    stream = io.BytesIO()
    book.save(stream)
    page = upload(client, world, stream.getvalue())
    assert "“many” is not a number" in words_of(page) and "Download the marked workbook" in words_of(page)
    kept = world.return_of("education").uploads.get()
    marked = client.get(address(world, "marked-workbook", "education", kept.pk))
    assert 'filename="answers-marked.xlsx"' in marked.headers["Content-Disposition"]
    assert load_workbook(io.BytesIO(marked.content))


def test_no_file_chosen_is_said(world, visit):
    page = visit("education").post(address(world, "upload-workbook"), follow=True)
    assert "No file was chosen" in words_of(page)


@pytest.mark.parametrize("page", ["workbook", "upload-workbook"])
def test_a_gathered_return_has_no_workbook(world, visit, page):
    client = visit("committee")
    answer = client.post if page.startswith("upload") else client.get
    assert answer(address(world, page, "committee")).status_code == 404
