"""The same questions on a distributed engine, over the files that `barabar warehouse export` gives.

Nothing is kept there: every answer is summed from the events, by the expressions that sum them on one machine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from barabar.engine.additive import Source
from barabar.engine.distributed import Distributed
from barabar.warehouse.building import Manifest, StoreDamaged
from barabar.warehouse.kept import Kept
from barabar.warehouse.snapshot import Snapshot, typed_profiles
from barabar.warehouse.words import Words

WORDS = "words.json"


class DistributedStore:
    """What `Warehouse` is for one machine. `folder` holds `words.json`; `events` is where the engine finds the events,
    the folder's own by default."""

    def __init__(self, folder: Path, engine: str, *, events: str = ""):
        self.columns = Distributed(engine)
        words = Words.from_stored(json.loads((folder / WORDS).read_text("utf-8")))
        self.columns.view("d_tail", [events or str(folder / "events")])
        self.columns.table("d_profiles", pa.table(typed_profiles(words)))
        head = self.columns.fetch("SELECT max(position) AS head FROM d_tail")["head"][0].as_py()
        self.snapshot = Snapshot(Manifest(), words, "d", head or 0, "", 0, tail_rows=1)

    def current(self) -> Snapshot:
        return self.snapshot

    def mend(self, snapshot: Snapshot, damage: str) -> Snapshot:
        raise StoreDamaged(f"{damage}; export the events again with `barabar warehouse export`.")

    def table(self, snapshot: Snapshot, kind: str) -> Any:
        return self.columns.described(snapshot.name(kind))

    def sources(
        self, snapshot: Snapshot, kept: Kept | None, as_of: int, kind: str = "events", *, in_memory: bool
    ) -> list[Source]:
        """All events: a cluster has no need of sums that are kept."""
        return [Source(self.table(snapshot, "tail"), is_kept=False, until=as_of)]

    def note(self, snapshot: Snapshot, as_of: int) -> bool:
        return False

    def moment(self, snapshot: Snapshot, as_of: int, *, in_memory: bool, held: bool = False) -> tuple:
        return ()

    def names(self, snapshot: Snapshot, as_of: int) -> dict[str, str]:
        return {snapshot.name(""): "@_"}
