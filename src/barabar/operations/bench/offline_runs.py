"""Seeded runs of the return form under faults, in a real browser against a real server: what the page says is saved is on
the server exactly once at the end.

A run types figures and texts, attaches files, and loses the connection, the answer, the tab, the browser, the server's
process or the right time on the way. What the page showed as saved (here or sent) is a promise. At the end the connection
stands; when nothing waits any more, the database file itself is asked, by plain SQL.
"""

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, Page, Playwright

from barabar.operations.bench.offline_line import FAULTS, Line

KILLS = ("before", "after", "1", "4", "15")
STATE = "[data-keep-state]"
FIELDS = ("reached|sex=female:amount", "reached|sex=male:amount", "reached|:amount", "adopted|municipal:amount",
          "spent|municipal:amount", "achievements", "setbacks", "next_steps")  # fmt: skip
PATIENCE = 60
LOADING = 20_000  # milliseconds
MOST = 40


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Town:
    """The installation: its data folder, its server process, the line to it."""

    def __init__(self, folder: Path, seed: int):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.line = Line(self.port, seed)
        settings = {k: v for k, v in os.environ.items() if not k.startswith("BARABAR_")}
        self.settings = {**settings, "BARABAR_DATA": str(folder), "BARABAR_DEBUG": ""}
        made = subprocess.run(
            [sys.executable, "-m", "barabar.operations.bench.offline_town"], env=self.settings, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        self.facts = json.loads(made.stdout.splitlines()[-1])
        self.server: subprocess.Popen | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.line.port}"

    def start(self) -> None:
        (self.folder / "ready").unlink(missing_ok=True)
        with (self.folder / "server.log").open("a") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "barabar.operations.bench.offline_server", str(self.port), str(self.folder)],
                env=self.settings, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while not (self.folder / "ready").exists():
            if time.monotonic() > end or self.server.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text()[-2000:])
            time.sleep(0.05)

    def kill(self) -> None:
        """Everything of the server at once, as at a power cut of the process."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def close(self) -> None:
        self.kill()
        self.line.close()

    def ask(self, sql: str, *values: object) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(self.folder / "barabar.sqlite3", timeout=20)) as database:
            return database.execute(sql, values).fetchall()


class Machine:
    """One browser with a profile on disk, and the account signed in."""

    def __init__(self, play: Playwright, town: Town, profile: Path):
        self.play, self.town, self.profile = play, town, profile
        self.start()

    def start(self) -> None:
        self.browser = self.play.chromium.launch_persistent_context(
            self.profile, executable_path=shutil.which("chromium"), locale="en-GB",
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )  # fmt: skip
        self.page: Page = self._watched(self.browser.pages[0])
        self.browser.set_default_timeout(PATIENCE * 1000)

    @staticmethod
    def _watched(page: Page) -> Page:
        """Leaving a page with something unsaved is asked about; the person here leaves."""
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    def open(self, address: str) -> None:
        # A person whose page does not come loads it again, and does not wait for a minute.
        self.page.goto(self.town.address + address, wait_until="domcontentloaded", timeout=LOADING)
        if "sign-in" in self.page.url:
            self.page.fill("#id_username", self.town.facts["email"])
            self.page.fill("#id_password", self.town.facts["password"])
            self.page.locator("main button").first.click()
            self.page.wait_for_url("**/office/**", wait_until="domcontentloaded", timeout=LOADING)
            self.page.goto(self.town.address + address, wait_until="domcontentloaded", timeout=LOADING)
        # A page whose script did not get through is loaded again, as a person would.
        if self.page.locator("form[data-deliver]").get_attribute("data-ready", timeout=5000) != "yes":
            self.page.wait_for_selector("form[data-ready=yes]", state="attached", timeout=8000)

    def kill_tab(self) -> None:
        """The page's process ends on the spot; nothing of it runs any more."""
        with contextlib.suppress(Error):
            self.page.goto("chrome://crash", timeout=3000)
        doomed, self.page = self.page, self._watched(self.browser.new_page())
        with contextlib.suppress(Error):
            doomed.close()

    def set_offline(self, offline: bool) -> bool:
        """Whether the browser did it. It asks every page, a crashed one too, and may wait for that for ever: then it is ended, and
        a new one is online."""
        ended = threading.Event()

        def end() -> None:
            ended.set()
            self._end_processes()

        watch = threading.Timer(PATIENCE / 2, end)
        watch.start()
        try:
            self.browser.set_offline(offline)
        except Error:
            ended.set()
        finally:
            watch.cancel()
        if ended.is_set():
            self.kill_browser()
        return not ended.is_set()

    def _end_processes(self) -> None:
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if f"--user-data-dir={self.profile}".encode() in process.read_bytes():
                    os.kill(int(process.parent.name), signal.SIGKILL)

    def kill_browser(self) -> None:
        self._end_processes()
        with contextlib.suppress(Error):
            self.browser.close()
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / name).unlink(missing_ok=True)
        self.start()


