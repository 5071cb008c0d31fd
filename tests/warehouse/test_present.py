"""States in memory: what was approved between two looks, what a reader still sees, earlier states that are asked for again."""

from dataclasses import replace
from decimal import Decimal

import pytest

from barabar.warehouse.answering import Asking, Engine
from barabar.warehouse.questions import Question
from barabar.warehouse.store import AGAIN, MOST_PAST, Warehouse
from tests.warehouse.agreeing import compare
from tests.warehouse.test_answers import row
from tests.warehouse.worlds import PlainLedger, random_world

pytestmark = pytest.mark.django_db
YEARLY = Question(("year",))


def value_of(store, as_of):
    cell = Asking(Engine(store), store.current(), YEARLY, as_of).answer().cell("2024")
    return None if cell is None else cell.value


def stocks():
    """A stock that is corrected twice and then withdrawn."""
    rows = [row(n, aggregation="latest", amount=Decimal(n * 5), supersedes=n - 1) for n in (1, 2, 3)]
    return [*rows, row(4, aggregation="latest", amount=Decimal(15), supersedes=3, withdrawn=True)]


@pytest.mark.parametrize("seen_first", [0, 1, 2])
@pytest.mark.parametrize("in_files", [False, True])
def test_a_stock_is_as_it_was_between_two_looks_at_the_ledger(seen_first, in_files, tmp_path):
    """Several approvals may be taken in at once: none of the positions among them may lose or gain a stock."""
    ledger = PlainLedger(stocks(), limit=seen_first)
    store = Warehouse(tmp_path, ledger, threads=1)
    if in_files and seen_first:
        store.rebuild()
    store.current()
    ledger.limit = None
    assert [value_of(store, position) for position in (1, 2, 3, 4)] == [5, 10, 15, None]
    store.close()


def test_a_reader_who_began_before_an_approval_keeps_what_was_then(tmp_path):
    ledger = PlainLedger(stocks(), limit=2)
    store = Warehouse(tmp_path, ledger, threads=1)
    before = store.current()
    began = Asking(Engine(store), before, YEARLY, before.known)
    ledger.limit = 3
    assert store.current().known == 3
    assert began.answer().cell("2024").value == 10
    assert value_of(store, 3) == 15
    store.close()


@pytest.mark.parametrize("seed", [18, 157])
def test_every_position_is_answered_alike_from_files_from_memory_and_again(seed, tmp_path):
    rows = random_world(seed, most=120)
    ledger = PlainLedger(rows, limit=rows[len(rows) // 2].position)
    store = Warehouse(tmp_path, ledger, threads=1, epoch=32)
    store.rebuild()
    ledger.limit = None
    engine = Engine(store, keep_answers=False)
    for at in rows[::9]:
        for question in (Question(("indicator", "year")), Question(("community",))):
            for time in range(AGAIN):
                compare(engine, rows, question, at.position, f"time {time}")
    kept = [name for name in store._tables if "_past" in name]
    assert 0 < len(kept) <= MOST_PAST
    store.close()


def test_the_largest_is_as_it_was_before_it_was_corrected_in_a_later_file(tmp_path):
    """30, then 20, then 30 is withdrawn: with two positions a file, and the withdrawal in the last of them or in none yet."""
    largest = [row(1, aggregation="max", amount=Decimal(30)), row(2, aggregation="max", amount=Decimal(20), measure=2)]
    rows = [*largest, row(3, aggregation="max", amount=Decimal(5), measure=3)]
    rows.append(row(4, aggregation="max", amount=Decimal(30), supersedes=1, withdrawn=True))
    for limit in (2, 3, 4):
        ledger = PlainLedger(rows, limit=limit)
        store = Warehouse(tmp_path / str(limit), ledger, threads=1, epoch=2)
        store.rebuild()
        ledger.limit = None
        for question in (YEARLY, Question(("territory", "year"))):
            for _ in range(AGAIN):
                found = [
                    next(iter(Asking(Engine(store), store.current(), question, at).answer())).value
                    for at in (1, 2, 3, 4)
                ]
                assert found == [30, 30, 30, 20], (limit, question)
        store.close()


def test_what_was_asked_of_the_present_is_not_compiled_again_for_an_earlier_state(tmp_path, monkeypatch):
    rows = random_world(18, most=120)
    store = Warehouse(tmp_path, PlainLedger(rows), threads=1, epoch=32)
    store.rebuild()
    engine, question = Engine(store, keep_answers=False), Question(("indicator", "year"), ("economy",))
    compare(engine, rows, question, rows[-1].position, "now")
    at = rows[len(rows) // 2].position
    store.current().asked[at] = AGAIN
    compiled = []
    compile_ = store.columns.ibis.compile
    monkeypatch.setattr(store.columns.ibis, "compile", lambda made: compiled.append(made.columns) or compile_(made))
    compare(engine, rows, question, at, "earlier")
    assert not any("unsure" in columns for columns in compiled), (
        "the cells; the look for what no longer stands may be new"
    )
    store.close()


def test_a_question_stays_with_the_files_or_with_memory_whatever_others_ask_meanwhile(tmp_path, monkeypatch):
    """Somebody asks as of the same position in the middle of a question: neither it nor the next one, of another position, may
    read a table that nobody has made."""
    rows = random_world(19, most=120)
    store = Warehouse(tmp_path, PlainLedger(rows), threads=1, epoch=32)
    store.rebuild()
    engine, question = Engine(store, keep_answers=False), Question(("indicator", "year"), ("economy",))
    first, second = (rows[len(rows) // part].position for part in (2, 3))
    moment = store.moment

    def asked_by_others_too(snapshot, as_of, **given):
        found = moment(snapshot, as_of, **given)
        snapshot.asked[first] += AGAIN
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "moment", asked_by_others_too)
        compare(engine, rows, question, first, "while others ask")
    monkeypatch.setattr(store, "mend", lambda snapshot, damage: pytest.fail(f"made again from the ledger: {damage}"))
    for position in (second, first):
        assert engine.answer(replace(question, as_of=position)).cells
        compare(engine, rows, question, position, "again")
    store.close()
