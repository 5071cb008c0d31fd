"""An answer as a file: CSV, JSON, XLSX; one row a cell, and with it what the figures are, as of when, and whom they cover."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from barabar.plans.catalogue import indicators
from barabar.reference.catalogue import economies
from barabar.statistics.values import State
from barabar.warehouse.answers import Answer, Cell
from barabar.warehouse.dimensions import dimensions
from barabar.warehouse.naming import reason_title, titles, unit_title
from barabar.warehouse.questions import LARGEST, MEASURES, MEDIAN, REPORTERS

NUMBERS = ("value", "low", "high", "numerator", "denominator")
BESIDE = {REPORTERS: ("asked", "answered"), MEDIAN: ("median",), LARGEST: ("largest",)}
TRACE = "trace"


def columns_of(answer: Answer) -> list[str]:
    """The columns of every format: words and titles of each dimension, then the cell."""
    named = [column for name in answer.question.axes for column in (name, f"{name}_title")]
    marks = ["footnote_mark", "footnote_text"] if "economy" in answer.question.axes else []
    beside = [column for measure in answer.question.measures for column in BESIDE.get(measure, ())]
    return [*named, *marks, "state", *NUMBERS, "unit", "owed", "reported", "absent", *beside, "why_no_total", "as_of", "demonstration", TRACE]  # fmt: skip


def records(answer: Answer, language: str | None = None) -> Iterable[dict[str, Any]]:
    """Each cell as a mapping of `columns_of`; numbers exact, what is not there is None."""
    named = {
        name: titles(name, (keys[at] for keys in answer.cells), language)
        for at, name in enumerate(answer.question.axes)
    }
    for cell in answer:
        with override(language or get_language()):
            yield _record(answer, cell, named)


def _record(answer: Answer, cell: Cell, named: dict[str, dict[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, word in zip(answer.question.axes, cell.keys, strict=True):
        found |= {name: word, f"{name}_title": named[name][word]}
        if name == "economy":
            economy = economies().get(word)
            # The name stands without its mark here, so that tables can be joined by it; mark and footnote beside it.
            found |= {
                "economy_title": str(economy.name) if economy else word,
                "footnote_mark": economy.mark if economy else "",
                "footnote_text": str(economy.footnote) if economy else "",
            }
    found |= {"state": cell.state.value, **{name: getattr(cell, name) for name in NUMBERS}, "unit": cell.unit}
    found |= {"owed": cell.owed, "reported": cell.reported, "absent": dict(cell.absent), "why_no_total": cell.reason}
    found |= {name: getattr(cell, name) for measure in answer.question.measures for name in BESIDE.get(measure, ())}
    found |= {"as_of": answer.as_of, "demonstration": "yes" if settings.DEMONSTRATION else ""}
    found[TRACE] = "" if cell.state is State.SUPPRESSED else trace_of(answer, cell)
    return {name: found[name] for name in columns_of(answer)}


def trace_of(answer: Answer, cell: Cell) -> str:
    """The question, as an address has it, that leads to the facts of a cell as they stood."""
    return replace(answer.facts_question(cell.keys), as_of=answer.as_of).as_address()


def about(answer: Answer, language: str | None = None) -> dict[str, Any]:
    """What a reader must know of the figures: question, position, units, definitions, coverage, notes, source."""
    with override(language or get_language()):
        units = sorted({cell.unit for cell in answer if cell.unit})
        owed, reported = sum(cell.owed for cell in answer), sum(cell.reported for cell in answer)
        absent: dict[str, int] = {}
        for cell in answer:
            for why, count in cell.absent.items():
                absent[why] = absent.get(why, 0) + count
        known = dimensions()
        return {
            "question": answer.question.as_address(),
            "as_of": answer.as_of,
            "rows": [str(known[name].title) for name in answer.question.rows],
            "columns": [str(known[name].title) for name in answer.question.columns],
            "measures": [str(MEASURES[name]) for name in answer.question.measures],
            "units": {unit: unit_title(unit) for unit in units},
            "definitions": _definitions(answer),
            "coverage": {"owed": owed, "reported": reported, "absent": {reason_title(why): n for why, n in sorted(absent.items())}},
            "notes": list(answer.notes),
            "footnotes": _footnotes(answer),
            "source": _("Approved values of the responsible institutions; each cell's `trace` is the question that leads to its facts."),
            "protection": answer.protection or _("Small counts of people are not hidden here: for the office, not for publication."),
            "demonstration": settings.DEMONSTRATION,
        }  # fmt: skip


def _definitions(answer: Answer) -> dict[str, str]:
    """The definition of each catalogue indicator in the answer."""
    asked = set(answer.question.filters.get("indicator", ()))
    if "indicator" in answer.question.axes:
        asked |= set(answer.heads("indicator"))
    return {key: str(indicators()[key].definition) for key in sorted(asked) if key in indicators()}


def _footnotes(answer: Answer) -> dict[str, str]:
    words = set(answer.question.filters.get("economy", ()))
    if "economy" in answer.question.axes:
        words |= set(answer.heads("economy"))
    return {key: f"{e.mark} {e.footnote}" for key in sorted(words) if (e := economies().get(key)) and e.mark}


def as_csv(answer: Answer, language: str | None = None) -> bytes:
    stream = io.StringIO()
    stream.write("\N{BYTE ORDER MARK}")
    writer = csv.DictWriter(stream, columns_of(answer), lineterminator="\r\n")
    writer.writeheader()
    for record in records(answer, language):
        writer.writerow({name: _in_csv(value) for name, value in record.items()})
    return stream.getvalue().encode()


def _in_csv(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, dict):
        return "; ".join(f"{word}: {count}" for word, count in value.items())
    return neutral(value) if isinstance(value, str) else value


def neutral(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe."""
    return f"'{text}" if text.lstrip()[:1] in {"=", "+", "-", "@", "\t"} else text


