"""Community issues at size: ten thousand issues with their ladder, and how fast every page answers.

    barabar bench advocacy [--issues 10000]

In a fresh data folder; with BARABAR_DATABASE set, in that database, which must be empty. Each line is of a page, as `bench/pages.py`
measures it; the exit code is 1 where a goal was missed.
"""

import argparse
import datetime as dt
import hashlib
import logging
import random
import sys
import time

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actors import SYSTEM
from barabar.access.models import Account, Organisation
from barabar.advocacy.catalogue import issue_rungs
from barabar.advocacy.links import kept, token_of
from barabar.advocacy.models import Issue, IssueStep, Raising, StepOutcome
from barabar.analysis.kept import forget
from barabar.operations.bench.pages import contact_point_with_officer, counted, in_fresh_folder, page, printed
from barabar.reference.catalogue import sectors
from barabar.reference.models import Territory
from barabar.reference.slugs import fold
from barabar.reference.text import Text

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
    return in_fresh_folder("bench", "advocacy", "--child", "--issues", str(chosen.issues))


def _child(issues: int) -> int:
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    if Issue.objects.exists():
        print("bench advocacy: this database holds issues already; give an empty one.", file=sys.stderr)
        return 2
    started = time.perf_counter()
    officer = _fill(issues)
    print(f"{connection.vendor}: {issues} issues, {IssueStep.objects.count()} steps, {StepOutcome.objects.count()} outcomes, made in {time.perf_counter() - started:.1f} s")  # fmt: skip
    counted()
    return printed(
        page(name, account, address, before=forget if name.endswith("after every write") else None)
        for name, account, address in _addresses(officer)
    )


def _fill(issues: int) -> Account:
    """Two thirds of the issues climbed to the ministry; a third was answered in time, a third late, a third never."""
    chance = random.Random(6)
    contact, account = contact_point_with_officer(ECONOMY)
    ministry = add_organisation(by=SYSTEM, key="ministry", kind="ministry", name=Text("Ministry"), parent=contact, economy=ECONOMY)  # fmt: skip
    committees = []
    for number in range(PLACES):
        place = Territory.objects.create(key=f"place-{number}", economy=ECONOMY, kind="municipality", name=Text(f"Place {number}"))  # fmt: skip
        committees.append(add_organisation(by=SYSTEM, key=f"committee-{number}", kind="committee", name=Text(f"Committee {number}"), parent=contact, territory=place))  # fmt: skip
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
