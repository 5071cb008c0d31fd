"""States of the ledger in memory: kept sums without their epochs, and each stock's newest value, a few hundred thousand rows.

`Present` follows the ledger: what is approved after the files were written is added row by row, each with its position, so
that its sums answer for every position from the files' head on. `Past` is the state as of one earlier position.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa

from barabar.engine.columns import Columns
from barabar.warehouse.building import Manifest, empty_events, listed, peak_profiles, stock_profiles
from barabar.warehouse.kept import ENDLESS, IN_MEMORY, STOCK_PLACE, Kept
from barabar.warehouse.ledger import NUMBERS
from barabar.warehouse.words import Words

FRESH = "fresh_rows"
# Up to so many institutions are named one by one when their stocks are looked up, so that most of a file is not read.
FEW = 200
_PLACE = ", ".join(STOCK_PLACE)


@dataclass
class Present:
    """The tables in memory of one opened list of files. `name` gives a table's full name.

    `ends` are the positions at which the stocks stood still: between two of them only the events know a stock.
    """

    columns: Columns
    manifest: Manifest
    words: Words
    name: Callable[[str], str]
    ends: set[int] = field(default_factory=set)

    def open(self) -> None:
        """From the files, or from nothing."""
        tail, manifest = self.name("tail"), self.manifest
        self.columns.table(tail, empty_events(wide=manifest.wide))
        for kept in IN_MEMORY:
            name = self.name(f"now_{kept.name}")
            nothing = kept.sql(f'(SELECT * FROM "{tail}")', manifest.number)
            parts = f'SELECT * FROM "{self.name(kept.name)}"' if manifest.epochs else nothing
            peak = standing_peaks(self.name("peaks"), manifest.head) if manifest.peaks else f'SELECT * FROM "{tail}"'
            sum_up(self.columns, kept, name, parts, peak, manifest, self.words, position=manifest.head)
        source = f'"{self.name("stocks")}"' if manifest.stocks else f'(SELECT * FROM "{tail}" WHERE false)'
        self.columns.run(
            f'CREATE OR REPLACE TABLE "{self.name("now_stocks")}" AS SELECT {_PLACE}, period, amount, profile, '
            f"{manifest.head}::BIGINT AS since, {ENDLESS}::BIGINT AS ceased FROM {source} WHERE amount IS NOT NULL"
        )
        self.ends.add(manifest.head)

    def add(self, rows: pa.Table, head: int) -> None:
        """Rows that were approved up to the position `head`; one caller at a time."""
        self.columns.table(FRESH, rows)
        self.columns.run(f'INSERT INTO "{self.name("tail")}" SELECT * FROM {FRESH}')
        for kept in IN_MEMORY:
            self.columns.run(f'INSERT INTO "{self.name(f"now_{kept.name}")}" {_as_kept(kept, self.manifest.number)}')
        self._renew_stocks(head)
        self.ends.add(head)

    def _renew_stocks(self, head: int) -> None:
        """The stocks that something happened to get a new newest value; the old one stays for who asks as of before."""
        codes = listed(stock_profiles(self.words))
        changed = self.columns.fetch(f"SELECT DISTINCT {_PLACE} FROM {FRESH} WHERE profile IN ({codes})")
        if not changed.num_rows:
            return
        self.columns.table("changed_stocks", changed)
        table = self.name("now_stocks")
        same = " AND ".join(f"held.{column} = changed_stocks.{column}" for column in STOCK_PLACE)
        bodies = changed["organisation"].unique().to_pylist()
        few = f" AND organisation IN ({listed(bodies)})" if len(bodies) <= FEW else ""
        parts = [f'SELECT * FROM "{self.name("tail")}" WHERE profile IN ({codes}){few}']
        if self.manifest.epochs:
            parts.append(f'SELECT * FROM "{self.name("stock")}" WHERE true{few}')
        self.columns.run(
            f'UPDATE "{table}" AS held SET ceased = {head} FROM changed_stocks WHERE held.ceased = {ENDLESS} AND {same}'
        )
        self.columns.run(
            f'INSERT INTO "{table}" SELECT *, {head}, {ENDLESS} FROM '
            f"({newest_of(' UNION ALL '.join(parts), 'SELECT * FROM changed_stocks')})"
        )


@dataclass
class Past:
    """The state as of one position before the files' head. `relation` gives a kind's rows of the full epochs or of the
    open one, as SQL, or nothing where there are none; `table` the full name of one made of all epochs."""

    columns: Columns
    manifest: Manifest
    words: Words
    as_of: int
    relation: Callable[[str, bool], str]
    table: Callable[[str], str]

    def sum_up(self, kept: Kept, name: str) -> None:
        """Make the table of a kept roll-up."""
        opened = self.relation("events", False)
        fresh = kept.sql(f"({opened} WHERE position <= {self.as_of})", self.manifest.number) if opened else ""
        parts = [part for part in (self.relation(kept.name, True), fresh) if part]
        sum_up(
            self.columns, kept, name, _together(parts), standing_peaks(self.table("peaks"), self.as_of), self.manifest,
            self.words, position=self.as_of,
        )  # fmt: skip

    def stand_still(self, name: str) -> None:
        """Make the table of stocks: as they stand now where nothing happened since, else by the events."""
        stocks = self.table("stocks")
        changed = f'SELECT {_PLACE} FROM "{stocks}" WHERE touched > {self.as_of} AND first <= {self.as_of}'
        known = f'SELECT {_PLACE}, period, amount, profile FROM "{stocks}" WHERE touched <= {self.as_of} AND amount IS NOT NULL'  # fmt: skip
        looked_up = newest_of(self._until("stock"), changed)
        self.columns.run(
            f'CREATE OR REPLACE TABLE "{name}" AS SELECT *, 0::BIGINT AS since, {ENDLESS}::BIGINT AS ceased '
            f"FROM ({known} UNION ALL SELECT * FROM ({looked_up}))"
        )

    def _until(self, kind: str) -> str:
        opened = self.relation(kind, False)
        parts = [self.relation(kind, True), f"{opened} WHERE position <= {self.as_of}" if opened else ""]
        return _together([part for part in parts if part])


def standing_peaks(peaks: str, as_of: int) -> str:
    """SQL for the events of `kept.peaks_sql` that stood as of a position."""
    return f'SELECT * EXCLUDE (ceased) FROM "{peaks}" WHERE position <= {as_of} AND ceased > {as_of}'


def _together(parts: list[str]) -> str:
    return " UNION ALL ".join(parts)


def newest_of(events: str, changed: str) -> str:
    """SQL for the newest standing value of each of the places that changed, of the events of stocks."""
    return (
        f"WITH changed AS ({changed}), own AS (SELECT * FROM ({events}) SEMI JOIN changed USING ({_PLACE})), "
        f"standing AS (SELECT * FROM own WHERE n > 0 AND fact NOT IN (SELECT fact FROM own WHERE n < 0)) "
        f"SELECT {_PLACE}, max(period) AS period, arg_max(amount, period) AS amount, arg_max(profile, period) AS profile "
        f"FROM standing GROUP BY {_PLACE}"
    )


def _as_kept(kept: Kept, number: str) -> str:
    """Fresh events in the columns of a kept roll-up."""
    columns = [*kept.columns, "n::BIGINT"]
    if kept.amounts:
        columns += [f"{name}::{number}" for name in NUMBERS]
        columns += ["CASE WHEN n > 0 THEN amount END", "CASE WHEN n < 0 THEN -amount END"]
    where = " AND ".join(f"{column} = 0" for column in kept.only_without) or "true"
    return f"SELECT {', '.join(columns)}, position FROM {FRESH} WHERE {where}"


def sum_up(
    columns: Columns, kept: Kept, name: str, parts: str, peak: str, manifest: Manifest, words: Words, *, position: int
) -> None:
    """A table in memory: the sum of a roll-up's parts, and of each group the largest value that stands.

    `parts` and `peak` are SQL: the roll-up by epochs, and the events of which the largest is asked.
    """
    summed = kept.sql_of_parts(f"({parts})", manifest.number)
    columns.run(f'CREATE OR REPLACE TABLE "{name}" AS SELECT *, {position}::BIGINT AS position FROM ({summed})')
    if not kept.amounts:
        return
    keys = ", ".join(kept.columns)
    same = " AND ".join(f"kept.{key} = exact.{key}" for key in kept.columns)
    columns.run(
        f'WITH doubtful AS (SELECT {keys} FROM "{name}" WHERE largest_out >= largest_in AND profile IN '
        f"({listed(peak_profiles(words))})), events AS ({peak}), held AS (SELECT * FROM events SEMI JOIN doubtful "
        f"USING ({keys}) WHERE n > 0 AND fact NOT IN (SELECT fact FROM events WHERE n < 0)), "
        f"exact AS (SELECT {keys}, max(amount) AS largest FROM held GROUP BY {keys}) "
        f'UPDATE "{name}" AS kept SET largest_in = exact.largest FROM exact WHERE {same}'
    )
    columns.run(f'UPDATE "{name}" SET largest_out = NULL WHERE largest_out IS NOT NULL')
