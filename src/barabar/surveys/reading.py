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
from barabar.statistics.surveys.rows import in_parallel

PIECE_ROWS = 200_000
TOGETHER_VALUES = 20_000_000
# Reader and options by kind; portable files know no user-missing values apart.
PLAIN = {"apply_value_formats": False}
READERS = {
    ".sav": (pyreadstat.read_sav, {**PLAIN, "user_missing": False}),
    ".zsav": (pyreadstat.read_sav, {**PLAIN, "user_missing": False}),
    ".dta": (pyreadstat.read_dta, {**PLAIN, "user_missing": False}),
    ".por": (pyreadstat.read_por, PLAIN),
}
KINDS = (".parquet", ".csv", *READERS)
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
            raise refusal("file", path=str(path), reason=_reason(error)) from error

    def _head(self, kind: str) -> tuple[list[str], dict[str, ColumnNote]]:
        if kind == ".parquet":
            return self._opened(self.path), {}
        if kind == ".csv":
            with self._csv(None) as reader:
                return list(reader.schema.names), {}
        read, options = READERS[kind]
        told = {"user_missing": True} if "user_missing" in options else {}
        _, meta = read(str(self.path), metadataonly=True, **told)
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
        try:
            self._write(names, target)
        except (pa.ArrowException, pyreadstat.ReadstatError, UnicodeDecodeError) as error:
            raise refusal("file", path=self.path.name, reason=_reason(error)) from error

    def _write(self, names: list[str], target: Path) -> None:
        """Piece by piece. A CSV column has the type of its first piece; where a later piece does not fit, types are made
        sure of in one more pass and the copy is made again."""
        if self.path.suffix.lower() != ".csv":
            self._write_pieces(self._labelled_pieces(names), target)
            return
        try:
            self._write_pieces(self._csv_pieces(names), target)
        except pa.ArrowInvalid:
            self._write_pieces(self._csv_pieces(names, self._csv_types(names)), target)

    def _write_pieces(self, pieces: Iterator[pa.Table], target: Path) -> None:
        writer: pq.ParquetWriter | None = None
        try:
            for piece in pieces:
                if writer is None:
                    writer = pq.ParquetWriter(target, piece.schema, compression="lz4")
                writer.write_table(piece.cast(writer.schema))
        finally:
            if writer is not None:
                writer.close()
        if writer is None:
            raise refusal("no_rows", source=self.path.name)

    def _csv(self, names: list[str] | None, types: dict[str, pa.DataType] | None = None) -> pv.CSVStreamingReader:
        convert = pv.ConvertOptions(
            include_columns=names, column_types=types, null_values=BLANKS, strings_can_be_null=True
        )
        return pv.open_csv(self.path, convert_options=convert)

    def _csv_pieces(self, names: list[str], types: dict[str, pa.DataType] | None = None) -> Iterator[pa.Table]:
        with self._csv(names, types) as reader:
            odd = [field.name for field in reader.schema if pa.types.is_binary(field.type)]
            if odd:
                raise refusal("file", path=self.path.name, reason=f"the text of column {odd[0]} is not UTF-8")
            for batch in reader:
                if batch.num_rows:
                    yield pa.Table.from_batches([batch])

    def _csv_types(self, names: list[str]) -> dict[str, pa.DataType]:
        """Number for columns of which every value is one, else text; in one pass that keeps nothing."""
        numeric = set(names)
        for piece in self._csv_pieces(names, {name: pa.string() for name in names}):
            numeric -= {name for name in numeric if not _all_numbers(piece[name])}
        return {name: pa.float64() if name in numeric else pa.string() for name in names}

    def _labelled_pieces(self, names: list[str]) -> Iterator[pa.Table]:
        """SPSS and Stata files, some rows at a time."""
        (read, options), start = READERS[self.path.suffix.lower()], 0
        while True:
            frame, _ = read(str(self.path), usecols=names, row_offset=start, row_limit=PIECE_ROWS, **options)
            if len(frame) or start == 0:
                yield _table(frame, names)
            if len(frame) < PIECE_ROWS:
                return
            start += PIECE_ROWS

    def read(self, names: Sequence[str]) -> dict[str, np.ndarray]:
        """Columns in memory: numbers with NaN for missing (whole numbers stay whole where none is missing), or text
        with None for missing."""
        path = self.prepare(names)
        wanted = list(dict.fromkeys(names))
        if self.rows * len(wanted) > TOGETHER_VALUES:  # one by one, so that no second copy of all is held at once
            return in_parallel(lambda name: self._read_one(path, name), wanted)
        table = self._reader(path).read(columns=wanted, use_threads=len(wanted) > 1)
        return {name: _array(table[name]) for name in wanted}

    def _read_one(self, path: Path, name: str) -> np.ndarray:
        return _array(self._reader(path).read(columns=[name], use_threads=False)[name])

    @property
    def rows(self) -> int:
        """Rows of the prepared file."""
        assert self._metadata is not None, "prepare or read something first"
        return int(self._metadata.num_rows)

    def sha256(self) -> str:
        """Fingerprint of the file as it was given."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def _reason(error: Exception) -> str:
    """The first line of a reader's complaint; text in another encoding in our own words."""
    if isinstance(error, UnicodeDecodeError) or "utf8" in str(error).lower().replace("-", ""):
        return "its text is not UTF-8; save it as UTF-8"
    return str(error).splitlines()[0].rstrip(".")


def _note(meta: Any, name: str) -> ColumnNote:
    ranges = [r["lo"] if r["lo"] == r["hi"] else f"{r['lo']} to {r['hi']}" for r in meta.missing_ranges.get(name, [])]
    return ColumnNote(
        label=meta.column_names_to_labels.get(name) or "",
        value_labels=dict(meta.variable_value_labels.get(name, {})),
        missing=(*ranges, *meta.missing_user_values.get(name, [])),
    )


def _table(frame: Any, names: list[str]) -> pa.Table:
    return pa.table({name: pa.array(frame[name], from_pandas=True) for name in names})


def _all_numbers(values: pa.ChunkedArray) -> bool:
    try:
        pc.cast(values, pa.float64())
    except pa.ArrowInvalid:
        return False
    return True


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
