"""The ledger as events, for the store: what came to stand and what ceased to, by position.

A row that corrects or withdraws another is two events: the old value ceases, the new one (if any) stands. Amounts are whole
numbers of ten-thousandths, so that nothing is ever rounded; where one does not fit into 64 bits, all are kept wider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from django.db import connection
from django.db.models import Max

from barabar.access.models import Organisation
from barabar.journal.models import Entry
from barabar.plans.models import Measure, PlannedIndicator
from barabar.review.models import ApprovedValue
from barabar.warehouse.words import LEVELS, OTHER, PROFILE, Words, kind_codes, period_code

PLACES = 4
SCALE = 10**PLACES
LARGEST_NARROW = 2**62
WORDS = ("economy", "territory", "organisation", "sector", "stage", "source", "breakdown", "unit", "aggregation", "state", "reason", "overlap")  # fmt: skip
NUMBERS = ("amount", "numerator", "denominator")
READ = ("position", "fact", "n", "period", "measure", "planned", *WORDS, *NUMBERS)
COLUMNS = (
    "position", "fact", "n", "economy", "territory", "organisation", "plan", "measure", "sector", "indicator", "planned",
    "stage", "source", "breakdown", "period", "year", "kind", "profile", *NUMBERS,
)  # fmt: skip
_FIELDS = {"territory": "territory_id", "organisation": "organisation_id", "measure": "measure_id", "planned": "indicator_id"}  # fmt: skip


class TooWide(Exception):
    """An amount does not fit into 64 bits of ten-thousandths: the store must be made with wide amounts."""


MANY = 500


def plans_of(measures: Iterable[int]) -> dict[int, str]:
    """The plan of each measure, by id."""
    return _named(Measure, list(measures), "node__plan_id")


def indicators_of(planned: Iterable[int]) -> dict[int, str]:
    """The catalogue's key of each planned indicator, or its own where it is the plan's own; by id."""
    found = _named(PlannedIndicator, list(planned), "catalogue_key", "key")
    return {pk: own or key for pk, (own, key) in found.items()}


def levels_of(organisations: Iterable[str]) -> dict[str, str]:
    """Whether a body speaks for a municipality as a whole, for a part of it, or for another."""
    return {key: LEVELS.get(kind, OTHER) for key, kind in _named(Organisation, list(organisations), "kind").items()}


def _named(model, wanted: list, *fields: str) -> dict:
    rows = model.objects.values_list("pk", *fields)
    if len(wanted) <= MANY:
        rows = rows.filter(pk__in=wanted)
    return {row[0]: row[1] if len(fields) == 1 else row[1:] for row in rows}


def journal_head() -> int:
    """The newest entry about plans or institutions: only then may an old fact have come to belong elsewhere."""
    kinds = ("plan", "measure", "organisation")
    return Entry.objects.filter(subject_kind__in=kinds).aggregate(newest=Max("number"))["newest"] or 0


MARK = ("organisation_id", "of_id", "state", "approved_at")


def newest() -> tuple[int, str]:
    """The newest position of the ledger of values, and what the row there is."""
    row = ApprovedValue.objects.order_by("-position").values_list("position", *MARK).first()
    return (row[0], "|".join(map(str, row[1:]))) if row else (0, "")


def mark_of(position: int) -> str:
    """What the row at a position is: a store of another ledger is known by it."""
    row = ApprovedValue.objects.filter(pk=position).values_list(*MARK).first()
    return "|".join(map(str, row)) if row else ""


def close() -> None:
    """Give back this thread's connection to the database."""
    connection.close()


def read_rows(since: int, until: int) -> pa.Table:
    """The events after one position up to another, as columns of words, in no order."""
    sql = _sql(since, until)
    if connection.vendor == "postgresql":
        return _copied(sql)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return _table(_batches(cursor))


def _sql(since: int, until: int) -> str:
    table = ApprovedValue._meta.db_table
    own = ", ".join(_columns("a"))
    old = ", ".join(_columns("b", negated=True))
    within = f"a.position > {int(since)} AND a.position <= {int(until)}"
    return (
        f"SELECT a.position, a.position AS fact, 1 AS n, {own} FROM {table} a WHERE {within} AND NOT a.withdrawn "
        f"UNION ALL SELECT a.position, b.position AS fact, -1 AS n, {old} FROM {table} a "
        f"JOIN {table} b ON b.position = a.supersedes_id WHERE {within} AND a.supersedes_id IS NOT NULL AND NOT b.withdrawn"
    )