@dataclass
class Told:
    """What one run typed and what the page said of it."""

    seed: int
    faults: list[str] = field(default_factory=list)
    typed: dict[str, list[str]] = field(default_factory=dict)
    promised: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    promises: int = 0


class Run:
    """One seeded run on one measure's page."""

    def __init__(self, machine: Machine, town: Town, seed: int):
        self.machine, self.town = machine, town
        self.random = random.Random(seed)
        self.told = Told(seed)
        self.address = town.facts["pages"][seed % len(town.facts["pages"])]
        self.open_promises: dict[str, str] = {}

    @property
    def page(self) -> Page:
        return self.machine.page

    def go(self) -> Told:
        if self.random.random() < 0.2:
            self._note("clock")
            self.page.clock.set_fixed_time("2031-05-05T05:05:05")
        self._again()
        for _step in range(self.random.randint(3, 5)):
            self._fault()
            self._type()
            if self.random.random() < 0.2:
                self._attach()
            self._listen(self.random.choice([0, 0.2, 0.5, 1.2]))
            if self.random.random() < 0.3:
                self._loss()
        self._listen(0.4)
        self._settle()
        check(self.told, self.town, self.address)
        return self.told

    def _note(self, fault: str) -> None:
        self.told.faults.append(fault)

    def _type(self) -> None:
        name = self.random.choice(FIELDS)
        number = self.told.seed * 1000 + sum(map(len, self.told.typed.values())) + 1
        text = str(number) if ":" in name else f"Text {number}."
        with contextlib.suppress(Error):
            self.page.fill(f'[name="{name}"]', text, timeout=5000)
            self.told.typed.setdefault(name, []).append(text)
            self.open_promises[name] = text

    def _attach(self) -> None:
        content = b"%PDF-1.7 " + self.random.randbytes(self.random.choice([2_000, 300_000, 600_000]))
        digest = hashlib.sha256(content).hexdigest()
        file = {"name": f"{digest[:8]}.pdf", "mimeType": "application/pdf", "buffer": content}
        with contextlib.suppress(Error):
            self.page.set_input_files("#evidence_file", file, timeout=5000)
            row = self.page.locator("[data-kept-files] li", has_text=file["name"])
            row.wait_for(timeout=5000)
            if row.get_attribute("data-state") in {"here", "sent"}:
                self.told.files[digest] = file["name"]
                self.told.promises += 1

    def _listen(self, seconds: float) -> None:
        """Wait, and note what the page says is saved: everything typed up to then."""
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(Error):
                if self.page.locator(STATE).get_attribute("data-state", timeout=1000) in {"here", "sent"}:
                    self.told.promises += len(self.open_promises)
                    self.told.promised |= self.open_promises
                    self.open_promises = {}
            if time.monotonic() >= end:
                return
            time.sleep(0.05)

    def _fault(self) -> None:
        kind = self.random.choice([*FAULTS, "kill", "kill", "cut", "offline", ""])
        if kind in FAULTS:
            self.town.line.faults.append(kind)
        elif kind == "kill":
            kind = self.random.choice(KILLS)
            (self.town.folder / "kill").write_text(kind)
            kind = f"kill-{kind}"
        elif kind == "cut":
            self.town.line.cut = not self.town.line.cut
        elif kind == "offline":
            self._set_offline(True)
        if kind:
            self._note(kind)

    def _loss(self) -> None:
        """Something ends at once: the tab, the browser, or all of the server."""
        kind = self.random.choices(["tab", "leave", "browser", "server"], [5, 3, 1, 1])[0]
        self._note(kind)
        self.open_promises = {}
        if kind == "tab":
            self.machine.kill_tab()
        elif kind == "leave":
            with contextlib.suppress(Error):
                self.page.goto("about:blank", timeout=5000)
        elif kind == "browser":
            self.machine.kill_browser()
        else:
            self.town.kill()
            self.town.start()
        self._again()
        self._shows_what_was_promised()

    def _again(self) -> None:
        """The line stands again and the page is opened: what waits may be sent from now on."""
        self.town.line.cut = False
        self._set_offline(False)
        for attempt in range(8):
            try:
                self.machine.open(self.address)
                return
            except Error:
                time.sleep(0.3 * (attempt + 1))
        self.machine.open(self.address)

    def _set_offline(self, offline: bool) -> None:
        if not self.machine.set_offline(offline):
            self._note("hung")
            self.open_promises = {}

    def _shows_what_was_promised(self) -> None:
        for name, text in self.told.promised.items():
            allowed = after(self.told.typed[name], text)
            shown = plain(self.page.locator(f'[name="{name}"]').input_value())
            if shown not in allowed:
                self.told.failures.append(f"{name} showed {shown!r} after a loss, said saved was {text!r}")

    def _settle(self) -> None:
        """No faults any more; wait until nothing waits."""
        self.town.line.faults.clear()
        (self.town.folder / "kill").unlink(missing_ok=True)
        self._again()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(Error):
                if not self.page.evaluate(WAITING):
                    return
            time.sleep(0.1)
        self.told.failures.append("something still waits a minute after the connection stood")


