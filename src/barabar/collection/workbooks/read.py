"""Read a returned workbook: rows by their hidden keys, columns by the hidden heads; formulas count as their values."""

import datetime as dt
import io
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from barabar.collection.further import FurtherQuestion
from barabar.collection.models import Return, Upload
from barabar.collection.questions import Form
from barabar.collection.reading import Given, GivenNarrative, anchor_of
from barabar.collection.workbooks.layout import FORMAT, IDENTITY_SHEET, KEY_COLUMN, SHEETS
from barabar.collection.workbooks.words import key_of_choice
from barabar.reference.verdicts import Problem, Problems

LANGUAGES = ("sq", "en")
MOST_ROWS = 20_000
# The column in which the answer itself stands, where it is not the figure.
ANSWER = {"narratives": "status", "further": "stands"}
UNREADABLE = (CalamineError, OSError, ValueError, IndexError)  # what reading a damaged file raises


@dataclass
class Content:
    """What a workbook gave: answers, narratives, problems of the sheet itself, and every input as it was typed."""

    given: list[Given] = field(default_factory=list)
    narratives: list[GivenNarrative] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    typed: dict[tuple[str, str], object] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    made_at: dt.datetime | None = None


def read_workbook(name: str, content: bytes, return_: Return, form: Form) -> Content:
    """Read everything. Raises when the file is not this return's workbook; nothing is stored then."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {sheet: book.get_sheet_by_name(sheet) for sheet in book.sheet_names}
    except UNREADABLE as error:
        raise Problems(
            [
                Problem(
                    "file-broken",
                    _("the file is incomplete or damaged and cannot be read. Save it again and upload it."),
                    where=name,
                )
            ]
        ) from error
    tables = {
        title: sheet.to_python(skip_empty_area=False) for title, sheet in sheets.items() if sheet.height <= MOST_ROWS
    }
    _check_identity(name, tables, return_)
    result = Content(made_at=made_at_of(tables))
    _check_age(name, tables, result.made_at, return_)
    found = set()
    for title, rows in tables.items():
        kind = _kind_of(rows)
        if kind:
            found.add(kind)
            _read_sheet(title, kind, rows, sheets[title], form, result)
    if not found:
        raise Problems(
            [
                Problem(
                    "no-sheets",
                    _(
                        "none of its sheets is one of ours. Fill in the workbook that was made for your institution; if rows or columns were copied into a new file, copy them back."
                    ),
                    where=name,
                )
            ]
        )
    return result


def identity_of(tables: dict[str, list[list]]) -> dict[str, str]:
    """What the hidden sheet says: organisation, cycle, version, when it was made; empty where it is gone."""
    return {str(row[0]): str(row[1]) for row in tables.get(IDENTITY_SHEET) or [] if len(row) > 1}


def identity_in(content: bytes) -> dict[str, str]:
    """The same of a file of which nothing else is read. Raises one of `UNREADABLE` where it is no workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    if IDENTITY_SHEET not in book.sheet_names:
        return {}
    return identity_of({IDENTITY_SHEET: book.get_sheet_by_name(IDENTITY_SHEET).to_python()})


def made_at_of(tables: dict[str, list[list]]) -> dt.datetime | None:
    try:
        made = dt.datetime.fromisoformat(identity_of(tables).get("made_at", ""))
    except ValueError:
        return None
    return made if made.tzinfo else None


def _check_age(name: str, tables: dict[str, list[list]], made_at: dt.datetime | None, return_: Return) -> None:
    """An older workbook must not overwrite what came in with a newer one, or what was sent since."""
    version = identity_of(tables).get("version", "")
    newer = Upload.objects.filter(of=return_, made_at__gt=made_at).order_by("-made_at").first() if made_at else None
    if newer is not None:
        facts = {"own": day_and_time(made_at), "newer": day_and_time(newer.made_at)}
        said = _("this workbook was made on %(own)s, and a newer one, made on %(newer)s, was read before. Nothing was read. Continue in the newer one.")  # fmt: skip
        raise Problems([Problem("file-older", said, facts, where=name)])
    if version.removesuffix(".0").isdecimal() and int(float(version)) < return_.version:
        facts = {"own": day_and_time(made_at) if made_at else "?", "sent": day_and_time(return_.submitted_at)}
        said = _("this workbook was made on %(own)s, before the return was sent on %(sent)s. Nothing was read. Download a fresh one: it holds what was sent and the reviewer's questions.")  # fmt: skip
        raise Problems([Problem("file-older", said, facts, where=name)])