def _columns(alias: str, *, negated: bool = False) -> Iterator[str]:
    sign, is_copied = "-" if negated else "", connection.vendor == "postgresql"
    yield f"{alias}.period"
    for name in ("measure", "planned"):
        yield f"COALESCE({alias}.{_FIELDS[name]}, 0) AS {name}"
    for name in WORDS:
        own = f"{alias}.{_FIELDS.get(name, name)}"
        yield f"{own} AS {name}" if is_copied else f"COALESCE({own}, '') AS {name}"
    for name in NUMBERS:
        column = f"{alias}.{name}"
        yield f"{sign}{column} AS {name}" if is_copied else _sqlite_number(column, name, sign)


def _sqlite_number(column: str, name: str, sign: str) -> str:
    """Exact ten-thousandths as an integer, or the amount as text where a double could not hold them."""
    return (
        f"CASE WHEN {column} IS NULL THEN NULL "
        f"WHEN typeof({column}) = 'integer' AND abs({column}) < 100000000000000 THEN {sign}{column} * {SCALE} "
        f"WHEN typeof({column}) = 'real' AND abs({column}) < 1e11 THEN CAST(round({sign}{column} * {SCALE}) AS INTEGER) "
        f"WHEN typeof({column}) = 'real' THEN printf('%!.4f', {sign}{column}) "
        f"ELSE '{sign}' || CAST({column} AS TEXT) END AS {name}"
    )


def _batches(cursor) -> Iterator[list[tuple]]:
    while rows := cursor.fetchmany(100_000):
        yield rows


def _table(batches: Iterator[Sequence[tuple]]) -> pa.Table:
    found = [_from_tuples(batch) for batch in batches]
    if not found:
        found = [_from_tuples([])]
    return pa.concat_tables(found).unify_dictionaries()


def _from_tuples(rows: Sequence[tuple]) -> pa.Table:
    values = list(zip(*rows, strict=True)) if rows else [()] * len(READ)
    made: dict[str, Any] = {}
    for name, column in zip(READ, values, strict=True):
        if name in NUMBERS:
            made[name] = pa.array([_scaled(v) if isinstance(v, str) else v for v in column], pa.decimal128(38, 0)) if any(isinstance(v, str) for v in column) else pa.array(column, pa.int64())  # fmt: skip
            made[name] = made[name].cast(pa.decimal128(38, 0))
        elif name in WORDS or name == "period":
            made[name] = pa.array(column, pa.string()).dictionary_encode()
        else:
            made[name] = pa.array(column, pa.int64())
    return pa.table(made)


def _scaled(text: str) -> int:
    amount = Decimal(text.replace("--", "")) * SCALE
    return int(amount.to_integral_value())


