"""Field forms of a visit and of a reading: right by pyxform's own reading, taken in once from every export, media attached."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from barabar.advocacy import field_readings
from barabar.advocacy.models import Reading, ReadingFile
from barabar.collection.actions.import_submissions import import_submissions
from barabar.collection.field_forms.naming import name_of
from barabar.collection.field_forms.read import Collected, read_submissions
from barabar.collection.field_forms.records import make_record_form
from barabar.collection.models import RecordSubmission
from barabar.coordination import field_visits
from barabar.coordination.models import Finding, RecordFile, Visit
from barabar.journal.models import Entry
from barabar.reference.verdicts import Problems
from barabar.review.actions.approve_return import approve_return
from tests.advocacy.test_issue_pages import jpeg_with_place
from tests.collection.test_field_forms import EXPORTS, Phone, kobo_json, openrosa_xml
from tests.factories import account_of, build_world, send

pytestmark = pytest.mark.django_db
VISIT = field_visits.place_for("AL", "contact")
READING = field_readings.place_for("national-2021-2025", "society")


@pytest.fixture
def world():
    return build_world()


def seen_in_the_field(world) -> dict[str, str]:
    return {
        "r_language": "en", "r_day": "2026-02-03", "r_place": "al-elbasan", "r_office": "Office for communities",
        "r_partner": "Ministry", "r_purpose": "Look at the classes", "r_f1_text": "The classes are held.",
        "r_f1_kind": "confirmed", "r_f1_measure": name_of(world.measures["school"].key), "r_f1_photo": "well.jpg",
        "r_f2_text": "No water in the yard.", "r_f2_kind": "challenge",
    }  # fmt: skip


def take(collected, by, **more):
    return import_submissions(collected=collected, by=by, **more)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda e: e.__name__)
def test_a_visit_comes_back_alike_from_every_export_and_only_once(world, export):
    phone = Phone.load(make_record_form("visit", VISIT))
    filled = phone.filled(seen_in_the_field(world))
    collected = Collected(read_submissions(*export(filled)).submissions, {"well.jpg": jpeg_with_place()})
    (done,) = take(collected, world.people["contact"])
    assert (done.taken, done.again, done.problems) == (True, False, ())
    visit = Visit.objects.get()
    assert done.subject == str(visit.pk)
    assert (visit.starts, visit.territory_id, visit.organiser_id, visit.is_public) == (dt.date(2026, 2, 3), "al-elbasan", "contact", False)  # fmt: skip
    assert visit.purpose == {"en": "Look at the classes"} and visit.office_as_written == "Office for communities"
    first, second = visit.findings.order_by("number")
    assert (first.kind, first.measure.key, second.kind) == ("confirmed", world.measures["school"].key, "challenge")
    file = RecordFile.objects.get(finding=first)
    with file.file.open() as stream:
        assert b"GPS" not in stream.read() and not file.is_public
    (again,) = take(collected, world.people["contact"])
    other = read_submissions(*kobo_json(filled))
    (once_more,) = take(other, world.people["contact"])
    assert again.again and once_more.again and not again.problems and not once_more.problems
    (edited,) = take(read_submissions(*kobo_json({**filled, phone.path("r_purpose"): "Else"})), world.people["contact"])
    assert [problem.code for problem in edited.problems] == ["record-edited"]
    assert (Visit.objects.count(), Finding.objects.count(), RecordSubmission.objects.count()) == (1, 2, 1)
    assert [e.action for e in Entry.objects.filter(subject_kind="visit")] == ["visit.add", "visit.finding", "visit.finding", "record.collect"]  # fmt: skip


def test_both_forms_are_in_both_languages_with_our_choices(world):
    for kind, place, said in (("visit", VISIT, ("Municipality", "Bashkia")), ("reading", READING, ("How it was seen", "Si u pa"))):  # fmt: skip
        phone = Phone.load(make_record_form(kind, place))
        english, albanian = phone.texts["English (en)"], phone.texts["Shqip (sq)"]
        assert said[0] in english.values() and any(text.startswith(said[1]) for text in albanian.values())
        assert "Measure 1.1" in " ".join(english.values())
    assert "Masa 1.1" in " ".join(albanian.values())


def test_a_finding_stands_beside_the_approved_figure(world):
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=120))
    measure = world.measures["grants"]
    phone = Phone.load(make_record_form("visit", VISIT))
    given = seen_in_the_field(world) | {
        "r_f2_kind": "contradicted", "r_f2_measure": name_of(measure.key), "r_f2_period": "2025",
        "r_f2_indicator": name_of(measure.indicators.get().key), "r_f2_amount": "96", "r_f2_evidence": "The list of the school",
    }  # fmt: skip
    given.pop("r_f1_photo")
    take(read_submissions(*kobo_json(phone.filled(given))), world.people["contact"])
    finding = Finding.objects.get(kind="contradicted")
    assert (finding.amount, finding.against.amount, finding.period) == (Decimal(96), Decimal(120), "2025")


def test_what_is_not_in_order_is_refused_whole_and_said(world):
    phone = Phone.load(make_record_form("visit", VISIT))
    given = seen_in_the_field(world)
    measure = world.measures["grants"]
    counted = {"r_f2_measure": name_of(measure.key), "r_f2_indicator": name_of(measure.indicators.get().key), "r_f2_period": "2025"}  # fmt: skip
    for change, code in (
        ({"r_day": ""}, "day-missing"), ({"r_day": "2999-01-01"}, "day-future"), ({"r_f2_kind": "contradicted"}, "measure-missing"),
        ({"r_f2_kind": "song"}, "kind-unknown"),
        *(({**counted, "r_f2_amount": word}, "number") for word in ("many", "NaN", "1e400", "99999999999999999")),
    ):  # fmt: skip
        filled = {name: value for name, value in (given | change).items() if value}
        (done,) = take(read_submissions(*kobo_json(phone.filled(filled))), world.people["contact"])
        assert not done.taken and code in [problem.code for problem in done.problems], change
        assert all(problem.where for problem in done.problems)
    for who in ("ministry", "society"):
        (done,) = take(read_submissions(*kobo_json(phone.filled(given))), world.people[who])
        assert not done.taken and [problem.code for problem in done.problems] == ["refused"], who
    assert not Visit.objects.exists() and not RecordSubmission.objects.exists()
    (done,) = take(read_submissions(*kobo_json(phone.filled(given))), world.people["contact"])
    assert done.taken and [problem.code for problem in done.problems] == ["media-missing"]
    (done,) = take(read_submissions(*kobo_json(phone.filled(given, "bbbb"))), world.people["education"], only=world.return_of("education"))  # fmt: skip
    assert not done.taken and [problem.code for problem in done.problems] == ["other-form"]
    for kind, place in (("song", "AL contact"), ("visit", "QQ contact"), ("visit", "AL nobody"), ("reading", "nothing society")):  # fmt: skip
        with pytest.raises(Problems):
            make_record_form(kind, place)


def test_a_reading_comes_back_with_its_proof_and_is_nobody_elses(world):
    measure = world.measures["grants"]
    phone = Phone.load(make_record_form("reading", READING))
    given = {
        "r_language": "sq", "r_measure": name_of(measure.key), "r_period": "2025", "r_rating": "differs",
        "r_text": "Gjysma i morën.", "r_indicator": name_of(measure.indicators.get().key), "r_counter": "60",
        "r_evidence": "Visit of 3 May", "r_photo": "list.jpg",
    }  # fmt: skip
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as kept:
        kept.writestr("submission.xml", openrosa_xml(phone.filled(given))[1])
        kept.writestr("media/list.jpg", jpeg_with_place())
    (refused,) = take(read_submissions("export.zip", archive.getvalue()), world.people["contact"])
    assert not refused.taken and not Reading.objects.exists()
    society = Client(headers={"accept-language": "en"})
    society.force_login(account_of(world.people["society"]))
    page = reverse("office:record-forms")
    answer = society.post(page, {"submissions": SimpleUploadedFile("export.zip", archive.getvalue())})
    assert answer.status_code == 200 and "taken in" in answer.content.decode()
    assert "was taken in before" in society.post(page, {"submissions": SimpleUploadedFile("export.zip", archive.getvalue())}).content.decode()  # fmt: skip
    reading = Reading.objects.get()
    assert (reading.organisation_id, reading.text, reading.counter) == (
        "society",
        {"sq": "Gjysma i morën."},
        Decimal(60),
    )
    proof = reverse("office:reading-file", args=[ReadingFile.objects.get().pk])
    content = society.get(proof).content
    assert content.startswith(b"\xff\xd8") and b"GPS" not in content
    ministry = Client()
    ministry.force_login(account_of(world.people["ministry"]))
    assert ministry.get(proof).status_code == 200, "the institution that may reply"
    housing = Client()
    housing.force_login(account_of(world.people["housing"]))
    assert housing.get(proof).status_code == 404
    assert proof in society.get(reverse("office:plan-measure", args=[measure.key])).content.decode()
    assert "Photo or document" not in Client().get(reverse("public:measure", args=[measure.key])).content.decode()


def test_forms_come_down_for_those_who_may_use_them(world):
    def status(who: str, *words: str) -> int:
        client = Client()
        client.force_login(account_of(world.people[who]))
        return client.get(reverse("office:record-form", args=words)).status_code

    assert status("contact", "visit", "AL") == 200 and status("contact", "visit", "MK") == 403
    assert status("society", "reading", "national-2021-2025") == 200 and status("contact", "reading", "national-2021-2025") == 403  # fmt: skip
    assert status("society", "visit", "AL") == 403 and status("society", "song", "AL") == 404
    for who, expected in (("contact", 200), ("society", 200), ("ministry", 403)):
        client = Client(headers={"accept-language": "en"})
        client.force_login(account_of(world.people[who]))
        assert client.get(reverse("office:record-forms")).status_code == expected
    assert client.get(reverse("office:record-forms")).status_code == 403
    wrong = Client(headers={"accept-language": "en"})
    wrong.force_login(account_of(world.people["contact"]))
    assert wrong.post(reverse("office:record-forms")).status_code == 422
    broken = wrong.post(reverse("office:record-forms"), {"submissions": SimpleUploadedFile("a.json", b"{")})
    assert broken.status_code == 422 and "damaged" in broken.content.decode()


def test_the_command_makes_both_forms_and_takes_them_in(world, tmp_path, capsys):
    call_command("collect", "visit-form", "AL", "contact", "--out", str(tmp_path / "v.xlsx"))
    call_command("collect", "reading-form", "national-2021-2025", "society", "--out", str(tmp_path / "r.xlsx"))
    phone = Phone.load((tmp_path / "v.xlsx").read_bytes())
    name, content = kobo_json(phone.filled(seen_in_the_field(world)))
    (tmp_path / name).write_bytes(content)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "well.jpg").write_bytes(jpeg_with_place())
    call_command("collect", "submissions", str(tmp_path / name), "--media", str(tmp_path / "media"))
    assert "1 submissions taken in, 0 refused." in capsys.readouterr().out
    assert Visit.objects.count() == 1 and RecordFile.objects.count() == 1
    with pytest.raises(CommandError, match="names no economy"):
        call_command("collect", "visit-form", "QQ", "contact", "--out", str(tmp_path / "x.xlsx"))