def day_and_time(when: dt.datetime | None) -> str:
    """A moment as an errors' sentence names it, on the clock of the place."""
    return f"{timezone.localtime(when):%d.%m.%Y %H:%M}" if when else "?"


def _check_identity(name: str, tables: dict[str, list[list]], return_: Return) -> None:
    rows = tables.get(IDENTITY_SHEET)
    if rows is None:
        if any(_kind_of(table) for table in tables.values()):
            return  # a copied sheet: its keys still say what belongs to whom
        raise Problems(
            [
                Problem(
                    "file-foreign",
                    _("this workbook was not made by Barabar. Download the workbook of your request and fill that in."),
                    where=name,
                )
            ]
        )
    identity = {str(row[0]): str(row[1]) for row in rows if len(row) > 1}
    if identity.get("format") != FORMAT:
        raise Problems(
            [
                Problem(
                    "format-old",
                    _(
                        "this workbook has an older form (%(form)s). Download a fresh one and copy your answers into it."
                    ),
                    {"form": identity.get("format", "?")},
                    where=name,
                )
            ]
        )
    request = return_.request
    if identity.get("organisation") != request.organisation_id:
        raise Problems(
            [
                Problem(
                    "other-institution",
                    _(
                        "this workbook was made for another institution (%(other)s), not for %(own)s. Nothing was read. Upload your own, or give this one to the institution it belongs to."
                    ),
                    {"other": identity.get("organisation"), "own": request.organisation.name},
                    where=name,
                )
            ]
        )
    if identity.get("cycle") != request.cycle_id:
        raise Problems(
            [
                Problem(
                    "other-cycle",
                    _(
                        "this workbook belongs to another cycle (%(other)s), not to %(own)s. Nothing was read. Open the request of that cycle, or fill in this cycle's workbook."
                    ),
                    {"other": identity.get("cycle"), "own": request.cycle.title},
                    where=name,
                )
            ]
        )


def _kind_of(rows: list[list]) -> str | None:
    """Which of our sheets this is, by the hidden first row; the name and order of sheets do not matter."""
    if not rows:
        return None
    heads = {str(cell) for cell in rows[0]}
    if KEY_COLUMN not in heads:
        return None
    if "stands" in heads:
        return "further"
    if "status" in heads:
        return "narratives"
    return "money" if "stage" in heads else "values" if "value" in heads else None


def _read_sheet(title: str, kind: str, rows: list[list], sheet, form: Form, result: Content) -> None:
    heads = [str(cell) for cell in rows[0]]
    inputs = [column for column in SHEETS[kind] if column.input and column.key in heads]
    merged = _merged(sheet)
    for number, cells in enumerate(rows[1:], 2):
        row = {head: cells[i] if i < len(cells) else "" for i, head in enumerate(heads)}
        key = str(row.get(KEY_COLUMN, "")).strip()
        places = {c.key: f"{title}!{get_column_letter(heads.index(c.key) + 1)}{number}" for c in inputs}
        if not key or number == 2 and not form.by_key.get(key):
            _check_stray(row, inputs, places, number, result)
            continue
        place = places.get(ANSWER.get(kind, "value"), f"{title}!A{number}")
        if key in result.places:
            result.problems.append(
                _at(
                    key,
                    "row-twice",
                    place,
                    _(
                        "this question stands twice in the workbook, also at %(other)s; delete one of the two rows. Neither was read."
                    ),
                    other=result.places[key],
                )
            )
            result.given = [g for g in result.given if g.question != key]
            result.narratives = [n for n in result.narratives if n.measure_key != key]
            continue
        result.places[key] = place
        for column in inputs:
            if not _is_blank(row[column.key]):
                result.typed[(key, column.key)] = row[column.key]
        if _touches(merged, heads, inputs, number):
            result.problems.append(
                _at(
                    key,
                    "merged",
                    place,
                    _(
                        "cells are merged here, so it is not sure which question the figure answers. Undo the merging and give each figure in its own cell."
                    ),
                )
            )
            continue
        if kind == "narratives":
            _take_narrative(key, row, places, result)
        elif kind == "further":
            _take_further(key, row, place, form, result)
        else:
            _take_answer(key, row, places, place, result)


