"""`barabar bench disclosure_peers --python FILE`: the same random tables protected by other tools, all attacked alike.

The other tools live in an environment of their own (`pip install pytauargus acro`); FILE is its interpreter. Each tool
runs in a child process that gets tables as JSON lines and answers with the cells it hides. What counts is the pattern:
every one is attacked by our auditor, and only patterns that hold are compared by the number of cells.
"""

import argparse
import json
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from barabar.statistics.disclosure.auditor import Ask, Knowledge, attack
from barabar.statistics.disclosure.protector import Asked, protect
from barabar.statistics.disclosure.rules import Rule, needs_of
from barabar.statistics.disclosure.tables import TableSet

from .disclosure_data import KINDS, random_tables

WIDTH = 5.0
RULE = Rule("frequency", (5.0,))
PEERS = Path(__file__).parent / "peers"
# Worker, how it is to suppress, how much of the width lies below the true figure, kinds of tables it can take
TOOLS = {
    "τ-ARGUS, optimal": ("tauargus_tables.py", "OPT(1,60)", 0, KINDS[:3]),
    "τ-ARGUS, optimal, both sides": ("tauargus_tables.py", "OPT(1,60)", 2, KINDS[:3]),
    "τ-ARGUS, modular": ("tauargus_tables.py", "MOD(1)", 0, KINDS[:3]),
    "τ-ARGUS, modular, both sides": ("tauargus_tables.py", "MOD(1)", 2, KINDS[:3]),
    "acro": ("acro_tables.py", "", 0, KINDS[:1]),
}


def run(arguments: list[str]) -> int:
    """0 when ours never hides more than the best other pattern that holds, else 1."""
    parser = argparse.ArgumentParser(prog="barabar bench disclosure_peers")
    parser.add_argument("--python", type=Path, help="an interpreter that has pytauargus and acro")
    parser.add_argument("--tables", type=int, default=30, help="tables of each kind")
    options = parser.parse_args(arguments)
    if options.python is None or not options.python.is_file():
        print(
            "Nothing to compare with: install pytauargus and acro in an environment of their own and give its --python."
        )
        return 0
    return sum(_compare(kind, options.python, options.tables) for kind in KINDS[:3]) and 1


def _compare(kind: str, python: Path, count: int) -> int:
    sets = [random_tables(kind, seed) for seed in range(count)]
    ours = [set(protect(tables, Asked((RULE,), WIDTH)).reasons) for tables in sets]
    found = {name: _patterns(python, tool, sets) for name, tool in TOOLS.items() if kind in tool[3]}
    print(f"{kind}, {count} tables: hidden by ours {sum(map(len, ours)):,}, holding in {_holding(sets, ours)}")
    best: list[int | None] = [None] * count
    for name, (patterns, seconds, errors) in found.items():
        kept = [
            pattern if pattern is not None and _holds(t, pattern) else None
            for t, pattern in zip(sets, patterns, strict=True)
        ]
        both = [(len(o), len(k)) for o, k in zip(ours, kept, strict=True) if k is not None]
        best = [
            min((n for n in (b, len(k) if k is not None else None) if n is not None), default=None)
            for b, k in zip(best, kept, strict=True)
        ]
        more = f"; where it holds: {sum(k for _, k in both):,} cells, ours {sum(o for o, _ in both):,}" if both else ""
        failed = f", {sum(errors.values())} refused ({errors.most_common(1)[0][0][:60]})" if errors else ""
        print(f"  {name}: holds in {len(both)} of {count}{more}{failed}; {seconds:.2f} s")
    worse = sum(b is not None and len(o) > b for o, b in zip(ours, best, strict=True))
    known = [(len(o), b) for o, b in zip(ours, best, strict=True) if b is not None]
    print(
        f"  the best of them, where any holds ({len(known)}): {sum(b for _, b in known):,} cells, ours {sum(o for o, _ in known):,}; ours more in {worse}"
    )
    return worse


def _holding(sets: list[TableSet], patterns: list[set[int]]) -> int:
    return sum(_holds(tables, pattern) for tables, pattern in zip(sets, patterns, strict=True))


def _patterns(
    python: Path, tool: tuple[str, str, int, tuple[str, ...]], sets: list[TableSet]
) -> tuple[list[set[int] | None], float, Counter[str]]:
    worker, how, below, _ = tool
    tasks = [json.dumps(_task(tables, how, below)) + "\n" for tables in sets]
    answers: list[dict[str, Any]] = []
    while len(answers) < len(sets):
        left = "".join(tasks[len(answers) :])
        with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:  # they leave files where they are started
            done = subprocess.run(
                [python.absolute(), PEERS / worker],
                input=left,
                capture_output=True,
                text=True,
                timeout=3600,
                cwd=folder,
            )
        answers += [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if len(answers) < len(sets):
            answers.append({"error": f"its process ended with {done.returncode}"})
    errors = Counter(answer["error"] for answer in answers if "error" in answer)
    patterns = [None if "error" in a else _positions(t, a["hidden"]) for t, a in zip(sets, answers, strict=True)]
    return patterns, sum(answer.get("seconds", 0.0) for answer in answers), errors


def _task(tables: TableSet, how: str, below: int) -> dict[str, object]:
    trees = {
        name: {code: list(under) for code, under in tree.children.items()} for name, tree in tables.hierarchies.items()
    }
    needs = needs_of(tables, [RULE], interval=WIDTH)
    leaves = [
        (tables.codes(cell), int(cell.value))
        for cell in tables.cells
        if len(cell.key) == len(trees) and not any(code in trees[dimension] for dimension, code in cell.key)
    ]
    levels = []
    for position in needs:
        cell = tables.cells[position]
        lower = min(below, int(cell.value))
        levels.append((tables.codes(cell), lower, int(WIDTH) - lower))
    return {
        "trees": trees,
        "leaves": leaves,
        "needs": levels,
        "cells": [tables.codes(c) for c in tables.cells],
        "frequency": 5,
        "how": how,
    }


def _positions(tables: TableSet, hidden: list[list[str]]) -> set[int]:
    at = {tables.codes(cell): position for position, cell in enumerate(tables.cells)}
    return {at[tuple(codes)] for codes in hidden}


def _holds(tables: TableSet, hidden: set[int]) -> bool:
    """Every sensitive cell hidden and as wide as asked, nothing recovered, as the auditor finds."""
    needs = needs_of(tables, [RULE], interval=WIDTH)
    if not set(needs) <= hidden:
        return False
    printed = {cell.key: None if n in hidden else cell.value for n, cell in enumerate(tables.cells)}
    trees = {
        name: {code: list(under) for code, under in tree.children.items()} for name, tree in tables.hierarchies.items()
    }
    ask = Ask(WIDTH, 5.0, {tables.cells[position].key: WIDTH for position in needs}, seconds=60.0)
    found = attack(Knowledge(list(tables.dimensions), printed, dict.fromkeys(printed, "")), trees, ask)
    return found.finished and not any(f.verdict != "open" and f.sensitive for f in found.findings)
