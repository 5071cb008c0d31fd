"""`barabar bench collect [--workbooks 600] [--rows 300]`: a cycle's workbooks made, then read, checked and answered.

In a fresh data folder, in child processes: what `barabar collect workbooks` and `barabar collect inbox` do, with their own
number of processes. A seventh of the rows of every third workbook holds what nobody can read. Each line prints the value,
the goal and whether it was met; the exit code is 1 where a goal was missed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actors import SYSTEM, Actor, Part
from barabar.access.models import Organisation
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.models import Answer, Cycle, Return
from barabar.collection.questions import MoneyQuestion, form_of
from barabar.collection.workbooks import make_workbook
from barabar.operations.bench.chain import Line
from barabar.plans.models import BudgetLine, Measure, Plan, PlannedIndicator, PlanNode
from barabar.reference.text import Text

INDICATORS = 4
MOST_SECONDS, MOST_MB = 60, 500
CYCLE = "bench-2025"


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="barabar bench collect")
    parser.add_argument("part", nargs="?", choices=("world", "fill", "count"), help=argparse.SUPPRESS)
    parser.add_argument("folder", nargs="?", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--workbooks", type=int, default=600)
    parser.add_argument("--rows", type=int, default=300, help="rows to fill in, in each workbook")
    parser.add_argument(
        "--database", default="", help="an empty PostgreSQL database (default: SQLite in a fresh folder)"
    )
    options = parser.parse_args(arguments)
    if options.part == "world":
        return _world(options.workbooks, options.rows)
    if options.part == "fill":
        return _fill(options.folder)
    if options.part == "count":
        print(Answer.objects.filter(of__request__cycle=CYCLE).count())
        return 0
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        lines = _measure(Path(folder), options)
    return 0 if all(line.met for line in lines) else 1


def _measure(folder: Path, options: argparse.Namespace) -> list[Line]:
    environment = {**os.environ, "BARABAR_DATA": str(folder / "data"), "BARABAR_DATABASE": options.database}

    def command(*words: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "barabar", *words], env=environment, check=True, capture_output=True, text=True
        ).stdout

    def bench(*words: str) -> str:
        return command("bench", "collect", *words)

    command("migrate")
    said = bench("world", "--workbooks", str(options.workbooks), "--rows", str(options.rows))
    print(said.strip(), flush=True)
    what = f"{options.workbooks} workbooks of {options.rows} rows"
    empty, inbox = folder / "empty", folder / "inbox"
    lines = _timed(
        f"{what} made",
        [sys.executable, "-m", "barabar", "collect", "workbooks", CYCLE, "--out", str(empty)],
        environment,
    )
    sizes = [path.stat().st_size for path in empty.glob("*.xlsx")]
    assert len(sizes) == options.workbooks, f"{len(sizes)} files were made"
    print(f"  {len(sizes)} files of {sum(sizes) / len(sizes) / 1000:.0f} kB")
    inbox.mkdir()
    bench("fill", str(inbox))
    lines += _timed(
        f"{what} read, checked, answered",
        [sys.executable, "-m", "barabar", "collect", "inbox", str(inbox)],
        environment,
    )
    taken, answers = len(list((inbox / "done").iterdir())), len(list((inbox / "answers").glob("*.txt")))
    assert taken == answers == options.workbooks, f"{taken} taken in, {answers} answered"
    print(
        f"  {taken} taken in, {len(list((inbox / 'answers').glob('*.xlsx')))} marked, {bench('count').strip()} answers stored"
    )
    return lines


def _timed(what: str, command: list[str], environment: dict[str, str]) -> list[Line]:
    """Time and the largest memory of the command with its child processes together."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.1)
    took = time.perf_counter() - started
    assert process.returncode == 0, f"{command} ended with {process.returncode}"
    lines = [Line(what, took, MOST_SECONDS, "s"), Line("  its memory, all processes together", peak, MOST_MB, "MB")]
    for line in lines:
        print(line, flush=True)
    return lines


def _memory(process: int) -> float:
    """Proportional memory of a process and its children, in MB: what they share counts once."""
    found = 0.0
    for child in [process, *_children(process)]:
        try:
            text = Path(f"/proc/{child}/smaps_rollup").read_text(encoding="ascii")
        except (OSError, ProcessLookupError):
            continue
        found += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) / 1000
    return found


