"""A set of tables taken apart: cells that no sum ties together, directly or by others, are decided separately."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .earlier import Extended
from .problem import Problem
from .rules import Need
from .tables import TableSet


@dataclass(frozen=True)
class Part:
    """One such set as a problem of its own; `cells` are the positions in the whole."""

    cells: np.ndarray
    problem: Problem


def parts_of(tables: TableSet, needs: Mapping[int, Need], extended: Extended, *, respondent: bool) -> list[Part]:
    """The parts that hold a sensitive cell, smallest first."""
    if not needs:
        return []
    ties = abs(tables.matrix).T @ abs(tables.matrix)
    _, groups = sparse.csgraph.connected_components(ties, directed=False)
    by_group: dict[int, dict[int, Need]] = {}
    for cell, need in needs.items():
        by_group.setdefault(int(groups[cell]), {})[cell] = need
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], np.arange(groups.max() + 2))
    found = []
    for group, inside in by_group.items():
        cells = np.sort(order[starts[group] : starts[group + 1]])
        found.append(
            Part(cells, _problem(tables, cells, inside, extended, 1.0 if respondent and tables.whole else 0.0))
        )
    return sorted(found, key=lambda part: len(part.cells))


def _problem(
    tables: TableSet, cells: np.ndarray, needs: Mapping[int, Need], extended: Extended, least: float
) -> Problem:
    at = {int(cell): n for n, cell in enumerate(cells)}
    matrix = tables.matrix.tocsc()[:, cells].tocsr() if len(cells) < len(tables.cells) else tables.matrix
    matrix = sparse.csr_matrix(matrix[np.flatnonzero(np.diff(matrix.indptr))])
    as_given = len(tables.cells) == extended.present
    return Problem(
        tables.values[cells],
        matrix,
        {at[cell]: need for cell, need in needs.items()},
        frozenset(at[cell] for cell in extended.hidden if cell in at),
        frozenset(at[cell] for cell in extended.known if cell in at),
        tables.whole,
        as_given and _is_network(tables, cells),
        least,
    )


def _is_network(tables: TableSet, cells: np.ndarray) -> bool:
    """One table of at most two dimensions, at most one of them with levels: flows then have whole solutions."""
    about = [tables.cells[int(cell)] for cell in cells]
    dimensions = {dimension for cell in about for dimension, _ in cell.key}
    if len(dimensions) > 2 or len({cell.measure for cell in about}) > 1 or not dimensions <= set(tables.hierarchies):
        return False
    return sum(tables.hierarchies[dimension].levels > 1 for dimension in dimensions) <= 1
