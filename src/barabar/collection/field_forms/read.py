"""Read what was collected with a field form: KoboToolbox and ODK exports as CSV or XLSX, their JSON, and OpenRosa XML.

All of them are brought to one shape: the last part of a column's or element's path is its name. A file with headings in
words rather than names (Kobo's "labels") cannot be read surely and is refused with what to do.
"""

import csv
import datetime as dt
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from barabar.collection.field_forms import naming
from barabar.reference.verdicts import Problem, Problems

LARGEST = 50 * 1024 * 1024
MOST_SUBMISSIONS = 20_000
INSTANCE = ("instanceID", "_uuid", "KEY", "__id", "@instanceID")
SUBMITTED = ("_submission_time", "SubmissionDate", "submissionDate", "end")


@dataclass(frozen=True)
class Submission:
    """One filled-in form. `form` names institution, cycle and version; `fields` holds what was given, by name."""

    form: str
    instance: str
    submitted: dt.datetime | None
    fields: Mapping[str, Any]
    where: str


@dataclass(frozen=True)
class Collected:
    """What a file holds: submissions, and media by file name (from a ZIP)."""

    submissions: tuple[Submission, ...]
    media: Mapping[str, bytes] = field(default_factory=dict)


def read_submissions(name: str, content: bytes) -> Collected:
    """Everything in a file. Raises Problems where it is no export that can be read; nothing is stored then."""
    if len(content) > LARGEST:
        _refuse(name, "file-large", _("the file is larger than 50 MB. Export fewer submissions at a time."))
    try:
        return _read(name, content)
    except (UnicodeDecodeError, CalamineError, json.JSONDecodeError, ParseError, DefusedXmlException, zipfile.BadZipFile,
            csv.Error, zlib.error, struct.error, RecursionError, RuntimeError, EOFError, OSError, ValueError, IndexError, KeyError) as error:  # fmt: skip
        said = _(
            "the file is damaged or no export of submissions, and cannot be read. Export it again as CSV, XLSX or JSON."
        )
        raise Problems([Problem("file-broken", said, where=name)]) from error


def _read(name: str, content: bytes) -> Collected:
    kind = name.rpartition(".")[2].lower()
    if kind == "zip":
        return _from_zip(name, content)
    readers = {"csv": _from_csv, "xlsx": _from_xlsx, "json": _from_json, "xml": _from_xml}
    if kind not in readers:
        _refuse(
            name,
            "file-kind",
            _("only .csv, .xlsx, .json, .xml and .zip hold submissions. Export the data as one of these."),
        )
    found = []
    for number, (row, fields) in enumerate(readers[kind](content)):
        if number >= MOST_SUBMISSIONS:
            _refuse(name, "file-large", _("the file holds more than 20 000 submissions. Export fewer at a time."))
        found.append(_submission(name, row, fields))
    if not found:
        _refuse(name, "no-submissions", _("the file holds no submission."))
    return Collected(tuple(found))


def _refuse(name: str, code: str, said: object) -> None:
    raise Problems([Problem(code, said, where=name)])


def _submission(name: str, row: str, fields: dict[str, Any]) -> Submission:
    where = f"{name}, {row}" if row else name
    form = str(fields.get(naming.IDENTITY) or "")
    if not form:
        _refuse(where, "form-unknown", _(
            "it does not say which form it was collected with. Export with “XML values and headers” rather than labels, and use a form that was made here."
        ))  # fmt: skip
    instance = next((str(fields[key]) for key in INSTANCE if fields.get(key)), "").removeprefix("uuid:")
    if not instance:
        _refuse(
            where,
            "instance-missing",
            _("the submission has no instance ID, so a repeat could not be told. Export it with its ID."),
        )
    return Submission(
        form, instance, _moment(next((fields[key] for key in SUBMITTED if fields.get(key)), None)), fields, where
    )


def _moment(value: object) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        found = value
    else:
        try:
            found = dt.datetime.fromisoformat(str(value).strip())
        except ValueError:
            return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _last(path: str) -> str:
    """The name at the end of a path: Kobo joins by /, ODK Central by - (our names hold neither), OData by nesting."""
    return path.strip().rpartition("/")[2].rpartition("-")[2]


def _from_csv(content: bytes) -> Iterable[tuple[str, dict[str, Any]]]:
    text = content.decode("utf-8-sig")
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    yield from _rows(reader)


def _from_xlsx(content: bytes) -> Iterable[tuple[str, dict[str, Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    yield from _rows(iter(book.get_sheet_by_index(0).to_python(skip_empty_area=False)))


def _rows(rows: Any) -> Iterable[tuple[str, dict[str, Any]]]:
    heads = [_last(str(head)) for head in next(rows, [])]
    for number, cells in enumerate(rows, 2):
        if any(cell not in ("", None) for cell in cells):
            yield (
                f"row {number}",
                {head: cell for head, cell in zip(heads, cells, strict=False) if cell not in ("", None)},
            )


def _from_json(content: bytes) -> Iterable[tuple[str, dict[str, Any]]]:
    """Kobo's API gives {"results": [...]}, ODK's OData {"value": [...]}; a list or a single submission are taken too.
    Numbers keep their digits."""
    held = json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    if isinstance(held, dict):
        held = held.get("results", held.get("value", [held]))
    if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
        raise ValueError("no list of submissions")
    for number, one in enumerate(held, 1):
        fields: dict[str, Any] = {}
        _flatten(one, fields)
        yield f"submission {number}", fields


def _flatten(held: Mapping[str, Any], found: dict[str, Any]) -> None:
    for key, value in held.items():
        if isinstance(value, Mapping):
            _flatten(value, found)
        elif not isinstance(value, list) and value not in (None, ""):
            found[_last(key)] = value


def _from_xml(content: bytes) -> Iterable[tuple[str, dict[str, Any]]]:
    root = fromstring(content)
    fields: dict[str, Any] = {f"@{_bare(key)}": value for key, value in root.attrib.items()}
    for element in root.iter():
        if not len(element) and element.text and element.text.strip():
            fields[_bare(element.tag)] = element.text.strip()
    yield "", fields


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _from_zip(name: str, content: bytes) -> Collected:
    """A ZIP of exports with their media, as ODK Central and Kobo give them."""
    submissions: list[Submission] = []
    media: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if sum(info.file_size for info in infos) > 4 * LARGEST:
            _refuse(
                name,
                "file-large",
                _("the file is larger than 200 MB when unpacked. Export fewer submissions at a time."),
            )
        for info in infos:
            own = info.filename.rpartition("/")[2]
            if own.rpartition(".")[2].lower() in ("csv", "json", "xml"):
                submissions += _read(f"{name}, {info.filename}", archive.read(info)).submissions
            else:
                media[own] = archive.read(info)
    if not submissions:
        _refuse(name, "no-submissions", _("the file holds no submission."))
    return Collected(tuple(submissions), media)
