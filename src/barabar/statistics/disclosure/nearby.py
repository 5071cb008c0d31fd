"""Thousands of cells: each sensitive cell is protected by a movement among the cells near it.

A movement keeps every sum. The one that hides fewest more cells is asked of a small linear programme, over a few codes
per dimension around the cell; what it moves is hidden. Then each further cell is shown again where the sensitive cells
that lean on it find another movement among the hidden ones, and parts are taken away and protected anew while time is
left. Each sensitive cell keeps the movements that prove it, so that the answer can be checked without a solver.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy import sparse

from .heuristic import Unprotectable
from .hierarchies import TOP
from .problem import EPSILON, SLACK, Problem, clock, linear_model, quiet_solver
from .tables import TableSet

AROUND = {2500: 500, 10**9: 350}
SPLITS = 10
FEW = 20
# Among hidden cells only, how many cells around (shares of AROUND; none: all), seconds for whole steps
STAGES: tuple[tuple[bool, float | None, float], ...] = (
    (True, 1, 0.0),
    (False, 1, 0.0),
    (False, 0.5, 0.5),
    (False, None, 20.0),
)
Movement = tuple[np.ndarray, np.ndarray]


class Neighbourhood:
    """Which cells are near which: they share the dimensions' codes, or codes that stand in one sum with them."""

    def __init__(self, tables: TableSet, cells: np.ndarray) -> None:
        kept = {int(cell): n for n, cell in enumerate(cells)}
        dimensions = list(tables.hierarchies)
        numbers: list[dict[str, int]] = [{} for _ in dimensions]
        self.codes = np.zeros((len(cells), len(dimensions)), dtype=int)
        for row, cell in enumerate(cells):
            about = dict(tables.cells[int(cell)].key)
            for column, dimension in enumerate(dimensions):
                code = about.get(dimension, TOP)
                self.codes[row, column] = numbers[column].setdefault(code, len(numbers[column]))
        self._near: list[dict[int, set[int]]] = [{} for _ in dimensions]
        for equation in tables.equations:
            inside = [kept[cell] for cell in (equation.total, *equation.parts) if cell in kept]
            if inside and equation.dimension in dimensions:
                column = dimensions.index(equation.dimension)
                together = set(self.codes[inside, column].tolist())
                for code in together:
                    self._near[column].setdefault(code, set()).update(together - {code})

    def around(self, seed: int, likely: np.ndarray, size: int) -> np.ndarray:
        """About `size` cells with the codes of `seed` and others, first those that share most `likely` cells with it."""
        count, dimensions = self.codes.shape
        inside = np.ones(count, dtype=bool)
        if count <= size or not dimensions:
            return np.arange(count)
        wide = [column for column in range(dimensions) if self._near[column]]
        most = max(2, round(size ** (1 / max(len(wide), 1))))
        same = self.codes == self.codes[seed]
        shared = likely * (same.sum(axis=1) >= dimensions - 2) * np.where(same.sum(axis=1) == dimensions - 1, 4.0, 1.0)
        for column in range(dimensions):
            own = int(self.codes[seed, column])
            near = np.array(sorted(self._near[column].get(own, ())), dtype=int)
            if len(near) >= most:
                score = np.bincount(self.codes[:, column], shared, minlength=self.codes[:, column].max() + 1)[near]
                near = near[np.argsort(-score, kind="stable")[: most - 1]]
            inside &= np.isin(self.codes[:, column], [own, *near.tolist()])
        return np.flatnonzero(inside)


