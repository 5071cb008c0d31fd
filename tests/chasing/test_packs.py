"""The pack of a cycle and the way back: folder and mailbox, each workbook answered, nothing half-stored."""

import csv
import io
import subprocess
import zipfile
from email.message import EmailMessage

import openpyxl
import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from docx import Document as Word

from barabar.access.models import Organisation
from barabar.chasing.actions.read_mailbox import Read, deal_with, read_mailbox
from barabar.chasing.requests import remarks_as_problems
from barabar.collection.content import stored_answers
from barabar.collection.inbox import take_in, take_in_folder
from barabar.collection.workbooks import make_workbook
from barabar.messages.models import Message
from barabar.publishing.actions.send_pack import send_pack
from barabar.publishing.letters import letters
from barabar.publishing.packs import pack
from barabar.reference.definitions import DefinitionsRejected
from barabar.reference.verdicts import Refused
from barabar.review.actions.add_remark import add_remark
from barabar.review.actions.send_back import send_back
from tests.collection.test_workbooks import REACHED, WOMEN, opened, put, saved
from tests.factories import account_of, build_world, send

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@pytest.fixture
def world(db):
    world = build_world()
    for key in ("education", "housing", "ministry"):
        Organisation.objects.filter(pk=key).update(email=f"{key}@example.org", language="sq")
    return world


def workbook(world, key="education", value=90, question=REACHED) -> bytes:
    book = opened(make_workbook(world.return_of(key), "sq"))
    put(book, question, "value", value)
    return saved(book)


def answer(world):
    return stored_answers(world.return_of("education")).get(REACHED)


# ---------------------------------------------------------------------------------------------------- pack


def test_the_pack_holds_workbook_letter_and_mail_for_each_who_has_not_sent(world):
    send(world, "ministry")
    with zipfile.ZipFile(io.BytesIO(pack(world.cycle, protocol="214"))) as archive:
        names = set(archive.namelist())
        rows = list(csv.DictReader(io.StringIO(archive.read("send-list.csv").decode("utf-8-sig"))))
        letter = Word(io.BytesIO(archive.read("education/education-2025-letter.docx")))
        assert archive.read("education/education-2025-letter.pdf")[:5] == b"%PDF-"
        text = archive.read("education/e-mail.txt").decode()
    assert {"education/education-2025.xlsx", "housing/housing-2025.xlsx"} <= names
    assert not [name for name in names if name.startswith("ministry/")]
    assert [(row["institution"], row["e_mail"], row["protocol"]) for row in rows] == [
        ("education", "education@example.org", "214/1"), ("housing", "housing@example.org", "214/2"),
    ]  # fmt: skip
    words = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert "Për: Education" in words and "31 mars 2026" in words and "214/1" in words
    assert "shkresa zyrtare 214/1" in text and "31 mars 2026" in text


