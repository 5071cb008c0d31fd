"""A workbook: one sheet for each table, numbers as numbers, text never as a formula."""

from __future__ import annotations

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties

from barabar.publishing.document.model import Align, Document, Row, Runs, Table, every_block, footnotes_used, plain
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.document.walk import lines
from barabar.publishing.formats.support.flat import Flat, figure_columns, flat, footnote_keys
from barabar.publishing.formats.support.numbering import numbered, trace_url
from barabar.publishing.formats.support.spread import column_shares

_FACE = "Calibri"
_PLAIN = Font(name=_FACE, size=11)
_BOLD = Font(name=_FACE, size=11, bold=True)
_TITLE = Font(name=_FACE, bold=True, size=14, color="0F4C5C")
_MUTED = Font(name=_FACE, size=11, color="52606D", italic=True)
_SMALL = Font(name=_FACE, color="52606D", size=9)
_LINK = Font(name=_FACE, color="0F4C5C", underline="single", size=9)
_WARNING = Font(name=_FACE, size=11, bold=True, color="7A4A00")
_AMBER = PatternFill("solid", fgColor="FFF4DC")
_PALE = PatternFill("solid", fgColor="EEF3F5")
_EDGE = Border(bottom=Side("medium", color="0F4C5C"), top=Side("medium", color="0F4C5C"))
_SUM = Border(top=Side("medium", color="0F4C5C"))
_SIDES = {Align.LEFT: "left", Align.RIGHT: "right", Align.CENTRE: "center"}
_A4 = 9
_LONGEST_CELL = 32_767
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def write(document: Document, *, base_url: str) -> bytes:
    """All tables of the document, twins of charts included, after a sheet that lists them."""
    book = Workbook(write_only=True)
    tables = [block for block in every_block(document.blocks) if isinstance(block, Table)]
    names = _sheet_names(document, tables)
    _contents(book, document, tables, names)
    for table in tables:
        _Sheet(book, document, table, names[table.key], base_url).write()
    properties = book.properties
    properties.title = plain(document.title, labels=document.labels, marks=document.marks)
    properties.creator, properties.language = document.author, document.labels.language
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_names(document: Document, tables: list[Table]) -> dict[str, str]:
    """At most 31 characters, unique without regard to case: the number first, because captions are cut."""
    numbers = numbered(document)
    names: dict[str, str] = {}
    for table in tables:
        wished = _NOT_IN_NAMES.sub(" ", numbers[table.key]).strip()[:31]
        taken = {name.casefold() for name in names.values()} | {document.labels.contents.casefold()}
        at, name = 1, wished
        while name.casefold() in taken:
            at += 1
            name = f"{wished[: 30 - len(str(at))]} {at}"
        names[table.key] = name
    return names


def _cell(sheet: WriteOnlyWorksheet, text: str, **look: object) -> WriteOnlyCell:
    """Text as text: openpyxl takes anything that starts with "=" for a formula unless the type says otherwise."""
    cell = WriteOnlyCell(sheet, text[:_LONGEST_CELL])
    cell.data_type = "s"
    for name, value in look.items():
        setattr(cell, name, value)
    return cell


def _wrapped(side: str, vertical: str = "top") -> Alignment:
    return Alignment(horizontal=side, vertical=vertical, wrap_text=True)