class Near:
    """The cheapest movements among some cells; what others cost is not asked."""

    def __init__(self, problem: Problem, cells: np.ndarray) -> None:
        self.cells = cells
        self._at = {int(cell): n for n, cell in enumerate(cells)}
        frozen = np.isin(cells, list(problem.shown))
        self._below = np.where(frozen, 0.0, problem.room_below()[cells])
        self._above = np.where(frozen, 0.0, problem.room_above()[cells])
        part = problem.matrix[:, cells]
        part = part[np.flatnonzero(np.diff(part.indptr))]
        matrix = sparse.hstack([part, -part], format="csr")
        high = np.concatenate([self._above, self._below])
        self._solver = quiet_solver()
        self._solver.setOptionValue("presolve", "off")
        self._solver.passModel(linear_model(matrix, low=np.zeros(len(high)), high=high, cost=np.zeros(len(high))))
        self._columns = np.arange(len(high), dtype=np.int32)
        self._whole = problem.whole

    def __contains__(self, cell: int) -> bool:
        return cell in self._at

    def price(self, costs: np.ndarray) -> None:
        here = costs[self.cells]
        self._solver.changeColsCost(len(self._columns), self._columns, np.concatenate([here, here]))

    def cheapest(self, cell: int, move: float, *, seconds: float = 0.0) -> Movement | None:
        """The cheapest movement in which `cell` moves by `move`; in whole steps where figures are whole.

        Where the cheapest is not whole, its halves often are: then all is counted in steps of half an even move. If
        that does not help and `seconds` are given, whole steps are asked for.
        """
        here = self._at[cell]
        found = self._with(here, move, self._above, self._below)
        if found is not None and not self._is_fine(found):
            found = self._in_halves(here, move)
            if found is None and seconds:
                found = self._with(here, move, self._above, self._below, seconds=seconds)
            self._bound(self._above, self._below)
        if found is None:
            return None
        moves = found[: len(self.cells)] - found[len(self.cells) :]
        moves = np.round(moves) if self._whole else moves
        used = np.abs(moves) > EPSILON
        return self.cells[used], moves[used]

    def _in_halves(self, cell: int, move: float) -> np.ndarray | None:
        for size in (2 * np.ceil(abs(move) / 2), abs(move)):
            step = size / 2 if size % 2 == 0 else size
            rooms = [np.floor(room / step + EPSILON) * step for room in (self._above, self._below)]
            found = self._with(cell, float(np.copysign(size, move)), *rooms)
            if found is not None and self._is_fine(found):
                return found
        return None

    def _is_fine(self, found: np.ndarray) -> bool:
        return not self._whole or bool(np.all(np.abs(found - np.round(found)) < SLACK))

    def _bound(self, above: np.ndarray, below: np.ndarray) -> None:
        high = np.concatenate([above, below])
        self._solver.changeColsBounds(len(high), self._columns, np.zeros(len(high)), high)

    def _with(
        self, cell: int, move: float, above: np.ndarray, below: np.ndarray, *, seconds: float = 0.0
    ) -> np.ndarray | None:
        if above is not self._above or seconds:
            self._bound(above, below)
        other = cell + len(self.cells)
        if move > above[cell] + SLACK or -move > below[cell] + SLACK:
            return None
        self._solver.changeColBounds(cell, max(move, 0), max(move, 0))
        self._solver.changeColBounds(other, max(-move, 0), max(-move, 0))
        found = self._in_whole_steps(seconds) if seconds else self._answer()
        self._solver.changeColBounds(cell, 0, above[cell])
        self._solver.changeColBounds(other, 0, below[cell])
        return found

    def _answer(self) -> np.ndarray | None:
        self._solver.run()
        found = self._solver.getInfo().primal_solution_status == 2
        return np.array(self._solver.getSolution().col_value) if found else None

    def _in_whole_steps(self, seconds: float) -> np.ndarray | None:
        for kind in (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous):
            self._solver.changeColsIntegrality(len(self._columns), self._columns, np.array([kind] * len(self._columns)))
            if kind == highspy.HighsVarType.kInteger:
                self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)
                found = self._answer()
                self._solver.setOptionValue("time_limit", np.inf)
        return found


@dataclass
class Held:
    """What is hidden, and for each sensitive cell the movements that prove it."""

    hidden: np.ndarray
    proofs: dict[int, tuple[Movement, ...]] = field(default_factory=dict)

    def copy(self) -> "Held":
        return Held(self.hidden.copy(), dict(self.proofs))

    def leaning(self) -> dict[int, set[int]]:
        """For each hidden cell, the sensitive cells whose proof moves it."""
        found: dict[int, set[int]] = {}
        for cell, proof in self.proofs.items():
            for cells, _ in proof:
                for used in cells.tolist():
                    found.setdefault(used, set()).add(cell)
        return found


