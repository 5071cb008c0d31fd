"""The analytical store of one installation: Parquet files in the data folder, and what was approved since, in memory.

The database stays the truth. Every question first looks at the ledger's head and takes in what is new, so an approval is in
the next answer of every process, whoever approved. The files are brought up to date beside that, by one process at a time.
A store that is missing, damaged, of another ledger, or of facts that belong elsewhere by now is made again by itself.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
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
    Epoch,
    Ledger,
    Manifest,
    StoreDamaged,
    locked,
    read_manifest,
    read_words,
)  # fmt: skip
from barabar.warehouse.kept import EPOCH, FILES, IN_MEMORY, STOCK_PLACE, Kept
from barabar.warehouse.ledger import TooWide, encode, moved_subjects
from barabar.warehouse.present import Past, Present
from barabar.warehouse.snapshot import Snapshot, part_prefix, past_prefix, typed_profiles

log = logging.getLogger(__name__)
# So much may be in memory before the files are brought up to date, and before the first are written at all.
FOLD_ROWS = 50_000
# So many tables of earlier states stay in memory, each as large as the present one's.
MOST_PAST = 12
# The question as of an earlier position that makes its state stay in memory: the first is answered from the files.
AGAIN = 2
_names = count(1)


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
        for kind in FILES:
            files = [self.folder / epoch.files[kind].name for epoch in manifest.epochs]
            if files:
                self.columns.view(made.name(kind), files)
        if manifest.stocks:
            self.columns.view(made.name("stocks"), [self.folder / manifest.stocks.name])
        if manifest.peaks:
            self.columns.view(made.name("peaks"), [self.folder / manifest.peaks.name])
        made.present = Present(self.columns, manifest, words, made.name)
        made.present.open()
        if self._snapshot is not None:
            self._old.append(self._snapshot)
        self._snapshot = made
        self._seen = self._stamp()
        while len(self._old) > 2:
            self._drop(self._old.pop(0))

    def _past(self, snapshot: Snapshot, kind: str, as_of: int) -> Any:
        """A table of the state as of an earlier position, in memory once somebody has asked."""
        name = f"{past_prefix(snapshot, as_of)}{kind}"
        with self._lock:
            if name not in self._tables:
                earlier = [known for known in self._tables if known.startswith(snapshot.name("past"))]
                for old in earlier[: max(0, len(earlier) + 1 - MOST_PAST)]:
                    del self._tables[old]
                    self.columns.drop(old)
                self._make_past(snapshot, kind, as_of, name)
            return self._named(name)

    def _make_past(self, snapshot: Snapshot, kind: str, as_of: int, name: str) -> None:
        manifest = snapshot.manifest
        full, opened = manifest.until(as_of)

        def relation(wanted: str, is_full: bool) -> str:
            epochs, label = (full, "full") if is_full else (opened, "open")
            return f'SELECT * FROM "{self._some(snapshot, wanted, epochs, label).get_name()}"' if epochs else ""

        past = Past(self.columns, manifest, snapshot.words, as_of, relation, snapshot.name)
        kept = next((one for one in IN_MEMORY if one.name == kind), None)
        if kept is None:
            past.stand_still(name)
        else:
            past.sum_up(kept, name)

    def _drop(self, old: Snapshot) -> None:
        own = {name for name in self._tables if name.startswith(f"{old.prefix}_")}
        for name in own | {
            old.name(kind)
            for kind in (
                *FILES,
                *(f"now_{kept.name}" for kept in IN_MEMORY),
                "now_stocks",
                "stocks",
                "peaks",
                "tail",
                "profiles",
            )
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
            assert snapshot.present is not None
            snapshot.present.add(rows, head)
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

    def sources(
        self, snapshot: Snapshot, kept: Kept | None, as_of: int, kind: str = "events", *, in_memory: bool
    ) -> list[Source]:
        """The rows whose sum is the state as of a position: from a kept roll-up as far as it goes, the rest from events.
        `in_memory` is what `note` said of the state."""
        manifest = snapshot.manifest
        if kept in IN_MEMORY:
            assert kept is not None
            if as_of >= manifest.head:
                return [self._kept_source(self.table(snapshot, f"now_{kept.name}"), kept, until=as_of)]
            if in_memory:
                return [self._kept_source(self._past(snapshot, kept.name, as_of), kept, until=as_of)]
        if kind == "peak" and manifest.peaks:
            return [Source(self.table(snapshot, "peaks"), is_kept=False, until=as_of), *self._tail(snapshot, as_of)]
        if kept is None or not manifest.epochs:
            files = [self.events(snapshot, as_of, kind)] if manifest.epochs else []
            return [*files, *self._tail(snapshot, as_of)]
        if as_of >= manifest.head:
            return [self._kept_source(self.table(snapshot, kept.name), kept), *self._tail(snapshot, as_of)]
        full, opened = manifest.until(as_of)
        found = [self._kept_source(self._some(snapshot, kept.name, full, "full"), kept)] if full else []
        if opened:
            found.append(Source(self._some(snapshot, kind, opened, "open"), is_kept=False, until=as_of))
        return found or [Source(self.table(snapshot, "tail"), is_kept=False, until=-1)]

    def moment(self, snapshot: Snapshot, as_of: int, *, in_memory: bool, held: bool = False) -> tuple:
        """What of the store answers for a position: where it is the same, so is the expression. `held`: only tables in
        memory are read, which are alike for the present and for an earlier state that stays."""
        manifest = snapshot.manifest
        if held:
            return ("held",)
        if as_of >= manifest.head:
            return bool(manifest.epochs), in_memory
        full, opened = manifest.until(as_of)
        return bool(full), bool(opened), in_memory

    def names(self, snapshot: Snapshot, as_of: int) -> dict[str, str]:
        """Beginnings of names that are others for another position or list of files, and what stands for them."""
        full, opened = snapshot.manifest.until(as_of)
        parts = {"full": full, "open": opened, "upto": [*full, *opened]}
        found = {part_prefix(snapshot, label, epochs): f"@{label}_" for label, epochs in parts.items() if epochs}
        state = past_prefix(snapshot, as_of) if as_of < snapshot.manifest.head else snapshot.name("now_")
        return {state: "@held_", **found, snapshot.name(""): "@_"}

    def note(self, snapshot: Snapshot, as_of: int) -> bool:
        """Somebody asks as of a position. Whether that state is in memory for this question, stocks included: an earlier one
        is worth that when it is asked for again, and holds something. Others may ask meanwhile; for this question it stays so."""
        manifest = snapshot.manifest
        if as_of >= manifest.head:
            return snapshot.present is not None and as_of in snapshot.present.ends
        with self._lock:
            snapshot.asked[as_of] += 1
            return snapshot.asked[as_of] >= AGAIN and manifest.epochs[0].number * manifest.epoch <= as_of

    def stocks(self, snapshot: Snapshot, as_of: int) -> Source:
        """Each stock's newest value of a year as of a position, from `since` on until it `ceased`, of a state in memory."""
        is_present = as_of >= snapshot.manifest.head
        table = self.table(snapshot, "now_stocks") if is_present else self._past(snapshot, "stocks", as_of)
        return Source(table, is_kept=True, until=as_of)

    @staticmethod
    def _kept_source(table: Any, kept: Kept, until: int | None = None) -> Source:
        return Source(table, is_kept=True, until=until, narrowed_by=kept.only_without)

    def _tail(self, snapshot: Snapshot, as_of: int) -> list[Source]:
        if as_of >= snapshot.manifest.head or not snapshot.manifest.epochs:
            return [Source(self.table(snapshot, "tail"), is_kept=False, until=as_of)]
        return []

    def events(self, snapshot: Snapshot, as_of: int, kind: str = "events") -> Source:
        """The files' events up to a position; there are files."""
        if as_of >= snapshot.manifest.head:
            return Source(self.table(snapshot, kind), is_kept=False)
        full, opened = snapshot.manifest.until(as_of)
        if not full and not opened:
            return Source(self.table(snapshot, "tail"), is_kept=False, until=-1)
        return Source(self._some(snapshot, kind, [*full, *opened], "upto"), is_kept=False, until=as_of)

    def _some(self, snapshot: Snapshot, kind: str, epochs: list[Epoch], label: str) -> Any:
        """A table over the files of some epochs: all up to the last of them that are full (`full`), that have begun
        (`upto`), or the last alone (`open`)."""
        name = f"{part_prefix(snapshot, label, epochs)}{kind}"
        with self._lock:
            if name not in self._tables:
                self.columns.view(name, [self.folder / epoch.files[kind].name for epoch in epochs])
            return self._named(name)

    def close(self) -> None:
        if self._folding is not None:
            self._folding.join()
        self.columns.close()


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
