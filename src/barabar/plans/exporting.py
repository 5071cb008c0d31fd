"""The plan register as a file: CSV and XLSX with one row a plan, the economy's mark and footnote in columns of their own."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from barabar.plans.register import Row
from barabar.reference.catalogue import economies

COLUMNS = (
    "plan", "title", "title_language", "level", "economy", "economy_name", "footnote_mark", "footnote_text",
    "municipality", "municipality_name", "starts_year", "ends_year", "communities", "focus", "status", "programme",
    "decision_number", "adopting_body", "adopted_on", "measures", "demonstration",
)  # fmt: skip


def rows_of(plans: Iterable[Row]) -> Iterable[tuple]:
    language = get_language() or "en"
    for row in plans:
        title = row.title.in_language(language)
        economy = economies().get(row.economy)
        yield (
            row.key, title.text, title.language, row.level, row.economy,
            economy.name.in_language(language).text if economy else "", economy.mark if economy else "",
            economy.footnote.in_language(language).text if economy else "", row.territory,
            str(row.territory_name or ""), row.starts_year, row.ends_year, ";".join(row.communities), row.focus,
            row.status, row.programme, row.act, row.body, row.adopted_on.isoformat() if row.adopted_on else "",
            row.measures, "yes" if row.is_demonstration else "",
        )  # fmt: skip


def as_csv(plans: Iterable[Row]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([as_text(cell) for cell in row] for row in rows_of(plans))
    return ("\N{BYTE ORDER MARK}" + stream.getvalue()).encode()


def as_text(cell: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip()[:1] in {"=", "+", "@", "-", "\t"} else cell


def as_xlsx(plans: Iterable[Row]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Plans")[:31])
    sheet.freeze_panes = "B2"
    for at, column in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + at)].width = {"title": 60, "footnote_text": 40}.get(column, 16)
    sheet.append([_cell(sheet, column, bold=True) for column in COLUMNS])
    for row in rows_of(plans):
        sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet, value: object, *, bold: bool = False) -> WriteOnlyCell:
    """Text as text: nothing that stands in a register is a formula."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
