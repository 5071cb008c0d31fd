"""Workbooks by e-mail: read a mailbox (IMAP), take in what is attached, answer whoever is known, leave spam alone."""

import email
import email.policy
import imaplib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from django.utils import translation
from django.utils.translation import gettext as _

from barabar.access.models import Organisation
from barabar.collection.inbox import Answered, organisation_of_sender, take_in
from barabar.messages.actions.write_message import Draft, File, write_message

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_MAIL = 30 * 1024 * 1024
ENDINGS = (".xlsx", ".xls", ".xlsm", ".ods")


@dataclass
class Read:
    """How many mails were seen, answered, and passed over (unknown sender); and what became of each workbook."""

    seen: int = 0
    answered: int = 0
    passed_over: int = 0
    workbooks: tuple[Answered, ...] = ()


def read_mailbox(address: str) -> Read:
    """`address`: imaps://user:password@host/INBOX. Mails are marked as seen only after they were dealt with."""
    parts = urlsplit(address)
    kind = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    server = kind(parts.hostname or "", parts.port or (993 if parts.scheme == "imaps" else 143), timeout=30)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.select(parts.path.strip("/") or "INBOX")
        _ok, found = server.search(None, "UNSEEN")
        read = Read()
        for number in found[0].split():
            _take_mail(server, number, read)
        return read
    finally:
        server.logout()


def _take_mail(server: imaplib.IMAP4, number: bytes, read: Read) -> None:
    read.seen += 1
    _ok, sized = server.fetch(number, "(RFC822.SIZE BODY.PEEK[HEADER])")
    header = email.message_from_bytes(sized[0][1], policy=email.policy.default)
    size = int(sized[0][0].split(b"RFC822.SIZE ")[1].split()[0].rstrip(b")"))
    if size > LARGEST_MAIL:
        _answer(header, [], read, too_large=True)
    else:
        _ok, whole = server.fetch(number, "(BODY.PEEK[])")
        mail = email.message_from_bytes(whole[0][1], policy=email.policy.default)
        deal_with(mail, read)
    server.store(number, "+FLAGS", "\\Seen")


def deal_with(mail: EmailMessage, read: Read) -> None:
    """Take in the workbooks of one mail and answer it. A stranger's mail is neither read nor answered."""
    if organisation_of_sender(_sender(mail)) is None:
        read.passed_over += 1
        return
    answers = [take_in(name, content, sender=_sender(mail)) for name, content in _attached(mail)]
    read.workbooks += tuple(answers)
    _answer(mail, answers, read)


def _sender(mail: EmailMessage) -> str:
    return parseaddr(str(mail.get("From", "")))[1].lower()


def _attached(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for part in mail.iter_attachments():
        name = part.get_filename() or ""
        if name.lower().endswith(ENDINGS):
            content = part.get_payload(decode=True)
            yield name, content if isinstance(content, bytes) else b""


def _answer(mail: EmailMessage, answers: list[Answered], read: Read, *, too_large: bool = False) -> None:
    to = _sender(mail)
    organisation: Organisation | None = organisation_of_sender(to)
    if organisation is None:
        read.passed_over += 1
        return
    with translation.override(organisation.language):
        if too_large:
            text = _("Your mail is larger than 30 MB and was not read. Send the workbook alone; it has less than 1 MB.")
        elif not answers:
            text = _("Your mail holds no workbook (.xlsx). Attach the workbook of your request, or answer on the web.")
        else:
            text = "\n\n".join(answer.text for answer in answers)
        draft = Draft(
            kind="answer", occasion=f"answer {mail.get('Message-ID') or mail.get('Date')} {to}"[:200], to=to,
            language=organisation.language, text=text, about=f"organisation {organisation.pk}",
            subject=_("Re: %(subject)s") % {"subject": " ".join(str(mail.get("Subject", "")).split())[:200]},
        )  # fmt: skip
    files = [File(f"{a.name.rpartition('.')[0]}-marked.xlsx", XLSX, a.marked) for a in answers if a.marked]
    if write_message(draft, files) is not None:
        read.answered += 1
