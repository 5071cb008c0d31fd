"""How fast pages answer: what the benches of lists and pages share.

A page is asked by Django's own client, twice unmeasured and then forty times. A line tells the 95th percentile and the goal;
"worked" is this process's own time, which a busy machine does not lengthen.
"""

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable

from django.db import connection
from django.test import Client

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actions.give_role import give_role
from barabar.access.actors import SYSTEM
from barabar.access.models import Account, Organisation
from barabar.operations.bench.chain import Line
from barabar.reference.text import Text

UNMEASURED, REPEATS, GOAL = 2, 40, 100


def in_fresh_folder(*words: str) -> int:
    """Run a `barabar` command in a data folder of its own; its exit code."""
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        command = [sys.executable, "-m", "barabar", *words]
        return subprocess.run(command, env={**os.environ, "BARABAR_DATA": folder}).returncode


def contact_point_with_officer(economy: str) -> tuple[Organisation, Account]:
    """A contact point below a regional body, and the officer who works in it."""
    region = add_organisation(by=SYSTEM, key="region", kind="regional_body", name=Text("Region"), parent=None)
    contact = add_organisation(by=SYSTEM, key="contact", kind="contact_point", name=Text("Contact point"), parent=region, economy=economy)  # fmt: skip
    account = Account.objects.create_account(email="officer@example.org", name="Officer", password="a long enough password")  # fmt: skip
    give_role(by=SYSTEM, account=account, organisation=contact, role="contact_point_officer", since=dt.date(2020, 1, 1))
    return contact, account


def page(name: str, account: Account | None, address: str, *, before: Callable[[], object] | None = None) -> Line:
    """One page's line; nobody's account is the public. `before` is done before each request, and not measured."""
    client = Client(headers={"host": "127.0.0.1"})
    if account:
        client.force_login(account)
    times, worked = [], []
    for _again in range(UNMEASURED + REPEATS):
        if before:
            before()
        started, begun = time.perf_counter(), time.process_time()
        response = client.get(address)
        times.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - begun) * 1000)
        assert response.status_code == 200, f"{address} answers {response.status_code}"
    counted = sorted(times[UNMEASURED:])
    p95 = counted[int(len(counted) * 0.95) - 1]
    detail = f"median {statistics.median(counted):.1f} ms, of it worked {statistics.median(worked[UNMEASURED:]):.1f} ms, {len(response.content) / 1000:.0f} kB"
    return Line(name, p95, GOAL, "ms", detail)


def counted() -> None:
    """PostgreSQL plans by what it counted: a running installation counts by itself within a minute of such a load."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def printed(lines: Iterable[Line]) -> int:
    """Each line as it comes; 1 where a goal was missed."""
    met = []
    for line in lines:
        print(line, flush=True)
        met.append(line.met)
    return 0 if all(met) else 1
