"""Reading a table of records (CSV) with the file and line of every error, all errors at once."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Record:
    """One row: its values by column head, and where it stands."""

    values: dict[str, str]
    file: str
    line: int

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    @property
    def where(self) -> str:
        return str(_("%(file)s, line %(line)s") % {"file": self.file, "line": self.line})

    def problem(self, code: str, template: object, **facts: object) -> Problem:
        return Problem(code, template, facts, where=self.where)


def read_table(path: Path, required: tuple[str, ...]) -> list[Record]:
    """Rows of a CSV file with comma or semicolon, UTF-8 with or without BOM. Raises what is wrong with the file."""
    text = _decode(path)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    head = [column.strip() for column in next(reader, [])]
    lacking = [column for column in required if column not in head]
    if lacking:
        raise Problems(
            [
                Problem(
                    "columns-missing",
                    _(
                        "the columns %(lacking)s are missing. The first line must hold the column heads; found: %(found)s."
                    ),
                    {"lacking": ", ".join(lacking), "found": ", ".join(head) or "–"},
                    where=path.name,
                )
            ]
        )
    return list(_records(reader, head, path))


def header_of(path: Path) -> list[str]:
    """The column heads of a CSV file, for recognising what it is."""
    first = _decode(path).split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return [column.strip() for column in next(csv.reader([first], delimiter=delimiter), [])]


def _decode(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problems(
            [
                Problem(
                    "not-utf8",
                    _("the file is not UTF-8 text (first at byte %(byte)s). Save it as “CSV UTF-8” and load it again."),
                    {"byte": error.start},
                    where=path.name,
                )
            ]
        ) from None
    return unicodedata.normalize("NFC", text)


def _records(reader, head: list[str], path: Path) -> Iterator[Record]:
    problems = []
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(head):
            problems.append(
                Problem(
                    "cells-many",
                    _(
                        "%(cells)s cells, but %(heads)s column heads; a comma inside a text needs quotation marks around the text."
                    ),
                    {"cells": len(row), "heads": len(head)},
                    where=f"{path.name}, {_('line')} {reader.line_num}",
                )
            )
            continue
        values = {name: cell.strip() for name, cell in zip(head, row, strict=False)}
        yield Record(values, path.name, reader.line_num)
    if problems:
        raise Problems(problems)
