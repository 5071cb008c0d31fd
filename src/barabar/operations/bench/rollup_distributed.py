"""Every kind of question on the embedded engine and on a distributed one, over the same events: the same cells.

The distributed engine sums every answer from the exported events; what the embedded one keeps is not used there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from barabar.warehouse.answering import Asking, Engine
from barabar.warehouse.distributed import DistributedStore
from barabar.warehouse.exporting import export
from barabar.warehouse.questions import Question
from barabar.warehouse.store import Warehouse


def compare_engines(
    store: Warehouse, kinds: dict[str, Callable[[], Question]], positions: dict[str, int], folder: Path, engine: str
) -> int:
    """Ask each kind as of each position on both; print a line each. 1 where any cell differs."""
    started = time.perf_counter()
    manifest = export(store, folder)
    rows = sum(epoch.rows for epoch in manifest.epochs)
    print(f"{rows:,} events exported in {time.perf_counter() - started:.1f} s", flush=True)
    here, there = Engine(store, keep_answers=False), Engine(DistributedStore(folder, engine), keep_answers=False)
    differing = 0
    for when, position in positions.items():
        for name, make in kinds.items():
            question = make()
            (ours, our_time), (theirs, their_time) = (_asked(one, question, position) for one in (here, there))
            different = {keys for keys in ours.keys() | theirs.keys() if ours.get(keys) != theirs.get(keys)}
            differing += len(different)
            print(
                f"{name}, {when}: {len(ours):,} cells, {len(different)} differ; "
                f"{our_time:.2f} s here, {their_time:.2f} s on {engine}",
                flush=True,
            )
            for keys in sorted(different)[:3]:
                print(f"  {keys}: {ours.get(keys)} here, {theirs.get(keys)} there", flush=True)
    return int(differing > 0)


def _asked(engine: Engine, question: Question, position: int) -> tuple[dict, float]:
    started = time.perf_counter()
    answer = Asking(engine, engine.store.current(), question, position).answer()
    return dict(answer.cells), time.perf_counter() - started
