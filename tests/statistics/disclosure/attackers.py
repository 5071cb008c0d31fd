"""A second attacker, as plain as can be: two linear programmes per hidden cell, and brute force over whole tables."""

import itertools

import numpy as np
from scipy.optimize import linprog, milp

from barabar.statistics.disclosure.tables import TableSet


def lp_interval(tables: TableSet, hidden: set[int], cell: int) -> tuple[float, float]:
    """What an attacker who knows every other figure can say about `cell`."""
    matrix = np.zeros((len(tables.equations), len(tables.cells)))
    for row, equation in enumerate(tables.equations):
        matrix[row, list(equation.parts)] = 1
        matrix[row, equation.total] = -1
    bounds = [(0, None) if n in hidden else (c.value, c.value) for n, c in enumerate(tables.cells)]
    aim = np.zeros(len(tables.cells))
    aim[cell] = 1
    low = linprog(aim, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds)
    high = linprog(-aim, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds)
    return low.fun, np.inf if high.status == 3 else -high.fun


def smallest_pattern(tables: TableSet, sensitive: set[int], width: float) -> int:
    """The fewest cells by trying every set of cells, smallest first: for tables of a dozen cells."""
    others = [n for n in range(len(tables.cells)) if n not in sensitive]
    for extra in range(len(others) + 1):
        for chosen in itertools.combinations(others, extra):
            hidden = sensitive | set(chosen)
            if all(_is_wide(tables, hidden, cell, width) for cell in sensitive):
                return len(hidden)
    raise AssertionError("nothing protects")


def _is_wide(tables: TableSet, hidden: set[int], cell: int, width: float) -> bool:
    low, high = lp_interval(tables, hidden, cell)
    return high - low >= width - 1e-6


def compact_optimum(tables: TableSet, sensitive: set[int], width: float, reach: float) -> int:
    """The fewest cells by one mixed-integer programme: two whole tables per sensitive cell, nothing generated."""
    count, rows = len(tables.cells), len(tables.equations)
    copies = 2 * len(sensitive)
    size = count * (1 + copies)
    equal = np.zeros((rows * copies + len(sensitive), size))
    less = np.zeros((2 * count * copies, size))
    values = tables.values
    for copy in range(copies):
        at = count * (1 + copy)
        equal[rows * copy : rows * (copy + 1), at : at + count] = tables.matrix.toarray()
        for n in range(count):
            less[2 * (count * copy + n), [at + n, n]] = [1, -reach]
            less[2 * (count * copy + n) + 1, [at + n, n]] = [-1, -min(values[n], reach)]
    for k, cell in enumerate(sorted(sensitive)):
        row = rows * copies + k
        equal[row, count * (1 + 2 * k) + cell] = 1
        equal[row, count * (2 + 2 * k) + cell] = -1
    right = np.concatenate([np.zeros(rows * copies), np.full(len(sensitive), width)])
    low = np.concatenate([[1.0 if n in sensitive else 0.0 for n in range(count)], np.full(count * copies, -np.inf)])
    high = np.concatenate([np.ones(count), np.full(count * copies, np.inf)])
    found = milp(
        np.concatenate([np.ones(count), np.zeros(count * copies)]),
        constraints=[(equal, right, right), (less, -np.inf, 0)],
        bounds=(low, high),
        integrality=np.concatenate([np.ones(count), np.zeros(count * copies)]),
    )
    assert found.status == 0
    return round(found.fun)
