"""One attacker in one block: what tables fit, and so how far each hidden figure is open."""

import math

import numpy as np

from .blocks import NEAR, Block
from .solver import Impossible, Questions

KEPT = 20000


class Attacker:
    """Asks for the ends of intervals in one block and remembers every table that fits, for the other cells' sake."""

    def __init__(self, block: Block, *, whole: bool, until: float) -> None:
        self.block, self.whole, self.until = block, whole, until
        count = len(block.cells)
        self.seen_low, self.seen_high = np.full(count, np.inf), np.full(count, -np.inf)
        self.end_low, self.end_high = block.low.copy(), block.high.copy()
        if whole:
            self.end_low, self.end_high = np.ceil(self.end_low - NEAR), np.floor(self.end_high + NEAR)
        if np.any(self.end_low > self.end_high + NEAR):
            raise Impossible
        self.tables: list[np.ndarray] = []
        self.late = False
        self._questions: Questions | None = None

    @property
    def questions(self) -> Questions:
        if self._questions is None:
            self._questions = Questions(self.block, whole=self.whole)
        return self._questions

    def see(self, table: np.ndarray) -> None:
        self.seen_low = np.minimum(self.seen_low, table)
        self.seen_high = np.maximum(self.seen_high, table)
        if len(self.tables) * len(table) < KEPT * 100:
            self.tables.append(table)

    def push(self, cell: int, sign: float) -> None:
        """Find how far up (1) or down (-1) `cell` can be."""
        if self.is_known(cell, sign):
            return
        cost = np.zeros(len(self.block.cells))
        cost[cell] = -sign
        table, best = self._ask(cost, whole=False)
        if best is None:
            return
        if table is not None and self.whole and not is_whole(table):
            self._set_end(cell, sign, math.floor(-best + NEAR) if sign > 0 else math.ceil(best - NEAR))
            if self.is_known(cell, sign):
                return
            table, best = self._ask(cost, whole=True)
            if best is None:
                return
        if table is None:
            self._set_end(cell, sign, sign * math.inf)
            self.seen_high[cell] = math.inf
            return
        table = np.round(table) if self.whole else table
        self.see(table)
        self._set_end(cell, sign, float(table[cell]))

    def _ask(self, cost: np.ndarray, *, whole: bool) -> tuple[np.ndarray | None, float | None]:
        table, best = self.questions.lowest(cost, whole=whole, until=self.until)
        self.late = self.late or best is None
        return table, best

    def span_if(self, cell: int, member: int) -> float:
        """How wide `cell` is for somebody who is counted in `member`, so that it is at least 1."""
        low, high = self._seen_if(cell, member)
        self.questions.at_least(member, max(1.0, self.block.low[member]))
        try:
            for sign in (1.0, -1.0):
                cost = np.zeros(len(self.block.cells))
                cost[cell] = -sign
                table, best = self._ask(cost, whole=False)
                if table is not None and not is_whole(table):
                    table, best = self._ask(cost, whole=True)
                if table is None:
                    return math.inf if best is not None else 0.0
                self.see(np.round(table))
                low, high = min(low, round(table[cell])), max(high, round(table[cell]))
        except Impossible:
            return math.inf
        finally:
            self.questions.free(member)
        return high - low

    def _seen_if(self, cell: int, member: int) -> tuple[float, float]:
        figures = [table[cell] for table in self.tables if table[member] >= 1]
        return (min(figures), max(figures)) if figures else (math.inf, -math.inf)

    def _set_end(self, cell: int, sign: float, value: float) -> None:
        if sign > 0:
            self.end_high[cell] = value
        else:
            self.end_low[cell] = value

    def is_known(self, cell: int, sign: float) -> bool:
        if sign > 0:
            return bool(self.seen_high[cell] >= self.end_high[cell] - NEAR)
        return bool(self.seen_low[cell] <= self.end_low[cell] + NEAR)

    def is_exact(self, cell: int) -> bool:
        return self.is_known(cell, 1.0) and self.is_known(cell, -1.0)

    def seen_width(self, cell: int) -> float:
        return float(self.seen_high[cell] - self.seen_low[cell])


def is_whole(table: np.ndarray) -> bool:
    return bool(np.all(np.abs(table - np.round(table)) < 1e-5))
