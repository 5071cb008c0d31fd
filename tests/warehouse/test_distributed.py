"""What a distributed engine is asked, on an engine that every machine has; tests/warehouse/test_worlds.py asks Spark itself."""

from pathlib import Path

import pytest

from barabar.engine.columns import Columns
from barabar.warehouse import distributed
from barabar.warehouse.answering import Asking, Engine
from barabar.warehouse.distributed import DistributedStore
from barabar.warehouse.exporting import export
from barabar.warehouse.questions import Question
from barabar.warehouse.store import Warehouse
from tests.warehouse.agreeing import Batch, shown
from tests.warehouse.worlds import PlainLedger


class Embedded(Columns):
    """An engine that reads exported folders as a cluster does, in this process."""

    def __init__(self, engine):
        super().__init__(threads=1)
        assert engine == "spark"

    def view(self, name, paths):
        super().view(name, [Path(path) / "*.parquet" for path in paths])


@pytest.mark.django_db
def test_exported_events_alone_give_the_answers_of_the_store(tmp_path, monkeypatch):
    monkeypatch.setattr(distributed, "Distributed", Embedded)
    rows = Batch.of(range(4)).rows
    store = Warehouse(tmp_path / "store", PlainLedger(rows), threads=1)
    export(store, tmp_path / "out")
    there = Engine(DistributedStore(tmp_path / "out", "spark"))
    here = Engine(store)
    for question in (Question(("indicator", "year")), Question(("territory",), measures=("value", "median"))):
        for position in (rows[-1].position, rows[len(rows) // 2].position):
            found = [
                {keys: shown(cell, question.measures) for keys, cell in asked.cells.items()}
                for asked in (Asking(one, one.store.current(), question, position).answer() for one in (here, there))
            ]
            assert found[0] == found[1] and found[0]
    store.close()
