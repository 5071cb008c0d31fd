"""Hidden cells that additions tie together: each such block is attacked by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .knowledge import Knowledge, Name
from .sums import Sum

NEAR = 1e-6
ROUNDS = 20


@dataclass
class Block:
    """Hidden cells with the additions among them: matrix · y = right side, `low` ≤ y ≤ `high`."""

    cells: list[Name]
    matrix: sparse.csr_matrix
    right: np.ndarray
    sums: list[Sum]
    low: np.ndarray
    high: np.ndarray
    slack: float


def blocks_of(knowledge: Knowledge, sums: Sequence[Sum]) -> list[Block]:
    """The blocks of all hidden cells; a cell that no addition holds is one alone."""
    hidden = [name for name, figure in knowledge.figures.items() if figure is None]
    at = {name: position for position, name in enumerate(hidden)}
    entries: list[tuple[int, int, float]] = []
    right: list[float] = []
    used: list[Sum] = []
    for entry in sums:
        terms = [*((part, 1.0) for part in entry.parts), (entry.total, -1.0)]
        unknown = [(at[name], sign) for name, sign in terms if name in at]
        if unknown:
            entries += [(len(used), column, sign) for column, sign in unknown]
            right.append(-sum(sign * (knowledge.figures[name] or 0.0) for name, sign in terms if name not in at))
            used.append(entry)
    rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = sparse.csr_matrix((np.array(signs, dtype=float), (rows, columns)), shape=(len(used), len(hidden)))
    if not hidden:
        return []
    _, groups = sparse.csgraph.connected_components(abs(matrix).T @ abs(matrix), directed=False)
    by_group = np.argsort(groups, kind="stable")
    ends = np.flatnonzero(np.diff(groups[by_group])) + 1
    slack = _slack(knowledge)
    return [_block(columns, hidden, matrix, np.array(right), used, slack) for columns in np.split(by_group, ends)]


def _slack(knowledge: Knowledge) -> float:
    """How far printed figures that are not whole may miss their sum: what their decimals leave open."""
    figures = [figure for figure in knowledge.figures.values() if figure is not None]
    if all(figure == round(figure) for figure in figures):
        return 0.0
    return NEAR / 10 * max(1.0, *figures)


def _block(
    columns: np.ndarray,
    hidden: Sequence[Name],
    matrix: sparse.csr_matrix,
    right: np.ndarray,
    used: Sequence[Sum],
    slack: float,
) -> Block:
    part = matrix.tocsc()[:, columns].tocsr()
    rows = np.flatnonzero(np.diff(part.indptr))
    block = Block(
        [hidden[int(c)] for c in columns],
        sparse.csr_matrix(part[rows]),
        right[rows] if len(right) else right,
        [used[int(r)] for r in rows],
        np.zeros(len(columns)),
        np.full(len(columns), np.inf),
        slack,
    )
    propagate(block)
    return block


def rounded_block(knowledge: Knowledge, sums: Sequence[Sum], base: float) -> Block:
    """Every figure is unknown, but less than the base away from what is printed."""
    names = list(knowledge.figures)
    at = {name: position for position, name in enumerate(names)}
    entries = [
        (row, at[name], sign)
        for row, e in enumerate(sums)
        for name, sign in [(e.total, -1.0), *((p, 1.0) for p in e.parts)]
    ]
    rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = sparse.csr_matrix((np.array(signs, dtype=float), (rows, columns)), shape=(len(sums), len(names)))
    printed = np.array([knowledge.figures[name] or 0.0 for name in names])
    low, high = np.maximum(printed - base + 1, 0), printed + base - 1
    block = Block(names, matrix, np.zeros(len(sums)), list(sums), low, high, 0.0)
    propagate(block)
    return block


def propagate(block: Block) -> None:
    """Bounds that follow from one addition at a time; they spare questions to the solver."""
    table = block.matrix.tocoo()
    rows, columns, signs = table.row, table.col, table.data
    right = block.right[rows] if len(rows) else np.zeros(0)
    for _ in range(ROUNDS):
        ends = (
            np.where(signs > 0, block.low[columns], -block.high[columns]),
            np.where(signs > 0, block.high[columns], -block.low[columns]),
        )
        most = right + block.slack - _others(rows, ends[0], len(block.right), -np.inf)
        least = right - block.slack - _others(rows, ends[1], len(block.right), np.inf)
        low, high = block.low.copy(), block.high.copy()
        np.minimum.at(high, columns, np.where(signs > 0, most, -least))
        np.maximum.at(low, columns, np.where(signs > 0, least, -most))
        same = np.array_equal(low, block.low) and np.array_equal(high, block.high)
        block.low, block.high = low, high
        if same:
            return


def _others(rows: np.ndarray, terms: np.ndarray, count: int, endless: float) -> np.ndarray:
    """For each entry of the matrix, the sum of the other terms of its row."""
    finite = np.isfinite(terms)
    known = np.where(finite, terms, 0.0)
    sums = np.bincount(rows, known, minlength=count)
    unknown = np.bincount(rows, ~finite, minlength=count)
    return np.where(unknown[rows] - ~finite > 0, endless, sums[rows] - known)
