"""`barabar bench round_trip [--returns 500]`: the same answers through every way in, compared with what was meant.

Made-up returns with every kind of question and every state go into one draft by the web form (the page as a browser gets
it, filled in and posted), the workbook (made, filled in by openpyxl, read), the API (JSON) and a field form's submission.
After each way the stored answers and words must be what was meant, to the last digit and sign; the draft is emptied then.
Runs in a fresh data folder. The exit code is 1 where anything differs.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser

from django.test import Client
from openpyxl import load_workbook

from barabar.access.actions.give_role import give_role
from barabar.access.actions.keep_tokens import make_token
from barabar.access.actors import SYSTEM, reporter_of
from barabar.access.models import Account, Organisation
from barabar.collection.actions.import_submissions import import_submissions
from barabar.collection.actions.import_workbook import import_workbook
from barabar.collection.content import stored_answers, stored_narratives
from barabar.collection.field_forms import naming
from barabar.collection.field_forms.naming import choice_of, identity_of
from barabar.collection.field_forms.naming import name_of as form_name
from barabar.collection.field_forms.read import read_submissions
from barabar.collection.fields import name_of as field_name
from barabar.collection.models import Answer, Narrative, Push, Return, Upload
from barabar.collection.questions import Form, MoneyQuestion, form_of
from barabar.collection.workbooks import make_workbook
from barabar.collection.workbooks.words import choices
from barabar.operations.bench.collect import CYCLE, build_cycle, build_plan
from barabar.plans.catalogue import measure_statuses
from barabar.plans.models import BudgetLine, Measure, PlannedIndicator, PlanNode
from barabar.reference.text import Text

KINDS = (
    ("children", "sum", ["sex", "community"]), ("percent", "ratio", ["sex"]), ("percent", "none", []),
    ("households", "sum", []), ("persons", "latest", ["sex"]), ("persons", "max", []),
)  # fmt: skip
STATES = ("reported",) * 7 + ("missing", "not_applicable", "not_due", "refused", "")
REASONS = ("not_collected", "not_received")
TEXTS = ("achievements", "setbacks", "next_steps")
PIECES = (
    "klasa", "Ashkali", "„thonjëza“", "1.1", "=A1+1", "-5", "ë", "Đorđe", "ç", "(prej tyre 5)", "50 %", "&lt;", "<b>", "#N/A", "'", '"', "…", "şehir",
)  # fmt: skip


@dataclass
class Meant:
    """What an institution means to say: by question and by measure; what is not named stays open."""

    answers: dict[str, tuple] = field(default_factory=dict)
    words: dict[str, tuple] = field(default_factory=dict)


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="barabar bench round_trip")
    parser.add_argument("--returns", type=int, default=500)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        return compare_all(options.first, options.returns)
    with tempfile.TemporaryDirectory(prefix="barabar-bench-") as folder:
        environment = {**os.environ, "BARABAR_DATA": folder, "BARABAR_DATABASE": ""}
        command = [sys.executable, "-m", "barabar"]
        subprocess.run([*command, "migrate", "--verbosity", "0"], env=environment, check=True)
        command += ["bench", "round_trip", "--child", "--returns", str(options.returns), "--first", str(options.first)]
        return subprocess.run(command, env=environment).returncode


def compare_all(first: int, count: int) -> int:
    """Every seed by every way; says each difference, and how many there were."""
    logging.disable(logging.WARNING)
    return_ = build()
    ways = Ways(return_)
    took = dict.fromkeys(ways.all, 0.0)
    different = 0
    for seed in range(first, first + count):
        meant = mean(random.Random(seed), form_of(return_))
        for name, send in ways.all.items():
            empty(return_)
            started = time.perf_counter()
            send(meant, random.Random(seed))
            took[name] += time.perf_counter() - started
            for what in differences(return_, meant):
                different += 1
                print(f"seed {seed}, {name}: {what}")
    seconds = ", ".join(f"{name} {spent:.1f} s" for name, spent in took.items())
    print(f"{count} returns by {len(ways.all)} ways ({', '.join(ways.all)}): {different} differences ({seconds})")
    return 1 if different else 0


def build() -> Return:
    """One institution with two measures, every kind of question among them, and its open request."""
    contact, plan, top = build_plan()
    own = Organisation(
        key="bench-0000", kind="ministry", name=Text({"en": "Institution", "sq": "Institucioni"}), parent=contact,
        economy="AL", language="sq", path=f"{contact.path}0000/",
    )  # fmt: skip
    own.save()
    for number in (1, 2):
        code = f"1.{number}"
        node = PlanNode.objects.create(plan=plan, parent=top, level=1, code=code, path=f"0001.{code}", title=Text({"en": f"Measure {code}"}))  # fmt: skip
        measure = Measure.objects.create(key=f"bench/{code}", node=node, sectors=["education"], responsible=own, deadline="2026-Q4")  # fmt: skip
        for source in ("state", "donor")[:number]:
            BudgetLine.objects.create(measure=measure, year=2025, source=source, amount=Decimal(1_200_000))
        for at, (unit, rule, parts) in enumerate(KINDS[number::2]):
            PlannedIndicator.objects.create(
                key=f"{measure.key}#{at}", measure=measure, unit=unit, aggregation=rule, breakdowns=parts,
                name=Text({"en": f"{unit} {rule}", "sq": f"{unit} {rule}"}),
            )  # fmt: skip
    build_cycle(contact)
    return Return.objects.select_related("request__organisation", "request__cycle").get(
        request__cycle=CYCLE, request__organisation=own
    )


def mean(chance: random.Random, form: Form) -> Meant:
    meant = Meant()
    for question in form.by_key.values():
        state = chance.choice(STATES)
        if not state:
            continue
        numbers: tuple = (None, None, None)
        is_money = isinstance(question, MoneyQuestion)
        if state == "reported" and not is_money and question.is_ratio:
            whole = chance.choice((1, 90, 12_345))
            numbers = (None, Decimal(chance.randint(0, whole)), Decimal(whole))
        elif state == "reported" and (is_money or not question.is_whole):
            most = 100 if not is_money else 10 ** chance.randint(0, 9)
            numbers = (Decimal(chance.randint(0, most * 100)) / 100, None, None)
        elif state == "reported":
            numbers = (Decimal(chance.choice((0, 1, 7, 999, 1000, chance.randint(0, 10**7)))), None, None)
        # Where nothing is said of double counting, each is counted once.
        asked = state == "reported" and not is_money and question.is_total
        overlap = chance.choice(("none", "possible", "unknown")) if asked else "none" if state == "reported" else ""
        note = _text(chance, 6) if chance.random() < 0.3 else ""
        meant.answers[question.key] = (
            state,
            *numbers,
            chance.choice(REASONS) if state == "missing" else "",
            overlap,
            note,
        )
    for measure in form.measures:
        if chance.random() < 0.8:
            texts = (_text(chance, 40, lines=True) if chance.random() < 0.7 else "" for _ in TEXTS)
            meant.words[measure.key] = (chance.choice(sorted(measure_statuses())), *texts)
    return meant


def _text(chance: random.Random, most: int, *, lines: bool = False) -> str:
    words = [chance.choice(PIECES) for _ in range(chance.randint(1, most))]
    return "".join(word + (chance.choice((" ", " ", "\n")) if lines else " ") for word in words).strip()


def empty(return_: Return) -> None:
    """The draft as nobody had touched it."""
    for model in (Answer, Narrative, Push, Upload):
        model.objects.filter(of=return_).delete()
    Return.objects.filter(pk=return_.pk).update(unread={})
    return_.refresh_from_db()


def differences(return_: Return, meant: Meant) -> list[str]:
    """Where what is stored is not what was meant."""
    answers = {
        key: (r.state, r.amount, r.numerator, r.denominator, r.reason, r.overlap, r.note)
        for key, r in stored_answers(return_).items()
    }
    words = {key: (n.status, *(getattr(n, name) for name in TEXTS)) for key, n in stored_narratives(return_).items()}
    found = []
    for wanted, stored in ((meant.answers, answers), (meant.words, words)):
        for key in sorted({*wanted, *stored}):
            if wanted.get(key) != stored.get(key):
                found.append(f"{key}: meant {wanted.get(key)}, stored {stored.get(key)}")
    return found


class _Fields(HTMLParser):
    """The successful controls of a page's form, as a browser would post them."""

    def __init__(self, form: str):
        super().__init__()
        self.form, self.inside, self.values = form, False, {}
        self._select = self._area = ""
        self._first = True

    def handle_starttag(self, tag, attributes):
        held = dict(attributes)
        name = held.get("name") or ""
        if tag == "form":
            self.inside = held.get("id") == self.form
        if not self.inside or not (name or tag == "option"):
            return
        kind = held.get("type", "text")
        if (
            tag == "input"
            and kind not in ("file", "submit", "radio", "checkbox")
            or tag == "input"
            and "checked" in held
        ):
            self.values[name] = held.get("value") or ""
        elif tag == "select":
            self._select, self._first = name, True
        elif tag == "option" and self._select and (self._first or "selected" in held):
            self.values[self._select], self._first = held.get("value") or "", False
        elif tag == "textarea":
            self._area, self.values[name] = name, ""

    def handle_endtag(self, tag):
        self.inside &= tag != "form"
        if tag == "textarea" and self._area:
            self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = ""
        if tag == "select":
            self._select = ""

    def handle_data(self, data):
        if self._area:
            self.values[self._area] += data


