"""The auditor: attacks published files and says what each hidden cell can be narrowed to, and by which equations.

On purpose it shares no code with the rest of this package: it reads the files itself, derives the equations itself and
asks another solver (SciPy's). Its attacker knows every printed figure of all files given, the margins, that figures are
not negative and, where all printed figures are whole, that the hidden ones are too. It trusts no decision of the
protector; a list of decisions tells it only which hidden cells must stay uncertain.
"""

import csv
import itertools
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy import optimize, sparse

ALL = "*"
NEAR = 1e-6
ALL_EXACT_UP_TO = 400
TOGETHER = 40
FAR = 1e5
ROUGH_SECONDS = 1.0
Name = tuple[tuple[str, str], ...]


class AuditRefusal(Exception):
    """Files that cannot be audited: sentences with file and row, each with its code."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        self.code = problems[0][0]
        super().__init__("\n".join(sentence for _, sentence in problems))


@dataclass(frozen=True)
class Ask:
    """What must hold: width of sensitive cells, the counts that are sensitive, which cells are (None: not told)."""

    interval: float = 0.0
    frequency: float | None = None
    sensitive: Mapping[Name, float] | None = None
    respondent: bool = False
    seconds: float = 600.0
    rounded: float | None = None


@dataclass(frozen=True)
class Finding:
    """What an attacker can say about one hidden cell. `exact`: these are the ends; otherwise at least this is open."""

    cell: Name
    low: float
    high: float
    exact: bool
    sensitive: bool
    verdict: str
    equations: tuple[str, ...] = ()

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True)
class Audit:
    """Everything found. Only a finished audit without recovered or narrow cells lets a table be published."""

    findings: tuple[Finding, ...]
    finished: bool
    problems: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()

    def with_verdict(self, verdict: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.verdict == verdict]

    @property
    def publishable(self) -> bool:
        return self.finished and not any(finding.verdict in ("recovered", "narrow") for finding in self.findings)


@dataclass
class Knowledge:
    """What the printed files say: a figure, or None where it is hidden."""

    dimensions: list[str] = field(default_factory=list)
    figures: dict[Name, float | None] = field(default_factory=dict)
    places: dict[Name, str] = field(default_factory=dict)


def audit_files(
    paths: Sequence[Path], *, hierarchies: Mapping[str, Path], ask: Ask, progress: Callable[[str], None] | None = None
) -> Audit:
    """Attack all files together."""
    knowledge = read_published(paths)
    return attack(knowledge, _trees(knowledge, hierarchies), ask, progress or (lambda _: None))


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
            return list(csv.reader(stream)), None
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


def _trees(knowledge: Knowledge, hierarchies: Mapping[str, Path]) -> dict[str, dict[str, list[str]]]:
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


@dataclass(frozen=True)
class Sum:
    """One printed addition, over one dimension: the total and its parts."""

    total: Name
    parts: tuple[Name, ...]
    over: str


def sums_of(knowledge: Knowledge, trees: Mapping[str, Mapping[str, Sequence[str]]]) -> list[Sum]:
    """Every addition that the layout of the files implies."""
    figures = knowledge.figures

    def below(name: dict[str, str], dimension: str, code: str) -> list[Name]:
        found = []
        for child in trees[dimension].get(code, ()):
            part = tuple(sorted({**name, dimension: child}.items()))
            found += [part] if part in figures else below(name, dimension, child)
        return found

    sums: dict[tuple[Name, tuple[Name, ...]], Sum] = {}
    for total, dimension in itertools.product(figures, trees):
        parts = tuple(below(dict(total), dimension, dict(total).get(dimension, ALL)))
        if parts:
            sums.setdefault((total, parts), Sum(total, parts, dimension))
    return list(sums.values())


@dataclass
class Block:
    """Hidden cells tied together by additions, with the additions among them: matrix · y = right side."""

    cells: list[Name]
    matrix: sparse.csr_matrix
    right: np.ndarray
    sums: list[Sum]
    low: np.ndarray
    high: np.ndarray
    within: tuple[np.ndarray, np.ndarray] | None = None


def _blocks(knowledge: Knowledge, sums: Sequence[Sum]) -> list[Block]:
    hidden = [name for name, figure in knowledge.figures.items() if figure is None]
    at = {name: position for position, name in enumerate(hidden)}
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    right: list[float] = []
    used: list[Sum] = []
    for entry in sums:
        terms = [(part, 1.0) for part in entry.parts] + [(entry.total, -1.0)]
        if not any(name in at for name, _ in terms):
            continue
        known = 0.0
        for name, sign in terms:
            figure = knowledge.figures[name]
            if figure is None:
                rows.append(len(used))
                columns.append(at[name])
                signs.append(sign)
            else:
                known -= sign * figure
        used.append(entry)
        right.append(known)
    matrix = sparse.csr_matrix((signs, (rows, columns)), shape=(len(used), len(hidden)))
    _, groups = sparse.csgraph.connected_components(matrix.T @ matrix, directed=False)
    return [_block(group, groups, hidden, matrix, np.array(right), used) for group in range(groups.max(initial=-1) + 1)]


def _block(
    group: int,
    groups: np.ndarray,
    hidden: Sequence[Name],
    matrix: sparse.csr_matrix,
    right: np.ndarray,
    used: list[Sum],
) -> Block:
    columns = np.flatnonzero(groups == group)
    part = matrix[:, columns]
    rows = np.flatnonzero(np.diff(part.indptr))
    block = Block(
        [hidden[int(c)] for c in columns],
        sparse.csr_matrix(part[rows]),
        right[rows] if len(right) else right,
        [used[r] for r in rows],
        np.zeros(len(columns)),
        np.full(len(columns), np.inf),
    )
    _propagate(block)
    return block


def _rounded_block(knowledge: Knowledge, sums: Sequence[Sum], base: float) -> Block:
    """Every figure is unknown, but less than the base away from what is printed."""
    names = list(knowledge.figures)
    at = {name: position for position, name in enumerate(names)}
    matrix = sparse.lil_matrix((len(sums), len(names)))
    for row, entry in enumerate(sums):
        matrix[row, at[entry.total]] = -1
        for part in entry.parts:
            matrix[row, at[part]] = 1
    printed = np.array([knowledge.figures[name] or 0.0 for name in names])
    low, high = np.maximum(printed - base + 1, 0), printed + base - 1
    block = Block(names, sparse.csr_matrix(matrix), np.zeros(len(sums)), list(sums), low, high)
    block.within = (low.copy(), high.copy())
    _propagate(block)
    return block


def _propagate(block: Block) -> None:
    """Bounds that follow from one addition at a time; they spare questions to the solver."""
    for _ in range(20):
        before = block.low.copy(), block.high.copy()
        for row in range(block.matrix.shape[0]):
            span = slice(block.matrix.indptr[row], block.matrix.indptr[row + 1])
            cells, signs = block.matrix.indices[span], block.matrix.data[span]
            least = np.where(signs > 0, block.low[cells], -block.high[cells])
            most = np.where(signs > 0, block.high[cells], -block.low[cells])
            for n, cell in enumerate(cells):
                ceiling = block.right[row] - np.delete(least, n).sum()
                floor = block.right[row] - np.delete(most, n).sum()
                if signs[n] < 0:
                    ceiling, floor = -floor, -ceiling
                block.high[cell] = min(block.high[cell], ceiling)
                block.low[cell] = max(block.low[cell], floor)
        if np.array_equal(before[0], block.low) and np.array_equal(before[1], block.high):
            return


class Impossible(Exception):
    """The printed figures contradict each other."""


def _solve(block: Block, cost: np.ndarray, *, whole: bool, seconds: float) -> tuple[np.ndarray | None, float | None]:
    """A table that fits what is printed and minimises `cost`: (None, inf) if it is unbounded, (None, None) if time is up."""
    found = _run(block, cost, most=np.inf, whole=whole, options={"time_limit": max(seconds, 0.01)})
    if found.status == 2:
        raise Impossible
    return (found.x, float(found.fun)) if found.status == 0 else (None, math.inf if found.status in (3, 4) else None)


def _some(block: Block, cost: np.ndarray, *, whole: bool, seconds: float) -> np.ndarray | None:
    """A table that fits and has a low `cost`, not always the lowest."""
    options = {"time_limit": min(max(seconds, 0.01), ROUGH_SECONDS), "mip_rel_gap": 0.1}
    found = _run(block, cost, most=np.minimum(block.high, FAR), whole=whole, options=options)
    return None if found.x is None else np.asarray(found.x)


def _run(
    block: Block, cost: np.ndarray, *, most: float | np.ndarray, whole: bool, options: dict[str, float]
) -> optimize.OptimizeResult:
    zeros = np.zeros(len(cost))
    rows = optimize.LinearConstraint(block.matrix, block.right - NEAR / 10, block.right + NEAR / 10)
    return optimize.milp(
        cost,
        constraints=[rows] if block.matrix.shape[0] else [],
        bounds=optimize.Bounds(*(block.within or (zeros, zeros + most))),
        integrality=np.ones(len(cost)) if whole else zeros,
        options=options,
    )


class Attacker:
    """Asks for the ends of intervals in one block and remembers every table that fits, for the other cells' sake."""

    def __init__(self, block: Block, *, whole: bool, until: float) -> None:
        self.block, self.whole, self.until = block, whole, until
        count = len(block.cells)
        self.seen_low, self.seen_high = np.full(count, np.inf), np.full(count, -np.inf)
        self.end_low, self.end_high = block.low.copy(), block.high.copy()
        if whole:
            self.end_low, self.end_high = np.ceil(self.end_low - NEAR), np.floor(self.end_high + NEAR)
        self.late = False

    def see(self, table: np.ndarray) -> None:
        self.seen_low = np.minimum(self.seen_low, table)
        self.seen_high = np.maximum(self.seen_high, table)

    def open_up(self, cell: int, needed: float) -> bool:
        """Whether some fitting tables, not the furthest ones, already show `cell` to be open by `needed`."""
        for sign in (1.0, -1.0):
            signs = np.zeros(len(self.block.cells))
            signs[cell] = sign
            self.push_all(signs)
            if self.seen_width(cell) >= needed:
                return True
        return False

    def push(self, cell: int, sign: float) -> None:
        """Find how far up (1) or down (-1) `cell` can be."""
        if self._known(cell, sign):
            return
        cost = np.zeros(len(self.block.cells))
        cost[cell] = -sign
        table, best = self._ask(cost, whole=False)
        if best is None:
            return
        if table is not None and self.whole and not _is_whole(table):
            self._set_end(cell, sign, math.floor(-best + NEAR) if sign > 0 else math.ceil(best - NEAR))
            if self._known(cell, sign):
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

    def push_all(self, signs: np.ndarray) -> None:
        """See a table in which many cells are high (1) or low (-1) at once, within reason."""
        for whole in (False, True) if self.whole else (False,):
            table = _some(self.block, -signs, whole=whole, seconds=self.until - time.monotonic())
            if table is not None and (_is_whole(table) or not self.whole):
                self.see(np.round(table) if self.whole else table)
                return

    def _ask(self, cost: np.ndarray, *, whole: bool) -> tuple[np.ndarray | None, float | None]:
        left = self.until - time.monotonic()
        if left <= 0:
            self.late = True
            return None, None
        table, best = _solve(self.block, cost, whole=whole, seconds=left)
        self.late = self.late or best is None
        return table, best

    def _set_end(self, cell: int, sign: float, value: float) -> None:
        if sign > 0:
            self.end_high[cell] = value
        else:
            self.end_low[cell] = value

    def _known(self, cell: int, sign: float) -> bool:
        if sign > 0:
            return bool(self.seen_high[cell] >= self.end_high[cell] - NEAR)
        return bool(self.seen_low[cell] <= self.end_low[cell] + NEAR)

    def is_exact(self, cell: int) -> bool:
        return self._known(cell, 1.0) and self._known(cell, -1.0)

    def seen_width(self, cell: int) -> float:
        return float(self.seen_high[cell] - self.seen_low[cell])


