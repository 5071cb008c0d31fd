"""Large blocks: one fitting table, then short movements from it that show many cells to be open at once.

A movement keeps every addition; the table it leads to fits as well, so each figure it moves is at least so far open.
Movements are first looked for among a few codes around a cell, where the programme is small, then among more, then in
the whole block. What no movement shows is asked of the whole block exactly.
"""

import time
from collections.abc import Mapping

import highspy
import numpy as np
from scipy import sparse

from .attacker import Attacker, is_whole
from .blocks import NEAR, Block
from .knowledge import ALL, Name
from .solver import make_whole, programme, solve

# Codes per dimension, chosen by how many cells they share (or at random), and whether whole steps may be asked for
PASSES: tuple[tuple[int | None, bool, bool], ...] = (
    (8, False, False),
    (8, True, False),
    (13, True, False),
    (8, True, True),
    (None, True, True),
)
SMALL = 250
AROUND = (1.0, 3.0, np.inf)
START_SECONDS = 20.0
WHOLE_SECONDS = 0.5


def look_around(attacker: Attacker, needed: np.ndarray, reach: np.ndarray, fits: Mapping[Name, float]) -> None:
    """See tables until each cell is seen to be `needed` wide and to `reach` as high as it must, as far as that goes."""
    start = _told(attacker.block, fits, whole=attacker.whole)
    if start is None:
        start = _start(attacker, float(needed.max(initial=1.0)))
    if start is None:
        return
    attacker.see(start)
    Movements(attacker, start, needed, reach).find()


def _told(block: Block, fits: Mapping[Name, float], *, whole: bool) -> np.ndarray | None:
    """The table said to fit, if it does."""
    if any(name not in fits for name in block.cells):
        return None
    table = np.array([fits[name] for name in block.cells], dtype=float)
    off = np.abs(block.matrix @ table - block.right) > block.slack + NEAR
    outside = (table < block.low - block.slack - NEAR) | (table > block.high + block.slack + NEAR)
    return None if off.any() or outside.any() or (whole and not is_whole(table)) else table


def _start(attacker: Attacker, width: float) -> np.ndarray | None:
    """A fitting table with as many figures as possible far from zero, so that there is room to move."""
    block, count = attacker.block, len(attacker.block.cells)
    table = _spread(block, width, (block.low, block.high), whole=False, seconds=attacker.until - time.monotonic())
    if table is None:
        attacker.late = True
        return None
    if is_whole(table) or not attacker.whole:
        return np.round(table) if attacker.whole else table
    for around in AROUND:
        bounds = np.maximum(block.low, np.floor(table) - around), np.minimum(block.high, np.ceil(table) + around)
        seconds = min(attacker.until - time.monotonic(), START_SECONDS)
        whole = _spread(block, width, bounds, whole=True, seconds=seconds)
        if whole is not None:
            return np.round(whole[:count])
    return None


def _spread(
    block: Block, width: float, bounds: tuple[np.ndarray, np.ndarray], *, whole: bool, seconds: float
) -> np.ndarray | None:
    """Each figure has a second unknown, what it lacks to `width`; their sum is made small."""
    count = len(block.cells)
    one = sparse.identity(count, format="csr")
    matrix = sparse.bmat([[block.matrix, None], [one, one]], format="csc")
    rows = (
        np.concatenate([block.right - block.slack, np.full(count, width)]),
        np.concatenate([block.right + block.slack, np.full(count, np.inf)]),
    )
    limits = np.concatenate([bounds[0], np.zeros(count)]), np.concatenate([bounds[1], np.full(count, np.inf)])
    solver = programme(matrix, rows, limits, np.concatenate([np.zeros(count), np.ones(count)]))
    if whole:
        make_whole(solver, count)
        solver.setOptionValue("mip_rel_gap", 0.3)
    table = solve(solver, seconds)
    return None if table is None else table[:count]


