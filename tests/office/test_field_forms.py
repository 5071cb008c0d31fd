"""The page of a request offers the field form and takes in what was collected with it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from barabar.collection.content import stored_answers
from barabar.collection.field_forms.naming import FILE, name_of
from barabar.collection.models import Evidence
from barabar.collection.questions import form_of
from tests.office.places import words_of

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60


def export(world, *rows: dict[str, str]) -> bytes:
    """A Kobo CSV."""
    heads = ["barabar_form", "meta/instanceID", *dict.fromkeys(name for row in rows for name in row)]
    lines = [";".join(heads)]
    for number, row in enumerate(rows):
        own = {"barabar_form": "education al-2025 0", "meta/instanceID": f"uuid:{number}", **row}
        lines.append(";".join(own.get(head, "") for head in heads))
    return "\n".join(lines).encode()


def send(client, world, content: bytes, **more):
    given = {"submissions": SimpleUploadedFile("kobo.csv", content), **more}
    address = f"/office/requests/{world.return_of('education').pk}/submissions/"
    return client.post(address, given, follow=True)


def test_the_form_comes_down_and_the_submissions_go_up(world, visit):
    client, return_ = visit("education"), world.return_of("education")
    page = client.get(f"/office/requests/{return_.pk}/")
    assert "Download field form (XLSForm)" in words_of(page)
    down = client.get(f"/office/requests/{return_.pk}/field-form/")
    assert load_workbook(io.BytesIO(down.content)).sheetnames == ["survey", "choices", "settings"]
    form = form_of(return_)
    total = next(iter(form.by_key))
    content = export(world, {name_of(total): "17", name_of(form.measures[0].key) + FILE: "a.png"})
    answered = send(client, world, content, media=SimpleUploadedFile("a.png", PNG))
    assert "1 submission was read and is in your draft" in words_of(answered)
    assert stored_answers(return_)[total].amount == 17
    assert Evidence.objects.get(of=return_).name == "a.png"
    again = words_of(send(client, world, content))
    assert "1 submission was taken in before; nothing changed" in again


def test_what_is_wrong_is_said_and_nothing_of_it_is_kept(world, visit):
    client = visit("education")
    total = next(iter(form_of(world.return_of("education")).by_key))
    wrong = send(client, world, export(world, {name_of(total): "many"}))
    assert "“many” is not a number" in words_of(wrong)
    foreign = send(client, world, b"barabar_form,_uuid\nhousing al-2025 0,1\n")
    assert foreign.status_code == 422
    assert "Submissions not taken in" in words_of(foreign) and "another request" in words_of(foreign)
    broken = send(client, world, b"a,b\n1,2\n")
    assert broken.status_code == 422 and "does not say which form" in words_of(broken)
    address = f"/office/requests/{world.return_of('education').pk}/submissions/"
    assert "No file was chosen" in words_of(client.post(address, follow=True))
    assert not stored_answers(world.return_of("education"))