def _printing(sheet: WriteOnlyWorksheet) -> None:
    """A printed sheet is as wide as its paper."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _opening(sheet: WriteOnlyWorksheet, document: Document) -> None:
    """The first rows of every sheet; the demonstration mark comes before anything else."""
    if document.demonstration:
        sheet.append([_cell(sheet, document.labels.demonstration, font=_WARNING, fill=_AMBER)])
    title = plain(document.title, labels=document.labels, marks=document.marks)
    sheet.append([_cell(sheet, title, font=_TITLE)])


def _contents(book: Workbook, document: Document, tables: list[Table], names: dict[str, str]) -> None:
    sheet = book.create_sheet(document.labels.contents[:31])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    _printing(sheet)
    _opening(sheet, document)
    if document.subtitle:
        sheet.append(
            [_cell(sheet, plain(document.subtitle, labels=document.labels, marks=document.marks), font=_PLAIN)]
        )
    below = ", ".join(filter(None, [document.author, Numbers(document.labels).date(document.date)]))
    sheet.append([_cell(sheet, below, font=_SMALL)])
    sheet.append([])
    for table in tables:
        link = _cell(sheet, names[table.key], font=_LINK)
        link.hyperlink = f"#'{names[table.key]}'!A1"
        link.data_type = "s"
        sheet.append(
            [link, _cell(sheet, plain(table.caption, labels=document.labels, marks=document.marks), font=_PLAIN)]
        )
    sheet.append([])
    _footnotes(sheet, document, list(footnotes_used(document)))


def _footnotes(sheet: WriteOnlyWorksheet, document: Document, keys: list[str]) -> None:
    for key in keys:
        mark, text = document.footnotes[key]
        sheet.append([_cell(sheet, f"{mark} {text}", font=_SMALL)])


class _Sheet:
    """One table on one sheet. A footnote stands on every sheet that holds its name, because sheets travel alone."""

    def __init__(self, book: Workbook, document: Document, table: Table, name: str, base_url: str) -> None:
        self.document, self.table, self.base_url = document, table, base_url
        self.labels = document.labels
        self.refs = figure_columns(table)
        self.sheet = book.create_sheet(name)
        shares = column_shares(table, document)
        self.widths = [max(12.0, min(60.0, share * 130)) for share in (*shares, *(0.12 for _ in self.refs))]
        for at, width in enumerate(self.widths, start=1):
            self.sheet.column_dimensions[get_column_letter(at)].width = width
        self.written = 1 + document.demonstration
        self.sheet.freeze_panes = f"A{self.written + 4}"
        _printing(self.sheet)

    def write(self) -> None:
        _opening(self.sheet, self.document)
        self._line(f"{numbered(self.document)[self.table.key]}. {self._plain(self.table.caption)}", _BOLD)
        self._append([])
        self._head()
        for row in self.table.rows:
            self._row(row)
        self._append([])
        for note in self.table.notes:
            self._line(self._plain(note), _SMALL)
        if self.table.source:
            self._line(f"{self.labels.source}: {self._plain(self.table.source)}", _SMALL)
        _footnotes(self.sheet, self.document, footnote_keys(self.document.title, *lines(self.table)))

    def _plain(self, runs: Runs) -> str:
        return plain(runs, labels=self.labels, marks=self.document.marks)

    def _line(self, text: str, font: Font) -> None:
        self._append([_cell(self.sheet, text, font=font)])

    def _head(self) -> None:
        heads = [
            self._plain(column.head) + (f" ({column.unit})" if column.unit else "") for column in self.table.columns
        ]
        heads += [f"{self.labels.reference}: {heads[at]}" for at in self.refs]
        sides = [_SIDES[column.align] for column in self.table.columns] + ["left"] * len(self.refs)
        self._high(heads)
        self._append(
            [
                _cell(self.sheet, head, font=_BOLD, border=_EDGE, alignment=_wrapped(side, "bottom"))
                for head, side in zip(heads, sides, strict=True)
            ]
        )

    def _append(self, cells: list[WriteOnlyCell]) -> None:
        self.sheet.append(cells)
        self.written += 1

    def _high(self, texts: list[str]) -> None:
        """The next row as high as its longest text needs: programs do not measure rows that come from a file."""
        lines = max(
            sum(-(-max(len(line), 1) // max(int(width) - 1, 1)) for line in text.split("\n"))
            for text, width in zip(texts, self.widths, strict=False)
        )
        if lines > 1:
            self.sheet.row_dimensions[self.written + 1].height = min(15.0 * lines + 1, 400.0)

    def _row(self, row: Row) -> None:
        if row.group:
            self._append([_cell(self.sheet, self._plain(row.cells[0]), font=_BOLD, fill=_PALE)])
            return
        cells = [flat(cell, self.document) for cell in row.cells]
        sides = [_SIDES[column.align] for column in self.table.columns]
        shown = [self._value(cell, side, total=row.total) for cell, side in zip(cells, sides, strict=True)]
        self._high([cell.text for cell in cells])
        self._append(shown + [self._reference(cells[at].ref) for at in self.refs])

    def _value(self, cell: Flat, side: str, *, total: bool) -> WriteOnlyCell:
        if cell.value is None:
            look = {"font": _MUTED} if cell.state else {"font": _BOLD} if total else {"font": _PLAIN}
            made = _cell(self.sheet, cell.text, alignment=_wrapped(side), **look)
        else:
            made = WriteOnlyCell(self.sheet, cell.value)
            made.number_format = "#,##0" + ("." + "0" * cell.places if cell.places else "")
            made.font = _BOLD if total else _PLAIN
            made.alignment = Alignment(horizontal="right", vertical="top")
        if total:
            made.border = _SUM
        return made

    def _reference(self, ref: str) -> WriteOnlyCell:
        cell = _cell(self.sheet, ref, font=_LINK, alignment=_wrapped("left"))
        if ref and " " not in ref:
            cell.hyperlink = trace_url(self.base_url, ref)
            cell.data_type = "s"
        return cell
