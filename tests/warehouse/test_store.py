"""The store follows the ledger: at once, in every process, and whatever happens to its files."""

import os
import signal
import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from barabar.plans.models import PlannedIndicator
from barabar.review.actions.approve_return import approve_return, undo_approve
from barabar.review.models import ApprovedValue
from barabar.warehouse.answering import Asking, Engine, answer
from barabar.warehouse.behind import positions_of
from barabar.warehouse.building import Building, Manifest, damaged_files, read_manifest
from barabar.warehouse.facts import facts
from barabar.warehouse.questions import Question
from barabar.warehouse.rollup import roll_up_facts
from barabar.warehouse.store import Warehouse, forget_stores, warehouse
from barabar.warehouse.writing import FORMATS
from tests.factories import add_cycle, build_world, send
from tests.warehouse.worlds import PlainLedger, random_world

pytestmark = pytest.mark.django_db
BY_INDICATOR = Question(rows=("economy", "indicator"), columns=("period",), measures=("value", "coverage", "reporters"))


def by_reference(as_of=None):
    """The slow, exact way: facts from the database, added in Python."""
    values = [fact for fact in facts(as_of=as_of) if not fact.is_money and not fact.breakdown]
    cells = roll_up_facts(values, ("economy", "indicator", "period"))
    return {keys: (cell.total.amount, cell.total.low, cell.total.coverage.owed) for keys, cell in cells.items()}


def by_store(as_of=None):
    found = answer(Question(**{**vars(BY_INDICATOR), "as_of": as_of}))
    return {keys: (cell.value, cell.low, cell.owed) for keys, cell in found.cells.items()}


def approve(world, organisation="ministry", amount=120):
    return approve_return(by=world.people["contact"], return_=send(world, organisation, amount))


def test_an_approval_is_in_the_next_answer_within_a_second_and_without_a_rebuild():
    world = build_world()
    assert answer(BY_INDICATOR).cells == {}
    approve(world, amount=120)
    started = time.perf_counter()
    found = answer(BY_INDICATOR)
    took = time.perf_counter() - started
    assert [(cell.value, cell.answered, cell.asked) for cell in found] == [(Decimal(120), 1, 1)]
    assert took < 1
    assert by_store() == by_reference()
    assert read_manifest(warehouse().folder) is None


def test_what_was_approved_is_as_it_was_at_every_position_of_the_ledger():
    world = build_world()
    approve(world, amount=120)
    return_ = world.return_of("ministry")
    undo_approve(by=world.people["contact"], return_=return_, reason="Wrong year.")
    undone = ApprovedValue.objects.latest("position").position
    approve_return(by=world.people["contact"], return_=world.return_of("ministry"))
    history = {position: by_reference(position) for position in (1, 3, undone, undone + 2, undone + 50)}
    newest = ApprovedValue.objects.latest("position").position
    for files in (False, True):
        if files:
            warehouse().rebuild()
        for position, expected in history.items():
            assert by_store(min(position, newest)) == expected, (position, files)
    assert by_store(undone) == {}


def test_rebuilding_makes_the_same_bytes_of_answers():
    world = build_world()
    approve(world)
    before = {name: write(answer(BY_INDICATOR), "sq") for name, write in FORMATS.items()}
    warehouse().rebuild()
    assert {name: write(answer(BY_INDICATOR), "sq") for name, write in FORMATS.items()} == before
    forget_stores()
    assert {name: write(answer(BY_INDICATOR), "sq") for name, write in FORMATS.items()} == before


def test_files_brought_up_to_date_and_files_made_anew_give_the_same(tmp_path):
    rows = random_world(7, most=400)
    ledger = PlainLedger(rows)
    grown = Warehouse(tmp_path / "grown", ledger, threads=1, epoch=64)
    for row in rows[::50]:
        ledger.limit = row.position
        grown.fold()
    ledger.limit = None
    grown.fold()
    anew = Warehouse(tmp_path / "anew", ledger, threads=1, epoch=64)
    anew.rebuild()
    question = Question(("indicator", "year"), ("sex",))
    first, second = (
        dict(Asking(Engine(one), one.current(), question, rows[-1].position).answer().cells) for one in (grown, anew)
    )
    assert first == second and first
    assert grown.current().manifest.head == anew.current().manifest.head == rows[-1].position
    assert grown.current().tail_rows == 0


@pytest.mark.parametrize(
    "harm", ["delete the list", "cut the list", "delete a file", "cut a file", "delete all", "spoil a file"]
)
def test_a_store_that_is_harmed_is_made_again_by_itself(harm):
    world = build_world()
    approve(world)
    folder = warehouse().folder
    warehouse().rebuild()
    expected = by_store()
    forget_stores()
    target = next(folder.glob("year-*.parquet"))
    if harm == "delete all":
        for path in folder.iterdir():
            path.unlink() if path.is_file() else None
    elif harm == "delete the list":
        (folder / "current.json").unlink()
    elif harm == "cut the list":
        (folder / "current.json").write_text('{"head": 4')
    elif harm == "delete a file":
        target.unlink()
    elif harm == "cut a file":
        target.write_bytes(target.read_bytes()[:-9])
    else:
        content = bytearray(target.read_bytes())
        content[-20:-4] = bytes(16)
        target.write_bytes(content)
        assert damaged_files(folder, read_manifest(folder)) == [target.name]
    assert by_store() == expected


