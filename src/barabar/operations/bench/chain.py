"""The main chain's promises, measured in a fresh data folder: loading, pages, report, workbooks.

    barabar bench chain [load] [pages] [report] [workbooks]

Each line prints the value, the goal and whether it was met; the exit code is 1 where a goal was missed.
"""

import datetime as dt
import io
import logging
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module

from django.test import Client
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook

from barabar.access.actors import Actor, actor_of, reporter_of
from barabar.access.models import Account
from barabar.collection.actions.import_workbook import import_workbook
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.models import Cycle, Request, Return
from barabar.collection.questions import form_of
from barabar.collection.workbooks import make_workbook
from barabar.operations.demo.content import Shape, given_for
from barabar.plans.models import Measure, Plan
from barabar.publishing.actions.build_report import build_report
from barabar.publishing.report import Scope
from barabar.reference.text import Text

REPEATS = 40
OWN_HOST = re.compile(rb"""(?:src|href|action)=["'](?:https?:)?//(?!127\.0\.0\.1)[^"']+""")


@dataclass
class Line:
    """One measured promise."""

    what: str
    value: float
    goal: float
    unit: str
    detail: str = ""

    @property
    def met(self) -> bool:
        return self.value < self.goal

    def __str__(self) -> str:
        verdict = "met" if self.met else "MISSED"
        return f"{self.what:48} {self.value:9.2f} {self.unit:3} goal < {self.goal:g} {self.unit:3} {verdict}  {self.detail}"


def run(arguments: list[str]) -> int:
    """Run in child processes, each with its own data folder, so that nothing of this installation is touched."""
    chosen = arguments or ["load", "pages", "report", "workbooks"]
    unknown = [name for name in chosen if name not in {"load", "pages", "report", "workbooks", "child"}]
    if unknown:
        print(f"bench chain: {', '.join(unknown)} is not a part; use load, pages, report, workbooks.", file=sys.stderr)
        return 2
    if chosen[0] == "child":
        return _child(chosen[1])
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        environment = {**os.environ, "BARABAR_DATA": folder, "BARABAR_DATABASE": ""}
        lines = [_load(environment)]
        good = lines[0].met
        print(lines[0], flush=True)
        for name in chosen:
            if name != "load":
                command = [sys.executable, "-m", "barabar", "bench", "chain", "child", name]
                good &= subprocess.run(command, env=environment).returncode == 0
    return 0 if good else 1


def _load(environment: dict) -> Line:
    command = [sys.executable, "-m", "barabar", "demo", "--no-serve"]
    started = time.perf_counter()
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    whole = time.perf_counter() - started
    inner = re.search(r"Loaded in ([\d.]+) s", said)
    detail = f"the whole command with start-up and migrations: {whole:.1f} s"
    return Line("demonstration year, loaded", float(inner[1]), 20, "s", detail)


def _child(name: str) -> int:
    lines = {"pages": _pages, "report": _report, "workbooks": _workbooks}[name]()
    for line in lines:
        print(line, flush=True)
    return 0 if all(line.met for line in lines) else 1


def _pages() -> list[Line]:
    """Server time of each page of both sites: p95 of forty requests after two, with Django's own client."""
    logging.disable(logging.WARNING)
    lines = []
    for who, addresses in _addresses().items():
        client = Client(headers={"host": "127.0.0.1"})
        if who:
            client.force_login(Account.objects.get(email=who))
        for address in addresses:
            lines += _page(client, who, address)
    slowest = max((line for line in lines if line.unit == "ms"), key=lambda line: line.value)
    largest = max((line for line in lines if line.unit == "kB"), key=lambda line: line.value)
    hosts = Line("requests to another host, all pages", sum(line.value for line in lines if line.unit == "n"), 1, "n")
    shown = [line for line in lines if line.unit != "n" and not line.met]
    slowest.what = f"slowest page p95: {slowest.what}"
    largest.what = f"largest page: {largest.what}"
    print(f"{len([line for line in lines if line.unit == 'ms'])} pages, {REPEATS} requests each:")
    for line in lines:
        if line.unit == "ms":
            print("   ", line)
    return [slowest, largest, hosts, *[line for line in shown if line not in (slowest, largest)]]


def _page(client, who: str, address: str) -> list[Line]:
    times = []
    for _ in range(REPEATS + 2):
        started = time.perf_counter()
        response = client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    assert response.status_code == 200, f"{address} as {who or 'public'}: {response.status_code}"
    kept = sorted(times[2:])
    p95 = kept[int(len(kept) * 0.95) - 1]
    name = f"{address} ({who.split('@')[0] or 'public'})"
    size = len(response.content) / 1000
    foreign = len(OWN_HOST.findall(response.content))
    return [
        Line(
            name[:44], p95, 100, "ms", f"median {statistics.median(kept):.1f} ms, {len(response.content) / 1000:.0f} kB"
        ),
        Line(name[:44], size, 100, "kB"),
        Line(name[:44], foreign, 1, "n"),
    ]