class Ways:
    """The four ways in. Each sends everything that is meant, as its people or programmes would write it."""

    def __init__(self, return_: Return):
        self.return_ = return_
        own = return_.request.organisation
        account = Account.objects.create_account(email="bench@example.org", name="Bench", password="", language="sq")
        give_role(by=SYSTEM, account=account, organisation=own, role="reporter")
        self.browser = Client(headers={"accept-language": "sq", "host": "127.0.0.1"})
        self.browser.force_login(account)
        self.token = make_token(by=SYSTEM, organisation=own, label="bench")
        self.reporter = reporter_of(own, "bench")
        self.all: dict[str, Callable[[Meant, random.Random], None]] = {
            "web": self.web, "workbook": self.workbook, "JSON": self.json, "XLSForm": self.field_form,
        }  # fmt: skip

    def web(self, meant: Meant, chance: random.Random) -> None:
        for measure in form_of(self.return_).measures:
            address = f"/office/requests/{self.return_.pk}/measures/{measure.measure_id}/"
            page = _Fields("answers")
            page.feed(self.browser.get(address).content.decode())
            posted = {**page.values, "do": "save"}
            for question in (*measure.values, *measure.money):
                if question.key not in meant.answers:
                    continue
                state, amount, part, whole, reason, overlap, note = meant.answers[question.key]
                name = field_name(question)
                written = {"amount": amount, "numerator": part, "denominator": whole}
                posted |= {
                    f"{name}:{key}": _as_typed(number, chance) for key, number in written.items() if number is not None
                }
                posted[f"{name}:why"] = (
                    f"missing:{reason}" if state == "missing" else "" if state == "reported" else state
                )
                posted[f"{name}:note"] = note
                if overlap:
                    posted[f"{name}:overlap"] = overlap
            if measure.key in meant.words:
                status, *texts = meant.words[measure.key]
                posted |= {"status": status, **{k: t.replace("\n", "\r\n") for k, t in zip(TEXTS, texts, strict=True)}}
            answered = self.browser.post(address, posted)
            assert answered.status_code in (200, 302), f"{address}: {answered.status_code}"

    def workbook(self, meant: Meant, chance: random.Random) -> None:
        book = load_workbook(io.BytesIO(make_workbook(self.return_, "sq")))
        labels = {name: {key: label for label, key in made.items()} for name, made in choices("sq").items()}
        for sheet in book.worksheets:
            heads = {cell.value: cell.column for cell in sheet[1] if cell.value}
            if "key" not in heads:
                continue
            for row in range(3, sheet.max_row + 1):
                key = sheet.cell(row, heads["key"]).value
                typed: dict[str, object] = {}
                if "value" in heads and key in meant.answers:
                    state, amount, part, whole, reason, overlap, note = meant.answers[key]
                    typed = {"value": amount if part is None else part, "whole": whole, "note": note or None}
                    typed["why"] = labels["why"].get(f"missing:{reason}" if state == "missing" else state)
                    typed["overlap"] = labels["overlap"].get(overlap)
                elif "status" in heads and key in meant.words:
                    status, *texts = meant.words[key]
                    typed = {"status": labels["status"][status], **dict(zip(TEXTS, texts, strict=True))}
                for name, value in typed.items():
                    if name in heads and value not in (None, ""):
                        cell = sheet.cell(row, heads[name])
                        cell.value = value
                        if isinstance(value, str):
                            cell.data_type = "s"
        stream = io.BytesIO()
        book.save(stream)
        import_workbook(by=self.reporter, return_=self.return_, name="return.xlsx", content=stream.getvalue())

    def json(self, meant: Meant, chance: random.Random) -> None:
        answers = []
        for key, (state, amount, part, whole, reason, overlap, note) in meant.answers.items():
            row = {"question": key, "state": state, "reason": reason, "overlap": overlap, "note": note}
            numbers = {"value": amount, "numerator": part, "denominator": whole}
            answers.append(row | {name: str(number) for name, number in numbers.items() if number is not None})
        names = ("status", *TEXTS)
        words = [{"measure": key, **dict(zip(names, said, strict=True))} for key, said in meant.words.items()]
        response = self.browser.post(
            f"/api/requests/{self.return_.pk}/answers?partial=true", {"answers": answers, "narratives": words},
            content_type="application/json", headers={"authorization": f"Bearer {self.token}"},
        )  # fmt: skip
        assert response.status_code == 200, response.content

    def field_form(self, meant: Meant, chance: random.Random) -> None:
        asked = self.return_.request
        row = {"meta/instanceID": f"uuid:{chance.random()}", "_submission_time": "2026-02-02T10:00:00"}
        row[naming.IDENTITY] = identity_of(asked.organisation_id, asked.cycle_id, self.return_.version)
        for key, (state, amount, part, whole, reason, overlap, note) in meant.answers.items():
            name = f"g_group/{form_name(key)}"
            held = {
                "": amount if part is None else part,
                naming.WHOLE: whole,
                naming.NOTE: note,
                naming.OVERLAP: overlap,
            }
            if state != "reported":
                held[naming.WHY] = choice_of(f"missing:{reason}" if state == "missing" else state)
            row |= {name + end: str(value) for end, value in held.items() if value not in (None, "")}
        for key, (status, *texts) in meant.words.items():
            name = f"g_group/{form_name(key)}"
            said = dict(zip((naming.ACHIEVEMENTS, naming.SETBACKS, naming.NEXT_STEPS), texts, strict=True))
            row |= {name + end: value for end, value in {naming.STATUS: status, **said}.items() if value}
        collected = read_submissions("data.json", json.dumps({"results": [row]}).encode())
        (done,) = import_submissions(collected=collected, sender="bench")
        assert done.taken, [problem.sentence for problem in done.problems]


def _as_typed(number: Decimal, chance: random.Random) -> str:
    """A figure as people write it here: a comma before decimals, spaces between thousands or none."""
    text = f"{number:,f}".replace(",", chance.choice(("", " ", "\u00a0"))).replace(".", ",")
    return text.rstrip("0").rstrip(",") if "," in text else text
