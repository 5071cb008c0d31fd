"""The store as it was opened: its list of files, its words, what came since, and the names of its tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa

from barabar.warehouse.building import Epoch, Manifest
from barabar.warehouse.present import Present
from barabar.warehouse.words import Words


@dataclass
class Snapshot:
    """The store's files as one list names them, opened; and the events since, in the table `tail`."""

    manifest: Manifest
    words: Words
    prefix: str
    known: int
    mark: str
    journal: int
    tail_rows: int = 0
    profiles_known: int = -1
    present: Present | None = None
    asked: Counter[int] = field(default_factory=Counter)

    def name(self, kind: str) -> str:
        return f"{self.prefix}_{kind}"


def past_prefix(snapshot: Snapshot, as_of: int) -> str:
    """How the names of tables of an earlier state begin."""
    return snapshot.name(f"past{as_of}_")


def part_prefix(snapshot: Snapshot, label: str, epochs: list[Epoch]) -> str:
    """How the names of views over some epochs begin."""
    return snapshot.name(f"{label}{epochs[-1].number}_")


def typed_profiles(words: Words) -> dict[str, pa.Array]:
    """What each profile allows, as columns for the engine."""
    types = dict.fromkeys(("profile", "unit", "rule", "rank"), pa.int64())
    columns = words.profile_columns()
    return {name: pa.array(values, types.get(name, pa.bool_())) for name, values in columns.items()}
