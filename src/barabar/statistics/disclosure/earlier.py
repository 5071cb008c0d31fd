"""What earlier releases already told: figures that are known for good, and cells that stay hidden.

A figure printed before with the same value is known, so hiding it protects nothing; a cell hidden before stays hidden.
A figure printed before with another value was revised, or is another period's: it tells nothing exact and is free.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import highspy
import numpy as np

from .delimited import read_csv
from .errors import DisclosureError, Problem, refusal
from .hierarchies import flat
from .problem import linear_model, quiet_solver
from .tables import MEASURE, TOLERANCE, Cell, Equation, Key, TableSet, codes_of, equations_of, key_of


@dataclass(frozen=True)
class Told:
    """A cell of an earlier release; no value where it was hidden."""

    value: float | None
    file: str
    row: int


@dataclass(frozen=True)
class Extended:
    """Present tables with the cells that only earlier releases have, and what is decided by them."""

    tables: TableSet
    present: int
    known: frozenset[int]
    hidden: frozenset[int]
    revised: frozenset[int]
    told: dict[int, Told]


def read_earlier(folder: Path) -> dict[Key, Told]:
    """The cells of `published.csv` in a folder, or in the folders one level below it; printed anywhere is known."""
    files = [path for path in (folder / "published.csv", *sorted(folder.glob("*/published.csv"))) if path.is_file()]
    if not files:
        raise refusal("file", file=folder.name, reason="it holds no published.csv")
    found: dict[Key, Told] = {}
    problems: list[Problem] = []
    for path in files:
        problems += _take_file(path, found)
    if problems:
        raise DisclosureError(problems)
    return found


def _take_file(path: Path, found: dict[Key, Told]) -> list[Problem]:
    lines = read_csv(path)
    header = [name.strip() for name in lines[0]] if lines else []
    columns = [name for name in header if name not in ("value", "status")]
    if "value" not in header:
        return [Problem("no_value", {"file": path.name, "columns": ", ".join(columns) or "none"})]
    problems = []
    for row, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        if len(line) != len(header):
            facts = {"file": path.name, "row": row, "given": len(line), "expected": len(header)}
            problems.append(Problem("row_length", facts))
            continue
        entries = {name: entry.strip() for name, entry in zip(header, line, strict=True)}
        text = entries["value"]
        try:
            value = float(text) if text else None
        except ValueError:
            facts = {"file": path.name, "row": row, "cell": "earlier", "value": text, "column": "value"}
            problems.append(Problem("not_number", facts))
            continue
        key = key_of({name: entries[name] for name in columns})
        if value is not None or key not in found:
            found[key] = Told(value, path.name, row)
    return problems


def extend(tables: TableSet, earlier: dict[Key, Told]) -> Extended:
    """Join what was told before with the present tables."""
    at = {tables.about(cell): position for position, cell in enumerate(tables.cells)}
    known: set[int] = set()
    hidden: set[int] = set()
    revised: set[int] = set()
    told: dict[int, Told] = {}
    cells = list(tables.cells)
    for key, before in earlier.items():
        position = at.get(key)
        if position is None:
            cell = _only_earlier(tables, key, before)
            if cell is not None:
                told[len(cells)] = before
                (hidden if before.value is None else known).add(len(cells))
                cells.append(cell)
            continue
        told[position] = before
        if before.value is None:
            hidden.add(position)
        elif abs(before.value - cells[position].value) <= TOLERANCE * max(1.0, before.value):
            known.add(position)
        else:
            revised.add(position)
    extended = _with_extra(tables, cells, hidden)
    sets = (frozenset(known), frozenset(hidden), frozenset(revised))
    return Extended(extended, len(tables.cells), *sets, told)


def _only_earlier(tables: TableSet, key: Key, before: Told) -> Cell | None:
    """A cell that only an earlier release has; None where it is of other dimensions."""
    about = dict(key)
    measure = about.pop(MEASURE, "") if tables.several else next((cell.measure for cell in tables.cells), "")
    if not set(about) <= set(tables.dimensions):
        return None
    return Cell(key_of(about), before.value or 0.0, measure=measure, file=before.file, row=before.row)


def _with_extra(tables: TableSet, cells: Sequence[Cell], hidden: set[int]) -> TableSet:
    count = len(tables.cells)
    if len(cells) == count:
        return tables
    unknown = [position for position in range(count, len(cells)) if position in hidden]
    free = set(unknown)
    more = [e for e in _wider(tables, cells) if free & {e.total, *e.parts} or _adds_up(cells, e.total, e.parts)]
    joined = replace(tables, cells=tuple(cells), equations=(*tables.equations, *more))
    values = _filled(joined, unknown)
    if values is None:
        kept = [e for e in more if not free & {e.total, *e.parts}]
        return replace(joined, equations=(*tables.equations, *kept))
    return replace(joined, cells=tuple(replace(cell, value=float(v)) for cell, v in zip(cells, values, strict=True)))


def _wider(tables: TableSet, cells: Sequence[Cell]) -> list[Equation]:
    """The equations that only earlier cells make; plain dimensions may have had more codes then."""
    trees = {
        name: tree if tree.name or tree.levels > 1 else flat(codes_of(cells, name))
        for name, tree in tables.hierarchies.items()
    }
    before = {(e.total, e.parts) for e in tables.equations}
    wider = equations_of([(cell.measure, cell.key) for cell in cells], trees)
    return [e for e in wider if (e.total, e.parts) not in before]


def _adds_up(cells: Sequence[Cell], total: int, parts: Sequence[int]) -> bool:
    says = cells[total].value
    return abs(sum(cells[part].value for part in parts) - says) <= TOLERANCE * max(1.0, says)


def _filled(tables: TableSet, unknown: Sequence[int]) -> np.ndarray | None:
    """Some figures for cells that were hidden before and that we do not have; None where nothing fits."""
    low, high = tables.values.copy(), tables.values.copy()
    low[unknown], high[unknown] = 0.0, np.inf
    solver = quiet_solver()
    solver.passModel(linear_model(tables.matrix, low=low, high=high, cost=np.zeros(len(low))))
    if tables.whole:
        columns = np.array(unknown, dtype=np.int32)
        kinds = np.array([highspy.HighsVarType.kInteger] * len(unknown))
        solver.changeColsIntegrality(len(unknown), columns, kinds)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found = np.array(solver.getSolution().col_value)
    return np.round(found) if tables.whole else found