WAITING = """async () => {
  const held = await Kept.everything(document.getElementById("kept").dataset.account);
  if (held.entries.length + held.files.length) await Sending.now();
  return held.entries.length + held.files.length;
}"""


def after(typed: list[str], text: str) -> list[str]:
    """What may stand in the field: what was said saved, or anything typed after it."""
    return typed[typed.index(text) :]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", "") if not text.startswith("Text") else text


def check(told: Told, town: Town, address: str) -> None:
    """The database against the promises: there, once, and saved once."""
    measure = int(address.rstrip("/").rpartition("/")[2])
    standing = stored(town, measure)
    delivered = [change for (content,) in town.ask("SELECT content FROM collection_delivery WHERE measure_id = ?", measure)
                 for change in json.loads(content)]  # fmt: skip
    for name, text in told.promised.items():
        unit, _colon, part = name.partition(":")
        held = standing.get(name, "")
        if held not in after(told.typed[name], text):
            told.failures.append(f"{name} is {held!r} on the server, said saved was {text!r}")
        times = sum(one["unit"] == unit and one["mine"].get(part or "text") == held for one in delivered)
        if times != 1:
            told.failures.append(f"{name} = {held!r} was delivered {times} times")
    for digest, name in told.files.items():
        rows = town.ask("SELECT file, size FROM collection_evidence WHERE sha256 = ?", digest)
        contents = [(town.folder / "files" / file).read_bytes() for file, _size in rows]
        if [hashlib.sha256(one).hexdigest() for one in contents] != [digest]:
            told.failures.append(f"{name} is on the server {len(rows)} times")
        if len(rows) == 1:
            remove_file(town, digest)
    saves = town.ask("SELECT count(*) FROM journal_entry WHERE action = 'return.save'")[0][0]
    outcomes = [json.loads(one) for (one,) in town.ask("SELECT outcome FROM collection_delivery")]
    if saves != sum(bool(one["stored"]) for one in outcomes):
        told.failures.append(f"{saves} saves in the journal, {len(outcomes)} deliveries")
    clashes = town.ask("SELECT unit FROM collection_clash WHERE measure_id = ? AND chosen = ''", measure)
    if clashes:
        told.failures.append(f"one person's own answers clash with each other: {clashes}")
        settle(town, measure)


def settle(town: Town, measure: int) -> None:
    """What one run broke is not to be told of the next one too."""
    with contextlib.closing(sqlite3.connect(town.folder / "barabar.sqlite3", timeout=20)) as database, database:
        database.execute("UPDATE collection_clash SET chosen = 'later' WHERE measure_id = ?", (measure,))


def remove_file(town: Town, digest: str) -> None:
    """Make room: a measure takes twenty files."""
    with contextlib.closing(sqlite3.connect(town.folder / "barabar.sqlite3", timeout=20)) as database, database:
        database.execute("PRAGMA foreign_keys=ON")
        database.execute(
            "UPDATE collection_arrivingfile SET evidence_id = NULL WHERE evidence_id IN "
            "(SELECT id FROM collection_evidence WHERE sha256 = ?)", (digest,),
        )  # fmt: skip
        database.execute("DELETE FROM collection_evidence WHERE sha256 = ?", (digest,))


def stored(town: Town, measure: int) -> dict[str, str]:
    """What stands in the draft of a measure, by field name, as plain text."""
    values = town.ask(
        "SELECT CASE WHEN a.indicator_id IS NULL THEN a.stage || '|' || a.source ELSE 'reached|' || a.breakdown END, a.amount "
        "FROM collection_answer a WHERE a.measure_id = ?", measure,
    )  # fmt: skip
    found = {f"{unit}:amount": f"{float(amount):.0f}" for unit, amount in values if amount is not None}
    texts = town.ask(
        "SELECT achievements, setbacks, next_steps FROM collection_narrative WHERE measure_id = ?", measure
    )
    for row in texts:
        found |= dict(zip(("achievements", "setbacks", "next_steps"), row, strict=True))
    return found
