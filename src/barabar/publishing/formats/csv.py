"""One table as CSV, for machines and for spreadsheets.

Names stand bare; their mark and its text have columns of their own. Every figure brings its state and its reference.
Text that a spreadsheet would run as a formula is held down with an apostrophe; numbers are left as they are.
"""

from __future__ import annotations

import csv
from io import StringIO

from barabar.publishing.document.model import Document, Figure, Row, Table
from barabar.publishing.document.walk import every_run
from barabar.publishing.formats.support.flat import Flat, flat, footnote_keys

MEDIA_TYPE = "text/csv; charset=utf-8"
_LEAD_INS = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def write_table(table: Table, document: Document, *, byte_order_mark: bool = True) -> bytes:
    """`byte_order_mark` lets Excel read the file as UTF-8; leave it out for other programs."""
    figures = [at for at in range(len(table.columns)) if _has_figures(table, at)]
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_head(table, document, figures))
    group = ""
    for row in table.rows:
        if row.group:
            group = flat(row.cells[0], document, marks=False).text
            continue
        writer.writerow(_record(row, document, figures, group=group if _grouped(table) else None))
    return stream.getvalue().encode("utf-8-sig" if byte_order_mark else "utf-8")


def safe(cell: object) -> str:
    """One line, and no lead-in that a spreadsheet would run, not even behind blanks; a number stays one."""
    line = "" if cell is None else " ".join(str(cell).split())
    return f"'{line}" if line.startswith(_LEAD_INS) and not _is_number(line) else line


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _grouped(table: Table) -> bool:
    return any(row.group for row in table.rows)


def _has_figures(table: Table, at: int) -> bool:
    return any(isinstance(run, Figure) for row in table.rows if not row.group for run in every_run(row.cells[at]))


def _head(table: Table, document: Document, figures: list[int]) -> list[str]:
    heads = ["group"] if _grouped(table) else []
    for at, column in enumerate(table.columns):
        head = flat(column.head, document, marks=False).text + (f" ({column.unit})" if column.unit else "")
        heads.append(safe(head))
        if at in figures:
            heads += [safe(f"{head}: state"), safe(f"{head}: ref")]
    return [*heads, "footnote_mark", "footnote_text"]


def _record(row: Row, document: Document, figures: list[int], *, group: str | None) -> list[str]:
    record = [] if group is None else [safe(group)]
    for at, runs in enumerate(row.cells):
        cell = flat(runs, document, marks=False)
        record.append(_amount(cell))
        if at in figures:
            record += [cell.state, safe(cell.ref)]
    notes = [document.footnotes[key] for key in footnote_keys(*row.cells)]
    return [*record, " ".join(mark for mark, _ in notes), safe(" ".join(text for _, text in notes))]


def _amount(cell: Flat) -> str:
    """A figure is a plain number or empty (its state says why); anything else is text."""
    if cell.value is not None:
        return format(cell.value, "f")
    return "" if cell.state else safe(cell.text)