class NearbySearch:
    """The search for one set of tables."""

    def __init__(self, problem: Problem, neighbourhood: Neighbourhood) -> None:
        self.problem = problem
        self._near = neighbourhood
        self._weights = problem.weights()
        self._below = problem.room_below()
        self._size = next(size for most, size in AROUND.items() if len(problem.values) <= most)
        self._random = np.random.default_rng(1)
        self._everything: Near | None = None

    def run(self, deadline: float) -> np.ndarray:
        """A protected pattern; the longer it may look, the smaller."""
        held = Held(np.zeros(len(self.problem.values), dtype=bool))
        held.hidden[list(self.problem.must_hide)] = True
        self._cover(held, list(self.problem.needs))
        self._clean(held, np.flatnonzero(held.hidden).tolist(), deadline)
        held = self._improve(held, deadline)
        self._check(held)
        leaning = held.leaning()
        idle = [cell for cell in np.flatnonzero(held.hidden).tolist() if cell not in leaning]
        held.hidden[[cell for cell in idle if cell not in self.problem.must_hide]] = False
        return held.hidden

    def _cover(self, held: Held, cells: Iterable[int]) -> None:
        """Prove each of `cells`: among hidden cells first, then hiding what is cheapest nearby, then anywhere."""
        for among_hidden, share, seconds in STAGES:
            pending = [cell for cell in cells if cell not in held.proofs]
            pending.sort(key=lambda cell: -self.problem.needs[cell].width + 1e-3 * self.problem.values[cell])
            while pending:
                near = self._near_of(pending[0], held, among_hidden=among_hidden, share=share)
                tried = [cell for cell in pending if cell in near][: FEW if among_hidden else None]
                for cell in tried:
                    if cell not in held.proofs:
                        self._prove(cell, held, near, seconds=seconds, last=share is None)
                gone = set(tried)
                if among_hidden and sum(cell in held.proofs for cell in tried) < len(tried) / 4:
                    break
                pending = [cell for cell in pending if cell not in gone and cell not in held.proofs]

    def _near_of(self, seed: int, held: Held, *, among_hidden: bool, share: float | None) -> Near:
        if share is None:
            self._everything = self._everything or Near(self.problem, np.arange(len(self.problem.values)))
            near = self._everything
        else:
            size = round(share * self._size * (4 if among_hidden else 1))
            cells = self._near.around(seed, held.hidden.astype(float), size)
            near = Near(self.problem, cells[held.hidden[cells]] if among_hidden else cells)
        near.price(np.where(held.hidden, 0.0, self._weights))
        return near

    def _prove(self, cell: int, held: Held, near: Near, *, seconds: float, last: bool) -> None:
        proof = self._cheapest_proof(cell, held, near)
        if proof is None and seconds:
            proof = self._cheapest_proof(cell, held, near, seconds=seconds)
        if proof is None:
            if last:
                raise Unprotectable(cell, 0.0)
            return
        new = False
        for cells, _ in proof:
            new = new or not held.hidden[cells].all()
            held.hidden[cells] = True
        held.proofs[cell] = proof
        for movement in proof:
            self._share(movement, held)
        if new:
            near.price(np.where(held.hidden, 0.0, self._weights))

    def _cheapest_proof(
        self, cell: int, held: Held, near: Near, *, seconds: float = 0.0, splits: bool = False
    ) -> tuple[Movement, ...] | None:
        """The cheapest set of movements that gives `cell` its width: all upwards, or part of it downwards."""
        need = self.problem.needs[cell]
        below = float(min(self._below[cell], need.width))
        between = np.arange(below - 1, 0, -1.0).tolist() if splits and below <= SPLITS else []
        best: tuple[float, tuple[Movement, ...]] | None = None
        for down in dict.fromkeys((0.0, below, *between)):
            moves = [max(need.width - down, need.upper), -max(down, need.lower)]
            ways = [near.cheapest(cell, move, seconds=seconds) for move in moves if abs(move) > EPSILON]
            found = tuple(way for way in ways if way is not None)
            if found and len(found) == len(ways):
                used = np.unique(np.concatenate([cells for cells, _ in found]))
                cost = float(self._weights[used][~held.hidden[used]].sum())
                if cost < EPSILON:
                    return found
                if best is None or cost < best[0]:
                    best = (cost, found)
        return best[1] if best else None

    def _share(self, movement: Movement, held: Held) -> None:
        """A movement may prove other cells that it moves far enough by itself."""
        for cell, amount in zip(*(part.tolist() for part in movement), strict=True):
            need = self.problem.needs.get(cell)
            if need is None or cell in held.proofs:
                continue
            up = amount >= max(need.width, need.upper) - SLACK and not need.lower
            down = -amount >= max(need.width, need.lower) - SLACK and not need.upper
            if up or down:
                held.proofs[cell] = (movement,)

    def _clean(self, held: Held, cells: Iterable[int], deadline: float) -> None:
        """Show a cell again when each sensitive cell that leans on it has another proof among the hidden ones."""
        leaning = held.leaning()
        extra = [cell for cell in cells if held.hidden[cell] and cell not in self.problem.must_hide]
        for cell in sorted(extra, key=lambda c: (len(leaning.get(c, ())), -self._weights[c])):
            if clock() > deadline:
                return
            held.hidden[cell] = False
            others = self._other_proofs(leaning.get(cell, set()), held)
            if others is None:
                held.hidden[cell] = True
                continue
            for sensitive, proof in others.items():
                for used in {u for cells_, _ in held.proofs[sensitive] for u in cells_.tolist()}:
                    leaning[used].discard(sensitive)
                held.proofs[sensitive] = proof
                for used in {u for cells_, _ in proof for u in cells_.tolist()}:
                    leaning.setdefault(used, set()).add(sensitive)

    def _other_proofs(self, cells: set[int], held: Held) -> dict[int, tuple[Movement, ...]] | None:
        found: dict[int, tuple[Movement, ...]] = {}
        near: Near | None = None
        for cell in sorted(cells):
            if near is None or cell not in near:
                near = self._near_of(cell, held, among_hidden=True, share=0.5)
            proof = self._cheapest_proof(cell, held, near, splits=True)
            if proof is None:
                return None
            found[cell] = proof
        return found

    def _improve(self, held: Held, deadline: float) -> Held:
        """Take away further cells around some place, protect again, keep what hides no more; until `deadline`."""
        extra = [int(c) for c in np.flatnonzero(held.hidden) if c not in self.problem.must_hide]
        while extra and clock() < deadline:
            tried = held.copy()
            seed = int(self._random.choice(extra))
            place = self._near.around(seed, held.hidden.astype(float), self._size // 2)
            inside = [int(c) for c in place if held.hidden[c] and c not in self.problem.must_hide]
            away = [c for c in inside if c == seed or self._random.random() < 0.5]
            tried.hidden[away] = False
            leaning = held.leaning()
            lost = sorted({p for c in away for p in leaning.get(c, ())})
            for cell in lost:
                del tried.proofs[cell]
            self._cover(tried, [lost[i] for i in self._random.permutation(len(lost))])
            fresh = np.flatnonzero(tried.hidden & ~held.hidden).tolist()
            self._clean(tried, [*fresh, *inside], deadline)
            if tried.hidden.sum() <= held.hidden.sum():
                held = tried
                extra = [int(c) for c in np.flatnonzero(held.hidden) if c not in self.problem.must_hide]
        return held

    def _check(self, held: Held) -> None:
        """Every proof holds by plain arithmetic."""
        below, above = self.problem.room_below(), self.problem.room_above()
        for cell, need in self.problem.needs.items():
            up = down = 0.0
            for cells, amounts in held.proofs[cell]:
                moves = np.zeros(len(below))
                moves[cells] = amounts
                assert held.hidden[cells].all() and np.all(moves <= above + SLACK) and np.all(-moves <= below + SLACK)
                assert np.all(np.abs(self.problem.matrix @ moves) < SLACK), "a movement breaks a sum"
                up, down = max(up, moves[cell]), max(down, -moves[cell])
            kept = up + down >= need.width - SLACK and up >= need.upper - SLACK and down >= need.lower - SLACK
            assert kept, f"{cell} is not protected"