def _is_whole(table: np.ndarray) -> bool:
    return bool(np.all(np.abs(table - np.round(table)) < 1e-5))


def attack(
    knowledge: Knowledge,
    trees: Mapping[str, Mapping[str, Sequence[str]]],
    ask: Ask,
    progress: Callable[[str], None],
) -> Audit:
    """Every hidden cell of tables, whose additions follow from their layout."""
    return attack_sums(knowledge, sums_of(knowledge, trees), ask, progress)


def attack_sums(
    knowledge: Knowledge, sums: Sequence[Sum], ask: Ask, progress: Callable[[str], None] = lambda _: None
) -> Audit:
    """Every hidden cell, block by block, under additions that the caller names: for figures outside of any table."""
    until = time.monotonic() + ask.seconds
    figures = [figure for figure in knowledge.figures.values() if figure is not None]
    whole = all(figure == round(figure) for figure in figures)
    problems = list(_contradictions(knowledge, sums))
    findings: list[Finding] = []
    finished = True
    if ask.rounded:
        problems, blocks = [], [_rounded_block(knowledge, sums, ask.rounded)]
    else:
        blocks = _blocks(knowledge, sums)
    for block in blocks:
        attacker = Attacker(block, whole=whole, until=until)
        try:
            _attack_block(attacker, ask)
        except Impossible:
            problems.append(f"No table fits what is printed around {said(block.cells[0])}.")
            finished = False
        finished = finished and not attacker.late
        findings += [_finding(attacker, cell, ask) for cell in range(len(block.cells))]
        progress(f"{len(findings)} hidden cells attacked")
    return Audit(tuple(findings), finished and not problems, tuple(problems), tuple(knowledge.dimensions))


