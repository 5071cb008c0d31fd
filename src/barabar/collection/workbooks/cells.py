"""Cells of a workbook: what is written into one, what stands beside it as a comment, how high its row is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from barabar.collection.workbooks.layout import Column

LINE_HEIGHT = 13.5


@dataclass(frozen=True)
class Formula:
    """A formula with what it gives now, for programs that show a workbook without counting."""

    text: str
    known: str


def position_of(columns: tuple[Column, ...], key: str) -> int:
    return [column.key for column in columns].index(key)


def letter_of(columns: tuple[Column, ...], key: str) -> str:
    return xl_col_to_name(position_of(columns, key))


def answer_of(columns: tuple[Column, ...]) -> str:
    """The column that holds the answer itself."""
    return next(column.key for column in columns if column.key in ("value", "status", "stands"))


def height_of(columns: tuple[Column, ...], texts: Mapping[str, object]) -> float:
    """A row's height in points, so that its longest wrapped text shows whole; programs do not fit it by themselves."""
    lines = max(
        -(-len(str(texts.get(column.key) or "")) * 10 // (column.width * 9)) for column in columns if column.width > 4
    )
    return LINE_HEIGHT * max(1, lines) + 3


def put(sheet: Worksheet, row: int, position: int, value: object, look: Format) -> None:
    """Text stays text: what begins like a formula must not become one."""
    if value is None or value == "":
        sheet.write_blank(row - 1, position, None, look)
    elif isinstance(value, Formula):
        sheet.write_formula(row - 1, position, value.text, look, value.known)
    elif isinstance(value, bool | int | float | Decimal | dt.date | dt.time | dt.timedelta):
        sheet.write(row - 1, position, value, look)
    else:
        sheet.write_string(row - 1, position, str(value), look)


def comment(sheet: Worksheet, row: int, position: int, text: str) -> None:
    size = {"author": "Barabar", "width": 340, "height": 40 + 18 * (len(text) // 45 + text.count("\n") + 1)}
    sheet.write_comment(row - 1, position, text, size)
