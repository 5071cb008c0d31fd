"""Files that people send: judged by content, without the place and device that a picture remembers."""

import hashlib
import io
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from barabar.reference.verdicts import Problem

# Extension -> media type and the first bytes by which the content is recognised. Nothing that a browser or a desk runs.
ALLOWED = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", b"PK\x03\x04"),
    ".odt": ("application/vnd.oasis.opendocument.text", b"PK\x03\x04"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}

ANCHOR = "id_files"
PNG = b"\x89PNG\r\n\x1a\n"
KEPT_IN_PNG = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"pHYs", b"sBIT", b"bKGD"}


class Limits(Protocol):
    """How many files are taken at once, and how large each may be."""

    files: int
    file_megabytes: int


@dataclass(frozen=True)
class FileLimits:
    files: int
    file_megabytes: int


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent: its name says the kind only."""

    name: str
    content: bytes


@dataclass(frozen=True)
class AcceptedFile:
    extension: str
    media_type: str
    content: bytes
    sha256: str

    def facts(self) -> dict[str, str | int]:
        """What is kept beside the content, by the names of the fields that hold it."""
        return {
            "extension": self.extension,
            "media_type": self.media_type,
            "size": len(self.content),
            "sha256": self.sha256,
        }


def accept_files(sent: Iterable[SentFile], limits: Limits) -> tuple[list[AcceptedFile], list[Problem]]:
    """The files that are taken, one copy each, and everything that is wrong with the others."""
    sent = list(sent)
    problems = []
    if len(sent) > limits.files:
        facts = {"most": limits.files, "count": len(sent)}
        problems.append(Problem("files-many", _("%(count)s files were chosen; at most %(most)s are taken."), facts, anchor=ANCHOR))  # fmt: skip
    taken: dict[str, AcceptedFile] = {}
    for number, one in enumerate(sent, 1):
        problem = _problem(number, one, limits)
        if problem:
            problems.append(problem)
            continue
        extension = _extension(one.name)
        try:
            content = without_metadata(one.content)
        except BrokenPicture:
            problems.append(_not_what_it_says(number))
            continue
        digest = hashlib.sha256(content).hexdigest()
        taken[digest] = AcceptedFile(extension, ALLOWED[extension][0], content, digest)
    return list(taken.values()), problems


def _extension(name: str) -> str:
    return "." + name.lower().rpartition(".")[2] if "." in name else ""


def _problem(number: int, one: SentFile, limits: Limits) -> Problem | None:
    """Files are told apart by their number: the sentence may be shown, kept or logged, the name may not."""

    def wrong(code: str, template: object, **facts: object) -> Problem:
        return _wrong(number, code, template, **facts)

    if not one.content:
        return wrong("file-empty", _("file %(number)s is empty; choose it again."))
    if len(one.content) > limits.file_megabytes * 1024 * 1024:
        said = _("file %(number)s has %(size)s MB; at most %(most)s MB are taken. Make it smaller or split it.")
        size = round(len(one.content) / 1048576, 1)
        return wrong("file-large", said, size=size, most=limits.file_megabytes)
    extension = _extension(one.name)
    if extension not in ALLOWED:
        said = _("file %(number)s is of a kind that is not taken; use %(kinds)s.")
        return wrong("file-kind", said, kinds=", ".join(sorted(ALLOWED)))
    first_bytes = ALLOWED[extension][1]
    if not one.content.startswith(first_bytes):
        return _not_what_it_says(number)
    if first_bytes == b"PK\x03\x04" and has_macros(one.content):
        return wrong("file-macros", _("file %(number)s carries macros; save it without macros and choose it again."))
    return None


def _wrong(number: int, code: str, template: object, **facts: object) -> Problem:
    return Problem(code, template, {"number": number, **facts}, anchor=ANCHOR)


def _not_what_it_says(number: int) -> Problem:
    said = _("file %(number)s: it is damaged, or of another kind than its name says. Open it in its own program, save it again and choose the new file.")  # fmt: skip
    return _wrong(number, "file-content", said)


def has_macros(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any("vbaproject" in entry.lower() for entry in archive.namelist())
    except zipfile.BadZipFile:
        return True


class BrokenPicture(Exception):
    """A picture whose parts cannot be told apart, so that its notes could not be taken out."""


def without_metadata(content: bytes) -> bytes:
    """A picture without its notes (place, device, author, day); any other file as it is. Raises BrokenPicture."""
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return b"".join(_jpeg_parts(content))
        if content.startswith(PNG):
            return PNG + b"".join(_png_parts(content))
    except (struct.error, IndexError, ValueError) as error:
        raise BrokenPicture from error
    return content


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """The segments but application notes (APP1 to APP15, of which APP14 tells the colours) and comments, up to the end of
    the picture: what a telephone hangs on behind it is left out."""
    yield content[:2]
    at = 2
    while True:
        if content[at] != 0xFF:
            raise IndexError(at)
        while content[at + 1] == 0xFF:  # a segment may begin with any number of these
            at += 1
        marker = content[at + 1]
        if marker == 0xD9:
            yield content[at : at + 2]
            return
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        end = at + 2 + length
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        if length < 2 or end > len(content):
            raise IndexError(end)
        if not (0xE1 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            yield content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next segment begins: in image data FF is followed by 00 or by a restart mark."""
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _png_parts(content: bytes) -> Iterator[bytes]:
    at = len(PNG)
    while True:
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise IndexError(end)
        if kind in KEPT_IN_PNG:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
