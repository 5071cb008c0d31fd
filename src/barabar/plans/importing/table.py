"""From a workbook to rows by meaning: sheets with the map's heads, wherever they stand; every cell knows its place."""

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from barabar.plans.catalogue import money_sources, money_stages
from barabar.plans.importing.column_maps import ColumnMap, ColumnMeaning, folded_head
from barabar.reference.slugs import fold
from barabar.reference.verdicts import Problem, Problems
from barabar.reference.workbook_guard import check_file

MOST_ROWS = 20_000
HEAD_WITHIN = 40
_PLACES = {"year": r"((?:19|20)\d\d)", "source": r"(.+?)", "stage": r"(.+?)"}


@dataclass(frozen=True)
class Cell:
    """`number` is the row, from 1; `is_number` where the workbook holds a number and not text."""

    value: object
    place: str

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    @property
    def text(self) -> str:
        """One line of composed Unicode; 2.0 is "2"."""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return " ".join(unicodedata.normalize("NFC", str("" if self.value is None else self.value)).split())

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class TableRow:
    """One row: each column's meaning with its cell, in the order of the sheet."""

    sheet: str
    number: int
    cells: tuple[tuple[ColumnMeaning, Cell], ...]

    def all(self, means: str) -> list[tuple[ColumnMeaning, Cell]]:
        return [(column, cell) for column, cell in self.cells if column.means == means]

    def get(self, means: str) -> Cell:
        return next((cell for column, cell in self.cells if column.means == means), Cell(None, self.place))

    @property
    def place(self) -> str:
        return f"{self.sheet}!A{self.number}"


@dataclass(frozen=True)
class Table:
    """All rows of the file's sheets that hold the map's heads. `columns` are those found in any of them."""

    rows: tuple[TableRow, ...]
    columns: tuple[ColumnMeaning, ...]
    problems: tuple[Problem, ...] = ()


def read_table_of(name: str, content: bytes, mapped: ColumnMap) -> Table:
    """Raises the one reason why a file cannot be read at all; what is wrong in its cells comes with the table."""
    check_file(name, content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(title, book.get_sheet_by_name(title)) for title in book.sheet_names]
    except (CalamineError, OSError, ValueError, IndexError) as error:
        template = _("the file is incomplete or damaged and cannot be read. Save it again and upload it.")
        raise Problems([Problem("file-broken", template, where=name)]) from error
    rows: list[TableRow] = []
    columns: dict[ColumnMeaning, None] = {}
    problems: list[Problem] = []
    best: tuple[int, str, list[str]] = (0, "", [])
    for title, sheet in sheets:
        if sheet.height > MOST_ROWS:
            template = _("the sheet has %(rows)s rows; a plan has fewer than %(most)s. Remove the empty rows below it.")
            problems.append(Problem("sheet-long", template, {"rows": sheet.height, "most": MOST_ROWS}, where=title))
            continue
        cells = sheet.to_python(skip_empty_area=False)
        at, found = _find_head(cells, mapped)
        if found:
            best = max(best, (len(found), title, [str(c) for c in cells[at] if str(c).strip()]), key=lambda b: b[0])
        if at is None or _lacking(found.values(), mapped):
            continue
        resolved = {index: column for index, column in found.items() if column.means != "ignore"}
        columns.update(dict.fromkeys(resolved.values()))
        problems += _unknown_heads(cells[at], found, title, at)
        problems += _merged_problems(sheet, resolved, title, at)
        rows += _rows(title, cells, at, resolved)
    if not columns and not problems:
        raise Problems([_no_head(name, mapped, best, [title for title, _sheet in sheets])])
    return Table(tuple(rows), tuple(columns), tuple(problems))


def _find_head(cells: list[list], mapped: ColumnMap) -> tuple[int | None, dict[int, ColumnMeaning]]:
    """The row with most of the map's heads, among the first rows."""
    best: tuple[int | None, dict[int, ColumnMeaning]] = (None, {})
    for at, row in enumerate(cells[:HEAD_WITHIN]):
        found = {}
        for index, value in enumerate(row):
            column = _meaning_of(value, mapped) if isinstance(value, str) and value.strip() else None
            if column is not None and column not in found.values():
                found[index] = column
        if len(found) > len(best[1]):
            best = (at, found)
    return best


def _meaning_of(head: str, mapped: ColumnMap) -> ColumnMeaning | None:
    wanted = folded_head(head)
    for column in mapped.columns:
        for spelling in column.spellings:
            if "{" not in spelling:
                if folded_head(spelling) == wanted:
                    return column
                continue
            found = re.fullmatch(_pattern(spelling), wanted)
            if found:
                return _resolved(column, spelling, found)
    return None


def _pattern(spelling: str) -> str:
    parts = re.split(r"\{(year|source|stage)\}", spelling)
    folded = [_PLACES[part] if i % 2 else re.escape(fold(f"|{part}|")[1:-1]) for i, part in enumerate(parts)]
    return "".join(folded)