def _addresses() -> dict[str, list[str]]:
    """Pages by who opens them: those of the address lists that take no argument, and one example of each that does."""
    plan = Plan.objects.filter(level="local", is_demonstration=True).first()
    measure = Measure.objects.filter(node__plan=plan).first()
    request = Request.objects.get(cycle="al-2025", organisation="al-elbasan-education")
    sent = Request.objects.get(cycle="al-2025", organisation="al-vlore-committee")
    municipal = Request.objects.get(cycle="al-2025", organisation="al-elbasan-committee")
    examples = {
        "plan": [plan.pk], "measure": [measure.key], "request": [request.return_of.pk], "return": [sent.return_of.pk],
        "review": [sent.return_of.pk], "municipal": [municipal.return_of.pk],
        "form": [request.return_of.pk, request.measures.first().pk],
    }  # fmt: skip
    public = _named("public", examples)
    office = _named("office", examples)
    return {
        "": [a for a in public if _opens("", a)],
        "directorate@demo.example": [a for a in office if _opens("directorate@demo.example", a)],
        "committee@demo.example": [a for a in office if _opens("committee@demo.example", a)],
        "contact@demo.example": [a for a in office if _opens("contact@demo.example", a)],
    }


def _named(namespace: str, examples: dict[str, list]) -> list[str]:
    """Every page of a site that can be addressed without an argument, or with one of the examples."""
    found = []
    patterns = import_module(f"barabar.{namespace}.urls").urlpatterns
    for pattern in patterns:
        for arguments in ([], *examples.values()):
            try:
                found.append(reverse(f"{namespace}:{pattern.name}", args=arguments))
            except NoReverseMatch:
                continue
    return list(dict.fromkeys(found))


def _opens(who: str, address: str) -> bool:
    """Is it an HTML page that this person may open?"""
    client = Client(headers={"host": "127.0.0.1"})
    if who:
        client.force_login(Account.objects.get(email=who))
    response = client.get(address)
    return response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")


def _report() -> list[Line]:
    officer = actor_of(Account.objects.get(email="contact@demo.example"))
    started = time.perf_counter()
    release = build_report(by=officer, outline="annual", scope=Scope("AL", "2025"))
    spent = time.perf_counter() - started
    files = list(release.files.all())
    size = sum(kept.size for kept in files) / 1e6
    return [Line(f"annual report, {len(files)} files in two languages", spent, 10, "s", f"{size:.1f} MB")]


def _workbooks() -> list[Line]:
    """46 returned workbooks, a third of them with mistakes, imported, checked and answered."""
    returns = _open_returns(46)
    shapes = {measure.key: Shape(100, 0.05, 1_000_000, 1.0) for measure in Measure.objects.all()}
    filled = [_filled(return_, shapes, mistaken=number % 3 == 0) for number, return_ in enumerate(returns)]
    started = time.perf_counter()
    read = problems = 0
    for return_, content in zip(returns, filled, strict=True):
        imported = import_workbook(by=_reporter(return_), return_=return_, name="return.xlsx", content=content)
        read, problems = read + imported.read, problems + len(imported.problems)
        assert bool(imported.upload.marked) == bool(imported.problems)
    spent = time.perf_counter() - started
    return [
        Line(f"{len(returns)} workbooks imported and answered", spent, 30, "s", f"{read} answers, {problems} problems")
    ]


def _open_returns(count: int) -> list[Return]:
    """Drafts of two further cycles, so that as many institutions as wanted have something open."""
    officer = actor_of(Account.objects.get(email="contact@demo.example"))
    for period in ("2025-H1", "2025-H2"):
        cycle = Cycle.objects.create(
            key=f"bench-{period.lower()}", title=Text({"en": f"Bench {period}"}), economy="AL", period=period,
            opens_on=dt.date(2025, 7, 1), due_on=dt.date(2025, 9, 30), routes=["municipal", "national"],
            previous_id="al-2024",
        )  # fmt: skip
        open_cycle(by=officer, cycle=cycle)
    drafts = Return.objects.filter(request__cycle__key__startswith="bench-", request__measures__isnull=False)
    return list(drafts.select_related("request__organisation", "request__cycle").distinct()[:count])


def _filled(return_: Return, shapes: dict, *, mistaken: bool) -> bytes:
    """The return's own workbook, filled as an institution would fill it."""
    form = form_of(return_)
    given, narratives = given_for(form, shapes, 2025)
    answers = {one.question: one for one in given}
    book = load_workbook(io.BytesIO(make_workbook(return_, "sq")))
    for sheet in book.worksheets:
        heads = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
        if "key" not in heads:
            continue
        for row in range(3, sheet.max_row + 1):
            one = answers.get(sheet.cell(row, heads["key"]).value)
            if one and "value" in heads:
                wrong = mistaken and row % 7 == 3
                sheet.cell(row, heads["value"]).value = "rreth 20" if wrong else one.numerator or one.amount or None
                if "whole" in heads and one.denominator:
                    sheet.cell(row, heads["whole"]).value = one.denominator
            if "status" in heads and narratives:
                sheet.cell(row, heads["status"]).value = "Sipas planit"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _reporter(return_: Return) -> Actor:
    return reporter_of(return_.organisation, "bench")
