"""Community issues at size: ten thousand issues with their ladder, and how fast every page answers.

    barabar bench advocacy [--issues 10000]

In a fresh data folder; with BARABAR_DATABASE set, in that database, which must be empty. Each line prints the 95th percentile of
forty requests after two, with Django's own client; “worked” is this
process's own time, which a busy machine does not lengthen; the exit code is 1 where a goal was missed.
"""

import argparse
import datetime as dt
import hashlib
import logging
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actions.give_role import give_role
from barabar.access.actors import SYSTEM
from barabar.access.models import Account, Organisation
from barabar.advocacy.catalogue import issue_rungs
from barabar.advocacy.links import kept, token_of
from barabar.advocacy.models import Issue, IssueStep, Raising, StepOutcome
from barabar.analysis.kept import forget
from barabar.operations.bench.chain import Line
from barabar.reference.catalogue import sectors
from barabar.reference.models import Territory
from barabar.reference.slugs import fold
from barabar.reference.text import Text

REPEATS = 40
PLACES = 60
ECONOMY = "AL"
WORDS = [
    "water",
    "heat",
    "school",
    "road",
    "doctor",
    "document",
    "house",
    "work",
    "bus",
    "light",
    "bridge",
    "waste",
    "kindergarten",
    "mediator",
    "roof",
    "clinic",
]


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench advocacy")
    parser.add_argument("--issues", type=int, default=10_000)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.child:
        return _child(chosen.issues)
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        environment = {**os.environ, "BARABAR_DATA": folder}
        command = [sys.executable, "-m", "barabar", "bench", "advocacy", "--child", "--issues", str(chosen.issues)]
        return subprocess.run(command, env=environment).returncode


def _child(issues: int) -> int:
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    if Issue.objects.exists():
        print("bench advocacy: this database holds issues already; give an empty one.", file=sys.stderr)
        return 2
    started = time.perf_counter()
    officer = _fill(issues)
    print(f"{connection.vendor}: {issues} issues, {IssueStep.objects.count()} steps, {StepOutcome.objects.count()} outcomes, made in {time.perf_counter() - started:.1f} s")  # fmt: skip
    lines = [page(name, account, address) for name, account, address in _addresses(officer)]
    for line in lines:
        print(line, flush=True)
    return 0 if all(line.met for line in lines) else 1


def _fill(issues: int) -> Account:
    """Two thirds of the issues climbed to the ministry; a third was answered in time, a third late, a third never."""
    chance = random.Random(6)
    region = add_organisation(by=SYSTEM, key="region", kind="regional_body", name=Text("Region"), parent=None)
    contact = add_organisation(by=SYSTEM, key="contact", kind="contact_point", name=Text("Contact point"), parent=region, economy=ECONOMY)  # fmt: skip
    ministry = add_organisation(by=SYSTEM, key="ministry", kind="ministry", name=Text("Ministry"), parent=contact, economy=ECONOMY)  # fmt: skip
    committees = []
    for number in range(PLACES):
        place = Territory.objects.create(key=f"place-{number}", economy=ECONOMY, kind="municipality", name=Text(f"Place {number}"))  # fmt: skip
        committees.append(add_organisation(by=SYSTEM, key=f"committee-{number}", kind="committee", name=Text(f"Committee {number}"), parent=contact, territory=place))  # fmt: skip
    account = Account.objects.create_account(email="officer@example.org", name="Officer", password="a long enough password")  # fmt: skip
    give_role(by=SYSTEM, account=account, organisation=contact, role="contact_point_officer", since=dt.date(2020, 1, 1))
    today, keys = timezone.localdate(), list(sectors())
    made = Issue.objects.bulk_create([_issue(chance, committees, today, keys, number, issues) for number in range(issues)], batch_size=500)  # fmt: skip
    Raising.objects.bulk_create([
        Raising(issue=one, sending=hashlib.sha256(str(one.pk).encode()).hexdigest(), link=kept(token_of(str(one.pk))), text="Told. " * 40, raised_on=today)
        for one in made
    ], batch_size=500)  # fmt: skip
    _steps(chance, made, committees, ministry)
    return account


