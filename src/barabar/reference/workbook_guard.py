"""Before a foreign file is opened: is it a workbook at all, whole, of bearable size, without password or macros?"""

import io
import struct
import zipfile
import zlib

from django.utils.translation import gettext_lazy as _

from barabar.reference.verdicts import Problem, Problems

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_CONTENT = 60 * 1024 * 1024
MOST_ENTRIES = 500
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
CHUNK = 1 << 16


def check_file(name: str, content: bytes) -> None:
    """Raise the one reason why a file is not opened; nothing of it has been read then."""
    if not content:
        _stop(name, "file-empty", _("the file is empty. Save it again in Excel or LibreOffice and upload it."))
    if len(content) > LARGEST_FILE:
        _stop(name, "file-large", _("the file has %(size)s MB; a workbook of ours has less than 1 MB, and at most %(most)s MB are "
              "taken. Remove pictures and other sheets, or start from a fresh workbook."),
              size=round(len(content) / 1048576, 1), most=LARGEST_FILE // 1048576)  # fmt: skip
    if content.startswith(OLD_FORMAT):
        if ENCRYPTED_MARK in content:
            _stop(
                name,
                "file-password",
                _("the file is protected with a password. Save it without a password and upload it again."),
            )
        _stop(
            name,
            "file-old",
            _("this is the old Excel format (.xls). Save it as “Excel workbook (.xlsx)” and upload it again."),
        )
    if not content.startswith(b"PK\x03\x04"):
        _stop(name, "file-foreign", _("this is not a workbook. Upload an Excel file (.xlsx)."))
    _check_archive(name, content)


def _check_archive(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = [entry.filename.lower() for entry in entries]
            if len(entries) > MOST_ENTRIES:
                _too_much(name)
            if any("vbaproject" in entry for entry in names):
                _stop(
                    name,
                    "file-macros",
                    _("the file carries macros. Save it as a workbook without macros (.xlsx) and upload it again."),
                )
            if any(entry.startswith(("/", "\\")) or ".." in entry for entry in names):
                _stop(name, "file-foreign", _("this is not a workbook. Upload an Excel file (.xlsx)."))
            if any(entry.flag_bits & 0x1 for entry in entries):
                _stop(
                    name,
                    "file-password",
                    _("the file is protected with a password. Save it without a password and upload it again."),
                )
            if "xl/workbook.xml" not in names and "content.xml" not in names:
                _stop(name, "file-foreign", _("this is not a workbook. Upload an Excel file (.xlsx)."))
            _check_size(name, archive, entries)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError):
        _stop(
            name,
            "file-broken",
            _("the file is incomplete or damaged; perhaps the upload was cut off. Upload it again."),
        )


def _check_size(name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack everything once, in small pieces, and stop where it grows too large: what the file says of itself may lie."""
    if sum(entry.file_size for entry in entries) > LARGEST_CONTENT:
        _too_much(name)
    total = 0
    for entry in entries:
        with archive.open(entry) as stream:
            while piece := stream.read(CHUNK):
                total += len(piece)
                if total > LARGEST_CONTENT:
                    _too_much(name)


def _too_much(name: str) -> None:
    _stop(
        name,
        "file-bomb",
        _(
            "the file holds far more than a workbook of ours when unpacked; it was not opened. Start from a fresh workbook."
        ),
    )


def _stop(name: str, code: str, template: object, **facts: object) -> None:
    raise Problems([Problem(code, template, facts, where=name)])
