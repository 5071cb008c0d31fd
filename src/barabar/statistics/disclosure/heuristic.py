"""Hiding along cheapest flows: for each sensitive cell the movement that costs fewest more cells, then a clean-up.

After Fischetti and Salazar (Management Science 47, 2001) and the flow heuristics since Kelly, Golden and Assad (1992).
The answer is always protected; that it is small is not proven.
"""

from collections.abc import Iterable

import highspy
import numpy as np
from scipy import sparse

from .problem import EPSILON, SLACK, Attack, Problem, clock, linear_model, quiet_solver, wanted

WITNESSES = 8000


class Unprotectable(Exception):
    """A sensitive cell that stays too narrow even when everything else is hidden."""

    def __init__(self, cell: int, width: float) -> None:
        self.cell, self.width = cell, width
        super().__init__(cell)


class Flows:
    """Cheapest movements: what each costs is the cells it would hide that are not hidden yet."""

    def __init__(self, problem: Problem) -> None:
        self._count = len(problem.values)
        self._below, self._above = problem.room_below(), problem.room_above()
        frozen = list(problem.shown)
        self._below[frozen] = 0
        self._above[frozen] = 0
        matrix = sparse.hstack([problem.matrix, -problem.matrix], format="csr")
        high = np.concatenate([self._above, self._below])
        self._solver = quiet_solver()
        self._solver.setOptionValue("presolve", "off")
        self._solver.passModel(linear_model(matrix, low=np.zeros(len(high)), high=high, cost=np.zeros(len(high))))
        self._columns = np.arange(2 * self._count, dtype=np.int32)

    def price(self, costs: np.ndarray) -> None:
        self._solver.changeColsCost(len(self._columns), self._columns, np.concatenate([costs, costs]))

    def cheapest(self, cell: int, move: float) -> np.ndarray | None:
        """The cheapest movement in which `cell` moves by `move` exactly; None when there is none."""
        up, down = cell, cell + self._count
        self._solver.changeColBounds(up, max(move, 0), max(move, 0))
        self._solver.changeColBounds(down, max(-move, 0), max(-move, 0))
        self._solver.run()
        found = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        moves = np.array(self._solver.getSolution().col_value) if found else None
        self._solver.changeColBounds(up, 0, self._above[cell])
        self._solver.changeColBounds(down, 0, self._below[cell])
        return None if moves is None else moves[: self._count] - moves[self._count :]


