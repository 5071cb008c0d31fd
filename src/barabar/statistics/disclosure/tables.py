"""Linked tables as one set of cells and the equations between them.

A cell is what it is about: its codes other than `*`. So a cell that stands in two tables is one cell, and a table
without a dimension has `*` there. Each margin whose parts are there gives an equation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import sparse

from .errors import DisclosureError, Problem
from .hierarchies import TOP, Hierarchy, flat

Key = tuple[tuple[str, str], ...]
TOLERANCE = 1e-6
MEASURE = "measure"


@dataclass(frozen=True)
class Cell:
    """A figure and what the rules look at: unweighted respondents, contributors, their largest contributions.

    `percentage`: as it is printed beside a base; the counts behind it are cells of their own.
    """

    key: Key
    value: float
    respondents: float | None = None
    contributors: float | None = None
    largest: tuple[float, ...] = ()
    measure: str = ""
    file: str = ""
    row: int = 0
    percentage: str = ""

    @property
    def name(self) -> str:
        about = ", ".join(f"{dimension}={code}" for dimension, code in self.key) or "the total (*)"
        return f"{self.measure}: {about}" if self.measure else about


@dataclass(frozen=True)
class Equation:
    """`total` is the sum of `parts` (positions of cells), over one dimension."""

    total: int
    parts: tuple[int, ...]
    dimension: str


@dataclass(frozen=True)
class TableSet:
    """Cells, equations and dimensions, checked."""

    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]
    equations: tuple[Equation, ...]
    hierarchies: Mapping[str, Hierarchy] = field(default_factory=dict)

    @cached_property
    def values(self) -> np.ndarray:
        return np.array([cell.value for cell in self.cells], dtype=float)

    @cached_property
    def whole(self) -> bool:
        """All figures are whole numbers: an attacker may use that too."""
        return bool(np.all(self.values == np.round(self.values)))

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """One row per equation: 1 at the parts, -1 at the total."""
        rows, columns, signs = [], [], []
        for row, equation in enumerate(self.equations):
            rows += [row] * (len(equation.parts) + 1)
            columns += [*equation.parts, equation.total]
            signs += [1.0] * len(equation.parts) + [-1.0]
        return sparse.csr_matrix((signs, (rows, columns)), shape=(len(self.equations), len(self.cells)))

    @cached_property
    def several(self) -> bool:
        """Whether the cells are figures of more than one measure."""
        return len({cell.measure for cell in self.cells}) > 1

    def about(self, cell: Cell) -> Key:
        """What a cell is about, its measure included where there are several."""
        return tuple(sorted((*cell.key, (MEASURE, cell.measure)))) if self.several else cell.key

    def codes(self, cell: Cell) -> tuple[str, ...]:
        about = dict(cell.key)
        return tuple(about.get(dimension, TOP) for dimension in self.dimensions)


def key_of(codes: Mapping[str, str]) -> Key:
    """What a cell is about, in one order of dimensions."""
    return tuple(sorted((dimension, code) for dimension, code in codes.items() if code != TOP))


def table_set(
    dimensions: Sequence[str], cells: Sequence[Cell], hierarchies: Mapping[str, Hierarchy] | None = None
) -> TableSet:
    """Cells with their equations; refused, all reasons at once, when a code is unknown or a margin does not add up."""
    given = dict(hierarchies or {})
    problems = [
        Problem("hierarchy_dimension", {"dimension": name, "columns": ", ".join(dimensions)})
        for name in given
        if name not in dimensions
    ]
    unknown = list(_unknown_codes(cells, given))
    trees = {name: given.get(name) or flat(codes_of(cells, name)) for name in dimensions}
    equations = equations_of([(cell.measure, cell.key) for cell in cells], trees)
    if not unknown:
        problems += [problem for equation in equations for problem in _off(cells, equation, trees)]
    if problems or unknown:
        raise DisclosureError([*problems, *unknown])
    return TableSet(tuple(dimensions), tuple(cells), tuple(equations), trees)


def _unknown_codes(cells: Sequence[Cell], hierarchies: Mapping[str, Hierarchy]) -> Iterable[Problem]:
    known = {name: hierarchy.codes for name, hierarchy in hierarchies.items()}
    for cell in cells:
        for dimension, code in cell.key:
            if dimension in known and code not in known[dimension]:
                facts = {"file": cell.file, "row": cell.row, "code": code, "dimension": dimension}
                yield Problem("unknown_code", {**facts, "hierarchy": hierarchies[dimension].name})


def codes_of(cells: Sequence[Cell], dimension: str) -> list[str]:
    return list(dict.fromkeys(code for cell in cells for name, code in cell.key if name == dimension))


def equations_of(cells: Sequence[tuple[str, Key]], trees: Mapping[str, Hierarchy]) -> list[Equation]:
    """Each margin with the parts that are there; a level that was left out is bridged by the level below it."""
    at = {cell: position for position, cell in enumerate(cells)}
    found: dict[tuple[int, tuple[int, ...]], Equation] = {}
    for (measure, key), position in at.items():
        about = dict(key)
        for dimension, tree in trees.items():
            code = about.get(dimension, TOP)
            rest = {name: other for name, other in about.items() if name != dimension}
            parts = _parts(at, measure, rest, dimension, tree, code)
            if parts:
                found.setdefault((position, parts), Equation(position, parts, dimension))
    return list(found.values())


def _parts(
    at: Mapping[tuple[str, Key], int], measure: str, rest: Mapping[str, str], dimension: str, tree: Hierarchy, code: str
) -> tuple[int, ...]:
    parts: list[int] = []
    for child in tree.children.get(code, ()):
        position = at.get((measure, key_of({**rest, dimension: child})))
        if position is not None:
            parts.append(position)
        else:
            parts += _parts(at, measure, rest, dimension, tree, child)
    return tuple(parts)


def _off(cells: Sequence[Cell], equation: Equation, trees: Mapping[str, Hierarchy]) -> Iterable[Problem]:
    """A margin that its parts do not add up to; a figure that could not be read (nan) is no part of any sum."""
    total = cells[equation.total]
    parts = sum(cells[part].value for part in equation.parts)
    if abs(parts - total.value) > TOLERANCE * max(1.0, abs(total.value)):
        facts = {"cell": total.name, "file": total.file, "row": total.row, "dimension": equation.dimension}
        facts |= {"says": plain(total.value), "parts": plain(parts)}
        missing = _missing(cells, equation, trees[equation.dimension])
        yield Problem("margin_parts", {**facts, "missing": ", ".join(missing)}) if missing else Problem("margin", facts)


def _missing(cells: Sequence[Cell], equation: Equation, tree: Hierarchy) -> list[str]:
    """The codes of the level below the total that no part of it covers."""
    code = dict(cells[equation.total].key).get(equation.dimension, TOP)
    there = {dict(cells[part].key)[equation.dimension] for part in equation.parts}
    return [
        f"{equation.dimension}={child}"
        for child in tree.children.get(code, ())
        if not there & {child, *tree.below(child)}
    ]


def plain(value: float) -> str:
    """A figure as it is written in files: whole numbers without a point."""
    return str(int(value)) if value == int(value) else repr(round(value, 9))