def _issue(chance: random.Random, committees: list[Organisation], today: dt.date, keys: list[str], number: int, of: int) -> Issue:  # fmt: skip
    at = chance.randrange(PLACES)
    title = " ".join(chance.choices(WORDS, k=5))
    text = " ".join(chance.choices(WORDS, k=120))
    state = "waiting" if number >= of - 300 else chance.choice(["open", "open", "closed"])
    return Issue(
        state=state, outcome=chance.choice(["solved", "part", "unsolved"]) if state == "closed" else "", economy=ECONOMY,
        territory=committees[at].territory, settlement=f"Settlement {chance.randrange(400)}", sector=chance.choice(keys),
        title=Text({"en": title}), text=Text({"en": text}), folded=fold(f"{title} {text}"),
        published_on=None if state == "waiting" else today - dt.timedelta(days=chance.randrange(1, 700)),
        raisings_count=chance.randrange(1, 9), rung="municipality",
    )  # fmt: skip


def _steps(chance: random.Random, made: list[Issue], committees: list[Organisation], ministry: Organisation) -> None:
    by_place = {one.territory_id: one for one in committees}
    steps, outcomes = [], []
    rungs = issue_rungs()
    for issue in made:
        if issue.published_on is None:
            continue
        begun = issue.published_on
        for number, (rung, asked) in enumerate((("municipality", by_place[issue.territory_id]), ("ministry", ministry)), 1):  # fmt: skip
            due = begun + dt.timedelta(days=rungs[rung].days)
            steps.append(IssueStep(issue=issue, number=number, rung=rung, organisation=asked, began_on=begun, due_on=due))  # fmt: skip
            begun = due + dt.timedelta(days=1)
            if chance.random() < 1 / 3:
                break
    for step in IssueStep.objects.bulk_create(steps, batch_size=500):
        days = chance.choice([chance.randrange(0, 30), chance.randrange(31, 90), None])
        if days is None:
            continue
        day = step.began_on + dt.timedelta(days=days)
        outcomes.append(StepOutcome(step=step, kind="answer", recorded_on=day, days=days, is_late=day > step.due_on, is_first=True, text="We repair it. " * 20))  # fmt: skip
    StepOutcome.objects.bulk_create(outcomes, batch_size=500)
    Issue.objects.filter(steps__rung="ministry").update(rung="ministry")


def _addresses(officer: Account) -> list[tuple[str, Account | None, str]]:
    issue = Issue.objects.filter(state="open").order_by("pk").first()
    assert issue is not None, "the bench made no open issue"
    waiting = Issue.objects.filter(state="waiting").order_by("pk").first()
    assert waiting is not None, "the bench made no waiting issue"
    return [
        ("public list", None, "/issues/"),
        ("public list, one economy and sector", None, f"/issues/?economy={ECONOMY}&sector=housing"),
        ("public list, two words", None, "/issues/?q=water+bridge"),
        ("public list, a word nobody wrote", None, "/issues/?q=helicopter"),
        ("public list, last page", None, "/issues/?page=999999"),
        ("public issue", None, f"/issues/{issue.pk}/"),
        ("who answers", None, "/issues/answers/"),
        ("who answers, one year", None, f"/issues/answers/?economy={ECONOMY}&year={timezone.localdate().year}"),
        ("who answers, after every write", None, "/issues/answers/"),
        ("form", None, "/issues/raise/"),
        ("private page", None, f"/issues/follow/{token_of(str(issue.pk))}/"),
        ("office: queue and list", officer, "/office/issues/"),
        ("office: moderation desk", officer, f"/office/issues/{waiting.pk}/"),
        ("office: issue", officer, f"/office/issues/{issue.pk}/"),
        ("API: 40 issues", None, f"/api/issues?economy={ECONOMY}"),
    ]


def page(name: str, account: Account | None, address: str) -> Line:
    client = Client(headers={"host": "127.0.0.1"})
    if account:
        client.force_login(account)
    times, worked = [], []
    for _again in range(REPEATS + 2):
        if name.endswith("after every write"):
            forget()
        started, begun = time.perf_counter(), time.process_time()
        response = client.get(address)
        times.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - begun) * 1000)
        assert response.status_code == 200, f"{address} answers {response.status_code}"
    counted = sorted(times[2:])
    p95 = counted[int(len(counted) * 0.95) - 1]
    detail = f"median {statistics.median(counted):.1f} ms, of it worked {statistics.median(worked[2:]):.1f} ms, {len(response.content) / 1000:.0f} kB"
    return Line(name, p95, 100, "ms", detail)
