"""Several data files read as one, with a column that says which file a row came from: waves, or samples from frames."""

import hashlib
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from barabar.statistics.surveys.errors import Problem, SurveyError, refusal

from .analysis import Analysis
from .reading import SurveyFile


class PooledFile(SurveyFile):
    """Files read as one. Each needs the columns asked for; `wave` names the column that holds a file's label."""

    def __init__(self, files: Mapping[str, Path], wave: str) -> None:
        self.wave, self._files = wave, {label: SurveyFile(path) for label, path in files.items()}
        self.path = Path(" + ".join(path.name for path in files.values()))
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._metadata: pq.FileMetaData | None = None
        self._readers: list[pq.ParquetFile] = []
        self._mine = threading.local()
        self._held: set[str] = set()
        taken = [file.path.name for file in self._files.values() if wave in file.columns]
        if taken:
            self.close()
            raise refusal("pooled_name", one=taken[0], name=wave)
        first, *others = self._files.values()
        self.columns = [name for name in first.columns if all(name in other.columns for other in others)] + [wave]
        self.notes = first.notes

    def close(self) -> None:
        super().close()
        for file in self._files.values():
            file.close()

    def require(self, names: Sequence[str]) -> None:
        """Refuse names that are no columns, in any of the files, all of them at once."""
        problems: list[Problem] = []
        for file in self._files.values():
            try:
                file.require([name for name in names if name != self.wave])
            except SurveyError as error:
                problems += error.problems
        if problems:
            raise SurveyError(problems)

    def prepare(self, names: Sequence[str]) -> Path:
        """The copy that holds at least these columns of all files, one file after the other."""
        self.require(names)
        if self._folder is None or not set(names) <= self._held:
            held = self._held | set(names)
            super().close()
            self._folder, self._held = tempfile.TemporaryDirectory(prefix="barabar-survey-"), held
            wanted = sorted(held - {self.wave}) or self.columns[:1]
            paths = {label: file.prepare(wanted) for label, file in self._files.items()}
            self._write_pieces(self._pieces(paths, self._schema(paths, wanted)), self._copied)
            self._opened(self._copied)
        return self._copied

    def _schema(self, paths: Mapping[str, Path], wanted: list[str]) -> pa.Schema:
        """One type for each column: numbers of different widths go together, numbers and texts do not."""
        fields, problems = [], []
        schemas = {label: pq.read_schema(path) for label, path in paths.items()}
        for name in wanted:
            kinds = {label: _plain(schema.field(name).type) for label, schema in schemas.items()}
            (start, kind), *others = kinds.items()
            for label, other in others:
                if _is_text(kind) != _is_text(other) and not pa.types.is_null(kind) and not pa.types.is_null(other):
                    said = {True: "text", False: "numbers"}
                    facts = {"name": name, "first": said[_is_text(kind)], "one": self._files[start].path.name}
                    facts |= {"second": said[_is_text(other)], "other": self._files[label].path.name}
                    problems.append(Problem("pooled_types", facts))
                elif kind != other:
                    kind = pa.string() if _is_text(kind) or _is_text(other) else pa.float64()
            fields.append(pa.field(name, kind))
        if problems:
            raise SurveyError(problems)
        return pa.schema(fields)

    def _pieces(self, paths: Mapping[str, Path], schema: pa.Schema) -> Iterator[pa.Table]:
        for label, path in paths.items():
            with pq.ParquetFile(path) as reader:
                for batch in reader.iter_batches(columns=schema.names):
                    piece = pa.Table.from_batches([batch]).select(schema.names).cast(schema)
                    yield piece.append_column(self.wave, pa.array([label] * piece.num_rows, pa.string()))

    def sha256(self) -> str:
        """Fingerprint of the fingerprints, in the order of the files."""
        return hashlib.sha256("".join(file.sha256() for file in self._files.values()).encode()).hexdigest()


def open_data(analysis: Analysis) -> SurveyFile:
    """The data of an analysis: one file, or several as one."""
    return PooledFile(dict(analysis.pooled), analysis.wave) if analysis.pooled else SurveyFile(analysis.data)


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