def _contradictions(knowledge: Knowledge, sums: Sequence[Sum]) -> Iterable[str]:
    for entry in sums:
        total = knowledge.figures[entry.total]
        parts = [knowledge.figures[part] for part in entry.parts]
        known = [part for part in parts if part is not None]
        if total is not None and len(known) == len(parts) and abs(sum(known) - total) > NEAR * max(1.0, total):
            place = knowledge.places[entry.total]
            yield f"{place} says {total:g}, but its parts over {entry.over} add up to {sum(known):g}."


def _needed(name: Name, ask: Ask) -> float:
    """How wide the interval of a cell must be; 0 where the list of sensitive cells does not have it."""
    if ask.sensitive is None:
        return ask.interval
    return max(ask.sensitive.get(name, 0.0), ask.interval) if name in ask.sensitive else 0.0


def _attack_block(attacker: Attacker, ask: Ask) -> None:
    """Small blocks: each end of each interval. Large: until what must be open is seen to be open."""
    names = attacker.block.cells
    large = len(names) > ALL_EXACT_UP_TO
    if large:
        _push_together(attacker, ask)
    for cell, name in enumerate(names):
        needed = max(_needed(name, ask) + (1.0 if ask.respondent else 0.0), NEAR * 10)
        if large and (attacker.seen_width(cell) >= needed or attacker.open_up(cell, needed)):
            continue
        attacker.push(cell, 1.0)
        attacker.push(cell, -1.0)