def _plain(number: Decimal) -> str:
    """Every digit, no exponent; a rate to twelve places."""
    rounded = number if number.as_tuple().exponent >= -12 else number.quantize(Decimal("1e-12"))  # type: ignore[operator]
    return f"{rounded.normalize():f}"


def as_json(answer: Answer, language: str | None = None) -> bytes:
    """Numbers are texts, so that none is rounded by who reads it."""
    content = {"about": about(answer, language), "cells": list(records(answer, language))}
    return json.dumps(content, ensure_ascii=False, indent=1, default=lambda value: _plain(value)).encode()


def as_xlsx(answer: Answer, language: str | None = None) -> bytes:
    book = Workbook(write_only=True)
    with override(language or get_language()):
        sheet, beside = book.create_sheet(_("Table")), book.create_sheet(_("About"))
    sheet.freeze_panes = "A2"
    columns = columns_of(answer)
    sheet.append([_cell(sheet, name, bold=True) for name in columns])
    for record in records(answer, language):
        sheet.append([_cell(sheet, record[name]) for name in columns])
    for name, said in about(answer, language).items():
        beside.append([_cell(beside, name, bold=True), _cell(beside, _in_words(said))])
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def _timeless(workbook: bytes) -> bytes:
    """The same workbook without the moment it was written at: the same answer makes the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _in_words(said: Any) -> str:
    if isinstance(said, dict):
        return "\n".join(f"{name}: {_in_words(value)}" for name, value in said.items())
    if isinstance(said, list):
        return "\n".join(map(str, said))
    return str(said)


def _cell(sheet: WriteOnlyWorksheet, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    """Numbers as numbers, text never as a formula."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return WriteOnlyCell(sheet, value)
    text = "" if value is None else _in_csv(value) if isinstance(value, dict) else str(value)
    cell = WriteOnlyCell(sheet, text[:32_767])
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


FORMATS: dict[str, Callable[[Answer, str | None], bytes]] = {"csv": as_csv, "json": as_json, "xlsx": as_xlsx}
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
