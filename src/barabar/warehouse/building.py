"""Writing the store: epoch by epoch from the ledger, then one small file that names everything, swapped in whole.

Whoever writes holds a lock on the folder. Until the swap nobody reads what is being written; a writer that is killed leaves
files that nobody names, and the next writer removes them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pyarrow as pa

from barabar.engine.columns import Columns
from barabar.warehouse import ledger as ledger_of_database
from barabar.warehouse.kept import EPOCH, EVENT_ORDER, KEPT, PEAK_ORDER, REPORTER, peaks_sql, stocks_sql
from barabar.warehouse.ledger import TooWide, encode
from barabar.warehouse.words import PROFILE, Words

FORMAT = 2
CURRENT = "current.json"
# A reader may still be at a file that was replaced: it stays this long.
GRACE_SECONDS = 600
Ledger = ModuleType | Any
# The name of a file of an epoch, its rows as SQL, their order.
Query = tuple[str, str, tuple[str, ...]]
_BOTH = "(SELECT * FROM before UNION ALL SELECT * FROM fresh)"


@dataclass(frozen=True)
class Stored:
    """One file of the store, as it was written."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Epoch:
    number: int
    rows: int
    files: dict[str, Stored]


@dataclass(frozen=True)
class Manifest:
    """What the store holds: the ledger up to `head`, epoch by epoch. `mark` says what the ledger's row there is."""

    head: int = 0
    mark: str = ""
    journal: int = 0
    wide: bool = False
    epoch: int = EPOCH
    epochs: tuple[Epoch, ...] = ()
    stocks: Stored | None = None
    peaks: Stored | None = None
    words: Stored | None = None
    format: int = FORMAT

    @property
    def number(self) -> str:
        return "DECIMAL(38,0)" if self.wide else "BIGINT"

    def until(self, position: int) -> tuple[list[Epoch], list[Epoch]]:
        """The epochs that are full by a position, and the one (or none) that it lies in."""
        full = [epoch for epoch in self.epochs if (epoch.number + 1) * self.epoch - 1 <= position]
        return full, [one for one in self.epochs if one.number == position // self.epoch and one not in full]

    def files(self) -> Iterator[Stored]:
        for epoch in self.epochs:
            yield from epoch.files.values()
        yield from filter(None, (self.stocks, self.peaks, self.words))


class StoreDamaged(Exception):
    """The store's files are not what its list says. It is made again from the ledger."""


def read_manifest(folder: Path) -> Manifest | None:
    """What the store holds, or None where there is none. Raises StoreDamaged."""
    try:
        content = json.loads((folder / CURRENT).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        raise StoreDamaged(f"{CURRENT} is not readable: {error}") from error
    try:
        manifest = _from_json(content)
    except (KeyError, TypeError) as error:
        raise StoreDamaged(f"{CURRENT} lacks {error}") from error
    if manifest.format != FORMAT:
        raise StoreDamaged(f"{CURRENT} is of format {manifest.format}")
    for stored in manifest.files():
        path = folder / stored.name
        if not path.exists() or path.stat().st_size != stored.bytes:
            raise StoreDamaged(f"{stored.name} is missing or not as long as it was written")
    return manifest


def _from_json(content: dict) -> Manifest:
    epochs = tuple(
        Epoch(e["number"], e["rows"], {kind: Stored(**one) for kind, one in e["files"].items()})
        for e in content["epochs"]
    )
    alone = {name: Stored(**content[name]) if content[name] else None for name in ("stocks", "peaks", "words")}
    return Manifest(**{**content, "epochs": epochs, **alone})


def read_words(folder: Path, manifest: Manifest) -> Words:
    if manifest.words is None:
        return Words()
    return Words.from_stored(json.loads((folder / manifest.words.name).read_text("utf-8")))


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """The files whose content is not what was written; slow, for `barabar warehouse check`."""
    return [stored.name for stored in manifest.files() if _sha256(folder / stored.name) != stored.sha256]


@contextmanager
def locked(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the folder for writing; yields False where another process holds it and we do not wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


@dataclass
class Building:
    """One writing of the store: from `base`, or from nothing. `tell` hears how far it is."""

    folder: Path
    ledger: Ledger
    base: Manifest
    memory: str = "2GB"
    tell: Callable[[str], None] = lambda line: None
    token: str = field(default_factory=lambda: uuid4().hex[:8])

    def run(self) -> Manifest:
        """Bring the store up to the ledger's head; the folder's lock is held. Gives the new list of files."""
        try:
            return self._run()
        except TooWide:
            self.base = Manifest(wide=True, epoch=self.base.epoch)
            return self._run()

    def _run(self) -> Manifest:
        self.words = read_words(self.folder, self.base)
        journal = self.ledger.journal_head()
        head, mark = self.ledger.newest()
        self.columns = Columns(memory=self.memory, spill=self.folder / "spill")
        try:
            epochs = self._epochs(head)
            stocks = self._of_all(epochs, "stock", stocks_sql, ("indicator", "economy", "territory"))
            peaks = self._of_all(epochs, "peak", peaks_sql, PEAK_ORDER)
        finally:
            self.columns.close()
        manifest = replace(
            self.base, head=head, mark=mark, journal=journal,
            epochs=tuple(epochs), stocks=stocks, peaks=peaks, words=self._words(),
        )  # fmt: skip
        swap_in(self.folder, manifest)
        return manifest

    def _epochs(self, head: int) -> list[Epoch]:
        """Those that stand, and each that has something new, up to the head. One is written while the next is read."""
        found = {epoch.number: epoch for epoch in self.base.epochs}
        first, last = self.base.head // self.base.epoch, head // self.base.epoch
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="warehouse") as writer:
            writing: Future[Epoch] | None = None
            for number in range(first, last + 1):
                size = self.base.epoch
                since, until = max(self.base.head, number * size - 1), min(head, (number + 1) * size - 1)
                rows = encode(self.ledger.read_rows(since, until), self.words, self.ledger, wide=self.base.wide)
                if writing:
                    done, writing = writing.result(), None
                    found[done.number] = done
                if rows.num_rows:
                    before = found.get(number)
                    # What is read next may bring new words: the queries are made with those of now.
                    queries = list(self._queries(_BOTH if before else "fresh"))
                    writing = writer.submit(self._written, number, rows, before, queries)
                self.tell(f"epoch {number + 1} of {last + 1}")
            if writing:
                done = writing.result()
                found[done.number] = done
        return [found[number] for number in sorted(found)]

    def _written(self, number: int, rows: pa.Table, before: Epoch | None, queries: list[Query]) -> Epoch:
        """An epoch's files: of what was there already and what is new."""
        self.columns.table("fresh", rows)
        if before:
            self.columns.view("before", [self.folder / before.files["events"].name])
        files = {kind: self._file(f"{kind}-{number:05d}", sql, order) for kind, sql, order in queries}
        return Epoch(number, rows.num_rows + (before.rows if before else 0), files)

    def _queries(self, events: str) -> Iterator[Query]:
        number = self.base.number
        yield "events", f"SELECT * FROM {events}", EVENT_ORDER
        for kind, codes in (("stock", stock_profiles(self.words)), ("peak", peak_profiles(self.words))):
            yield kind, f"SELECT * FROM {events} WHERE profile IN ({listed(codes)})", EVENT_ORDER
        for kept in KEPT:
            yield kept.name, kept.sql(events, number), kept.columns
        short = ", ".join(str(code) for code in reporter_profiles(self.words))
        counted = f"(SELECT * REPLACE (list_extract([{short}]::INT[], profile + 1) AS profile) FROM {events})"
        yield "reporter", REPORTER.sql(counted, number), REPORTER.columns

    def _of_all(
        self, epochs: list[Epoch], kind: str, sql: Callable[[str], str], order: tuple[str, ...]
    ) -> Stored | None:
        """The file that is made of all epochs' events of a kind."""
        if not epochs:
            return None
        self.columns.view(kind, [self.folder / epoch.files[kind].name for epoch in epochs])
        return self._file(f"{kind}s", sql(kind), order)

    def _file(self, stem: str, sql: str, order: tuple[str, ...]) -> Stored:
        path = self.folder / f"{stem}-{self.token}.parquet"
        self.columns.write(sql, path, order=order)
        return _stored(path)

    def _words(self) -> Stored:
        path = self.folder / f"words-{self.token}.json"
        path.write_text(json.dumps(self.words.as_stored(), ensure_ascii=False), "utf-8")
        return _stored(path)


def stock_profiles(words: Words) -> list[int]:
    """Profiles of reported stocks."""
    return [code for code, newest in enumerate(words.profile_columns()["newest"]) if newest]


def peak_profiles(words: Words) -> list[int]:
    """Profiles of reported values of which the largest is asked: largest values, and those that may be inside others."""
    columns = words.profile_columns()
    flags = zip(columns["reported"], columns["largest"], columns["shared"], strict=True)
    return [code for code, (reported, largest, shared) in enumerate(flags) if reported and (largest or shared)]


def reporter_profiles(words: Words) -> list[int]:
    """For each profile the one that only says who reported and why not: level, state and reason."""
    kept = {"level", "state", "reason"}
    before = len(words.profiles)
    short = [
        words.profile(
            tuple(code if kind in kept else 0 for kind, code in zip(PROFILE, words.profiles[at], strict=True))
        )
        for at in range(before)
    ]
    return [*short, *range(before, len(words.profiles))]


def empty_events(*, wide: bool) -> pa.Table:
    number = pa.decimal128(38, 0) if wide else pa.int64()
    types = {"position": pa.int64(), "fact": pa.int64(), "n": pa.int8(), "year": pa.int16(), "kind": pa.int8()}
    types |= dict.fromkeys(ledger_of_database.NUMBERS, number)
    fields = [pa.field(name, types.get(name, pa.int32())) for name in ledger_of_database.COLUMNS]
    return pa.schema(fields).empty_table()


def swap_in(folder: Path, manifest: Manifest) -> None:
    """From one moment to the next the store is the new one; what nobody names any more is removed after a while."""
    partial = folder / f"{CURRENT}.{os.getpid()}"
    with partial.open("w", encoding="utf-8") as stream:
        json.dump(asdict(manifest), stream)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(folder / CURRENT)
    named = {stored.name for stored in manifest.files()} | {CURRENT, "lock", "spill"}
    limit = time.time() - GRACE_SECONDS
    for path in folder.iterdir():
        if path.is_file() and path.name not in named and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def _stored(path: Path) -> Stored:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
    return Stored(path.name, path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def listed(codes: list[int]) -> str:
    return ", ".join(map(str, codes)) or "-1"
