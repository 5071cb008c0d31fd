"""`barabar bench coordination [--commitments 5000] [--database URL]`: lists and pages of commitments over a full house.

In a fresh data folder: the demonstration year, then that many commitments of its institutions, taken down by the real
actions at meetings of several bodies, a fifth of them ended. Each page is asked by Django's own client, two times unmeasured
and then forty times; the line gives the p95, the goal and whether it was met. The exit code is 1 where a goal was missed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import subprocess
import sys
import tempfile
import time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from barabar.access.actors import SYSTEM
from barabar.access.models import Account, Organisation
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.keep_body import BodyContent, keep_body
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.coordination.actions.tell_state import Told, tell_state
from barabar.coordination.models import Commitment
from barabar.operations.bench.chain import Line
from barabar.operations.bench.pages import REPEATS, counted, page, printed
from barabar.plans.models import Measure
from barabar.reference.text import Text

BODIES, MEETINGS = 40, 250
ECONOMY = "AL"


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="barabar bench coordination")
    parser.add_argument("part", nargs="?", choices=("world", "pages"), help=argparse.SUPPRESS)
    parser.add_argument("--commitments", type=int, default=5000)
    parser.add_argument(
        "--database", default="", help="an empty PostgreSQL database (default: SQLite in a fresh folder)"
    )
    options = parser.parse_args(arguments)
    if options.part == "world":
        return _world(options.commitments)
    if options.part == "pages":
        return _pages()
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        environment = {**os.environ, "BARABAR_DATA": folder, "BARABAR_DATABASE": options.database}

        def command(*words: str, **more) -> int:
            return subprocess.run([sys.executable, "-m", "barabar", *words], env=environment, **more).returncode

        command("demo", "--no-serve", check=True, stdout=subprocess.DEVNULL)
        command("bench", "coordination", "world", "--commitments", str(options.commitments), check=True)
        return command("bench", "coordination", "pages")


def _world(count: int) -> int:
    """Commitments by the actions, in one transaction; a fifth done or dropped, the rest due around today."""
    started, today = time.perf_counter(), timezone.localdate()
    promising = list(Organisation.objects.filter(economy=ECONOMY, closed_on=None).exclude(kind="contact_point").order_by("path"))  # fmt: skip
    measures = list(Measure.objects.filter(node__plan__economy=ECONOMY).select_related("node__plan").order_by("key"))
    with transaction.atomic():
        bodies = [
            keep_body(by=SYSTEM, content=BodyContent(f"bench-body-{n}", "working_group", Text(f"Body {n}"), ECONOMY))
            for n in range(BODIES)
        ]
        meetings = [_meeting(n, bodies[n % BODIES], today) for n in range(MEETINGS)]
        for number in range(count):
            due = today + dt.timedelta(days=number * 7 % 700 - 350)
            promise = Promise(
                Text({"en": f"Promise {number} of a bench", "sq": f"Premtimi {number} i një prove"}),
                promising[number % len(promising)], promised_for=max(due, meetings[number % MEETINGS].starts),
                measures=[measures[number % len(measures)]], is_demonstration=True,
            )  # fmt: skip
            made = commit(by=SYSTEM, event=meetings[number % MEETINGS], promise=promise)
            if number % 5 == 0:
                tell_state(
                    by=SYSTEM, commitment=made, told=Told("dropped" if number % 10 else "done", "Said in words.")
                )
        for number, body in enumerate(bodies):
            content = EventContent(f"bench-next-{number}", "body_meeting", Text(f"Next {number}"), economy=ECONOMY, body=body, starts=today + dt.timedelta(days=30))  # fmt: skip
            keep_event(by=SYSTEM, content=content)
    print(f"{count} commitments taken down by the actions in {time.perf_counter() - started:.1f} s")
    return 0


def _meeting(number: int, body, today: dt.date):
    day = today - dt.timedelta(days=400 - number)
    content = EventContent(f"bench-{number}", "sector", Text(f"Meeting {number}"), state="held", economy=ECONOMY, body=body, starts=day)  # fmt: skip
    return keep_event(by=SYSTEM, content=content)


def _addresses() -> list[tuple[str, str]]:
    """Who asks which page; nobody is the public."""
    busiest = Organisation.objects.filter(commitments__isnull=False).order_by("path").first()
    listed, inside = reverse("public:commitments"), reverse("office:commitments")
    one = Commitment.objects.order_by("-pk").first()
    reporter = Account.objects.filter(memberships__role="reporter", memberships__organisation__economy=ECONOMY).first()
    officer = Account.objects.filter(memberships__role="contact_point_officer", memberships__organisation__economy=ECONOMY).first()  # fmt: skip
    found = [
        ("", listed), ("", f"{listed}?state=late"), ("", f"{listed}?institution={busiest.pk}"),
        ("", f"{listed}?state=not_ended&page=60"), ("", f"{listed}?economy={ECONOMY}&state=dropped"),
        ("", reverse("public:commitment", args=[one.pk])), ("", reverse("public:event", args=["bench-next-1"])),
        (officer.email, inside), (officer.email, f"{inside}?state=late&page=9"),
        (officer.email, reverse("office:commitment", args=[one.pk])), (reporter.email, inside),
    ]  # fmt: skip
    return found


def _pages() -> int:
    logging.disable(logging.WARNING)
    print(f"{Commitment.objects.count()} commitments, {REPEATS} requests a page:")
    counted()
    return printed(_page(who, address) for who, address in _addresses())


def _page(who: str, address: str) -> Line:
    account = Account.objects.get(email=who) if who else None
    return page(f"{address[:38]} ({who.split('@')[0] or 'public'})"[:48], account, address)
