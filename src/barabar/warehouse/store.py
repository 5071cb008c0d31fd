"""The analytical store of one installation: Parquet files in the data folder, and what was approved since, in memory.

The database stays the truth. Every question first looks at the ledger's head and takes in what is new, so an approval is in
the next answer of every process, whoever approved. The files are brought up to date beside that, by one process at a time.
A store that is missing, damaged, of another ledger, or of facts that belong elsewhere by now is made again by itself.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import RLock, Thread
from typing import Any

import pyarrow as pa
from django.conf import settings

from barabar.engine.additive import Source
from barabar.engine.columns import Broken, Columns
from barabar.engine.connections import EngineMissing
from barabar.warehouse import ledger as ledger_of_database
from barabar.warehouse.building import (
    CURRENT,
    Building,
    Ledger,
    Manifest,
    StoreDamaged,
    empty_events,
    listed,
    locked,
    peak_profiles,
    read_manifest,
    read_words,
)  # fmt: skip
from barabar.warehouse.kept import EPOCH, FILES, IN_MEMORY, STOCK_PLACE, Kept
from barabar.warehouse.ledger import TooWide, encode, moved_subjects
from barabar.warehouse.words import Words

log = logging.getLogger(__name__)
# So much may be in memory before the files are brought up to date, and before the first are written at all.
FOLD_ROWS = 50_000
# So many earlier states stay in memory, each as large as the present one.
MOST_UNTIL = 12
_names = count(1)


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

    def name(self, kind: str) -> str:
        return f"{self.prefix}_{kind}"


class Warehouse:
    """One folder's store as this process sees it. Safe for threads; any number of processes may share the folder."""

    def __init__(
        self,
        folder: Path,
        ledger: Ledger = ledger_of_database,
        *,
        memory: str = "2GB",
        threads: int | None = None,
        fold_rows: int = FOLD_ROWS,
        epoch: int = EPOCH,
    ):
        self.folder, self.ledger, self.memory, self.fold_rows, self.epoch = folder, ledger, memory, fold_rows, epoch
        self.columns = Columns(threads=threads, memory=memory, spill=folder / "spill")
        self._lock = RLock()
        self._snapshot: Snapshot | None = None
        self._seen: tuple | None = None
        self._folding: Thread | None = None
        self._old: list[Snapshot] = []
        self._tables: dict[str, Any] = {}

    # ------------------------------------------------------------------------------------------- being up to date

    def current(self) -> Snapshot:
        """The store with everything that is approved at this moment."""
        with self._lock:
            if self._snapshot is None or self._seen != self._stamp():
                self._open()
            self._catch_up()
            assert self._snapshot is not None
            return self._snapshot

    def _stamp(self) -> tuple | None:
        try:
            found = (self.folder / CURRENT).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _open(self) -> None:
        self._seen = self._stamp()
        try:
            manifest = read_manifest(self.folder) or self._first()
            if manifest.head and self.ledger.mark_of(manifest.head) != manifest.mark:
                raise StoreDamaged("it was made from another ledger")
            self._use(manifest)
        except (StoreDamaged, *Broken) as damage:
            log.warning("The store is made again from the ledger: %s", damage)
            self.rebuild()

    def _first(self) -> Manifest:
        """A small ledger needs no files: all of it is read into memory."""
        if self.ledger.newest()[0] <= self.fold_rows:
            return Manifest(epoch=self.epoch)
        with locked(self.folder):
            return (
                read_manifest(self.folder)
                or Building(self.folder, self.ledger, Manifest(epoch=self.epoch), self.memory).run()
            )

    def _use(self, manifest: Manifest) -> None:
        words = read_words(self.folder, manifest)
        if manifest.journal != self.ledger.journal_head() and moved_subjects(words, self.ledger):
            raise StoreDamaged("facts of it belong to another plan, indicator or institution by now")
        made = Snapshot(manifest, words, f"s{next(_names)}", manifest.head, manifest.mark, self.ledger.journal_head())
        empty = empty_events(wide=manifest.wide)
        for kind in FILES:
            files = [self.folder / epoch.files[kind].name for epoch in manifest.epochs]
            if files:
                self.columns.view(made.name(kind), files)
        if manifest.stocks:
            self.columns.view(made.name("stocks"), [self.folder / manifest.stocks.name])
        self._keep_in_memory(made)
        self.columns.table(made.name("tail"), empty)
        if self._snapshot is not None:
            self._old.append(self._snapshot)
        self._snapshot = made
        self._seen = self._stamp()
        while len(self._old) > 2:
            self._drop(self._old.pop(0))

    def _keep_in_memory(self, made: Snapshot) -> None:
        """What most questions read, without the epochs, in memory: a few hundred thousand rows at any size."""
        if made.manifest.epochs:
            for kept in IN_MEMORY:
                self._sum_up(made, kept, made.name(f"now_{kept.name}"), made.name(kept.name), made.name("peak"))

    def _sum_up(self, made: Snapshot, kept: Kept, name: str, parts: str, peak: str) -> None:
        """A table in memory: the sum of a roll-up's epochs, and of each group the largest value that stands."""
        summed = kept.sql_of_parts(f'"{parts}"', made.manifest.number)
        self.columns.run(f'CREATE OR REPLACE TABLE "{name}" AS {summed}')
        if not kept.amounts:
            return
        keys = ", ".join(kept.columns)
        same = " AND ".join(f"kept.{key} = exact.{key}" for key in kept.columns)
        self.columns.run(
            f'WITH doubtful AS (SELECT {keys} FROM "{name}" WHERE largest_out >= largest_in AND profile IN '
            f'({listed(peak_profiles(made.words))})), held AS (SELECT * FROM "{peak}" SEMI JOIN doubtful USING ({keys}) '
            f'WHERE n > 0 AND fact NOT IN (SELECT fact FROM "{peak}" WHERE n < 0)), '
            f"exact AS (SELECT {keys}, max(amount) AS largest FROM held GROUP BY {keys}) "
            f'UPDATE "{name}" AS kept SET largest_in = exact.largest FROM exact WHERE {same}'
        )
        self.columns.run(f'UPDATE "{name}" SET largest_out = NULL WHERE largest_out IS NOT NULL')

    def _summed_until(self, snapshot: Snapshot, kept: Kept, full: list) -> Any:
        """A roll-up as it was at the end of an epoch, in memory once somebody has asked."""
        name = snapshot.name(f"until_{full[-1].number}_{kept.name}")
        with self._lock:
            if name not in self._tables:
                parts, peak = self._some(snapshot, kept.name, full), self._some(snapshot, "peak", full)
                self._sum_up(snapshot, kept, name, parts.get_name(), peak.get_name())
                earlier = [known for known in self._tables if known.startswith(snapshot.name("until_"))]
                for old in earlier[: max(0, len(earlier) + 1 - MOST_UNTIL)]:
                    del self._tables[old]
                    self.columns.drop(old)
            return self._named(name)

    def _drop(self, old: Snapshot) -> None:
        own = {name for name in self._tables if name.startswith(f"{old.prefix}_")}
        for name in own | {
            old.name(kind)
            for kind in (*FILES, *(f"now_{kept.name}" for kept in IN_MEMORY), "stocks", "tail", "profiles")
        }:
            self._tables.pop(name, None)
            self.columns.drop(name)

    def _catch_up(self) -> None:
        snapshot = self._snapshot
        assert snapshot is not None
        head, mark = self.ledger.newest()
        journal = self.ledger.journal_head()
        if not self._follows(snapshot, head, mark) or (
            journal != snapshot.journal and moved_subjects(snapshot.words, self.ledger)
        ):
            self._again()
            return
        snapshot.journal = journal
        if head > snapshot.known:
            try:
                rows = encode(
                    self.ledger.read_rows(snapshot.known, head),
                    snapshot.words,
                    self.ledger,
                    wide=snapshot.manifest.wide,
                )
            except TooWide:
                self.rebuild(wide=True)
                return
            self.columns.append(snapshot.name("tail"), rows)
            snapshot.known, snapshot.mark = head, mark
            snapshot.tail_rows += rows.num_rows
        if len(snapshot.words.profiles) != snapshot.profiles_known:
            self.columns.table(snapshot.name("profiles"), pa.table(typed_profiles(snapshot.words)))
            snapshot.profiles_known = len(snapshot.words.profiles)
        if snapshot.tail_rows > self.fold_rows:
            self._fold_beside()

    def _follows(self, snapshot: Snapshot, head: int, mark: str) -> bool:
        """Whether the ledger goes on from what is known of it: a transaction that was undone, or another ledger, does not."""
        if head <= snapshot.known:
            return head == snapshot.known and mark == snapshot.mark
        return not snapshot.known or self.ledger.mark_of(snapshot.known) == snapshot.mark

    def _again(self) -> None:
        """What is in memory no longer fits the ledger: without files read it again, with files make them again."""
        if self._snapshot is not None and self._snapshot.manifest.epochs:
            self.rebuild()
            return
        wide = self._snapshot is not None and self._snapshot.manifest.wide
        self._use(Manifest(wide=wide, epoch=self.epoch))
        self._catch_up()

    def mend(self, snapshot: Snapshot, damage: str) -> Snapshot:
        """A file could not be read: open what is named by now; where that is what we had, make the files again."""
        with self._lock:
            if self._snapshot is snapshot and self._seen == self._stamp():
                log.warning("The store is made again from the ledger: %s", damage)
                self.rebuild()
            return self.current()

    # ---------------------------------------------------------------------------------------------- writing files

    def _fold_beside(self) -> None:
        """Bring the files up to date in a thread of its own; readers go on with what is in memory."""
        if self._folding is None or not self._folding.is_alive():
            self._folding = Thread(target=self._fold, name="warehouse-fold", daemon=True)
            self._folding.start()

    def _fold(self) -> None:
        try:
            self.fold(wait=False)
        except Exception:  # a thread's last line: nobody else would hear of it
            log.exception("The store could not be brought up to date; answers stay right, from memory.")
        finally:
            self.ledger.close()

    def fold(self, *, wait: bool = True) -> bool:
        """Write what is new into the files. False where another process is doing that already."""
        with locked(self.folder, wait=wait) as mine:
            if mine:
                base = read_manifest(self.folder) or Manifest(epoch=self.epoch)
                Building(self.folder, self.ledger, base, self.memory).run()
            return mine

    def rebuild(self, *, wide: bool = False, tell: Callable[[str], None] = lambda line: None) -> Manifest:
        """Make all files again from the ledger. Answers stay what they were, to the byte."""
        with self._lock, locked(self.folder):
            manifest = Building(
                self.folder, self.ledger, Manifest(wide=wide, epoch=self.epoch), self.memory, tell
            ).run()
            self._use(manifest)
            self._catch_up()
            return manifest

    # -------------------------------------------------------------------------------------------------- reading

    def table(self, snapshot: Snapshot, kind: str) -> Any:
        return self._named(snapshot.name(kind))

    def _named(self, name: str) -> Any:
        """A table of the engine; it is described once, for a name never comes to mean another."""
        if name not in self._tables:
            self._tables[name] = self.columns.described(name)
        return self._tables[name]

    def sources(self, snapshot: Snapshot, kept: Kept | None, as_of: int, kind: str = "events") -> list[Source]:
        """The rows whose sum is the state as of a position: from a kept roll-up as far as it goes, the rest from events."""
        manifest = snapshot.manifest
        if kept is None or not manifest.epochs:
            files = [self.events(snapshot, as_of, kind)] if manifest.epochs else []
            return [*files, *self._tail(snapshot, as_of)]
        if as_of >= manifest.head:
            table = self.table(snapshot, f"now_{kept.name}" if kept in IN_MEMORY else kept.name)
            return [Source(table, is_kept=True, narrowed_by=kept.only_without), *self._tail(snapshot, as_of)]
        full = [epoch for epoch in manifest.epochs if (epoch.number + 1) * manifest.epoch - 1 <= as_of]
        table = None
        if full:
            summed = kept in IN_MEMORY
            table = self._summed_until(snapshot, kept, full) if summed else self._some(snapshot, kept.name, full)
        found = [Source(table, is_kept=True, narrowed_by=kept.only_without)] if full else []
        open_ = [epoch for epoch in manifest.epochs if epoch.number == as_of // manifest.epoch and epoch not in full]
        if open_:
            found.append(Source(self._some(snapshot, kind, open_), is_kept=False, until=as_of))
        return found or [Source(self.table(snapshot, "tail"), is_kept=False, until=-1)]

    def _tail(self, snapshot: Snapshot, as_of: int) -> list[Source]:
        if as_of >= snapshot.manifest.head or not snapshot.manifest.epochs:
            return [Source(self.table(snapshot, "tail"), is_kept=False, until=as_of)]
        return []

    def events(self, snapshot: Snapshot, as_of: int, kind: str = "events") -> Source:
        """The files' events up to a position."""
        epochs = [epoch for epoch in snapshot.manifest.epochs if epoch.number * snapshot.manifest.epoch <= as_of]
        if not epochs:
            return Source(self.table(snapshot, "tail"), is_kept=False, until=-1)
        until = None if as_of >= snapshot.manifest.head else as_of
        return Source(self._some(snapshot, kind, epochs), is_kept=False, until=until)

    def _some(self, snapshot: Snapshot, kind: str, epochs: list) -> Any:
        """A table over the files of some epochs."""
        if len(epochs) == len(snapshot.manifest.epochs):
            return self.table(snapshot, kind)
        name = snapshot.name(f"{kind}_{epochs[0].number}_{epochs[-1].number}")
        if name not in self._tables:
            self.columns.view(name, [self.folder / epoch.files[kind].name for epoch in epochs])
        return self._named(name)

    def close(self) -> None:
        if self._folding is not None:
            self._folding.join()
        self.columns.close()


def typed_profiles(words: Words) -> dict[str, pa.Array]:
    """What each profile allows, as columns for the engine."""
    types = dict.fromkeys(("profile", "unit", "rule", "rank"), pa.int64())
    columns = words.profile_columns()
    return {name: pa.array(values, types.get(name, pa.bool_())) for name, values in columns.items()}


_open: dict[tuple, Warehouse] = {}
_opening = RLock()


def warehouse() -> Warehouse:
    """This installation's store, opened once in a process."""
    key = (str(settings.WAREHOUSE), os.getpid())
    with _opening:
        if key not in _open:
            _open[key] = Warehouse(Path(settings.WAREHOUSE))
        return _open[key]


def forget_stores() -> None:
    """Close what this process has opened; between tests."""
    with _opening:
        for one in _open.values():
            one.close()
        _open.clear()


__all__ = ["EngineMissing", "STOCK_PLACE", "Snapshot", "Warehouse", "forget_stores", "warehouse"]