def _check_stray(row: dict, inputs, places: dict[str, str], number: int, result: Content) -> None:
    """Something typed in a row without a key (an inserted row): it belongs to no question, and is not dropped silently."""
    for column in inputs:
        if number > 2 and not _is_blank(row.get(column.key)):
            result.problems.append(
                Problem(
                    "row-strange",
                    _(
                        "“%(text)s” stands in a row that belongs to no question, perhaps an inserted one. Move it to the row of its question."
                    ),
                    {"text": str(_clean(row[column.key]))[:60]},
                    where=places[column.key],
                )
            )
            return


def _take_answer(key: str, row: dict, places: dict[str, str], place: str, result: Content) -> None:
    amount, whole = row.get("value", ""), row.get("whole", "")
    dated = next(
        (
            column
            for column in ("value", "whole")
            if isinstance(row.get(column), dt.date | dt.datetime | dt.time | dt.timedelta)
        ),
        None,
    )
    if dated:
        result.problems.append(
            _at(
                key,
                "became-date",
                places[dated],
                _(
                    "the program has turned the figure into the date %(day)s. Set the cell's format to “Number” and type the figure again."
                ),
                day=str(row[dated])[:10],
            )
        )
        return
    why, overlap = _choice("why", key, row, places, result), _choice("overlap", key, row, places, result)
    note = "" if _is_blank(row.get("note")) else str(row["note"]).strip()
    if why is None or overlap is None:
        return
    if all(_is_blank(value) for value in (amount, whole)) and not (why or note):
        return  # blank cells change nothing: what was answered on the web stays
    state, _colon, reason = why.partition(":")
    is_ratio = not _is_blank(whole)
    result.given.append(
        Given(
            key,
            amount="" if is_ratio else _clean(amount),
            numerator=_clean(amount) if is_ratio else "",
            denominator=_clean(whole),
            state=state,
            reason=reason,
            overlap=overlap,
            note=note,
            cell=place,
        )
    )


def _take_narrative(key: str, row: dict, places: dict[str, str], result: Content) -> None:
    status = _choice("status", key, row, places, result)
    texts = {
        n: "" if _is_blank(row.get(n)) else str(row[n]).strip() for n in ("achievements", "setbacks", "next_steps")
    }
    if not status and not any(texts.values()):
        return
    result.narratives.append(GivenNarrative(key, status or "", cell=places["status"], **texts))


def _take_further(key: str, row: dict, place: str, form: Form, result: Content) -> None:
    """A label in any language becomes its key; what is none of them goes on as it was typed, and is refused with its place."""
    question = form.by_key.get(key)
    label = "" if _is_blank(row.get("stands")) else " ".join(str(row["stands"]).split())
    note = "" if _is_blank(row.get("note")) else str(row["note"]).strip()
    if not label and not note:
        return
    known = question.choices if isinstance(question, FurtherQuestion) else ()
    words = {text.casefold(): one.key for one in known for text in (*one.title.values(), one.key)}
    result.given.append(Given(key, state=words.get(label.casefold(), label), note=note, cell=place))


def _choice(name: str, key: str, row: dict, places: dict[str, str], result: Content) -> str | None:
    """The key behind a drop-down's label; None, with a problem, where it is none of the choices."""
    label = row.get(name, "")
    if _is_blank(label):
        return ""
    found = key_of_choice(name, str(label), LANGUAGES)
    if found is None:
        result.problems.append(
            _at(
                key,
                f"{name}-unknown",
                places[name],
                _("“%(word)s” is not one of the choices; choose from the list."),
                word=str(label)[:60],
            )
        )
    return found


def _at(key: str, code: str, place: str, template: object, **facts: object) -> Problem:
    return Problem(code, template, facts, where=place, anchor=anchor_of(key))


def _clean(value: object) -> object:
    """Excel's 120.0 is 120; text keeps its own marks for the number reader."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _merged(sheet) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return list(sheet.merged_cell_ranges or ())


def _touches(merged, heads: list[str], inputs, number: int) -> bool:
    """Does a merged area of more than one cell lie over an input of this row?"""
    columns = {heads.index(column.key) for column in inputs}
    return any(
        top <= number - 1 <= bottom and columns & set(range(left, right + 1)) for (top, left), (bottom, right) in merged
    )
