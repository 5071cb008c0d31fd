"""Columns on disk and in memory: a DuckDB in memory over Parquet files that never change once they are named.

No file is ever opened for writing by two processes: a file is written under a name of its own and then only read, so that
any number of processes may read at once and a killed writer leaves nothing but a file that nobody names.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from .connections import known_warnings

# Measured on ten million values: smaller groups cost more to look through than they leave unread, and unpacking zstd costs
# more than reading half as much again.
ROW_GROUP, PACKED = 131_072, "snappy"
# Answers are small: that they are copied once is less than planning them twice.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result makes an extra copy", category=UserWarning)
MissingTable = duckdb.CatalogException
Broken = (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException, duckdb.CatalogException)


class Columns:
    """One in-memory DuckDB. Every question runs on a cursor of its own, so threads do not wait for one another."""

    name = "duckdb"

    def __init__(self, *, threads: int | None = None, memory: str = "2GB", spill: Path | None = None):
        options: dict[str, Any] = {"memory_limit": memory}
        if threads:
            options["threads"] = threads
        if spill:
            options["temp_directory"] = str(spill)
        self.ibis = ibis.duckdb.connect(**options)
        self.raw = self.ibis.con
        self.raw.execute("SET preserve_insertion_order = false")
        # Files never change once they are named, so what was read of their ends may be kept.
        self.raw.execute("SET parquet_metadata_cache = true")

    def run(self, sql: str) -> None:
        self.raw.cursor().execute(sql)

    def fetch(self, sql: str) -> pa.Table:
        # Executed at once: a relation would be planned when it is described and again when it is read.
        return self.raw.cursor().execute(sql).to_arrow_table()

    def fetch_here(self, sql: str) -> pa.Table:
        """On the first connection, the only one that sees rows brought by an expression; one caller at a time."""
        return self.raw.sql(sql).to_arrow_table()

    def described(self, name: str) -> Any:
        """A table or view for expressions."""
        with known_warnings():
            return self.ibis.table(name)

    def view(self, name: str, files: Iterable[Path]) -> None:
        """A view over Parquet files, in which a column keeps the type of the first file."""
        listed = ", ".join(_quoted(path) for path in files)
        self.run(f'CREATE OR REPLACE VIEW "{name}" AS SELECT * FROM read_parquet([{listed}])')

    def table(self, name: str, rows: pa.Table) -> None:
        """A table in memory, from rows; replaced if it was there."""
        cursor = self.raw.cursor()
        cursor.register("incoming_rows", rows)
        cursor.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM incoming_rows')
        cursor.unregister("incoming_rows")

    def drop(self, name: str) -> None:
        for kind in ("VIEW", "TABLE"):
            try:
                self.run(f'DROP {kind} IF EXISTS "{name}"')
            except duckdb.CatalogException:
                continue

    def write(self, sql: str, path: Path, *, order: Sequence[str] = ()) -> None:
        """The rows of a query as one Parquet file, sorted, in row groups so that a reader can leave most unread."""
        ordered = f" ORDER BY {', '.join(order)}" if order else ""
        self.run(
            f"COPY ({sql}{ordered}) TO {_quoted(path)} (FORMAT parquet, COMPRESSION {PACKED}, ROW_GROUP_SIZE {ROW_GROUP})"
        )

    def close(self) -> None:
        self.raw.close()


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def columns_of(rows: Mapping[str, Any]) -> pa.Table:
    """An Arrow table of columns given as arrays or lists."""
    return pa.table(dict(rows))
