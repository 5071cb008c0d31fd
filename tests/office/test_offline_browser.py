"""The return form without a connection, in a real browser whose profile lies on disk."""

import hashlib
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from barabar.collection.content import stored_answers
from barabar.collection.models import Delivery, Evidence
from tests.factories import PASSWORD, build_world
from tests.office.places import measure_url

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium"),
]
REACHED = "elbasan-2023-2026/1.1#reached|"
WOMEN, MEN, TOTAL = (f"#q-elbasan-2023-2026-1-1-reached-{part}" for part in ("sex-female", "sex-male", ""))
STATE = "[data-keep-state]"


class Machine:
    """A PC with one browser: switched off and on again it keeps its profile."""

    def __init__(self, play, folder, server: str):
        self.play, self.folder, self.server, self.complaints = play, folder, server, []
        self.start()

    def start(self):
        self.browser = self.play.chromium.launch_persistent_context(
            self.folder, executable_path=shutil.which("chromium"), args=["--no-sandbox"], locale="en-GB"
        )
        self.page = self.browser.pages[0]
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def restart(self, offline: bool = False):
        self.browser.close()
        self.start()
        self.browser.set_offline(offline)

    def sign_in(self, who: str, role: str = "reporter"):
        self.page.goto(f"{self.server}/office/sign-in/?language=en")
        self.page.fill("#id_username", f"{role}.{who}@example.org")
        self.page.fill("#id_password", PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/office/requests/")

    def open(self, address: str):
        """Open a page and let the machine keep what it needs for later."""
        self.page.goto(self.server + address)
        expect(self.page.locator("html[data-kept-pages=done]")).to_be_attached(timeout=15000)

    def state(self, name: str):
        expect(self.page.locator(STATE)).to_have_attribute("data-state", name, timeout=15000)


@pytest.fixture
def town(live_server):
    world = build_world()
    world.server = live_server.url
    return world


@pytest.fixture
def machine(town, tmp_path):
    with sync_playwright() as play:
        one = Machine(play, tmp_path / "profile", town.server)
        yield one
        one.browser.close()
        assert one.complaints == []


def test_open_once_then_fill_and_attach_without_connection_switch_off_and_send_later(machine, town, tmp_path):
    machine.sign_in("education")
    machine.open(measure_url(town, "education", "school"))
    machine.browser.set_offline(True)
    page = machine.page
    page.fill(WOMEN, "78")
    machine.state("here")
    content = b"%PDF-1.7 " + bytes(range(256)) * 2400
    (tmp_path / "list.pdf").write_bytes(content)
    page.set_input_files("#evidence_file", tmp_path / "list.pdf")
    expect(page.locator("[data-kept-files] li")).to_have_attribute("data-state", "here")
    expect(page.locator(STATE)).to_contain_text("No connection", timeout=15000)
    machine.restart(offline=True)
    page = machine.page
    page.goto(town.server + measure_url(town, "education", "school"))
    expect(page.locator(WOMEN)).to_have_value("78")
    expect(page.locator("[data-kept-files] li")).to_contain_text("list.pdf: saved on this machine")
    page.fill(MEN, "68")
    machine.state("here")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="Review and send")).to_be_visible()
    expect(page.locator("#kept")).to_contain_text("Saved on this machine and not sent yet: 2 answers, 1 files.")
    page.get_by_role("link", name="Look at them").click()
    expect(page.locator("[data-waiting] li")).to_have_count(3)
    assert not Delivery.objects.exists()
    machine.browser.set_offline(False)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Nothing waits")).to_be_visible(timeout=15000)
    held = stored_answers(town.return_of("education"))
    assert (held[f"{REACHED}sex=female"].amount, held[f"{REACHED}sex=male"].amount) == (78, 68)
    evidence = Evidence.objects.get()
    assert evidence.file.read() == content and evidence.sha256 == hashlib.sha256(content).hexdigest()
