"""The present state in memory: kept sums without their epochs, and each stock's newest value, a few hundred thousand rows.

What is approved after the files were written is added row by row, each with its position, so that one table answers for
every position from the files' head on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from barabar.engine.columns import Columns
from barabar.warehouse.building import Manifest, empty_events, listed, peak_profiles, stock_profiles
from barabar.warehouse.kept import IN_MEMORY, STOCK_PLACE, Kept
from barabar.warehouse.ledger import NUMBERS
from barabar.warehouse.words import Words

FRESH = "fresh_rows"
ENDLESS = 2**62
# Up to so many institutions are named one by one when their stocks are looked up, so that most of a file is not read.
FEW = 200


@dataclass
class Present:
    """The tables in memory of one opened list of files. `name` gives a table's full name."""

    columns: Columns
    manifest: Manifest
    words: Words
    name: Callable[[str], str]

    def open(self) -> None:
        """From the files, or from nothing."""
        self.columns.table(self.name("tail"), empty_events(wide=self.manifest.wide))
        for kept in IN_MEMORY:
            parts = self.name(kept.name) if self.manifest.epochs else ""
            sum_up(
                self.columns, kept, self.name(f"now_{kept.name}"), parts, self.name("peak"), self.manifest, self.words
            )
        place = ", ".join(STOCK_PLACE)
        source = f'FROM "{self.name("stocks")}" WHERE amount IS NOT NULL' if self.manifest.stocks else f'FROM "{self.name("tail")}" WHERE false'  # fmt: skip
        self.columns.run(
            f'CREATE OR REPLACE TABLE "{self.name("now_stocks")}" AS SELECT {place}, period, amount, profile, '
            f"{self.manifest.head}::BIGINT AS since, {ENDLESS}::BIGINT AS ceased {source}"
        )

    def add(self, rows) -> None:
        """Rows that were approved since; one caller at a time."""
        self.columns.table(FRESH, rows)
        self.columns.run(f'INSERT INTO "{self.name("tail")}" SELECT * FROM {FRESH}')
        for kept in IN_MEMORY:
            self.columns.run(f'INSERT INTO "{self.name(f"now_{kept.name}")}" {_as_kept(kept, self.manifest.number)}')
        self._renew_stocks(rows)

    def _renew_stocks(self, rows) -> None:
        """The stocks that something happened to get a new newest value; the old one stays for who asks as of before."""
        place, codes = ", ".join(STOCK_PLACE), listed(stock_profiles(self.words))
        changed = self.columns.fetch(f"SELECT DISTINCT {place} FROM {FRESH} WHERE profile IN ({codes})")
        if not changed.num_rows:
            return
        self.columns.table("changed_stocks", changed)
        newest = max(rows["position"].to_pylist())
        table = self.name("now_stocks")
        same = " AND ".join(f"held.{column} = changed_stocks.{column}" for column in STOCK_PLACE)
        bodies = changed["organisation"].unique().to_pylist()
        few = f" AND organisation IN ({listed(bodies)})" if len(bodies) <= FEW else ""
        parts = [f'SELECT * FROM "{self.name("tail")}" WHERE profile IN ({codes}){few}']
        if self.manifest.epochs:
            parts.append(f'SELECT * FROM "{self.name("stock")}" WHERE true{few}')
        self.columns.run(
            f'UPDATE "{table}" AS held SET ceased = {newest} FROM changed_stocks WHERE held.ceased = {ENDLESS} AND {same}'
        )
        self.columns.run(
            f"WITH events AS ({' UNION ALL '.join(parts)}), own AS (SELECT * FROM events SEMI JOIN changed_stocks "
            f"USING ({place})), standing AS (SELECT * FROM own WHERE n > 0 AND fact NOT IN (SELECT fact FROM own WHERE "
            f'n < 0)) INSERT INTO "{table}" SELECT {place}, max(period), arg_max(amount, period), '
            f"arg_max(profile, period), {newest}, {ENDLESS} FROM standing GROUP BY {place}"
        )


def _as_kept(kept: Kept, number: str) -> str:
    """Fresh events in the columns of a kept roll-up."""
    columns = [*kept.columns, "n::BIGINT"]
    if kept.amounts:
        columns += [f"{name}::{number}" for name in NUMBERS]
        columns += ["CASE WHEN n > 0 THEN amount END", "CASE WHEN n < 0 THEN -amount END"]
    where = " AND ".join(f"{column} = 0" for column in kept.only_without) or "true"
    return f"SELECT {', '.join(columns)}, position FROM {FRESH} WHERE {where}"


def sum_up(columns: Columns, kept: Kept, name: str, parts: str, peak: str, manifest: Manifest, words: Words) -> None:
    """A table in memory: the sum of a roll-up's epochs, and of each group the largest value that stands.

    `parts` is the roll-up's view over the epochs; none makes an empty table.
    """
    events = f"(SELECT * FROM {_no_events(manifest)})"
    source = f'"{parts}"' if parts else f"({kept.sql(events, manifest.number)})"
    summed = kept.sql_of_parts(source, manifest.number)
    columns.run(f'CREATE OR REPLACE TABLE "{name}" AS SELECT *, {manifest.head}::BIGINT AS position FROM ({summed})')
    if not kept.amounts or not parts:
        return
    keys = ", ".join(kept.columns)
    same = " AND ".join(f"kept.{key} = exact.{key}" for key in kept.columns)
    columns.run(
        f'WITH doubtful AS (SELECT {keys} FROM "{name}" WHERE largest_out >= largest_in AND profile IN '
        f'({listed(peak_profiles(words))})), held AS (SELECT * FROM "{peak}" SEMI JOIN doubtful USING ({keys}) '
        f'WHERE n > 0 AND fact NOT IN (SELECT fact FROM "{peak}" WHERE n < 0)), '
        f"exact AS (SELECT {keys}, max(amount) AS largest FROM held GROUP BY {keys}) "
        f'UPDATE "{name}" AS kept SET largest_in = exact.largest FROM exact WHERE {same}'
    )
    columns.run(f'UPDATE "{name}" SET largest_out = NULL WHERE largest_out IS NOT NULL')


def _no_events(manifest: Manifest) -> str:
    schema = empty_events(wide=manifest.wide).schema
    types = {"int64": "BIGINT", "int32": "INTEGER", "int16": "SMALLINT", "int8": "TINYINT"}
    columns = ", ".join(f"NULL::{types.get(str(f.type), 'DECIMAL(38,0)')} AS {f.name}" for f in schema)
    return f"(SELECT {columns}) WHERE false"
