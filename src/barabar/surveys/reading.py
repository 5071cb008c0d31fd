"""Survey files, read by column and only the columns asked for.

Parquet is read column by column. CSV, SPSS (.sav, .zsav, .por) and Stata (.dta) hold rows, so what is needed of them is
streamed once, in pieces, into a Parquet copy in a temporary folder that goes away with the source. User-missing values
are missing; value labels are kept as a dictionary beside the codes.
"""

import hashlib
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pyreadstat

from barabar.statistics.surveys.errors import Problem, SurveyError, refusal

PIECE_ROWS = 200_000
LABELLED = {".sav": pyreadstat.read_sav, ".zsav": pyreadstat.read_sav, ".dta": pyreadstat.read_dta}
WHOLE = {".por": pyreadstat.read_por}
KINDS = (".parquet", ".csv", *LABELLED, *WHOLE)
BLANKS = ["", "NA", "."]


@dataclass(frozen=True)
class ColumnNote:
    """What the file says of a column: its label, the labels of its values, and values declared missing."""

    label: str = ""
    value_labels: dict[Any, str] = field(default_factory=dict)
    missing: tuple[Any, ...] = ()


class SurveyFile:
    """One data file. `columns`: names in order; `notes`: what the file says of them; `rows` where known cheaply."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._metadata: pq.FileMetaData | None = None
        self._readers: list[pq.ParquetFile] = []
        self._mine = threading.local()
        self._held: set[str] = set()
        kind = self.path.suffix.lower()
        if kind not in KINDS:
            raise refusal("file", path=str(path), reason=f"only {', '.join(KINDS)} files are known")
        if not self.path.is_file():
            raise refusal("file", path=str(path), reason="there is no such file")
        try:
            self.columns, self.notes = self._head(kind)
        except (pa.ArrowException, pyreadstat.ReadstatError, OSError, UnicodeDecodeError) as error:
            raise refusal("file", path=str(path), reason=str(error).splitlines()[0]) from error

    def _head(self, kind: str) -> tuple[list[str], dict[str, ColumnNote]]:
        if kind == ".parquet":
            return self._opened(self.path), {}
        if kind == ".csv":
            with self._csv(None) as reader:
                return list(reader.schema.names), {}
        read = LABELLED.get(kind) or WHOLE[kind]
        options = {"user_missing": True} if kind != ".por" else {}
        _, meta = read(str(self.path), metadataonly=True, **options)
        return list(meta.column_names), {name: _note(meta, name) for name in meta.column_names}

    def __enter__(self) -> "SurveyFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, and remove the temporary copy if one was made."""
        for reader in self._readers:
            reader.close()
        self._readers, self._metadata, self._mine = [], None, threading.local()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _opened(self, path: Path) -> list[str]:
        """Read what a Parquet file says of itself; the names of its columns."""
        with pq.ParquetFile(path) as reader:
            self._metadata = reader.metadata
            return list(reader.schema_arrow.names)

    def _reader(self, path: Path) -> pq.ParquetFile:
        """A reader of this thread's own: one reader must not be asked by two threads at once."""
        held: pq.ParquetFile | None = getattr(self._mine, "reader", None)
        if held is None:
            held = pq.ParquetFile(path, metadata=self._metadata, memory_map=True, pre_buffer=False)
            self._mine.reader = held
            self._readers.append(held)
        return held

    def require(self, names: Sequence[str]) -> None:
        """Refuse names that are no columns, all of them at once."""
        shown = ", ".join(self.columns[:40]) + (" …" if len(self.columns) > 40 else "")
        problems = [
            Problem("unknown_column", {"name": name, "source": self.path.name, "columns": shown})
            for name in dict.fromkeys(names)
            if name not in self.columns
        ]
        if problems:
            raise SurveyError(problems)

    def prepare(self, names: Sequence[str]) -> Path:
        """A Parquet file that holds at least these columns: the file itself, or the streamed copy."""
        self.require(names)
        if self.path.suffix.lower() == ".parquet":
            return self.path
        if self._folder is None or not set(names) <= self._held:
            self.close()
            self._folder = tempfile.TemporaryDirectory(prefix="barabar-survey-")
            self._held = self._held | set(names)
            self._copy(sorted(self._held), self._copied)
            self._opened(self._copied)
        return self._copied

    @property
    def _copied(self) -> Path:
        assert self._folder is not None, "prepare makes the copy"
        return Path(self._folder.name) / "columns.parquet"

    def _copy(self, names: list[str], target: Path) -> None:
        writer: pq.ParquetWriter | None = None
        for piece in self._pieces(names):
            if writer is None:
                writer = pq.ParquetWriter(target, piece.schema, compression="lz4")
            writer.write_table(piece.cast(writer.schema))
        if writer is None:
            raise refusal("no_rows", source=self.path.name)
        writer.close()

    def _pieces(self, names: list[str]) -> Iterator[pa.Table]:
        kind = self.path.suffix.lower()
        if kind == ".csv":
            yield from self._csv_pieces(names)
        elif kind == ".por":
            frame, _ = pyreadstat.read_por(str(self.path), usecols=names)
            yield _table(frame, names)
        else:
            yield from self._labelled_pieces(names, LABELLED[kind])

    def _csv(self, names: list[str] | None, types: dict[str, pa.DataType] | None = None) -> pv.CSVStreamingReader:
        convert = pv.ConvertOptions(
            include_columns=names, column_types=types, null_values=BLANKS, strings_can_be_null=True
        )
        return pv.open_csv(self.path, convert_options=convert)

    def _csv_pieces(self, names: list[str]) -> Iterator[pa.Table]:
        """Types are those of the first piece; where a later piece does not fit, the columns are read as text and made
        numbers where all of a column can be."""
        try:
            with self._csv(names) as reader:
                found = [pa.Table.from_batches([batch]) for batch in reader if batch.num_rows]
                yield from found
        except pa.ArrowInvalid:
            with self._csv(names, {name: pa.string() for name in names}) as reader:
                whole = pa.Table.from_batches(list(reader))
            yield pa.table({name: _numbers_if_all(whole[name]) for name in names})

    def _labelled_pieces(self, names: list[str], read: Any) -> Iterator[pa.Table]:
        start = 0
        while True:
            frame, _ = read(
                str(self.path), usecols=names, row_offset=start, row_limit=PIECE_ROWS, user_missing=False,
                apply_value_formats=False,
            )  # fmt: skip
            if len(frame) or start == 0:
                yield _table(frame, names)
            if len(frame) < PIECE_ROWS:
                return
            start += PIECE_ROWS

    def read(self, names: Sequence[str]) -> dict[str, np.ndarray]:
        """Columns in memory: numbers with NaN for missing (whole numbers stay whole where none is missing), or text
        with None for missing."""
        path = self.prepare(names)
        table = self._reader(path).read(columns=list(dict.fromkeys(names)), use_threads=len(names) > 1)
        return {name: _array(table[name]) for name in names}

    @property
    def rows(self) -> int:
        """Rows of the prepared file."""
        assert self._metadata is not None, "prepare or read something first"
        return int(self._metadata.num_rows)

    def sha256(self) -> str:
        """Fingerprint of the file as it was given."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def _note(meta: Any, name: str) -> ColumnNote:
    ranges = [r["lo"] if r["lo"] == r["hi"] else f"{r['lo']} to {r['hi']}" for r in meta.missing_ranges.get(name, [])]
    return ColumnNote(
        label=meta.column_names_to_labels.get(name) or "",
        value_labels=dict(meta.variable_value_labels.get(name, {})),
        missing=(*ranges, *meta.missing_user_values.get(name, [])),
    )


def _table(frame: Any, names: list[str]) -> pa.Table:
    return pa.table({name: pa.array(frame[name], from_pandas=True) for name in names})


def _numbers_if_all(values: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return pc.cast(values, pa.float64())
    except pa.ArrowInvalid:
        return values


def _numbers(values: pa.ChunkedArray) -> np.ndarray:
    """Numbers in one piece, NaN for missing. (Arrow's own way loads pandas first, which takes a second.)"""
    if values.null_count:
        values = values.cast(pa.float64()).fill_null(float("nan"))
    found = np.empty(len(values), dtype=values.type.to_pandas_dtype())
    start = 0
    for piece in values.chunks:
        if len(piece):
            found[start : start + len(piece)] = np.from_dlpack(piece)
            start += len(piece)
    return found


def _array(values: pa.ChunkedArray) -> np.ndarray:
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.cast(kind.value_type)
        kind = values.type
    if pa.types.is_boolean(kind):
        values = values.cast(pa.int8())
        kind = values.type
    if pa.types.is_decimal(kind):
        values = values.cast(pa.float64())
        kind = values.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _numbers(values)
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        values = values.cast(pa.string())
    return np.array(values.to_pylist(), dtype=object)
