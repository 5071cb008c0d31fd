"""Tables from CSV in long form, and sets of linked tables from YAML."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from .delimited import read_csv
from .errors import DisclosureError, Problem, refusal
from .hierarchies import Hierarchy, read_hierarchy
from .percentages import PART, counts_of
from .tables import Cell, Key, TableSet, key_of, table_set

VALUE = "value"
FIGURES = ("respondents", "contributors")
LARGEST = tuple(f"top{n}" for n in range(1, 10))
COMMA = re.compile(r"[+-]?[\d., \u00a0]*,[\d., \u00a0]*")
BASE = "base"
NOT_DIMENSIONS = (VALUE, "status", BASE, *FIGURES, *LARGEST)


@dataclass(frozen=True)
class Source:
    """One CSV file and the measure its cells are figures of (the same measure: the same cells)."""

    path: Path
    measure: str = ""


@dataclass(frozen=True)
class Request:
    """What a YAML file asks for; what it leaves out comes from the command line."""

    sources: tuple[Source, ...]
    hierarchies: Mapping[str, Path] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    interval: float | None = None
    ethnic: tuple[str, ...] = ()


def read_request(path: Path) -> Request:
    """A CSV file by itself, or a YAML file that names linked ones beside it."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        return Request((Source(path),))
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise refusal("file", file=path.name, reason=error.strerror) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise refusal("yaml", file=path.name, reason=str(error).replace("\n", " ")) from error
    return _request(document, path)


def _request(document: object, path: Path) -> Request:
    known = {"tables", "hierarchies", "rules", "interval", "ethnic"}
    if not isinstance(document, dict) or not isinstance(document.get("tables"), list) or not document["tables"]:
        raise refusal("yaml", file=path.name, reason="it needs `tables:`, a list of CSV files")
    strange = sorted(str(name) for name in document if name not in known)
    if strange:
        reason = f"{', '.join(strange)} is not known here; known are {', '.join(sorted(known))}"
        raise refusal("yaml", file=path.name, reason=reason)
    hierarchies = document.get("hierarchies") or {}
    rules = document.get("rules") or []
    ethnic = document.get("ethnic") or []
    interval = document.get("interval")
    if not isinstance(hierarchies, dict) or not isinstance(rules, list) or not isinstance(ethnic, list):
        raise refusal("yaml", file=path.name, reason="`hierarchies` is a mapping, `rules` and `ethnic` are lists")
    if interval is not None and not isinstance(interval, int | float):
        raise refusal("yaml", file=path.name, reason="`interval` is a number")
    return Request(
        tuple(_source(entry, path) for entry in document["tables"]),
        {str(name): path.parent / str(file) for name, file in hierarchies.items()},
        tuple(str(rule) for rule in rules),
        interval,
        tuple(str(name) for name in ethnic),
    )


def _source(entry: object, path: Path) -> Source:
    if isinstance(entry, str):
        return Source(path.parent / entry)
    if isinstance(entry, dict) and "file" in entry and set(entry) <= {"file", "measure"}:
        return Source(path.parent / str(entry["file"]), str(entry.get("measure", "")))
    raise refusal("yaml", file=path.name, reason="a table is a file name, or `file:` with `measure:`")


def read_tables(sources: Sequence[Source], hierarchies: Mapping[str, Path] | None = None) -> TableSet:
    """The cells of all files as one checked set; everything that is wrong is said at once."""
    problems: list[Problem] = []
    trees: dict[str, Hierarchy] = {}
    for dimension, path in (hierarchies or {}).items():
        try:
            trees[dimension] = read_hierarchy(path)
        except DisclosureError as error:
            problems += error.problems
    dimensions: list[str] = []
    cells: dict[tuple[str, Key], Cell] = {}
    for source in sources:
        try:
            names, found, wrong = read_cells(source)
        except DisclosureError as error:
            problems += error.problems
            continue
        dimensions += [name for name in names if name not in dimensions]
        problems += wrong
        problems += _join(cells, found)
    try:
        tables = table_set(dimensions, list(cells.values()), trees)
    except DisclosureError as error:
        raise DisclosureError([*problems, *error.problems]) from error
    if problems:
        raise DisclosureError(problems)
    return tables