def _resolved(column: ColumnMeaning, spelling: str, found: re.Match[str]) -> ColumnMeaning | None:
    """ "Planned 2024, State budget" → the column of that year, stage and source; None where a word is unknown."""
    names = re.findall(r"\{(year|source|stage)\}", spelling)
    values = dict(zip(names, found.groups(), strict=True))
    source = key_by_title(money_sources(), values["source"]) if "source" in values else column.source
    stage = key_by_title(money_stages(), values["stage"]) if "stage" in values else column.stage
    if not stage or ("source" in values and not source):
        return None
    year = int(values["year"]) if "year" in values else column.year
    return replace(column, year=year, source=source, stage=stage, head=found.group(0))


def key_by_title(things: dict, words: str) -> str:
    """The key of a definition by its key or its title in any language, as people type it; empty where there is none."""
    wanted = fold(words)
    for key, thing in things.items():
        if wanted in {fold(key), fold(key.replace("_", " ")), *(fold(title) for title in thing.title.values())}:
            return key
    return ""


def _lacking(found, mapped: ColumnMap) -> list[ColumnMeaning]:
    heads = {column.means if "{" in column.head else column.head for column in found}
    return [
        column
        for column in mapped.columns
        if not column.optional and column.means != "ignore" and "{" not in column.head and column.head not in heads
    ]


def _no_head(name: str, mapped: ColumnMap, best: tuple, sheets: list[str]) -> Problem:
    needed = " | ".join(c.head for c in mapped.columns if not c.optional and c.means != "ignore")
    if not best[0]:
        template = _(
            "no sheet has the heads of the map “%(map)s”. Needed: %(needed)s. Sheets: %(sheets)s. "
            "Choose another map, or correct the heads."
        )
        facts = {"map": mapped.title, "needed": needed, "sheets": ", ".join(sheets)}
        return Problem("heads-missing", template, facts, where=name)
    template = _(
        "some heads of the map “%(map)s” are missing. Needed: %(needed)s. Found: %(found)s. "
        "Correct the heads, or choose another map."
    )
    facts = {"map": mapped.title, "needed": needed, "found": " | ".join(best[2])[:600]}
    return Problem("heads-missing", template, facts, where=f"{name}, {best[1]}")


def _unknown_heads(head: list, found: dict[int, ColumnMeaning], title: str, at: int) -> Iterator[Problem]:
    """A column that the map does not know is not read, and that is said."""
    for index, value in enumerate(head):
        text = Cell(value, "").text
        if index not in found and text:
            place = f"{title}!{get_column_letter(index + 1)}{at + 1}"
            template = _("the column “%(head)s” is not in the map; it was not read.")
            yield Problem("head-unknown", template, {"head": text[:80]}, severity="warning", where=place)


def _merged_problems(sheet, resolved: dict[int, ColumnMeaning], title: str, at: int) -> Iterator[Problem]:
    """Cells merged over several rows in a column that is not filled down: whose value is it?"""
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        column = resolved.get(left)
        if column is None or top <= at or bottom == top or column.fill_down:
            continue
        place = f"{title}!{get_column_letter(left + 1)}{top + 1}"
        facts = {"head": column.head, "first": top + 1, "last": bottom + 1}
        if column.means in {"money", "target", "baseline", "measure", "code"}:
            template = _(
                "the cells of “%(head)s” are merged over rows %(first)s to %(last)s, so it is not sure to "
                "which measure "
                "they belong. Undo the merging and write each value in its own row."
            )
            yield Problem("merged", template, facts, where=place)
        else:
            template = _(
                "the cells of “%(head)s” are merged over rows %(first)s to %(last)s; only the first of them was given "
                "the text. If it is meant for all, repeat it, or set fill_down in the map."
            )
            yield Problem("merged-first", template, facts, severity="warning", where=place)


def _rows(title: str, cells: list[list], at: int, resolved: dict[int, ColumnMeaning]) -> Iterator[TableRow]:
    above: dict[int, Cell] = {}
    for number, row in enumerate(cells[at + 1 :], at + 2):
        if [folded_head(v) for v in row] == [folded_head(v) for v in cells[at]]:
            continue  # the head, printed again on the next page
        made = {}
        for index in resolved:
            value = row[index] if index < len(row) else None
            made[index] = Cell(value, f"{title}!{get_column_letter(index + 1)}{number}")
        if not any(made.values()):
            continue
        for index, column in resolved.items():
            if column.fill_down:
                made[index] = above[index] = made[index] if made[index] else above.get(index, made[index])
        yield TableRow(title, number, tuple((resolved[index], made[index]) for index in sorted(resolved)))


def is_date(value: object) -> bool:
    return isinstance(value, dt.date | dt.datetime | dt.time | dt.timedelta)