def _push_together(attacker: Attacker, ask: Ask) -> None:
    """Tables in which many cells that are not yet seen to be open are high, or low, at once."""
    names = attacker.block.cells
    needed = np.array([max(_needed(name, ask) + (1.0 if ask.respondent else 0.0), NEAR * 10) for name in names])
    random = np.random.default_rng(1)
    before = len(names) + 1
    for _ in range(TOGETHER):
        closed = ~(attacker.seen_high - attacker.seen_low >= needed)
        if not closed.any() or (closed.sum() > 0.97 * before and before <= len(names)):
            return
        before = int(closed.sum())
        signs = np.where(closed, random.choice([-1.0, 1.0], len(names)), 0.0)
        for sign in (1.0, -1.0):
            attacker.push_all(signs * sign)


def _finding(attacker: Attacker, cell: int, ask: Ask) -> Finding:
    name = attacker.block.cells[cell]
    low, high = float(attacker.seen_low[cell]), float(attacker.seen_high[cell])
    if low > high:
        low, high = float(attacker.end_low[cell]), float(attacker.end_high[cell])
        return Finding(name, low, high, False, False, "not finished")
    sensitive = ask.sensitive is None or name in ask.sensitive
    exact = attacker.is_exact(cell)
    verdict = _verdict(low, high, _needed(name, ask), sensitive, ask)
    why = explain(attacker.block, cell) if verdict in ("recovered", "narrow") else ()
    return Finding(name, low, high, exact, sensitive, verdict, why)