def _join(cells: dict[tuple[str, Key], Cell], found: Sequence[Cell]) -> list[Problem]:
    """Add the cells of one file; a cell of another file may come again if it says the same."""
    problems = []
    for cell in found:
        first = cells.setdefault((cell.measure, cell.key), cell)
        if first is cell:
            continue
        facts: dict[str, object] = {"file": cell.file, "row": cell.row, "cell": cell.name, "first_file": first.file}
        if first.file == cell.file:
            problems.append(Problem("duplicate", {**facts, "first": first.row}))
        elif abs(first.value - cell.value) > 0:
            more = {"value": cell.value, "first": first.value, "first_row": first.row}
            problems.append(Problem("linked_differ", {**facts, **more}))
    return problems


def read_cells(source: Source) -> tuple[list[str], list[Cell], list[Problem]]:
    """Dimensions and cells of one CSV file, and what is wrong with its rows; a figure that cannot be read is nan."""
    header, rows = _rows(source.path)
    dimensions = [name for name in header if name not in NOT_DIMENSIONS]
    name = source.path.name
    if not dimensions:
        raise refusal("no_dimension", file=name, columns=", ".join(header))
    if BASE in header and PART in header:
        raise refusal("percentage_part", file=name)
    problems: list[Problem] = []
    cells: list[Cell] = []
    for number, row in rows:
        if len(row) != len(header):
            facts = {"file": name, "row": number, "given": len(row), "expected": len(header)}
            problems.append(Problem("row_length", facts))
            continue
        entries = dict(zip(header, (entry.strip() for entry in row), strict=True))
        cell, wrong = _cell(entries, dimensions, source, number)
        problems += wrong
        if not all(entries[dimension] for dimension in dimensions):
            continue
        if BASE not in header:
            cells.append(cell)
        elif not wrong:
            counts, problem = counts_of(cell, entries[VALUE], float(entries[BASE]))
            cells += counts
            problems += [problem] if problem else []
    return [*dimensions, *([PART] if BASE in header else [])], cells, problems


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    lines = read_csv(path)
    rows = [(number, row) for number, row in enumerate(lines[1:], start=2) if any(entry.strip() for entry in row)]
    header = [entry.strip() for entry in lines[0]] if lines else []
    if not rows:
        raise refusal("no_rows", file=path.name)
    if VALUE not in header:
        raise refusal("no_value", file=path.name, columns=", ".join(header))
    for column in header:
        if header.count(column) > 1:
            raise refusal("double_column", file=path.name, column=column)
    return header, rows


def _cell(
    entries: Mapping[str, str], dimensions: Sequence[str], source: Source, row: int
) -> tuple[Cell, list[Problem]]:
    file = source.path.name
    codes = {dimension: entries[dimension] for dimension in dimensions}
    problems = [
        Problem("code_missing", {"file": file, "row": row, "dimension": dimension})
        for dimension, code in codes.items()
        if not code
    ]
    cell = Cell(key_of(codes), math.nan, measure=source.measure, file=file, row=row)
    numbers: dict[str, float] = {}
    for column in (VALUE, BASE, *FIGURES, *LARGEST):
        text = entries.get(column, "")
        if text == "" and (column != VALUE and (column != BASE or BASE not in entries)):
            continue
        code, number = _number(text)
        if code:
            facts = {"file": file, "row": row, "cell": cell.name, "column": column, "value": text}
            problems.append(Problem(code, facts))
        numbers[column] = number
    if problems:
        return cell, problems
    largest = tuple(sorted((numbers[c] for c in LARGEST if c in numbers), reverse=True))
    if sum(largest) > numbers[VALUE] * (1 + 1e-9) + 1e-9:
        reason = f"the largest contributions add up to {sum(largest):g}, more than the value {numbers[VALUE]:g}"
        return cell, [Problem("contributors", {"file": file, "row": row, "cell": cell.name, "reason": reason})]
    return replace(
        cell,
        value=numbers[VALUE],
        respondents=numbers.get("respondents"),
        contributors=numbers.get("contributors"),
        largest=largest,
    ), []


def _number(text: str) -> tuple[str, float]:
    """A code of what is wrong (or nothing), and the number."""
    if text == "":
        return "value_missing", 0.0
    try:
        number = float(text)
    except ValueError:
        return ("comma" if COMMA.fullmatch(text) else "not_number"), 0.0
    if not math.isfinite(number):
        return "not_number", 0.0
    return ("negative", 0.0) if number < 0 else ("", number)