def _children(process: int) -> list[int]:
    try:
        found = [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []
    return [*found, *(deeper for child in found for deeper in _children(child))]


def _world(workbooks: int, rows: int) -> int:
    """Institutions with a national plan, each with so many rows to fill in: totals, parts, money, narratives."""
    contact, plan, top = build_plan()
    for number in range(workbooks):
        name = Text({"en": f"Institution {number}", "sq": f"Institucioni {number}"})
        own = Organisation(
            key=f"bench-{number:04}", kind="ministry", name=name, parent=contact, economy="AL", language="sq",
            path=f"{contact.path}{number:04}/",
        )  # fmt: skip
        own.save()
        left = rows
        while left > 0:
            left -= _measure_of(plan, top, own, f"1.{number * 1000 + left}", left)
    cycle = build_cycle(contact)
    return_ = Return.objects.filter(request__cycle=cycle, request__organisation="bench-0000").first()
    form = form_of(return_)
    made = sum(len(m.values) + len(m.money) + 1 for m in form.measures)
    print(
        f"{workbooks} institutions, {made} rows each, {len(form.measures)} measures, {sum(len(m.indicators) for m in form.measures)} indicators"
    )
    assert made == rows, f"{made} rows instead of {rows}"
    return 0


def build_plan() -> tuple[Organisation, Plan, PlanNode]:
    """A contact point with a national plan, and the objective its measures hang under."""
    contact = add_organisation(
        by=SYSTEM, key="bench-contact", kind="contact_point", name=Text({"en": "Contact point"}), economy="AL"
    )
    plan = Plan.objects.create(
        key="bench-plan", title=Text({"en": "Plan", "sq": "Plani"}), level="national", economy="AL", owner=contact,
        starts_year=2024, ends_year=2026, communities=["roma", "egyptian"], focus="targeted", status="adopted",
        currency="ALL", level_names=[{"en": "Objective"}, {"en": "Measure"}],
    )  # fmt: skip
    top = PlanNode.objects.create(plan=plan, code="1", title=Text({"en": "Objective"}), path="0001")
    return contact, plan, top


def build_cycle(contact: Organisation) -> Cycle:
    """The cycle of 2025, opened."""
    cycle = Cycle.objects.create(
        key=CYCLE, title=Text({"en": "Reporting 2025", "sq": "Raportimi 2025"}), economy="AL", period="2025",
        opens_on=dt.date(2026, 1, 8), due_on=dt.date(2026, 3, 31), routes=["national"],
    )  # fmt: skip
    officer = Actor("bench", (Part("contact_point_officer", contact.pk, contact.path, "AL"),))
    open_cycle(by=officer, cycle=cycle)
    return cycle


def _measure_of(plan: Plan, top: PlanNode, own: Organisation, code: str, left: int) -> int:
    """A measure with its indicators, of `left` rows at most; how many rows it has."""
    node = PlanNode.objects.create(
        plan=plan, parent=top, level=1, code=code, path=f"0001.{code}",
        title=Text({"en": f"Classes and mediators in schools {code}", "sq": f"Klasa dhe ndërmjetës në shkolla {code}"}),
    )  # fmt: skip
    measure = Measure.objects.create(
        key=f"bench/{code}", node=node, sectors=["education"], responsible=own, deadline="2026-Q4"
    )
    BudgetLine.objects.create(measure=measure, year=2025, source="state", amount=Decimal(1_200_000))
    rows = 1 + 2  # narrative, money adopted and spent
    # What is left after this measure is enough for another, or nothing.
    for number in range(INDICATORS if left > 2 * (3 + 5 * INDICATORS) else left):
        parts = ["sex", "community"] if left - rows in (5,) or left - rows > 9 else ["sex"] if left - rows >= 3 else []
        size = {2: 5, 1: 3, 0: 1}[len(parts)]
        if left - rows < size:
            break
        PlannedIndicator.objects.create(
            key=f"{measure.key}#{number}", measure=measure, unit="children", aggregation="sum", breakdowns=parts,
            name=Text({"en": f"Children reached {number}", "sq": f"Fëmijë të arritur {number}"}),
            definition=Text({"en": "Children who took part at least once.", "sq": "Fëmijë që morën pjesë të paktën një herë."}),
        )  # fmt: skip
        rows += size
    return rows


def _fill(folder: Path) -> int:
    """The workbooks as institutions would send them back."""
    returns = Return.objects.filter(request__cycle=CYCLE, request__measures__isnull=False).distinct()
    for number, return_ in enumerate(returns.select_related("request__organisation", "request__cycle")):
        typed: dict[tuple[str, str], object] = {}
        for measure in form_of(return_).measures:
            for at, question in enumerate((*measure.values, *measure.money)):
                amount = _amount(question)
                typed[question.key, "value"] = "rreth 20" if number % 3 == 0 and at % 7 == 3 else amount
            typed[measure.key, "status"] = "Sipas planit"
            typed[measure.key, "achievements"] = "U krye sipas planit në të gjitha shkollat."
        (folder / f"{return_.request.organisation_id}.xlsx").write_bytes(make_workbook(return_, "sq", typed=typed))
    return 0


def _amount(question) -> int:
    if isinstance(question, MoneyQuestion):
        return 1_000_000 if question.stage == "adopted" else 900_000
    return 60 if question.breakdown else 120
