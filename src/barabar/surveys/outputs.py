"""Estimates written to files: one function per format, one dictionary of formats."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from barabar.statistics.surveys.errors import choice

from .rows import FIELDS, EstimateRow

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Table = tuple[list[str], list[list[Any]]]


def flat_table(rows: Sequence[EstimateRow]) -> Table:
    """Rows for a table: one column per domain variable instead of `domain`, flags joined by a space."""
    held = [row.as_mapping() for row in rows]
    domains = list(dict.fromkeys(name for row in held for name in row["domain"]))
    extras = list(dict.fromkeys(name for row in held for name in row if name not in FIELDS))
    before, after = FIELDS[: FIELDS.index("domain")], FIELDS[FIELDS.index("domain") + 1 :]
    heads = [*before, *domains, *after, *extras]
    body = []
    for row in held:
        values = {**row, **row["domain"], "flags": " ".join(row["flags"])}
        body.append([values.get(name) for name in heads])
    return heads, body


def as_json(rows: Sequence[EstimateRow]) -> bytes:
    """A list with one object per estimate."""
    lines = ",\n".join(json.dumps(row.as_mapping(), ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n{lines}\n]\n".encode() if rows else b"[]\n"


def as_csv(rows: Sequence[EstimateRow]) -> bytes:
    """Comma-separated UTF-8 with a head line; absent numbers are empty."""
    heads, body = flat_table(rows)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_safe(v) for v in line] for line in body)
    return stream.getvalue().encode()


def as_xlsx(rows: Sequence[EstimateRow]) -> bytes:
    """A workbook with one sheet; numbers are numbers, the head is frozen."""
    heads, body = flat_table(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("estimates")
    sheet.freeze_panes = "A2"
    for line in [heads, *body]:
        sheet.append([_safe(v) for v in line])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_parquet(rows: Sequence[EstimateRow]) -> bytes:
    """Columns as in the CSV; a column is text unless all its values are numbers."""
    heads, body = flat_table(rows)
    columns = {name: _column([line[i] for line in body]) for i, name in enumerate(heads)}
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def _column(values: list[Any]) -> pa.Array:
    present = [v for v in values if v is not None]
    if present and all(isinstance(v, int | float) and not isinstance(v, bool) for v in present):
        kind = pa.int64() if all(isinstance(v, int) for v in present) else pa.float64()
        return pa.array(values, type=kind)
    return pa.array([None if v is None else str(v) for v in values], type=pa.string())


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


FORMATS: dict[str, Callable[[Sequence[EstimateRow]], bytes]] = {
    "json": as_json,
    "csv": as_csv,
    "xlsx": as_xlsx,
    "parquet": as_parquet,
}


def format_of(path: Path) -> str:
    """The format that a file name asks for."""
    return choice("The kind of file", path.suffix.lower().lstrip("."), tuple(FORMATS))