def test_a_file_that_goes_while_the_store_is_open_is_made_again():
    world = build_world()
    approve(world)
    warehouse().rebuild()
    expected = by_store()
    for path in warehouse().folder.glob("events-*.parquet"):
        path.unlink()
    asked = Question(rows=("organisation",), columns=("indicator",))
    assert {cell.value for cell in answer(asked)} == {value for value, _low, _owed in expected.values()}


def test_a_writer_that_is_killed_leaves_the_store_as_it_was(tmp_path):
    """A child process is stopped by SIGKILL while it writes; nothing of it is ever read."""
    rows = random_world(11, most=60)
    ledger = PlainLedger(rows, limit=rows[len(rows) // 2].position)
    store = Warehouse(tmp_path, ledger, threads=1, fold_rows=0)
    store.rebuild()
    before = read_manifest(tmp_path)
    ledger.limit = None
    started, waits = os.pipe()
    child = os.fork()
    if child == 0:

        def slow(self):
            os.write(waits, b"x")
            time.sleep(60)

        Building._words = slow
        try:
            Building(tmp_path, ledger, before).run()
        finally:
            os._exit(1)
    os.read(started, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert read_manifest(tmp_path) == before
    assert len(list(tmp_path.glob("events-*.parquet"))) > len(before.epochs)
    other = Warehouse(tmp_path, ledger, threads=1)
    assert other.current().manifest == before and other.current().known == rows[-1].position
    other.fold()
    assert read_manifest(tmp_path).head == rows[-1].position


def test_two_processes_share_the_files_and_each_sees_every_approval(tmp_path):
    rows = random_world(5, most=80)
    ledger = PlainLedger(rows, limit=rows[20].position)
    one, two = (Warehouse(tmp_path, ledger, threads=1, epoch=16) for _ in range(2))
    one.rebuild()
    two.current()
    ledger.limit = rows[40].position
    one.fold()
    ledger.limit = None
    question = Question(("indicator",))
    found = [
        dict(Asking(Engine(store), store.current(), question, rows[-1].position).answer().cells) for store in (one, two)
    ]
    assert found[0] == found[1] and found[0]
    assert two.current().manifest.head == rows[40].position


def test_what_a_transaction_took_back_is_in_no_answer():
    world = build_world()
    with pytest.raises(RuntimeError), transaction.atomic():
        approve(world, amount=55)
        assert [cell.value for cell in answer(BY_INDICATOR)] == [55]
        raise RuntimeError
    assert answer(BY_INDICATOR).cells == {}
    approve(world, amount=77)
    assert [cell.value for cell in answer(BY_INDICATOR)] == [77]


def test_amounts_of_any_size_are_exact_to_the_last_digit():
    world = build_world()
    approve(world)
    # Of ten-thousandths the first is more than 64 bits hold. (SQLite keeps 15 digits of an amount with a fraction.)
    huge = [Decimal("999999999999999"), Decimal("0.0001"), Decimal("99999999999.9999")]
    for number, amount in enumerate(huge):
        row = ApprovedValue.objects.filter(stage="spent").first()
        row.pk, row.supersedes, row.amount, row.period = None, None, amount, f"20{30 + number}"
        row.save(force_insert=True)
    stored = set(ApprovedValue.objects.filter(period__gte="2030").values_list("amount", flat=True))
    question = Question(("period",), filters={"stage": ("spent",), "year": ("2030", "2031", "2032")})
    for _ in range(2):
        assert {cell.value for cell in answer(question)} == stored == set(huge)
        total = answer(Question(filters=question.filters)).cell()
        assert total.value == sum(stored)
        warehouse().rebuild()
    assert warehouse().current().manifest.wide


def test_a_fact_goes_with_its_indicator_when_the_plan_says_so_later():
    world = build_world()
    approve(world)
    warehouse().rebuild()
    key = world.measures["grants"].indicators.get().key
    assert answer(BY_INDICATOR).heads("indicator") == [key]
    PlannedIndicator.objects.filter(key=key).update(catalogue_key="edu_scholarships")
    add_cycle(2026)  # nothing about plans: the change is not looked for yet
    assert answer(BY_INDICATOR).heads("indicator") == [key]
    note_change(world)
    assert answer(BY_INDICATOR).heads("indicator") == ["edu_scholarships"]


def note_change(world):
    from barabar.journal.actions.record import record  # noqa: PLC0415

    with transaction.atomic():
        record(by=world.people["contact"], action="plan.change", kind="plan", subject="national-2021-2025")


def test_a_fact_of_an_indicator_that_is_no_longer_defined_is_kept_and_said():
    world = build_world()
    PlannedIndicator.objects.filter(measure=world.measures["grants"]).update(catalogue_key="gone_from_the_catalogue")
    approve(world)
    found = answer(Question(("indicator",), filters={"indicator": ("gone_from_the_catalogue",)}))
    assert [cell.value for cell in found] == [120]
    assert any("no longer defined" in note for note in found.notes)


def test_the_positions_of_a_cell_are_its_facts():
    world = build_world()
    approve(world)
    found = answer(BY_INDICATOR)
    (keys,) = found.cells
    positions = positions_of(found.facts_question(keys))
    assert positions == [fact.position for fact in facts() if not fact.is_money and not fact.breakdown]


def test_the_store_is_used_by_itself_once_the_ledger_is_long(tmp_path, settings):
    rows = random_world(3, most=60)
    store = Warehouse(tmp_path, PlainLedger(rows), fold_rows=10, threads=1)
    assert store.current().manifest.head == rows[-1].position
    assert store.current().manifest == read_manifest(tmp_path) != Manifest()
    assert Path(tmp_path / "current.json").exists()