def _verdict(low: float, high: float, needed: float, sensitive: bool, ask: Ask) -> str:
    if high - low <= NEAR:
        return "recovered"
    bottom = max(low, 1.0) if ask.respondent and sensitive else low
    if not sensitive or high - bottom >= needed - NEAR:
        return "open"
    if ask.sensitive is None and ask.frequency is not None and (low >= ask.frequency or high < 1):
        return "open"
    return "narrow"


def explain(block: Block, cell: int) -> tuple[str, ...]:
    """The additions whose prices are not zero when the cell is pushed to its ends: together they give it away."""
    guilty: dict[int, None] = {}
    for sign in (1.0, -1.0):
        cost = np.zeros(len(block.cells))
        cost[cell] = -sign
        found = optimize.linprog(cost, A_eq=block.matrix, b_eq=block.right, bounds=(0, None), method="highs-ds")
        if found.status == 0:
            guilty |= dict.fromkeys(np.flatnonzero(np.abs(found.eqlin.marginals) > 1e-7).tolist())
    return tuple(_told(block, row) for row in guilty)


def _told(block: Block, row: int) -> str:
    entry = block.sums[row]
    span = slice(block.matrix.indptr[row], block.matrix.indptr[row + 1])
    hidden = block.matrix.indices[span]
    terms = [f"[{said(block.cells[c])}]" for c, s in zip(hidden, block.matrix.data[span], strict=True) if s > 0]
    minus = [f"[{said(block.cells[c])}]" for c, s in zip(hidden, block.matrix.data[span], strict=True) if s < 0]
    left = " + ".join(terms) or "0"
    rest = "".join(f" - {term}" for term in minus)
    return f"{left}{rest} = {block.right[row]:g} ({said(entry.total)}, over {entry.over})"


def as_json(audit: Audit, ask: Ask) -> dict[str, object]:
    """What `audit.json` says."""
    counted = {verdict: len(audit.with_verdict(verdict)) for verdict in ("recovered", "narrow", "open", "not finished")}
    return {
        "publishable": audit.publishable,
        "finished": audit.finished,
        "interval": ask.interval,
        "frequency": ask.frequency,
        "respondent": ask.respondent,
        "suppressed": len(audit.findings),
        "recovered": counted["recovered"],
        "narrow": counted["narrow"],
        "problems": list(audit.problems),
        "cells": [_finding_json(finding, audit.dimensions) for finding in audit.findings],
    }


def _finding_json(finding: Finding, dimensions: Sequence[str]) -> dict[str, object]:
    about = dict(finding.cell)
    return {
        "cell": {dimension: about.get(dimension, ALL) for dimension in dimensions},
        "low": finding.low,
        "high": finding.high if math.isfinite(finding.high) else None,
        "exact": finding.exact,
        "sensitive": finding.sensitive,
        "verdict": finding.verdict,
        "equations": list(finding.equations),
    }
