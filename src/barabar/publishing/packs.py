"""The reporting pack of a cycle: for each institution its workbook, an official letter (Word, PDF) and an e-mail."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

from barabar.access.models import Organisation
from barabar.chasing.requests import Cycle, Request, make_workbook, remarks_as_problems, request_of, requests_of
from barabar.design.figures import day
from barabar.messages.actions.write_message import File
from barabar.publishing.document.model import Document, Paragraph
from barabar.publishing.formats import FORMATS
from barabar.publishing.letters import letters
from barabar.publishing.wording import LABELS, footnotes, runs_of
from barabar.reference.marks import mark_names
from barabar.reference.processes import in_processes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEND_LIST = ("institution", "name", "e_mail", "language", "due", "protocol", "subject", "files")


@dataclass(frozen=True)
class Parcel:
    """What one institution gets. `to` is empty where it has no office e-mail; the send list says so."""

    request: Request
    to: str
    language: str
    protocol: str
    subject: str
    text: str
    files: tuple[File, ...]


def parcels(cycle: Cycle, *, protocol: str = "") -> Iterator[Parcel]:
    """One parcel a request still to be answered, in the order of the register, each in its institution's language.

    `protocol` is the letter's number at the office's register; the institutions follow as 214/1, 214/2 …
    """
    office = Organisation.objects.filter(kind="contact_point", economy=cycle.economy).first()
    numbered = enumerate(requests_of(cycle), 1)
    tasks = [(request.pk, office, f"{protocol}/{number}" if protocol else "") for number, request in numbered]
    yield from in_processes(_parcel, tasks)


def _parcel(task: tuple[int, Organisation | None, str]) -> Parcel:
    number, office, protocol = task
    request = request_of(number)
    organisation = request.organisation
    language = _language_of(organisation)
    with translation.override(language):
        text = letters()["request"]
        places = {
            "institution": str(organisation.name), "cycle": str(request.cycle.title), "period": request.cycle.period,
            "due": day(request.due_on), "measures": request.measures.count(), "protocol": protocol,
            "address": f"{settings.ADDRESS}office/requests/{request.return_of.pk}/",
            "sender": str(office.name) if office else "Barabar",
        }  # fmt: skip
        words = [paragraph.format(**places) for paragraph in text.paragraphs_in(language)]
        document = _letter(text.title.in_language(language).text.format(**places), words, language, protocol, office)
        subject = text.mail_subject.in_language(language).text.format(**places)
        mail = mark_names(text.mail.in_language(language).text.format(**places))
    stem, workbook = _stem(request), _workbook(request, language)
    files = [File(f"{stem}.xlsx", XLSX, workbook)]
    for name in ("docx", "pdf"):
        made = FORMATS[name].write(document, base_url=settings.ADDRESS)
        files.append(File(f"{stem}-letter.{name}", FORMATS[name].media_type, made))
    return Parcel(request, organisation.email, language, protocol, subject, mail, tuple(files))


def _language_of(organisation: Organisation) -> str:
    return organisation.language if organisation.language in LABELS else "en"


def _stem(request: Request) -> str:
    return f"{request.organisation_id}-{request.cycle.period}"


def _workbook(request: Request, language: str) -> bytes:
    return make_workbook(request.return_of, language, problems=remarks_as_problems(request.return_of))


def write_workbooks(cycle: Cycle, folder: Path) -> int:
    """The workbooks alone, a file for each institution that is still to answer; how many."""
    return sum(in_processes(_write_workbook, [(request.pk, folder) for request in requests_of(cycle)]))


def _write_workbook(task: tuple[int, Path]) -> int:
    request = request_of(task[0])
    workbook = _workbook(request, _language_of(request.organisation))
    (task[1] / f"{_stem(request)}.xlsx").write_bytes(workbook)
    return 1


def _letter(title: str, words: list[str], language: str, protocol: str, office: Organisation | None) -> Document:
    return Document(
        title=runs_of(title, language),
        subtitle=runs_of(protocol, language) if protocol else (),
        language=language,
        date=timezone.localdate(),
        blocks=tuple(Paragraph(runs_of(one, language)) for one in words),
        labels=LABELS[language],
        footnotes=footnotes(language),
        demonstration=settings.DEMONSTRATION,
        author=office.name.in_language(language).text if office else "",
    )


def pack(cycle: Cycle, *, protocol: str = "") -> bytes:
    """The whole pack as a ZIP: a folder an institution, and `send-list.csv` for whoever sends by hand."""
    out = io.BytesIO()
    listed = io.StringIO()
    writer = csv.writer(listed)
    writer.writerow(SEND_LIST)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in parcels(cycle, protocol=protocol):
            folder = one.request.organisation_id
            for file in one.files:
                archive.writestr(f"{folder}/{file.name}", file.content)
            archive.writestr(f"{folder}/e-mail.txt", f"{one.subject}\r\n\r\n{one.text}".replace("\n", "\r\n"))
            names = "; ".join(file.name for file in one.files)
            writer.writerow((
                folder, mark_names(str(one.request.organisation.name)), one.to or "–", one.language,
                one.request.due_on.isoformat(), one.protocol, one.subject, names,
            ))  # fmt: skip
        archive.writestr("send-list.csv", "\N{BYTE ORDER MARK}" + listed.getvalue())
    return out.getvalue()
