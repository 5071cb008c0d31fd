"""Field forms: right by pyxform's own reading; filled in as a phone would fill them, and taken in from every export."""

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from barabar.collection.actions.import_submissions import import_submissions
from barabar.collection.actions.save_answers import save_answers
from barabar.collection.content import stored_answers, stored_narratives
from barabar.collection.field_forms import make_field_form
from barabar.collection.field_forms.naming import FILE, NOTE, STATUS, WHOLE, WHY, name_of
from barabar.collection.field_forms.read import read_submissions
from barabar.collection.models import Evidence, Push
from barabar.collection.questions import form_of
from barabar.collection.reading import Given
from barabar.reference.verdicts import Problems
from tests.factories import add_cycle, add_measure, build_world, open_cycle

pytestmark = pytest.mark.django_db
SPACES = {"x": "http://www.w3.org/2002/xforms", "h": "http://www.w3.org/1999/xhtml"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60


@dataclass
class Phone:
    """A form as a phone has it: pyxform made it an XForm, and this knows the path of each question in it."""

    paths: dict[str, str]
    root: str
    texts: dict[str, dict[str, str]]

    @classmethod
    def load(cls, content: bytes) -> "Phone":
        warnings: list[str] = []
        done = convert(xlsform=content, validate=False, warnings=warnings, file_type=".xlsx")
        assert not warnings, warnings
        tree = ElementTree.fromstring(done.xform)
        instance = tree.find(".//x:model/x:instance", SPACES)[0]
        root = instance.tag.rpartition("}")[2]
        binds = [bind.get("nodeset") for bind in tree.iterfind(".//x:bind", SPACES)]
        paths = {path.rpartition("/")[2]: path for path in binds}
        texts = {
            t.get("lang"): {text.get("id"): text.find("x:value", SPACES).text for text in t}
            for t in tree.iterfind(".//x:translation", SPACES)
        }
        identity = next(
            b.get("calculate") for b in tree.iterfind(".//x:bind", SPACES) if b.get("nodeset").endswith("barabar_form")
        )
        paths["="] = identity.strip("'")
        return cls(paths, root, texts)

    def path(self, name: str) -> str:
        return self.paths[name].removeprefix(f"/{self.root}/")

    def filled(
        self, given: dict[str, str], instance: str = "aaaa-1", at: str = "2026-02-03T10:00:00.000+01:00"
    ) -> dict[str, str]:
        """The submission by path."""
        return {
            "barabar_form": self.paths["="], "meta/instanceID": f"uuid:{instance}", "end": at,
            **{self.path(name): value for name, value in given.items()},
        }  # fmt: skip


def kobo_json(*filled: dict) -> tuple[str, bytes]:
    rows = [
        {**one, "_id": 7, "_attachments": [{"filename": "x"}], "_submission_time": one["end"][:19]} for one in filled
    ]
    return "data.json", json.dumps({"count": len(rows), "results": rows}).encode()


def kobo_csv(*filled: dict) -> tuple[str, bytes]:
    return "kobo.csv", table(filled, ";")


def odk_csv(*filled: dict) -> tuple[str, bytes]:
    renamed = [
        {k.replace("/", "-"): v for k, v in one.items() if k != "meta/instanceID"} | {"KEY": one["meta/instanceID"]}
        for one in filled
    ]
    return "submissions.csv", table(renamed, ",")


def table(rows, delimiter: str) -> bytes:
    heads = list(dict.fromkeys(key for row in rows for key in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, heads, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def kobo_xlsx(*filled: dict) -> tuple[str, bytes]:
    book = Workbook()
    heads = list(dict.fromkeys(key for row in filled for key in row))
    book.active.append(heads)
    for row in filled:
        cells = [row.get(head) for head in heads]
        book.active.append([float(c) if c and re.fullmatch(r"\d+(\.\d+)?", c) else c for c in cells])
    stream = io.BytesIO()
    book.save(stream)
    return "export.xlsx", stream.getvalue()


def odata_json(*filled: dict) -> tuple[str, bytes]:
    rows = []
    for one in filled:
        row: dict = {"__id": one["meta/instanceID"], "__system": {"submissionDate": one["end"]}}
        for path, value in one.items():
            place = row
            *groups, name = path.split("/")
            for group in groups:
                place = place.setdefault(group, {})
            place[name] = float(value) if "." in value and value.replace(".", "").isdigit() else value
        rows.append(row)
    return "Submissions.json", json.dumps({"value": rows}).encode()


def openrosa_xml(filled: dict) -> tuple[str, bytes]:
    root = ElementTree.Element("data", {"id": "barabar", "version": "1"})
    for path, value in filled.items():
        place = root
        for part in path.split("/"):
            child = place.find(part)
            place = ElementTree.SubElement(place, part) if child is None else child
        place.text = value
    return "submission.xml", ElementTree.tostring(root)


EXPORTS = (kobo_json, kobo_csv, kobo_xlsx, odk_csv, odata_json, openrosa_xml)


def world_with_everything():
    world = build_world()
    add_measure(
        world.plans["local"], "1.2", world.organisations["education"], aggregation="ratio", unit="percent", breakdowns=("sex",)
    )  # fmt: skip
    cycle = add_cycle(2024)
    open_cycle(by=world.people["contact"], cycle=cycle)
    return world, world.return_of("education", cycle), world.return_of("education")


def filled_by(return_) -> dict[str, str]:
    """Something for every kind of question: figures, a reason, a part of a ratio, notes, decimals, words."""
    form = form_of(return_)
    given: dict[str, str] = {}
    for number, question in enumerate(form.by_key.values()):
        name = name_of(question.key)
        if number % 5 == 3:
            given[name + WHY] = "missing-not_collected"
        elif getattr(question, "is_ratio", False):
            given |= {name: "40", name + WHOLE: "90"}
        else:
            given[name] = (
                "1200000.5" if "|spent|" in question.key else {1: "60", 2: "40"}.get(number, str(100 + number))
            )
            given[name + NOTE] = "sipas regjistrit; “2.1”"
    given |= {name_of(m.key) + STATUS: "on_track" for m in form.measures}
    return given | {name_of(form.measures[0].key) + "_achievements": "Ishin 12 klasa,\n3 ndërmjetës"}


@pytest.mark.parametrize("export", EXPORTS, ids=lambda e: e.__name__)
def test_what_a_phone_collects_is_stored_alike_from_every_export(export):
    world, _, return_ = world_with_everything()
    phone = Phone.load(make_field_form(return_))
    given = filled_by(return_)
    name, content = export(phone.filled(given))
    (done,) = import_submissions(collected=read_submissions(name, content), sender="test")
    assert done.taken and not [p for p in done.problems if p.severity != "warning"], [p.sentence for p in done.problems]
    stored = stored_answers(return_)
    for question in form_of(return_).by_key.values():
        read, own = stored[question.key], name_of(question.key)
        if own + WHY in given:
            assert (read.state, read.reason) == ("missing", "not_collected")
        elif own + WHOLE in given:
            assert (read.numerator, read.denominator) == (40, 90)
        else:
            assert (read.amount, read.note) == (Decimal(given[own]), "sipas regjistrit; “2.1”")
    words = stored_narratives(return_)
    assert {n.status for n in words.values()} == {"on_track"}
    assert "Ishin 12 klasa,\n3 ndërmjetës" in {n.achievements for n in words.values()}


def test_the_form_is_in_both_languages_and_its_choices_are_ours():
    _, _, return_ = world_with_everything()
    phone = Phone.load(make_field_form(return_))
    assert set(phone.texts) == {"Shqip (sq)", "English (en)"}
    total = next(q for q in form_of(return_).by_key.values() if q.key.endswith("#reached|"))
    label = phone.paths[name_of(total.key)] + ":label"
    assert phone.texts["Shqip (sq)"][label] == "Fëmijë të arritur"
    assert phone.texts["English (en)"][label] == "Children reached"
    book = load_workbook(io.BytesIO(make_field_form(return_)))
    rows = list(book["choices"].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == {"why", "overlap", "status"}
    assert all(all(row) for row in rows)


def test_a_repeat_in_whatever_export_changes_nothing_and_an_edit_does():
    _, _, return_ = world_with_everything()
    phone, given = Phone.load(make_field_form(return_)), filled_by(return_)
    for export in EXPORTS:
        (done,) = import_submissions(collected=read_submissions(*export(phone.filled(given))), sender="test")
        assert done.taken and done.again == (export is not EXPORTS[0])
    return_.refresh_from_db()
    edition = return_.edition
    assert Push.objects.filter(of=return_).count() == 1
    first = next(name for name, value in given.items() if value == "100")
    edited = phone.filled({**given, first: "111"}, at="2026-02-04T08:00:00+01:00")
    (done,) = import_submissions(collected=read_submissions(*kobo_csv(edited)), sender="test")
    return_.refresh_from_db()
    assert done.taken and not done.again and return_.edition == edition + 1


def test_an_earlier_submission_does_not_overwrite_a_later_one_whatever_the_order_of_files():
    _, _, return_ = world_with_everything()
    phone, given = Phone.load(make_field_form(return_)), filled_by(return_)
    first = next(name for name, value in given.items() if value == "100")
    early = phone.filled({first: "1"}, "early", "2026-02-01T10:00:00+01:00")
    late = phone.filled({first: "2"}, "late", "2026-02-02T10:00:00+01:00")
    import_submissions(collected=read_submissions(*kobo_csv(late)), sender="test")
    (refused,) = import_submissions(collected=read_submissions(*kobo_csv(early)), sender="test")
    assert not refused.taken
    assert "01.02.2026 10:00" in refused.problems[0].sentence and "02.02.2026 10:00" in refused.problems[0].sentence
    # In one file the order of rows does not matter.
    both = [
        phone.filled({first: "9"}, "x", "2026-02-09T10:00:00+01:00"),
        phone.filled({first: "8"}, "y", "2026-02-08T10:00:00+01:00"),
    ]
    assert all(one.taken for one in import_submissions(collected=read_submissions(*kobo_csv(*both)), sender="test"))
    assert {read.amount for read in stored_answers(return_).values()} == {Decimal(9)}


def test_the_order_is_that_of_the_moments_whatever_offset_a_device_writes():
    _, _, return_ = world_with_everything()
    phone, given = Phone.load(make_field_form(return_)), filled_by(return_)
    first = next(name for name, value in given.items() if value == "100")
    before = phone.filled({first: "1"}, "before", "2026-02-02T11:30:00+03:00")  # 08:30 in UTC, later as a text
    after = phone.filled({first: "2"}, "after", "2026-02-02T10:00:00+01:00")  # 09:00 in UTC
    for one, taken in (
        (before, True),
        (after, True),
        (phone.filled({first: "3"}, "b", "2026-02-02T10:59+02:00"), False),
    ):
        (done,) = import_submissions(collected=read_submissions(*kobo_csv(one)), sender="test")
        assert done.taken == taken
    assert {read.amount for read in stored_answers(return_).values()} == {Decimal(2)}


def test_what_cannot_be_read_is_asked_about_and_the_rest_is_kept():
    _, _, return_ = world_with_everything()
    phone = Phone.load(make_field_form(return_))
    names = [
        name_of(q.key)
        for q in form_of(return_).by_key.values()
        if "#reached" in q.key and not getattr(q, "is_ratio", False)
    ]
    given = {names[0]: "rreth 20", names[1]: "12.5", names[2]: "7"}
    (done,) = import_submissions(collected=read_submissions(*kobo_csv(phone.filled(given))), sender="test")
    assert done.taken and len([p for p in done.problems if p.blocks]) == 2
    assert [read.amount for read in stored_answers(return_).values()] == [Decimal(7)]
    assert return_.__class__.objects.get(pk=return_.pk).unread.keys() == {
        q for q in return_.__class__.objects.get(pk=return_.pk).unread
    }
    assert set(return_.__class__.objects.get(pk=return_.pk).unread.values()) == {"rreth 20", "12.5"}


def test_blank_answers_change_nothing():
    world, _, return_ = world_with_everything()
    question = next(iter(form_of(return_).by_key))
    save_answers(by=world.people["education"], return_=return_, given=[Given(question, amount=55)])
    phone = Phone.load(make_field_form(return_))
    import_submissions(collected=read_submissions(*kobo_json(phone.filled({}))), sender="test")
    assert stored_answers(return_)[question].amount == 55


def test_media_come_with_the_submission_or_are_asked_for():
    _, _, return_ = world_with_everything()
    phone = Phone.load(make_field_form(return_))
    measure = form_of(return_).measures[0]
    filled = phone.filled({name_of(measure.key) + FILE: "foto.png"})
    name, content = odk_csv(filled)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
        archive.writestr("media/foto.png", PNG)
    (done,) = import_submissions(collected=read_submissions("export.zip", stream.getvalue()), sender="test")
    assert done.taken and not done.problems
    assert Evidence.objects.get(of=return_).name == "foto.png"
    other = phone.filled({name_of(measure.key) + FILE: "lost.png"}, "other", "2026-03-01T10:00:00Z")
    (asked,) = import_submissions(collected=read_submissions(*odk_csv(other)), sender="test")
    assert asked.taken and "lost.png" in asked.problems[0].sentence


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("data.docx", b"x", "only .csv, .xlsx, .json, .xml and .zip"),
        ("data.json", b"{", "damaged"),
        ("data.json", b"[1, 2]", "damaged"),
        ("data.json", b"[]", "holds no submission"),
        ("data.json", b'{"results": [{"a": 1}]}', "submission 1: it does not say which form"),
        ("data.csv", b"Emri;Mosha\nA;3\n", "row 2: it does not say which form"),
        ("data.csv", b"\xff\xfe\x00", "damaged"),
        ("data.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "damaged"),
        ("data.xlsx", b"PK\x03\x04", "damaged"),
        ("data.zip", b"PK\x03\x04", "damaged"),
        ("data.csv", b"barabar_form\neducation al-2025 0\n", "no instance ID"),
        ("data.json", b"[" * 5000, "damaged"),
    ],
)
def test_a_file_that_is_no_export_is_refused_with_one_sentence(name, content, said):
    with pytest.raises(Problems) as refused:
        read_submissions(name, content)
    assert len(refused.value.problems) == 1
    assert said in str(refused.value)


def test_submissions_of_others_and_of_forms_that_are_gone_are_refused_one_by_one():
    world, _, return_ = world_with_everything()
    phone = Phone.load(make_field_form(return_))
    good = phone.filled({}, "good")
    foreign = {**phone.filled({}, "foreign"), "barabar_form": "nobody al-2025 0"}
    other = {**phone.filled({}, "other"), "barabar_form": "housing al-2025 0"}
    collected = read_submissions(*kobo_csv(foreign, other, good))
    done = import_submissions(collected=collected, by=world.people["education"], only=return_)
    assert [one.taken for one in done] == [False, False, True]
    assert "belongs to no request here" in done[0].problems[0].sentence
    assert "another request: Housing" in done[1].problems[0].sentence


def test_the_commands_write_forms_and_take_submissions_in(tmp_path, capsys):
    _, _, return_ = world_with_everything()
    call_command("collect", "form", "al-2025", "--institution", "education", "--out", str(tmp_path / "forms"))
    (path,) = (tmp_path / "forms").iterdir()
    phone = Phone.load(path.read_bytes())
    name, content = kobo_csv(phone.filled(filled_by(return_)))
    (tmp_path / name).write_bytes(content)
    call_command("collect", "submissions", str(tmp_path / name))
    assert "1 submissions taken in, 0 refused." in capsys.readouterr().out
    call_command("collect", "submissions", str(tmp_path / name))
    assert "was taken in before" in capsys.readouterr().out
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="Not everything"):
        call_command("collect", "submissions", str(tmp_path / "bad.csv"), str(tmp_path / name))
    with pytest.raises(CommandError, match="Nothing is asked of nobody"):
        call_command("collect", "form", "al-2025", "--institution", "nobody", "--out", str(tmp_path / "forms"))


def test_a_form_older_than_what_was_sent_is_refused():
    _, _, return_ = world_with_everything()
    phone = Phone.load(make_field_form(return_))
    return_.version = 1
    return_.save(update_fields=["version"])
    (done,) = import_submissions(collected=read_submissions(*kobo_csv(phone.filled({}))), sender="test")
    assert not done.taken and "made before the return was last sent" in done.problems[0].sentence