class Movements:
    """Movements from one fitting table."""

    def __init__(self, attacker: Attacker, start: np.ndarray, needed: np.ndarray, reach: np.ndarray) -> None:
        self.attacker, self.start, self.needed, self.reach = attacker, start, needed, reach
        self._codes, self._near = _neighbours(attacker.block)
        self._random = np.random.default_rng(1)

    def open_cells(self) -> np.ndarray:
        """Which cells are not yet seen to be as open as they must be."""
        seen = self.attacker
        width = seen.seen_high - seen.seen_low
        return np.flatnonzero((width < self.needed - NEAR) | (seen.seen_high < self.reach - NEAR))

    def find(self) -> None:
        small = len(self.start) <= SMALL
        for most, by_shared, whole_steps in (PASSES[-1],) if small else PASSES:
            pending = self.open_cells().tolist()
            while pending and time.monotonic() < self.attacker.until:
                seed = max(pending, key=lambda cell: self.needed[cell])
                inside = self._inside(seed, most, by_shared=by_shared)
                chosen = [cell for cell in pending if inside[cell]] if not by_shared else [seed]
                self._among(np.flatnonzero(inside), chosen, whole_steps=whole_steps)
                tried = {seed, *chosen}
                still = set(self.open_cells().tolist())
                pending = [cell for cell in pending if cell not in tried and cell in still]

    def _inside(self, seed: int, most: int | None, *, by_shared: bool) -> np.ndarray:
        """The cells of a few codes per dimension: those of `seed`, and others that stand in sums with them."""
        inside = np.ones(len(self.start), dtype=bool)
        if most is None:
            return inside
        same = (self._codes == self._codes[seed]).sum(axis=1)
        dimensions = self._codes.shape[1]
        shared = np.where(same == dimensions - 1, 4.0, np.where(same == dimensions - 2, 1.0, 0.0))
        for dimension, codes in enumerate(self._codes.T):
            own = int(codes[seed])
            near = np.array(sorted(self._near[dimension].get(own, ())), dtype=int)
            if len(near) >= most:
                score = self._random.random(len(near))
                if by_shared:
                    score += np.bincount(codes, shared, minlength=int(codes.max()) + 1)[near]
                near = near[np.argsort(-score)[: most - 1]]
            inside &= np.isin(codes, [own, *near.tolist()])
        return inside

    def _among(self, cells: np.ndarray, chosen: list[int], *, whole_steps: bool) -> None:
        local = Local(self, cells, chosen, whole_steps=whole_steps)
        at = {int(cell): n for n, cell in enumerate(cells)}
        for cell in sorted(chosen, key=lambda cell: -self.needed[cell]):
            for moves in self._ways(cell):
                if self._is_open(cell) or time.monotonic() > self.attacker.until:
                    break
                for amount in moves:
                    self._see(cells, local.movement(at[cell], amount))

    def _see(self, cells: np.ndarray, movement: np.ndarray | None) -> None:
        if movement is not None:
            table = self.start.copy()
            table[cells] += movement
            self.attacker.see(np.round(table) if self.attacker.whole else table)

    def _is_open(self, cell: int) -> bool:
        wide = self.attacker.seen_width(cell) >= self.needed[cell] - NEAR
        return bool(wide and self.attacker.seen_high[cell] >= self.reach[cell] - NEAR)

    def _ways(self, cell: int) -> list[tuple[float, ...]]:
        """Ways to show `cell` open, as movements of it."""
        width = self.needed[cell]
        most = min(self.start[cell] - self.attacker.block.low[cell], width)
        between = np.arange(most - 1, 0, -1.0).tolist() if self.attacker.whole and most <= 10 else [most / 2]
        up = max(self.reach[cell] - self.start[cell], 0.0)
        ways = [(max(width - down, up), -down) for down in dict.fromkeys([most, 0.0, *between])]
        return [tuple(move for move in way if abs(move) > NEAR) for way in ways]


class Local:
    """The movements among some cells of a block; all others stay as they are."""

    def __init__(self, of: Movements, cells: np.ndarray, chosen: list[int], *, whole_steps: bool) -> None:
        block, start = of.attacker.block, of.start
        part = block.matrix.tocsc()[:, cells].tocsr()
        part = part[np.flatnonzero(np.diff(part.indptr))]
        most = 4 * max(float(of.needed[chosen].max()), 1.0) + float(np.maximum(of.reach - start, 0)[chosen].max())
        self._up = np.minimum(block.high[cells] - start[cells], most)
        self._down = np.minimum(start[cells] - block.low[cells], most)
        self._whole, self._whole_steps = of.attacker.whole, whole_steps
        self._until = of.attacker.until
        matrix = sparse.hstack([part, -part], format="csc")
        zeros, count = np.zeros(part.shape[0]), len(cells)
        cost = np.where(np.isin(cells, chosen), 0.6, 1.0)
        bounds = np.zeros(2 * count), np.concatenate([self._up, self._down])
        self._solver = programme(matrix, (zeros, zeros), bounds, np.concatenate([cost, cost]))
        self._solver.setOptionValue("presolve", "off")

    def movement(self, cell: int, amount: float) -> np.ndarray | None:
        """The cheapest movement in which `cell` moves by `amount`; None where there is none, or none in whole steps."""
        up, down = (amount, 0.0) if amount > 0 else (0.0, -amount)
        if up > self._up[cell] + NEAR or down > self._down[cell] + NEAR:
            return None
        count = len(self._up)
        self._solver.changeColBounds(cell, up, up)
        self._solver.changeColBounds(cell + count, down, down)
        found = solve(self._solver, self._until - time.monotonic())
        if found is not None and self._whole and not is_whole(found):
            found = self._in_whole_steps() if self._whole_steps else None
        self._solver.changeColBounds(cell, 0, self._up[cell])
        self._solver.changeColBounds(cell + count, 0, self._down[cell])
        return None if found is None else found[:count] - found[count:]

    def _in_whole_steps(self) -> np.ndarray | None:
        count = 2 * len(self._up)
        columns = np.arange(count, dtype=np.int32)
        make_whole(self._solver, count)
        found = solve(self._solver, min(self._until - time.monotonic(), WHOLE_SECONDS))
        self._solver.changeColsIntegrality(count, columns, np.array([highspy.HighsVarType.kContinuous] * count))
        return found


def _neighbours(block: Block) -> tuple[np.ndarray, list[dict[int, set[int]]]]:
    """The codes of each cell as numbers, and for each code of a dimension those that stand in a sum with it."""
    dimensions = sorted({dimension for name in block.cells for dimension, _ in name})
    numbers: list[dict[str, int]] = [{} for _ in dimensions]
    codes = np.zeros((len(block.cells), len(dimensions)), dtype=int)
    for row, name in enumerate(block.cells):
        about = dict(name)
        for column, dimension in enumerate(dimensions):
            codes[row, column] = numbers[column].setdefault(about.get(dimension, ALL), len(numbers[column]))
    near: list[dict[int, set[int]]] = [{} for _ in dimensions]
    for row in range(block.matrix.shape[0]):
        cells = block.matrix.indices[block.matrix.indptr[row] : block.matrix.indptr[row + 1]]
        for column in range(len(dimensions)):
            together = set(codes[cells, column].tolist())
            for code in together:
                near[column].setdefault(code, set()).update(together - {code})
    return codes, near
