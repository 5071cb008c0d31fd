"""A run of `barabar bench offline`, and proof that it notices what is lost, doubled or never promised."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from barabar.operations.bench import offline_runs
from barabar.operations.bench.offline_line import FAULTS
from barabar.operations.bench.offline_runs import Machine, Run, Told, Town, check

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium"),
]
SEEDS = (1001,)  # half a minute; `barabar bench offline` does two hundred


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    made = Town(tmp_path_factory.mktemp("offline") / "data", 1)
    yield made
    made.close()


def test_what_a_page_says_is_saved_is_there_once_whatever_breaks(town, tmp_path):
    told = []
    with sync_playwright() as play:
        machine = Machine(play, town, tmp_path / "profile")
        told = [Run(machine, town, seed).go() for seed in SEEDS]
        machine.browser.close()
    assert [f"run {one.seed} {one.faults}: {failure}" for one in told for failure in one.failures] == []
    assert sum(one.promises for one in told) >= 2 * len(SEEDS), "too little was promised for the runs to mean anything"
    assert {fault for one in told for fault in one.faults} & {*FAULTS, "cut"}, "nothing was broken"


def test_a_browser_that_never_answers_is_ended_and_begun_anew(town, tmp_path, monkeypatch):
    """A page that neither runs nor ends holds up whoever asks the whole browser."""
    monkeypatch.setattr(offline_runs, "PATIENCE", 6)
    with sync_playwright() as play:
        machine = Machine(play, town, tmp_path / "profile")
        machine.open(town.facts["pages"][0])
        for process in renderers(machine.profile):
            os.kill(process, signal.SIGSTOP)
        assert not machine.set_offline(True)
        machine.open(town.facts["pages"][0])
        assert machine.set_offline(True)
        assert machine.set_offline(False)
        machine.browser.close()


def renderers(profile):
    """The processes of the pages of a browser with this profile."""
    told = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            told[int(process.name)] = parent, (process / "cmdline").read_bytes()
    own = {key for key, (_parent, words) in told.items() if f"--user-data-dir={profile}".encode() in words}
    for _generation in range(3):
        own |= {key for key, (parent, _words) in told.items() if parent in own}
    found = [key for key in own if b"--type=renderer" in told[key][1]]
    assert found, "no page's process was found to be stopped"
    return found


def test_the_check_notices_what_is_lost_and_what_is_doubled(town):
    address = town.facts["pages"][0]
    lost = Told(
        1, typed={"reached|:amount": ["999999"]}, promised={"reached|:amount": "999999"}, files={"ab" * 32: "x.pdf"}
    )
    check(lost, town, address)
    assert any("said saved was '999999'" in one for one in lost.failures)
    assert any("x.pdf is on the server 0 times" in one for one in lost.failures)
    measure = int(address.rstrip("/").rpartition("/")[2])
    content = json.dumps([{"unit": "reached|", "base": {}, "mine": {"amount": "7"}}])
    with contextlib.closing(sqlite3.connect(town.folder / "barabar.sqlite3", timeout=20)) as database, database:
        account = database.execute("SELECT id FROM access_account WHERE email = ?", (town.facts["email"],)).fetchone()[
            0
        ]
        database.execute("DELETE FROM collection_answer WHERE measure_id = ?", (measure,))
        database.execute(
            "INSERT INTO collection_answer (of_id, measure_id, indicator_id, stage, source, breakdown, state, amount, "
            "reason, overlap, note, cell) SELECT ?, ?, id, '', '', '', 'reported', 7, '', 'none', '', '' "
            "FROM plans_plannedindicator WHERE measure_id = ?", (town.facts["return"], measure, measure),
        )  # fmt: skip
        for number in range(2):
            database.execute(
                "INSERT INTO collection_delivery (id, of_id, measure_id, account_id, sha256, content, outcome, at) "
                "VALUES (?, ?, ?, ?, '', ?, ?, '2026-01-01')",
                (f"{number:032x}", town.facts["return"], measure, account, content, '{"stored": [], "clashing": []}'),
            )
    doubled = Told(2, typed={"reached|:amount": ["7"]}, promised={"reached|:amount": "7"})
    check(doubled, town, address)
    assert "reached|:amount = '7' was delivered 2 times" in doubled.failures
