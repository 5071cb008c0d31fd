"""What printed files say: a state of knowledge that joins all of them, and the trees of codes."""

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ALL = "*"
Name = tuple[tuple[str, str], ...]


class AuditRefusal(Exception):
    """Files that cannot be audited: sentences with file and row, each with its code."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        self.code = problems[0][0]
        super().__init__("\n".join(sentence for _, sentence in problems))


@dataclass
class Knowledge:
    """What the printed files say: a figure, or None where it is hidden."""

    dimensions: list[str] = field(default_factory=list)
    figures: dict[Name, float | None] = field(default_factory=dict)
    places: dict[Name, str] = field(default_factory=dict)


def read_published(paths: Sequence[Path]) -> Knowledge:
    """All files as one state of knowledge: a figure printed anywhere is known everywhere."""
    knowledge = Knowledge()
    problems: list[tuple[str, str]] = []
    for path in paths:
        problems += _read_one(path, knowledge)
    if not problems and not knowledge.figures:
        problems.append(("no_rows", "The files have no rows."))
    if problems:
        raise AuditRefusal(problems)
    return knowledge


def _read_one(path: Path, knowledge: Knowledge) -> list[tuple[str, str]]:
    lines, wrong = _lines(path)
    if wrong:
        return [wrong]
    header = [name.strip() for name in lines[0]] if lines else []
    if "value" not in header:
        return [("no_value", f"{path.name} has no column `value`. Columns: {', '.join(header) or 'none'}.")]
    dimensions = [name for name in header if name not in ("value", "status")]
    knowledge.dimensions += [name for name in dimensions if name not in knowledge.dimensions]
    problems = []
    seen: dict[Name, int] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        if len(line) != len(header):
            text = f"{path.name}, row {number}: {len(line)} entries for {len(header)} columns."
            problems.append(("row_length", text))
            continue
        entries = {name: entry.strip() for name, entry in zip(header, line, strict=True)}
        problems += _take(path.name, number, entries, dimensions, knowledge, seen)
    return problems


def _lines(path: Path) -> tuple[list[list[str]], tuple[str, str] | None]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            return list(csv.reader(stream, delimiter=max(",;\t", key=first.count))), None
    except OSError as error:
        return [], ("file", f"{path.name} cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        return [], ("file", f"{path.name} cannot be read: it is not UTF-8 text.")


def _take(
    file: str,
    row: int,
    entries: Mapping[str, str],
    dimensions: Sequence[str],
    knowledge: Knowledge,
    seen: dict[Name, int],
) -> list[tuple[str, str]]:
    name = tuple(sorted((d, entries[d]) for d in dimensions if entries[d] != ALL))
    place = f"{file}, row {row} ({said(name)})"
    if name in seen:
        return [("duplicate", f"{place}: this cell was given before, in row {seen[name]}.")]
    seen[name] = row
    text = entries["value"]
    if entries.get("status") == "suppressed" and text:
        return [("suppressed_value", f"{place}: the cell is marked suppressed but `value` says {text!r}.")]
    if not text:
        knowledge.figures.setdefault(name, None)
        knowledge.places.setdefault(name, place)
        return []
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        return [("not_number", f"{place}: {text!r} is not a number of zero or more.")]
    known = knowledge.figures.get(name)
    if known is not None and known != value:
        return [("differ", f"{place} says {value:g}, but {knowledge.places[name]} says {known:g}.")]
    knowledge.figures[name] = value
    knowledge.places[name] = place
    return []


def read_trees(knowledge: Knowledge, hierarchies: Mapping[str, Path]) -> dict[str, dict[str, list[str]]]:
    """For each dimension, the codes under each code."""
    trees: dict[str, dict[str, list[str]]] = {}
    problems: list[tuple[str, str]] = []
    for dimension in knowledge.dimensions:
        if dimension not in hierarchies:
            codes = dict.fromkeys(code for name in knowledge.figures for d, code in name if d == dimension)
            trees[dimension] = {ALL: list(codes)}
            continue
        path = hierarchies[dimension]
        lines, wrong = _lines(path)
        if wrong or not lines or not {"code", "parent"} <= set(lines[0]):
            problems.append(wrong or ("hierarchy_columns", f"{path.name} needs the columns `code` and `parent`."))
            continue
        code, parent = lines[0].index("code"), lines[0].index("parent")
        parents = {
            line[code].strip(): line[parent].strip() or ALL for line in lines[1:] if len(line) > max(code, parent)
        }
        parents.pop(ALL, None)
        problems += _check_tree(path.name, dimension, parents, knowledge)
        trees[dimension] = {}
        for below, above in parents.items():
            trees[dimension].setdefault(above, []).append(below)
    if problems:
        raise AuditRefusal(problems)
    return trees


def _check_tree(file: str, dimension: str, parents: Mapping[str, str], known: Knowledge) -> Iterable[tuple[str, str]]:
    for code in parents:
        steps, above = 0, code
        while above in parents and steps <= len(parents):
            above, steps = parents[above], steps + 1
        if above != ALL:
            yield "hierarchy_loop", f"{file}: from {code!r} upwards one never reaches `*`."
    for name in known.figures:
        for d, code in name:
            if d == dimension and code not in parents:
                yield "unknown_code", f"{known.places[name]}: {code!r} is not in the hierarchy {file}."


def said(name: Name) -> str:
    return ", ".join(f"{d}={code}" for d, code in name) or "the total (*)"
