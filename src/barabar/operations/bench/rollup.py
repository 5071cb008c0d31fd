"""`barabar bench rollup`: how fast any question is answered, and how that grows with the ledger.

    barabar bench rollup [--sizes 1 10 100] [--folder FOLDER]   worlds of so many million values
    barabar bench rollup worlds [N]        random worlds against a slow second implementation (needs the source tree)
    barabar bench rollup distributed [--size 10] [--engine spark]   the same questions on a distributed engine, cell by cell
    barabar bench rollup ledger [--size 10]   rebuild from a PostgreSQL ledger, and the ORM's aggregate on it

Each size runs in a process of its own. A line says the 95th percentile of single questions, none of them answered from
memory of an earlier answer, the goal, and whether it was reached; beside it the median, the first (nothing compiled yet),
the slowest (as of an earlier position that is the second, which takes that state into memory), and the processor time, on
all cores together, which a busy machine changes least. `--folder` keeps the stores for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread

import pyarrow as pa

from barabar.operations.bench.rollup_distributed import compare_engines
from barabar.operations.bench.rollup_ledger import against_the_orm
from barabar.operations.bench.rollup_world import BODIES, KEYS, QUARTERS, SyntheticLedger
from barabar.warehouse.answering import Asking, Engine
from barabar.warehouse.questions import Question
from barabar.warehouse.store import Warehouse

PER_BODY = {1: 1, 10: 12, 100: 120}
GOALS = {1: 0.1, 10: 0.1, 100: 0.5}
REPEATS = 40
READERS = 50
ECONOMIES = ("AL", "BA", "ME", "MK", "RS", "TR", "XK")
SECTORS = ("education", "employment", "health", "housing")
# The best we know to write by hand for the same answer: sums, coverage and the bounds of what may be counted twice.
BY_HAND = """
WITH grouped AS (
  SELECT indicator, year, economy, profile, kind, sum(n) AS n, sum(amount) AS amount, sum(numerator) AS numerator,
    sum(denominator) AS denominator, max(amount) FILTER (WHERE n > 0) AS top
  FROM "{prefix}_events" WHERE breakdown = 0 AND stage = 0 GROUP BY ALL HAVING sum(n) <> 0
), stocks AS (
  SELECT indicator, year, economy, sum(newest) AS stock FROM (
    SELECT indicator, year, economy, arg_max(amount, period) AS newest FROM "{prefix}_stock"
    WHERE breakdown = 0 AND stage = 0 AND n > 0 AND fact NOT IN (SELECT fact FROM "{prefix}_stock" WHERE n < 0)
    GROUP BY indicator, year, economy, organisation, measure, planned
  ) GROUP BY ALL
), sums AS (
  SELECT indicator, year, economy, sum(n) FILTER (WHERE owed) AS owed, sum(n) FILTER (WHERE reported) AS reported,
    sum(amount) AS amount, sum(numerator) AS numerator, sum(denominator) AS denominator,
    greatest(sum(amount) FILTER (WHERE NOT shared), max(top) FILTER (WHERE shared)) AS low, max(top) AS largest,
    min(unit) AS unit, max(unit) AS other_unit, min(rule) AS rule, max(rule) AS other_rule, min(kind), max(kind)
  FROM grouped JOIN "{prefix}_profiles" USING (profile) GROUP BY ALL
)
SELECT sums.*, stock FROM sums LEFT JOIN stocks USING (indicator, year, economy)
"""


@dataclass
class Line:
    """One measured promise, in seconds unless it says otherwise."""

    what: str
    value: float
    goal: float | None = None
    unit: str = "s"
    detail: str = ""

    def __str__(self) -> str:
        judged = "" if self.goal is None else f"goal < {self.goal:g} {self.unit}  {'met' if self.met else 'MISSED'}"
        return f"{self.what:46} {self.value:9.3f} {self.unit:3} {judged:24} {self.detail}"

    @property
    def met(self) -> bool:
        return self.goal is None or self.value < self.goal


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="barabar bench rollup")
    parser.add_argument("part", nargs="?", default="sizes", choices=("sizes", "worlds", "ledger", "distributed"))
    parser.add_argument("count", nargs="?", type=int, default=10_000, help="worlds: how many")
    parser.add_argument("--sizes", nargs="+", type=int, default=[1, 10, 100], choices=sorted(PER_BODY))
    parser.add_argument(
        "--size", type=int, default=10, choices=sorted(PER_BODY), help="ledger, distributed: million values"
    )
    parser.add_argument("--engine", default="spark", help="distributed: spark, or spark://host:port")
    parser.add_argument("--folder", type=Path, help="where stores are kept; else they are made anew and removed")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child is not None:
        return _child(options.child, options.folder)
    if options.part == "worlds":
        return _worlds(options.count)
    if options.part == "ledger":
        return against_the_orm(PER_BODY[options.size])
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        kept = options.folder or Path(folder)
        if options.part == "distributed":
            return Bench(options.size, kept / f"store-{options.size}").distributed(options.engine, Path(folder) / "out")
        codes = [_in_a_process(size, kept) for size in options.sizes]
        for line in growth({size: _measured(kept, size) for size in options.sizes}):
            print(line)
    return max(codes)


def _in_a_process(size: int, folder: Path) -> int:
    command = [sys.executable, "-m", "barabar", "bench", "rollup", "--child", str(size), "--folder", str(folder)]
    return subprocess.run(command, env={**os.environ}).returncode


def _child(size: int, folder: Path) -> int:
    bench = Bench(size, folder / f"store-{size}")
    lines = []
    for part in (
        bench.store_itself,
        bench.questions,
        bench.by_hand,
        bench.many_readers,
        bench.one_approval,
        bench.memory,
    ):
        for line in part():
            print(line, flush=True)
            lines.append(line)
    told = {line.what.partition(": ")[2]: [line.value, line.unit] for line in lines}
    (folder / f"measured-{size}.json").write_text(json.dumps(told), encoding="utf-8")
    return 0 if all(line.met for line in lines) else 1


def _measured(folder: Path, size: int) -> dict[str, tuple[float, str]]:
    """What the process of a size measured, by promise; nothing where it broke off."""
    path = folder / f"measured-{size}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def growth(measured: Mapping[int, Mapping[str, tuple[float, str]]]) -> list[str]:
    """How each measure grows from the smallest to the largest size; nothing where only one size was measured."""
    sizes = sorted(size for size, told in measured.items() if told)
    if len(sizes) < 2:
        return []
    first, last = sizes[0], sizes[-1]
    lines = [f"How cost grows, {first} to {last} million values (×{last // first}):"]
    for what, (value, unit) in measured[first].items():
        if any(what not in measured[size] for size in sizes):
            continue
        steps = " → ".join(f"{measured[size][what][0]:.3f}" for size in sizes)
        times = f"×{measured[last][what][0] / value:.1f}" if value else ""
        lines.append(f"{what:46} {steps} {unit}  {times}".rstrip())
    return lines


class Bench:
    """One size: its store, its questions."""

    def __init__(self, size: int, folder: Path):
        self.size, self.goal = size, GOALS[size]
        self.ledger = SyntheticLedger(PER_BODY[size])
        self.ledger.limit = self.ledger.total - 1000
        self.store = Warehouse(folder, self.ledger, fold_rows=100_000)
        self.kept = Engine(self.store, keep_answers=False)
        self.raw = Engine(self.store, use_kept=False, keep_answers=False)
        self.chance = Random(1)

    def store_itself(self) -> list[Line]:
        built = []
        if not (self.store.folder / "current.json").exists():
            took = _timed(self.store.rebuild)
            built = [
                Line(f"{self.size} M: full rebuild, rows made up meanwhile", took, 60 if self.size == 10 else None)
            ]
        took = _timed(self.store.current)
        manifest = self.store.current().manifest
        rows, size = sum(e.rows for e in manifest.epochs), sum(f.bytes for f in manifest.files()) / 1e6
        detail = f"{rows:,} events, {BODIES} institutions, {len(KEYS)} indicators, {QUARTERS} quarters"
        return [
            *built,
            Line(f"{self.size} M: open the store", took),
            Line(f"{self.size} M: on disk", size, None, "MB", detail),
        ]

    def asked(self) -> dict[str, Callable[[], Question]]:
        """Each kind of question, with other words every time."""
        chance = self.chance
        return {
            "pivot indicator × year × economy": lambda: Question(("indicator",), ("year", "economy"), level=chance.choice(("", "part"))),
            "one municipality's page": lambda: Question(("organisation", "indicator"), ("year",), filters={"territory": (f"town-{chance.randrange(600):03d}",)}),
            "completeness: municipality × period": lambda: Question(("territory",), ("period",), measures=("coverage", "reporters")),
            "filtered pivot": lambda: Question(("indicator",), ("year", "sex"), filters={"sector": (chance.choice(SECTORS),), "economy": (chance.choice(ECONOMIES),)}),
            "one indicator by municipality × year": lambda: Question(("territory",), ("year",), filters={"indicator": (chance.choice(KEYS),)}),
        }  # fmt: skip

    def questions(self) -> list[Line]:
        lines = []
        now = self.ledger.limit
        for name, make in self.asked().items():
            lines.append(self._line(name, make, now))
        year_ago = int(self.ledger.start_of(QUARTERS - 4)) - 12_345
        for name in ("pivot indicator × year × economy", "filtered pivot", "one municipality's page"):
            lines.append(self._line(f"as of a year ago: {name}", self.asked()[name], year_ago))
        return lines

    def _line(self, name: str, make: Callable[[], Question], as_of: int) -> Line:
        first = _timed(lambda: self._ask(self.kept, make(), as_of))
        spent = time.process_time()
        times = [_timed(lambda: self._ask(self.kept, make(), as_of)) for _ in range(REPEATS)]
        processor = (time.process_time() - spent) / REPEATS
        cells = self._ask(self.kept, make(), as_of)
        detail = (
            f"median {_percentile(times, 50):.3f}, first {first:.3f}, slowest {max(times):.3f}; "
            f"{processor:.3f} s of processor time; {cells:,} cells"
        )
        return Line(f"{self.size} M: {name}", _percentile(times, 95), self.goal, "s", detail)

    def _ask(self, engine: Engine, question: Question, as_of: int) -> int:
        return len(Asking(engine, engine.store.current(), question, as_of).answer())

    def by_hand(self) -> list[Line]:
        """Without what is kept: our expression against the best SQL by hand, in turns."""
        question, as_of = Question(("indicator",), ("year", "economy")), self.ledger.limit
        asking = Asking(self.raw, self.store.current(), question, as_of)
        sql = BY_HAND.format(prefix=self.store.current().prefix)

        def ours() -> None:
            asking.fetch("cells", asking._cells)

        ours()
        turns = 3 if self.size == 100 else 7
        pairs = [(_timed(ours), _timed(lambda: self.store.columns.fetch(sql))) for _ in range(turns)]
        mine, hand = (sorted(times)[turns // 2] for times in zip(*pairs, strict=True))
        detail = f"ours {mine:.3f} s, by hand {hand:.3f} s, medians of {turns} in turns"
        self._agrees(asking.fetch("cells", asking._cells), self.store.columns.fetch(sql))
        return [Line(f"{self.size} M: raw facts, ours ÷ SQL by hand", mine / hand, 1.5, "×", detail), *self._same()]

    def _agrees(self, ours: pa.Table, hand: pa.Table) -> None:
        """The SQL by hand must give the same sums, or it would be no comparison."""
        expected = {(r["indicator"], r["year"], r["economy"]): r for r in hand.to_pylist()}
        for row in ours.to_pylist():
            other = expected.pop((row["axis_indicator"], row["axis_year"], row["axis_economy"]))
            amount = other["amount"] if other["stock"] is None else other["stock"]
            mine = tuple(row[name] for name in ("amount", "numerator", "denominator", "reported", "owed"))
            theirs = (amount, other["numerator"], other["denominator"], other["reported"] or 0, other["owed"] or 0)
            assert mine == theirs, (row, other)
            for own, by_hand in (
                ("unit_least", "unit"),
                ("unit_most", "other_unit"),
                ("rule_least", "rule"),
                ("rule_most", "other_rule"),
            ):
                assert row[own] == other[by_hand], (own, row, other)
            if other["stock"] is None:  # of stocks the SQL by hand sums what stands last, not its bounds
                assert (row["low"] or 0, row["largest"]) == (other["low"] or 0, other["largest"]), (row, other)
        assert not expected, expected

    def _same(self) -> list[Line]:
        """What is kept gives the same as the facts, cell by cell."""
        question = Question(("indicator",), ("year", "economy"))
        found = []
        for engine in (self.kept, self.raw):
            snapshot = engine.store.current()
            found.append(dict(Asking(engine, snapshot, question, self.ledger.limit).answer().cells))
        differing = sum(found[0].get(keys) != cell for keys, cell in found[1].items()) + len(
            found[0].keys() ^ found[1].keys()
        )
        return [Line(f"{self.size} M: cells where kept and raw differ", differing, 1, "", f"of {len(found[1]):,}")]

    def many_readers(self) -> list[Line]:
        """Fifty at once, each asking one question of each kind; the answers of one may serve another."""
        engine, times = Engine(self.store), []
        questions = [[make() for make in self.asked().values()] for _ in range(READERS)]

        def read(own: list[Question]) -> None:
            times.extend(_timed(partial(self._answer, engine, question)) for question in own)

        threads = [Thread(target=read, args=(own,)) for own in questions]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        whole = time.perf_counter() - started
        detail = f"median {_percentile(times, 50):.3f} s; {len(times)} questions in {whole:.1f} s, {len(times) / whole:.0f} a second"
        return [Line(f"{self.size} M: 50 readers at once", _percentile(times, 95), None, "s", detail)]

    def _answer(self, engine: Engine, question: Question) -> None:
        """As `Engine.answer`, without asking the database whether it knows the words."""
        key = tuple(question.as_pairs())
        with engine._lock:
            if key in engine._answers:
                return
        made = Asking(engine, self.store.current(), question, self.ledger.limit).answer()
        with engine._lock:
            engine._answers[key] = made

    def one_approval(self) -> list[Line]:
        """A return is approved while somebody reads: how long until it is in an answer, and how long readers wait."""
        done, waits = Event(), []
        question = Question(("indicator",), ("year", "economy"))

        def read() -> None:
            while not done.is_set():
                waits.append(_timed(lambda: self._ask(self.kept, question, self.ledger.limit)))

        town = replace(question, filters={"territory": ("town-001",)})
        self._ask(self.kept, question, self.ledger.limit)
        compiled = _timed(lambda: self._ask(self.kept, town, self.ledger.limit))
        reader = Thread(target=read)
        reader.start()
        took = []
        for _ in range(5):
            self.ledger.limit += 200
            started = time.perf_counter()
            snapshot = self.store.current()
            Asking(self.kept, snapshot, town, self.ledger.limit).answer()
            assert snapshot.known == self.ledger.limit, (snapshot.known, self.ledger.limit)
            took.append(time.perf_counter() - started)
        done.set()
        reader.join()
        folded = _timed(self.store.fold)
        return [
            Line(f"{self.size} M: approval to answer, while others read", max(took), 1, "s", f"slowest of five; a reader's longest wait {max(waits):.3f} s; this kind of question took {compiled:.3f} s when it was new"),
            Line(f"{self.size} M: files brought up to date beside", folded),
        ]  # fmt: skip

    def distributed(self, engine: str, folder: Path) -> int:
        """The same answers, cell by cell, on another engine."""
        year_ago = int(self.ledger.start_of(QUARTERS - 4)) - 12_345
        for line in self.store_itself():
            print(line, flush=True)
        positions = {"now": self.ledger.limit, "as of a year ago": year_ago}
        return compare_engines(self.store, self.asked(), positions, folder, engine)

    def memory(self) -> list[Line]:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        return [Line(f"{self.size} M: peak memory of the process", peak, 4, "GB")]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _percentile(times: list[float], share: int) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def _worlds(count: int) -> int:
    """Random worlds: the store's answers against the tests' slow implementation."""
    try:
        from tests.warehouse.agreeing import check_worlds  # noqa: PLC0415
    except ModuleNotFoundError:
        print(
            "bench rollup worlds: the second implementation is in the source tree's tests; run it there with ./run.",
            file=sys.stderr,
        )
        return 2
    started, size, done = time.perf_counter(), 500, 0
    with tempfile.TemporaryDirectory(prefix="barabar-worlds-") as folder:
        for start in range(0, count, size):
            done += check_worlds(range(start, min(start + size, count)), Path(folder) / str(start))
            print(
                f"{done:,} worlds, every answer as by the slow way; {time.perf_counter() - started:.0f} s", flush=True
            )
    return 0
