"""The same tables on a distributed engine: Parquet files that it reads where they lie, and small tables given to it."""

from collections.abc import Sequence
from typing import Any

import ibis
import pyarrow as pa

from .connections import connect


class Distributed:
    """What `Columns` is for one machine. `engine` is `spark` (local) or `spark://host:port`.

    Sums of 64-bit numbers that overflow are an error there, never a wrong number.
    """

    def __init__(self, engine: str):
        self.name = engine
        self.ibis: Any = connect(engine)
        self.ibis.raw_sql("SET spark.sql.ansi.enabled = true")

    def view(self, name: str, paths: Sequence[str]) -> None:
        """A view over Parquet files or folders; any address the cluster can read."""
        self.ibis._session.read.parquet(*paths).createOrReplaceTempView(name)

    def table(self, name: str, rows: pa.Table) -> None:
        self.ibis.create_view(name, ibis.memtable(rows), overwrite=True)

    def described(self, name: str) -> Any:
        return self.ibis.table(name)

    def fetch(self, sql: str) -> pa.Table:
        return self.ibis._session.sql(sql).toArrow()

    fetch_here = fetch
