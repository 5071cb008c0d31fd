"""The second opinion on the store: random worlds, of which this is a part; `./run bench rollup worlds` does ten thousand."""

import importlib.util
import random
from collections import defaultdict
from dataclasses import replace

import pytest

from barabar.warehouse.answering import Asking, Engine
from barabar.warehouse.distributed import DistributedStore
from barabar.warehouse.exporting import export
from barabar.warehouse.questions import Question
from barabar.warehouse.store import Warehouse
from tests.warehouse.agreeing import AXES, Batch, Template, check_worlds, compare, shown
from tests.warehouse.plain import standing
from tests.warehouse.worlds import PlainLedger, random_world

NO_SPARK = "pyspark is not on this machine by design; install requirements/spark.txt and Java 17 to run this"


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("way", range(4))
def test_fast_and_slow_answers_agree_on_random_worlds(way, tmp_path):
    """Way 0: all in memory; 1: half in files; 2: files brought up to date; 3: all in files."""
    assert check_worlds(range(30 * way, 30 * (way + 1)), tmp_path, kinds=2) == 30


@pytest.mark.django_db
@pytest.mark.parametrize("level", ["own", "part"])
def test_totals_equal_their_parts(level, tmp_path):
    rows = Batch.of(range(400)).rows
    store = Warehouse(tmp_path, PlainLedger(rows), threads=1)
    engine, newest = Engine(store), rows[-1].position
    total = ("economy", "indicator", "period")
    asked = Question(rows=total, level=level, filters={"unit": ("children", "households")})
    whole = Asking(engine, store.current(), asked, newest).answer()
    by_body = Asking(engine, store.current(), replace(asked, rows=(*total, "organisation")), newest).answer()
    parts = defaultdict(list)
    for keys, part in by_body.cells.items():
        parts[keys[:3]].append(part)
    compared = 0
    for keys, cell in whole.cells.items():
        assert cell.reported == sum(part.reported for part in parts[keys])
        known = [part.value for part in parts[keys] if part.value is not None]
        if cell.rule == "sum" and cell.value is not None:
            assert cell.value == sum(known)
            compared += len(known) > 1
    assert compared > 3
    store.close()


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [
    Question(("stage", "year"), measures=("value", "reporters"), subject="values"),
    Question(("year",), measures=("value", "coverage", "reporters"), subject="values", filters={"stage": ("spent",)}),
    Question(("source",), measures=("value", "reporters"), subject="values"),
])  # fmt: skip
def test_who_reported_is_told_by_a_column_that_its_roll_up_leaves_out(asked, tmp_path):
    """Found by a random world: the roll-up of reporters holds values without a stage only, and was asked for stages."""
    batch = Batch.of(range(4))
    store = Warehouse(tmp_path, PlainLedger(batch.rows), threads=1)
    store.rebuild()
    for seed, rows in batch.of_world.items():
        own = replace(asked, filters={**asked.filters, "economy": (f"AL{seed}", f"XK{seed}")})
        compare(Engine(store), rows, own, batch.rows[-1].position, f"seed {seed}")
    store.close()


@pytest.mark.django_db
def test_every_fact_is_in_exactly_one_cell(tmp_path):
    rows = random_world(3, most=80)
    store = Warehouse(tmp_path, PlainLedger(rows), threads=1)
    asking = Asking(
        Engine(store),
        store.current(),
        Question(("organisation", "indicator", "period", "breakdown")),
        rows[-1].position,
    )
    counted = sum(cell.reported + sum(cell.absent.values()) for cell in asking.answer())
    assert counted == len([row for row in standing(rows, rows[-1].position) if not row.stage])
    store.close()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore")  # of Spark's own: sockets left open, pandas to come
def test_spark_answers_every_kind_of_question_alike(tmp_path):
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip(NO_SPARK)
    rows = Batch.of(range(8)).rows
    store = Warehouse(tmp_path / "store", PlainLedger(rows), threads=1)
    export(store, tmp_path / "out")
    here, there = Engine(store), Engine(DistributedStore(tmp_path / "out", "spark"))
    chance = random.Random(1)
    for axes in AXES:
        kind = Template(
            axes, 1, None, False, (), False, (), "", chance.choice((("median",), ("largest",), ("reporters",)))
        )
        question = kind.question(chance)
        as_of = chance.choice((rows[-1].position, rows[len(rows) // 2].position))
        found = [
            {keys: shown(cell, question.measures) for keys, cell in one.cells.items()}
            for one in (Asking(e, e.store.current(), question, as_of).answer() for e in (here, there))
        ]
        different = {keys: (found[0].get(keys), found[1].get(keys)) for keys in found[0].keys() | found[1].keys()}
        assert not {keys: pair for keys, pair in different.items() if pair[0] != pair[1]}, question
    store.close()