class Witnesses:
    """Movements found so far. Those that touch hidden cells only show what an attacker cannot exclude."""

    def __init__(self, count: int) -> None:
        self._moves = np.zeros((16, count))
        self._used = 1

    def add(self, moves: np.ndarray) -> None:
        if self._used >= WITNESSES:
            return
        if self._used == len(self._moves):
            self._moves = np.vstack([self._moves, np.zeros_like(self._moves)])
        self._moves[self._used] = np.where(np.abs(moves) > EPSILON, moves, 0.0)
        self._used += 1

    def ranges(self, hidden: np.ndarray, *, whole: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """How far each cell is known to move up and down when only `hidden` cells are (in `whole` steps)."""
        moves = self._moves[: self._used]
        fits = ~np.any(moves[:, ~hidden], axis=1)
        if whole:
            fits &= ~np.any(np.abs(moves - np.round(moves)) > EPSILON, axis=1)
        return moves[fits].max(axis=0), -moves[fits].min(axis=0)


class Search:
    """One set of tables under the heuristic; keeps its solvers and witnesses between tries."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.attack = Attack(problem)
        self._flows = Flows(problem)
        self.witnesses = Witnesses(len(problem.values))
        self._weights = problem.weights()
        self._random = np.random.default_rng(1)
        self._order = sorted(problem.needs, key=lambda cell: -problem.needs[cell].width + 1e-3 * problem.values[cell])

    def protect(self, start: Iterable[int], order: list[int] | None = None) -> np.ndarray:
        """A protected pattern that contains `start`."""
        hidden = np.zeros(len(self.problem.values), dtype=bool)
        hidden[list(self.problem.must_hide)] = True
        hidden[list(start)] = True
        self._flows.price(np.where(hidden, 0.0, self._weights))
        up, down = self.witnesses.ranges(hidden)
        for cell in order or self._order:
            if self._short(cell, up, down):
                for moves in self._ways(cell):
                    used = np.abs(moves) > EPSILON
                    if np.any(used & ~hidden):
                        hidden |= used
                        self._flows.price(np.where(hidden, 0.0, self._weights))
                    self.witnesses.add(moves)
                    up, down = np.maximum(up, moves), np.maximum(down, -moves)
        return hidden

    def _short(self, cell: int, up: np.ndarray, down: np.ndarray) -> bool:
        conditions = wanted(self.problem.needs[cell])
        return any(a * up[cell] + b * down[cell] < r - SLACK for a, b, r in conditions)

    def _ways(self, cell: int) -> list[np.ndarray]:
        """The cheapest set of movements that gives `cell` its width: all upwards, or part of it downwards."""
        need = self.problem.needs[cell]
        below = min(self.problem.room_below()[cell], need.width)
        best: tuple[float, list[np.ndarray]] | None = None
        for down in dict.fromkeys((0.0, below)):
            moves = [max(need.width - down, need.upper), -max(down, need.lower)]
            ways = [self._flows.cheapest(cell, move) for move in moves if move]
            found = [way for way in ways if way is not None]
            if len(found) == len(ways):
                used = np.any([np.abs(way) > EPSILON for way in found], axis=0)
                cost = float(self._weights[used].sum())
                if best is None or cost < best[0] - EPSILON:
                    best = (cost, found)
        if best is None:
            raise Unprotectable(cell, self._greatest_width(cell))
        return best[1]

    def _greatest_width(self, cell: int) -> float:
        everything = np.ones(len(self.problem.values))
        everything[list(self.problem.shown)] = 0
        self.attack.hide(everything)
        return self.attack.furthest(cell, 1)[0] + self.attack.furthest(cell, -1)[0]

    def clean(self, hidden: np.ndarray, deadline: float, order: Iterable[int] | None = None) -> np.ndarray:
        """Show again every cell that protection does not rest on, dearest first."""
        hidden = hidden.copy()
        extra = [int(cell) for cell in np.flatnonzero(hidden) if cell not in self.problem.must_hide]
        for cell in order or sorted(extra, key=lambda c: -self._weights[c]):
            if clock() > deadline:
                break
            if hidden[cell]:
                hidden[cell] = False
                hidden[cell] = not self.is_protected(hidden)
        return hidden

    def improve(self, hidden: np.ndarray, deadline: float, tries: int) -> np.ndarray:
        """Take away some of the extra cells, protect again, keep what hides no more; until `deadline`."""
        best = hidden
        for _ in range(tries):
            if clock() > deadline:
                break
            extra = [int(cell) for cell in np.flatnonzero(best) if cell not in self.problem.must_hide]
            kept = self._random.random(len(extra)) > self._random.choice([0.15, 0.4, 0.8])
            start = [cell for cell, keep in zip(extra, kept, strict=True) if keep]
            found = self.protect(start, order=[int(cell) for cell in self._random.permutation(self._order)])
            found = self.clean(found, deadline)
            best = found if found.sum() <= best.sum() else best
        return best

    def is_protected(self, hidden: np.ndarray) -> bool:
        """Whether every need is met by the linear attacker."""
        return self.first_short(hidden) is None

    def is_idle(self, cell: int, hidden: np.ndarray) -> bool:
        """Whether `cell` cannot move at all, so that hiding it tells nobody less."""
        self.attack.hide(hidden.astype(float))
        return all(self.attack.furthest(cell, sign)[0] < SLACK for sign in (1.0, -1.0))

    def first_short(self, hidden: np.ndarray) -> int | None:
        """A cell whose need is not met, or None."""
        up, down = self.witnesses.ranges(hidden)
        ready = False
        for cell in self._order:
            if not self._short(cell, up, down):
                continue
            if not ready:
                self.attack.hide(hidden.astype(float))
                ready = True
            for sign in (1.0, -1.0):
                _, moves = self.attack.furthest(cell, sign)
                self.witnesses.add(moves)
                up, down = np.maximum(up, moves), np.maximum(down, -moves)
                if not self._short(cell, up, down):
                    break
            if self._short(cell, up, down):
                self._order.remove(cell)
                self._order.insert(0, cell)
                return cell
        return None
