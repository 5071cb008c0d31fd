"""The made-up ledger in a real PostgreSQL: how long a rebuild takes from there, and what the ORM's aggregate costs on it.

Only for an empty database of its own, named by BARABAR_DATABASE, and a role that may switch foreign keys off.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
from django.core.management import call_command
from django.db import connection
from django.db.models import Case, Count, F, Sum, When
from django.db.models.functions import Substr

from barabar.operations.bench.rollup_world import INDICATORS, KEYS, MUNICIPALITIES, SyntheticLedger
from barabar.review.models import ApprovedValue
from barabar.warehouse import ledger as ledger_of_database
from barabar.warehouse.answering import Asking, Engine
from barabar.warehouse.ledger import SCALE
from barabar.warehouse.questions import Question
from barabar.warehouse.store import Warehouse

AT_ONCE = 500_000
CHARACTERS = ("period", "economy", "territory", "organisation", "sector", "stage", "source", "breakdown", "unit", "aggregation", "state", "reason", "overlap")  # fmt: skip
NAMED = {
    "territory": "territory_id",
    "organisation": "organisation_id",
    "measure": "measure_id",
    "planned": "indicator_id",
}


def against_the_orm(per_body: int) -> int:
    """Load, rebuild, compare. Returns 0 where the goals are reached and both give the same sums."""
    if connection.vendor != "postgresql":
        print("bench rollup ledger: set BARABAR_DATABASE to an empty PostgreSQL database.", file=sys.stderr)
        return 2
    call_command("migrate", verbosity=0)
    made = SyntheticLedger(per_body)
    if not ApprovedValue.objects.exists():
        _load(made)
    elif ApprovedValue.objects.exclude(cycle="bench").exists():
        print("bench rollup ledger: this database holds a real ledger; give an empty one.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        store = Warehouse(Path(folder), ledger_of_database)
        started = time.perf_counter()
        store.rebuild()
        rebuilt = time.perf_counter() - started
        print(f"rebuild of {made.total:,} values from PostgreSQL: {rebuilt:.1f} s")
        good = _compare(store)
        store.close()
    return 0 if good and (rebuilt < 60 or per_body > 12) else 1


def _load(made: SyntheticLedger) -> None:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.executemany(
            "INSERT INTO plans_plannedindicator (id, key, measure_id, position, catalogue_key, name, definition, kind, "
            "unit, aggregation, direction, breakdowns) VALUES (%s, %s, %s, 0, %s, '{}', '{}', 'output', 'persons', 'sum', 'up', '[]')",
            [(n, f"town-{(n - 1) // INDICATORS}#{n}", n, KEYS[(n - 1) % INDICATORS]) for n in range(1, MUNICIPALITIES * INDICATORS + 1)],
        )  # fmt: skip
        for since in range(0, made.total, AT_ONCE):
            _copy(cursor, made.read_rows(since, min(since + AT_ONCE, made.total)))
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE review_approvedvalue")
    print(f"{made.total:,} rows loaded and analysed in {time.perf_counter() - started:.0f} s")


def _copy(cursor, rows: pa.Table) -> None:
    """The rows that came to stand; of those that correct another, which."""
    signs = rows["n"].to_numpy()
    fresh, old = rows.filter(pa.array(signs > 0)), rows.filter(pa.array(signs < 0))
    supersedes = np.zeros(fresh.num_rows, np.int64)
    at = np.searchsorted(fresh["position"].to_numpy(), old["position"].to_numpy())
    supersedes[at] = old["fact"].to_numpy()
    columns: dict[str, object] = {
        "position": fresh["position"],
        "supersedes_id": pa.array(supersedes, mask=supersedes == 0),
    }
    columns |= {NAMED.get(name, name): fresh[name].cast(pa.string()) for name in CHARACTERS}
    columns |= {NAMED[name]: fresh[name] for name in ("measure", "planned")}
    columns |= {name: pa.array(np.asarray(fresh[name].fill_null(0)) // SCALE, mask=fresh[name].is_null().to_numpy()) for name in ("amount", "numerator", "denominator")}  # fmt: skip
    many = fresh.num_rows
    usual = {
        "withdrawn": False, "cycle": "bench", "of_id": 1, "version": 1, "origin_organisation_id": "body-0001",
        "origin_return_id": 1, "origin_version": 1, "origin_cell": "", "approved_by": "bench", "approved_by_role": "bench",
        "approved_at": "2026-01-01 00:00:00+00", "note": "",
    }  # fmt: skip
    columns |= {name: pa.array([value] * many) for name, value in usual.items()}
    stream = io.BytesIO()
    pa.csv.write_csv(pa.table(columns), stream, pa.csv.WriteOptions(include_header=False))
    names = ", ".join(columns)
    with cursor.copy(
        f"COPY review_approvedvalue ({names}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (reason, stage, source, breakdown, overlap, note, origin_cell))"
    ) as copy:
        copy.write(stream.getvalue())


def _by_orm() -> dict[tuple, tuple]:
    """The same pivot as Django asks it of PostgreSQL."""
    reported = When(state="reported", then=1)
    rows = (
        ApprovedValue.objects.filter(superseded_by=None, withdrawn=False, breakdown="", stage="")
        .values(key=F("indicator__catalogue_key"), year=Substr("period", 1, 4), place=F("economy"))
        .annotate(
            amounts=Sum("amount"), part=Sum("numerator"), whole=Sum("denominator"), reported=Count(Case(reported))
        )
    )
    return {(r["key"], r["year"], r["place"]): (r["reported"], r["amounts"], r["part"], r["whole"]) for r in rows}


def _compare(store: Warehouse) -> bool:
    engine, question = Engine(store, keep_answers=False), Question(("indicator",), ("year", "economy"))
    snapshot = store.current()
    asking = Asking(engine, snapshot, question, snapshot.known)
    asking.answer()
    mine = []
    for _ in range(10):
        started = time.perf_counter()
        found = Asking(engine, store.current(), question, snapshot.known).answer()
        mine.append(time.perf_counter() - started)
    started = time.perf_counter()
    by_orm = _by_orm()
    orm = time.perf_counter() - started
    median = sorted(mine)[len(mine) // 2]
    same = _same(found.cells, by_orm)
    print(
        f"pivot of {len(found):,} cells: ours {median:.3f} s (median of 10), ORM on PostgreSQL {orm:.1f} s: {orm / median:.0f} times"
    )
    print(f"cells whose sums differ: {same}")
    return same == 0 and orm / median >= 50


def _same(cells: dict, by_orm: dict) -> int:
    """How many cells differ; stocks and largest values are no plain sums and are left out."""
    differing = len(cells.keys() ^ by_orm.keys())
    for keys, cell in cells.items():
        reported, amounts, part, whole = by_orm[keys]
        if cell.rule == "sum":
            differing += (cell.reported, cell.value) != (reported, amounts)
        elif cell.rule == "ratio":
            differing += (cell.reported, cell.numerator, cell.denominator) != (reported, part, whole)
    return differing