def test_the_summary_sheet_counts_what_is_still_open_in_libreoffice(world, tmp_path):
    path = tmp_path / "return.xlsx"
    path.write_bytes(workbook(world))
    subprocess.run(["soffice", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", str(tmp_path), str(path)], check=True, capture_output=True)  # fmt: skip
    text = (tmp_path / "return.csv").read_text(encoding="utf-8")
    assert "Shifra pa përgjigje: 2" in text and "Shuma pa përgjigje: 2" in text and "Masa pa gjendje: 1" in text


def test_the_reviewers_questions_stand_at_the_cells_of_a_returned_workbook(world):
    return_ = send(world, "education")
    add_remark(by=world.people["committee"], return_=return_, question=REACHED, text="Nga cili regjistër?")
    send_back(by=world.people["committee"], return_=return_, reason="Një pyetje.")
    return_.refresh_from_db()
    book = opened(make_workbook(return_, "sq", problems=remarks_as_problems(return_)))
    comments = [cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("Shqyrtuesi pyet: Nga cili regjistër?" in text for text in comments)


def test_a_sent_pack_is_sent_once_and_says_who_has_no_address(world):
    Organisation.objects.filter(pk="housing").update(email="")
    done = send_pack(by=world.people["contact"], cycle=world.cycle, protocol="214")
    assert done.written == 2 and [str(name) for name in done.without_address] == ["Housing"]
    message = Message.objects.get(to="education@example.org")
    assert [one.name for one in message.attachments.all()] == ["education-2025.xlsx", "education-2025-letter.pdf"]
    assert send_pack(by=world.people["contact"], cycle=world.cycle).written == 0
    with pytest.raises(Refused):
        send_pack(by=world.people["committee"], cycle=world.cycle)


def test_the_page_of_the_pack_downloads_and_sends(world, client):
    client.force_login(account_of(world.people["contact"]))
    page = reverse("office:cycle-pack", args=[world.cycle.pk])
    assert "For 3 institutions that have not sent yet" in client.get(page).content.decode()
    assert client.post(page, {"protocol": "7"}).content[:2] == b"PK"
    assert client.post(page, {"send": "1"}).status_code == 302 and len(mail.outbox) == 3
    client.force_login(account_of(world.people["committee"]))
    assert client.get(page).status_code == 404


def test_a_letter_with_an_unknown_place_is_named_with_its_line(own_definitions):
    (own_definitions / "letters.yaml").write_text(
        '- {key: request, title: t, paragraphs: {en: ["{moon}"]}, mail_subject: s, mail: m}\n'
    )
    with pytest.raises(DefinitionsRejected, match=r"letters.yaml, line 1: .*\{moon\} is not a place here"):
        letters()


# --------------------------------------------------------------------------------------------------- folder


def test_a_folder_is_read_and_every_file_answered(world, tmp_path, capsys):
    (tmp_path / "a arsimi.xlsx").write_bytes(workbook(world))
    (tmp_path / "b keq.xlsx").write_bytes(workbook(world, value="n/a", question=WOMEN))
    (tmp_path / "c huaj.xlsx").write_bytes(saved(openpyxl.Workbook()))
    (tmp_path / "d letër.txt").write_text("përshëndetje")
    (tmp_path / "~$a arsimi.xlsx").write_text("a lock file of Excel")
    (tmp_path / "e bosh.xlsx").write_bytes(b"")
    call_command("collect", "inbox", str(tmp_path))
    told = capsys.readouterr().out
    assert "a arsimi.xlsx: 1 answers, 0 to look at" in told and "5 workbooks, 2 taken in." in told
    assert answer(world).amount == 90
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["a arsimi.xlsx", "b keq.xlsx"]
    assert sorted(path.name for path in (tmp_path / "refused").iterdir()) == [
        "c huaj.xlsx",
        "d letër.txt",
        "e bosh.xlsx",
    ]
    assert (tmp_path / "answers" / "b keq-marked.xlsx").exists()
    assert "Shifrat!H4" in (tmp_path / "answers" / "b keq.txt").read_text()
    assert "does not say for which institution" in (tmp_path / "answers" / "c huaj.txt").read_text()
    assert take_in_folder(tmp_path) == []


def test_the_same_file_twice_in_the_folder_changes_nothing(world, tmp_path):
    content = workbook(world)
    (tmp_path / "1.xlsx").write_bytes(content)
    (tmp_path / "2.xlsx").write_bytes(content)
    first, second = take_in_folder(tmp_path)
    assert (first.read, second.read) == (1, 0) and "u lexua më parë" in second.text


def test_a_workbook_for_a_sent_return_is_refused_with_its_reason(world):
    content = workbook(world)
    send(world, "education")
    told = take_in("x.xlsx", content, sender="Folder x")
    assert not told.taken and "Asgjë nuk u ruajt" in told.text


def test_the_command_says_what_is_missing(world, tmp_path):
    for given, said in (
        (("pack", "nowhere"), "There is no cycle “nowhere”. Known: al-2025."),
        (("pack", "al-2025"), "Say what to do with the pack"),
        (("inbox", str(tmp_path / "none")), "is not a folder"),
        (("mailbox",), "Set BARABAR_INBOX"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("collect", *given)
    call_command("collect", "pack", "al-2025", "--out", str(tmp_path / "pack.zip"))
    assert zipfile.is_zipfile(tmp_path / "pack.zip")


# --------------------------------------------------------------------------------------------------- mailbox


def mailed(sender, *attached, subject="Raporti", number="<1@example.org>") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = sender, subject, number
    made.set_content("Shih bashkëngjitur.")
    for name, content in attached:
        made.add_attachment(content, maintype=XLSX[0], subtype=XLSX[1], filename=name)
    return made


def test_a_mailed_workbook_is_read_and_answered_in_the_senders_language(world):
    read = Read()
    deal_with(mailed("Arsimi <EDUCATION@example.org>", ("r.xlsx", workbook(world, value="n/a"))), read)
    message = Message.objects.get()
    assert (read.answered, message.to, message.subject) == (1, "education@example.org", "Re: Raporti")
    assert "Shifrat!H3" in message.text and [a.name for a in message.attachments.all()] == ["r-marked.xlsx"]
    deal_with(mailed("education@example.org", ("r.xlsx", workbook(world))), Read())
    assert Message.objects.count() == 1, "the same mail is answered once"


def test_spam_is_neither_read_nor_answered(world):
    read = Read()
    deal_with(mailed("winner@lottery.example", ("r.xlsx", workbook(world)), number="<2@x>"), read)
    assert read.passed_over == 1 and not Message.objects.exists() and answer(world) is None


def test_wrong_attachments_and_none_are_answered_with_what_to_do(world):
    read = Read()
    deal_with(
        mailed("housing@example.org", ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600), number="<3@x>"), read
    )
    deal_with(mailed("housing@example.org", number="<4@x>"), read)
    first, second = Message.objects.order_by("pk")
    assert ".xls" in first.text and "nuk ka fletore pune" in second.text


class Mailbox:
    """A server with one workbook and one mail of 31 MB, as imaplib sees it."""

    def __init__(self, mails):
        self.mails, self.seen = mails, []

    def login(self, *given):
        return "OK", []

    def select(self, folder):
        return "OK", []

    def search(self, *given):
        return "OK", [b" ".join(str(n).encode() for n in range(1, len(self.mails) + 1))]

    def fetch(self, number, what):
        raw, size = self.mails[int(number) - 1]
        return "OK", [(f"{int(number)} (RFC822.SIZE {size} BODY[] {{1}}".encode(), raw), b")"]

    def store(self, number, *flags):
        self.seen.append(int(number))

    def logout(self):
        return "OK", []


def test_a_mailbox_is_read_to_its_end_and_a_huge_mail_is_answered_unread(world, monkeypatch):
    small = mailed("education@example.org", ("r.xlsx", workbook(world)), number="<5@x>").as_bytes()
    huge = mailed("housing@example.org", number="<6@x>").as_bytes()
    box = Mailbox([(small, len(small)), (huge, 31 * 1024 * 1024)])
    monkeypatch.setattr("imaplib.IMAP4_SSL", lambda *given, **more: box)
    read = read_mailbox("imaps://user:secret@mail.example.org/INBOX")
    assert (read.seen, read.answered, box.seen) == (2, 2, [1, 2]) and answer(world).amount == 90
    assert "30 MB" in Message.objects.get(to="housing@example.org").text