def _copied(sql: str) -> pa.Table:
    """By COPY: ten times faster than row by row, and just as exact."""
    connection.ensure_connection()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as copy:
        content = b"".join(bytes(block) for block in copy)
    if not content:
        return _table(iter(()))
    words = {name: pa.dictionary(pa.int32(), pa.string()) for name in (*WORDS, "period")}
    numbers = {name: pa.decimal128(38, PLACES) for name in NUMBERS}
    whole = {name: pa.int64() for name in ("position", "fact", "n", "measure", "planned")}
    rows = pa.csv.read_csv(
        pa.BufferReader(content),
        read_options=pa.csv.ReadOptions(column_names=list(READ), block_size=8 << 20),
        convert_options=pa.csv.ConvertOptions(
            column_types=words | numbers | whole,
            null_values=[""],
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    ).unify_dictionaries()
    for name in NUMBERS:
        rows = rows.set_column(rows.column_names.index(name), name, _counted(rows[name]))
    return rows


def _counted(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Amounts with four places as whole ten-thousandths: the same bits, read as such."""
    kind = pa.decimal128(38, 0)
    chunks = [pa.Array.from_buffers(kind, len(one), one.buffers(), offset=one.offset) for one in column.chunks]
    return pa.chunked_array(chunks, kind)


def encode(rows: pa.Table, words: Words, source: Any, *, wide: bool) -> pa.Table:
    """The same events with codes for words, in the store's columns. `source` knows what they point to. Raises TooWide."""
    coded = {name: _coded(rows[name], name, words) for name in WORDS}
    measures, planned = rows["measure"].to_numpy(), rows["planned"].to_numpy()
    coded["plan"] = _looked_up(measures, "plan", words, words.plans, source.plans_of)
    coded["indicator"] = _looked_up(planned, "indicator", words, words.indicators, source.indicators_of)
    _learn_levels(words, source)
    period = _periods(rows["period"])
    numbers = {name: rows[name].fill_null(0) for name in NUMBERS}
    made = {
        "position": rows["position"], "fact": rows["fact"], "n": rows["n"].cast(pa.int8()),
        "economy": coded["economy"], "territory": coded["territory"], "organisation": coded["organisation"],
        "plan": coded["plan"], "measure": measures.astype(np.int32), "sector": coded["sector"],
        "indicator": coded["indicator"], "planned": planned.astype(np.int32), "stage": coded["stage"],
        "source": coded["source"], "breakdown": coded["breakdown"], "period": period,
        "year": (period // 100).astype(np.int16), "kind": kind_codes(period), "profile": _profiles(rows, coded, words),
    }  # fmt: skip
    made |= {name: number if wide else _narrow(number) for name, number in numbers.items()}
    return pa.table(made)


def _narrow(number: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return number.cast(pa.int64())
    except pa.ArrowInvalid as error:
        raise TooWide from error


def _dictionary(column: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    """A column of words as places in a list, and the list."""
    if column.num_chunks == 0:
        return np.zeros(0, np.int64), []
    whole = column.combine_chunks()
    whole = whole if isinstance(whole, pa.DictionaryArray) else pa.concat_arrays(whole.chunks)
    return whole.indices.to_numpy(zero_copy_only=False), [word or "" for word in whole.dictionary.to_pylist()]


def _coded(column: pa.ChunkedArray, kind: str, words: Words) -> np.ndarray:
    places, listed = _dictionary(column)
    return words.codes(kind, listed)[places] if len(places) else np.zeros(0, np.int32)


def _periods(column: pa.ChunkedArray) -> np.ndarray:
    places, listed = _dictionary(column)
    return np.array([period_code(key) for key in listed], np.int32)[places] if len(places) else np.zeros(0, np.int32)


def _looked_up(ids: np.ndarray, kind: str, words: Words, met: dict[int, str], read: Callable) -> np.ndarray:
    """Codes by id; an id that the database no longer knows keeps a name of its own, so that no fact is lost."""
    found, places = np.unique(ids, return_inverse=True)
    new = [own for own in found.tolist() if own and own not in met]
    if new:
        known = read(new)
        met.update({own: known.get(own) or f"{kind}:{own}" for own in new})
    listed = [met[own] if own else "" for own in found.tolist()]
    return words.codes(kind, listed)[places] if len(ids) else np.zeros(0, np.int32)


def _learn_levels(words: Words, source: Any) -> None:
    new = [key for key in words.lists["organisation"] if key not in words.levels]
    if new:
        known = source.levels_of(new)
        words.levels.update({key: known.get(key, OTHER) for key in new})


def moved_subjects(words: Words, source: Any) -> bool:
    """Whether a fact of the store belongs elsewhere by now: to another plan, indicator or level of body."""
    plans, indicators = source.plans_of(words.plans), source.indicators_of(words.indicators)
    levels = source.levels_of(words.levels)
    return (
        any(key != (plans.get(own) or f"plan:{own}") for own, key in words.plans.items())
        or any(key != (indicators.get(own) or f"indicator:{own}") for own, key in words.indicators.items())
        or any(level != levels.get(key, OTHER) for key, level in words.levels.items())
    )


def _profiles(rows: pa.Table, coded: dict[str, np.ndarray], words: Words) -> np.ndarray:
    """One code for everything that decides how a value may be added."""
    if not rows.num_rows:
        return np.zeros(0, np.int32)
    level_of = words.codes("level", [words.levels[key] for key in words.lists["organisation"]])
    bare = rows["amount"].is_valid().to_numpy()
    paired = rows["numerator"].is_valid().to_numpy() & rows["denominator"].is_valid().to_numpy()
    number = np.where(bare, words.code("number", "amount"), np.where(paired, words.code("number", "ratio"), 0))
    parts = [
        coded["unit"], coded["aggregation"], level_of[coded["organisation"]], coded["state"], coded["reason"],
        coded["overlap"], number,
    ]  # fmt: skip
    assert len(parts) == len(PROFILE)
    packed = np.zeros(rows.num_rows, np.int64)
    for part in parts:
        packed = packed * 512 + part
    _found, first, places = np.unique(packed, return_index=True, return_inverse=True)
    listed = [words.profile(tuple(int(part[at]) for part in parts)) for at in first.tolist()]
    return np.array(listed, np.int32)[places]
