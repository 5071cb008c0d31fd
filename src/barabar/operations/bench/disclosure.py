"""`barabar bench disclosure`: random tables protected, then attacked by the auditor from the published files alone.

Each table goes the whole way: figures from a seed, protection, published.csv, audit of that file. Tables run in child
processes; what was reached within the time budget is what is printed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from barabar.statistics.disclosure.auditor import Ask, audit_files
from barabar.statistics.disclosure.protector import Asked, Decisions, protect
from barabar.statistics.disclosure.rules import Rule
from barabar.statistics.disclosure.tables import TableSet
from barabar.statistics.disclosure.writing import published_rows, sensitive_cells, write_csv

from .disclosure_data import KINDS, cube, plain, random_tables, regions

WORKER = "import sys; from barabar.operations.bench.disclosure import run; sys.exit(run(sys.argv[1:]))"
INTERVAL = 5.0
RULE = Rule("frequency", (5.0,))
AUDIT_SECONDS = 45.0
WANTED_SECONDS = {100: 1.0, 5000: 30.0}
Protector = Callable[[TableSet], Decisions]


def run(arguments: list[str]) -> int:
    """0 when no cell was recovered or too narrow and the times were kept, else 1."""
    parser = argparse.ArgumentParser(prog="barabar bench disclosure")
    parser.add_argument("--tables", type=int, default=400, help="tables in all, in equal parts of each kind")
    parser.add_argument("--budget", type=float, default=150.0, help="seconds after which no further table is begun")
    parser.add_argument("--seconds", type=float, help="search time per table (default: what protect takes)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--without-sizes", action="store_true", help="do not time 100 and 5,000 cells")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        return _worker(json.loads(options.worker))
    wrong = _many(options)
    return (wrong if options.without_sizes else _sizes() or wrong) and 1


def _many(options: argparse.Namespace) -> int:
    each = -(-options.tables // len(KINDS))
    task = {"each": each, "until": time.time() + options.budget, "seconds": options.seconds}
    task |= {"first": options.first, "step": options.processes}
    children = [_child({**task, "part": part}) for part in range(options.processes)]
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    died = 0
    for child in children:
        out, _ = child.communicate()
        died += child.returncode != 0
        for line in out.splitlines():
            found = json.loads(line)
            kind = found.pop("kind")
            times[kind].append(found.pop("time"))
            counted[kind].update(found)
    _print(counted, times, each)
    if died:
        print(f"{died} child processes ended early: their remaining tables are not counted")
    return died + sum(found["recovered"] + found["narrow"] + found["unfinished"] for found in counted.values())


def _child(task: dict[str, object]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, "--worker", json.dumps(task)], stdout=subprocess.PIPE, text=True
    )


def _worker(task: dict[str, float]) -> int:
    for seed in range(
        int(task["first"]) + int(task["part"]), int(task["first"]) + int(task["each"]), int(task["step"])
    ):
        for kind in KINDS:
            if time.time() > task["until"]:
                return 0
            print(
                json.dumps(
                    {
                        "kind": kind,
                        **measured(random_tables(kind, seed), asked=Asked((RULE,), INTERVAL, seconds=task["seconds"])),
                    }
                )
            )
            sys.stdout.flush()
    return 0


def measured(tables: TableSet, *, asked: Asked, protector: Protector | None = None) -> dict[str, float]:
    """One set of tables through protection and audit: what the auditor found, how many cells, how long."""
    start = time.perf_counter()
    decisions = protector(tables) if protector else protect(tables, asked)
    took = time.perf_counter() - start
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        path = Path(folder) / "published.csv"
        write_csv(path, published_rows(decisions))
        trees = dict(_hierarchy_files(tables, Path(folder)))
        ask = Ask(asked.interval, RULE.numbers[0], sensitive_cells(decisions), seconds=AUDIT_SECONDS)
        audit = audit_files([path], hierarchies=trees, ask=ask)
    return {
        "tables": 1,
        "cells": len(tables.cells),
        "sensitive": len(decisions.needs),
        "hidden": decisions.suppressed,
        "recovered": len(audit.with_verdict("recovered")),
        "narrow": len(audit.with_verdict("narrow")),
        "unfinished": int(not audit.finished),
        "proven": int(decisions.proven),
        "least": decisions.least,
        "time": round(took, 4),
        "audit": round(time.perf_counter() - start - took, 4),
    }


def _hierarchy_files(tables: TableSet, folder: Path) -> Iterator[tuple[str, Path]]:
    for dimension, tree in tables.hierarchies.items():
        if tree.levels > 1:
            path = folder / f"{dimension}.csv"
            rows = [[code, parent] for parent, codes in tree.children.items() for code in codes]
            write_csv(path, [["code", "parent"], *rows])
            yield dimension, path


def _print(counted: dict[str, Counter[str]], times: dict[str, list[float]], each: int) -> None:
    done = sum(found["tables"] for found in counted.values())
    print(
        f"{done:,} of {each * len(KINDS):,} random tables, rule {RULE.text}, interval {INTERVAL:g}; attacked from the files alone"
    )
    print(
        f"{'':20}{'tables':>8}{'sensitive':>11}{'recovered':>11}{'narrow':>8}{'hidden':>9}{'at least':>10}{'ratio':>8}{'proven':>9}{'median s':>10}{'95 %':>7}{'audit s':>9}"
    )
    for kind, found in counted.items():
        if found["tables"]:
            ratio = found["hidden"] / max(found["least"], 1)
            middle, high = np.quantile(times[kind], [0.5, 0.95])
            print(
                f"{kind:20}{found['tables']:8,}{found['sensitive']:11,}{found['recovered']:11,}{found['narrow']:8,}{found['hidden']:9,}"
                f"{found['least']:10,}{ratio:8.4f}{found['proven']:9,}{middle:10.3f}{high:7.2f}{found['audit'] / found['tables']:9.3f}"
            )
    unfinished = sum(found["unfinished"] for found in counted.values())
    print(
        f"audits not finished: {unfinished}. `at least`: no protected pattern hides fewer (proven bound); proven: tables where both meet."
    )


def _sizes() -> int:
    """Time of protection with its audit, by size; how many sizes took too long or failed."""
    random = np.random.default_rng(7)
    shapes = {
        "100 cells, 9×9": (100, {"area": plain(9), "age": plain(9)}),
        "100 cells, 4×4×3": (100, {"area": plain(4), "age": plain(4), "sector": plain(3)}),
        "5,000 cells, (9×6)×80": (5000, {"area": regions(9, 6), "age": plain(77)}),
        "5,000 cells, 16×16×16": (5000, {"area": plain(16), "age": plain(16), "sector": plain(16)}),
    }
    wrong = 0
    for name, (size, trees) in shapes.items():
        tables = cube(random, trees)
        found = measured(tables, asked=Asked((RULE,), INTERVAL))
        seconds = found["time"] + found["audit"]
        bad = found["recovered"] + found["narrow"] + found["unfinished"]
        wrong += bool(bad or seconds > WANTED_SECONDS[size])
        print(
            f"{name:24}{found['cells']:6,} cells, {found['sensitive']:,} sensitive, {found['hidden']:,} hidden (at least {found['least']:,}), "
            f"{found['recovered']} recovered, {found['narrow']} narrow{', audit NOT finished' if found['unfinished'] else ''}: {found['time']:.2f} s and audit {found['audit']:.2f} s "
            f"(asked: {WANTED_SECONDS[size]:g} s)",
            flush=True,
        )
    return wrong
