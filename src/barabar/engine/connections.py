"""Connections to an analytical engine: DuckDB embedded, Spark beyond one machine. One setting chooses."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
from ibis.backends import BaseBackend

EMBEDDED = "duckdb"
SPARK_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
}
READERS = {".parquet": "read_parquet", ".csv": "read_csv"}


class EngineMissing(Exception):
    """The engine asked for is not installed or does not start."""


class EngineFailed(Exception):
    """The engine could not carry out a query."""


@contextmanager
def known_warnings() -> Iterator[None]:
    """Work in which Ibis 12 calls a name that DuckDB 2 is about to retire; every other warning stays one."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*fetch_arrow_table", category=DeprecationWarning)
        warnings.filterwarnings("ignore", message=".*fetch_record_batch", category=DeprecationWarning)
        yield


def connect(engine: str = EMBEDDED, *, threads: int | None = None, memory: str | None = None) -> BaseBackend:
    """A connection. `duckdb` (in memory), `spark` (a local session of two threads), or `spark://host:port`."""
    if engine == EMBEDDED:
        options: dict[str, Any] = {}
        if threads:
            options["threads"] = threads
        if memory:
            options["memory_limit"] = memory
        connection = ibis.duckdb.connect(**options)
        # Parquet's statistics leave NaN out; with them the optimiser of DuckDB 2.0 takes isnan() for always false.
        connection.raw_sql("SET disabled_optimizers = 'statistics_propagation'")
        return connection
    if engine == "spark" or engine.startswith("spark://"):
        return _spark(engine)
    raise EngineMissing(f"The engine {engine!r} is not known. Choose duckdb, spark, or spark://host:port.")


def _spark(engine: str) -> BaseBackend:
    """A Spark session. Settings go in through the variable Spark reads when it starts, for some cannot be set later."""
    master = "local[2]" if engine == "spark" else engine
    settings = " ".join(f"--conf {name}={value}" for name, value in SPARK_SETTINGS.items())
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", f"--master {master} {settings} pyspark-shell")
    try:
        return ibis.pyspark.connect()
    except (ImportError, AttributeError) as error:
        raise EngineMissing(
            "Spark is not installed. Install requirements/spark.txt and Java 17, or leave out --engine spark."
        ) from error


def table_of(connection: BaseBackend, path: Path) -> ibis.expr.types.Table:
    """A Parquet or CSV file as a table; nothing is read yet."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise EngineMissing(f"The engine reads {' and '.join(READERS)} files, not {path.name}.")
    with known_warnings():
        return getattr(connection, reader)(str(path))
