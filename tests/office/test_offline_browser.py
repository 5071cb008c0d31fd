"""The return form without a connection, in a real browser whose profile lies on disk."""

import hashlib
import shutil
import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from barabar.collection.actions.save_answers import save_answers
from barabar.collection.content import stored_answers
from barabar.collection.models import Delivery, Evidence, Return
from barabar.collection.reading import Given
from barabar.office.views import offline
from tests import shots
from tests.factories import PASSWORD, build_world, fill
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


def arrives(town, amount: int) -> None:
    """The answer is on the server, at the latest after some seconds: a page may show it before it was delivered."""
    end = time.monotonic() + 15
    while True:
        held = stored_answers(town.return_of("education")).get(REACHED)
        if held is not None and held.amount == amount:
            return
        assert time.monotonic() < end, f"{amount} did not arrive; {held} stands there"
        time.sleep(0.1)


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
    expect(page.locator("#kept")).to_contain_text("Saved on this machine and not sent yet. Answers: 2. Files: 1.")
    page.get_by_role("link", name="Look at them").click()
    expect(page.locator("[data-waiting-list] li")).to_have_count(3)
    expect(page.locator("[data-waiting-list] li").first).to_contain_text("1.1 Measure 1.1")
    expect(page.locator("[data-waiting-list] li").first).to_contain_text("78")
    expect(page.locator("[data-waiting-list] li").last).to_be_visible()
    expect(page.locator("[data-waiting-list] li").last).to_contain_text("list.pdf")
    assert not Delivery.objects.exists()
    machine.browser.set_offline(False)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Nothing waits")).to_be_visible(timeout=15000)
    held = stored_answers(town.return_of("education"))
    assert (held[f"{REACHED}sex=female"].amount, held[f"{REACHED}sex=male"].amount) == (78, 68)
    evidence = Evidence.objects.get()
    with evidence.file.open() as file:
        assert file.read() == content
    assert evidence.sha256 == hashlib.sha256(content).hexdigest()


def test_a_return_that_did_not_get_through_is_said_so_and_sent_when_a_connection_stands(machine, town):
    return_ = fill(town, "education")
    machine.sign_in("education")
    machine.open(reverse("office:send", args=[return_.pk]))
    page = machine.page
    page.on("dialog", lambda dialog: dialog.accept())
    machine.browser.set_offline(True)
    page.get_by_role("button", name="Send the return").click()
    expect(page.get_by_role("alert")).to_contain_text("No answer came to what you sent", timeout=15000)
    assert page.url.endswith("/send/"), "the page can be loaded again without saying so twice"
    assert Return.objects.get(pk=return_.pk).state == "draft"
    page.goto(f"{page.url}?from=list")
    page.get_by_role("button", name="Send the return").click()
    expect(page.get_by_role("alert")).to_contain_text("No answer came to what you sent", timeout=15000)
    assert page.url.endswith("/send/?from=list"), "what else stood in the address stays"
    machine.browser.set_offline(False)
    page.get_by_role("button", name="Send the return").click()
    page.wait_for_url("**/receipt/", timeout=15000)
    assert Return.objects.get(pk=return_.pk).state == "submitted"


def test_storage_full_is_told_and_the_answer_sent_at_once(machine, town):
    machine.sign_in("education")
    machine.open(measure_url(town, "education", "school"))
    page = machine.page
    # What the browser does when the disk is full: the transaction is aborted.
    page.evaluate("() => { IDBObjectStore.prototype.put = function () { this.transaction.abort(); return {}; }; }")
    machine.browser.set_offline(True)
    page.fill(TOTAL, "146")
    machine.state("unsaved")
    expect(page.locator(STATE)).to_contain_text("Not saved on this machine: its storage is full")
    page.fill(TOTAL, "147")
    machine.state("unsaved")
    machine.browser.set_offline(False)
    machine.state("sent")
    arrives(town, 147)


def test_what_waits_behind_an_entry_that_is_sent_first_stays_on_the_page(machine, town):
    """An entry was on its way when the tab ended, another waits behind it: the answer to the first knows nothing of it."""
    machine.sign_in("education")
    machine.open(measure_url(town, "education", "school"))
    page = machine.page
    machine.browser.set_offline(True)
    page.fill(TOTAL, "146")
    expect(page.locator(STATE)).to_contain_text("No connection", timeout=15000)
    page.fill(WOMEN, "78")
    machine.state("here")
    assert (
        page.evaluate(
            "Kept.everything(document.getElementById('kept').dataset.account).then((one) => one.entries.length)"
        )
        == 2
    )
    page.close()
    page = machine.page = machine.browser.new_page()
    answers = []
    page.on("response", lambda response: answers.append(response.url) if "/deliver/" in response.url else None)
    page.goto(town.server + measure_url(town, "education", "school"))
    expect(page.locator(WOMEN)).to_have_value("78")
    machine.browser.set_offline(False)
    arrives(town, 146)
    expect(page.locator("#kept")).to_be_hidden(timeout=15000)
    expect(page.locator(TOTAL)).to_have_value("146")
    expect(page.locator(WOMEN)).to_have_value("78")
    assert len(answers) == 2 and stored_answers(town.return_of("education"))[f"{REACHED}sex=female"].amount == 78


# The first so many readings of what is kept of a page fail, as on a machine that is too busy.
UNREADABLE = """
  let times = %d;
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    if (names.length === 3 && mode === "readonly" && times-- > 0) throw new DOMException("busy", "UnknownError");
    return real.call(this, names, mode, options);
  };
"""


@pytest.mark.parametrize(("times", "shown"), [(2, "146"), (9, "")])
def test_a_store_that_cannot_be_read_at_once_is_asked_again_and_then_said_so(machine, town, times, shown):
    machine.sign_in("education")
    machine.open(measure_url(town, "education", "school"))
    machine.browser.set_offline(True)
    machine.page.fill(TOTAL, "146")
    machine.state("here")
    page = machine.page = machine.browser.new_page()
    page.add_init_script(UNREADABLE % times)
    page.goto(town.server + measure_url(town, "education", "school"))
    expect(page.locator("form[data-ready=yes]")).to_be_attached(timeout=15000)
    expect(page.locator(TOTAL)).to_have_value(shown)
    if not shown:
        expect(page.locator(STATE)).to_contain_text("cannot be read at this moment")
        machine.state("unsaved")


def test_signed_out_keeps_the_draft_and_asks_to_sign_in(machine, town):
    machine.sign_in("education")
    machine.open(measure_url(town, "education", "school"))
    machine.browser.clear_cookies()
    page = machine.page
    page.fill(TOTAL, "146")
    expect(page.locator(STATE)).to_contain_text("You are signed out", timeout=15000)
    assert not Delivery.objects.exists()
    machine.sign_in("education")
    expect(page.locator("#kept")).to_be_hidden(timeout=15000)
    arrives(town, 146)


COUNT = """async () => {
  const asked = indexedDB.open("barabar-kept");
  const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const counts = {};
  for (const name of database.objectStoreNames) {
    const rows = database.transaction(name).objectStore(name).count();
    counts[name] = await new Promise((done) => { rows.onsuccess = () => done(rows.result); });
  }
  database.close();
  return { ...counts, caches: (await caches.keys()).filter((name) => !name.startsWith("barabar-shell-")).length };
}"""


def test_signing_out_after_sending_leaves_nothing_on_the_machine(machine, town):
    machine.sign_in("education")
    machine.open(measure_url(town, "education", "school"))
    page = machine.page
    page.fill(TOTAL, "146")
    machine.state("sent")
    assert page.evaluate(COUNT)["known"] == 1 and page.evaluate(COUNT)["caches"] == 2
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate(COUNT) == {"entries": 0, "files": 0, "known": 0, "caches": 0}
    machine.browser.set_offline(True)
    page.goto(town.server + measure_url(town, "education", "school"))
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()


def test_signing_out_before_sending_asks_keeps_the_draft_and_shows_it_to_nobody_else(machine, town):
    machine.sign_in("education")
    address = measure_url(town, "education", "school")
    machine.open(address)
    page, asked = machine.page, []
    page.on(
        "dialog", lambda dialog: (asked.append(dialog.message), dialog.accept() if len(asked) > 1 else dialog.dismiss())
    )
    page.route("**/deliver/", lambda route: route.abort())
    page.fill(TOTAL, "146")
    expect(page.locator(STATE)).to_contain_text("No connection", timeout=15000)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(STATE)).to_contain_text("No connection")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    assert [message.partition(".")[0] for message in asked] == ["Not everything is sent"] * 2
    assert page.evaluate(COUNT)["entries"] == 1 and page.evaluate(COUNT)["caches"] == 0
    machine.sign_in("housing")
    page.goto(f"{town.server}/office/waiting/")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    expect(page.locator("#kept")).to_be_hidden()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    page.unroute("**/deliver/")
    machine.sign_in("education")
    expect(page.locator("#kept")).to_be_hidden(timeout=15000)
    page.goto(town.server + address)
    expect(page.locator(TOTAL)).to_have_value("146")
    arrives(town, 146)


OLD = """async (entry) => {
  for (const name of await indexedDB.databases()) await new Promise((done) => {
    const gone = indexedDB.deleteDatabase(name.name); gone.onsuccess = gone.onblocked = done; });
  const asked = indexedDB.open("barabar-kept", 1);
  asked.onupgradeneeded = () => {
    for (const name of ["entries", "files"]) {
      asked.result.createObjectStore(name, { keyPath: "order", autoIncrement: true }).createIndex("account", "account");
    }
  };
  const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const work = database.transaction("entries", "readwrite");
  work.objectStore("entries").put(entry);
  await new Promise((done) => { work.oncomplete = done; });
  database.close();
}"""


def test_an_update_of_the_store_and_of_the_worker_drops_no_draft(machine, town):
    machine.sign_in("education")
    address = measure_url(town, "education", "school")
    machine.open(address)
    page = machine.page
    account = page.locator("#kept").get_attribute("data-account")
    page.goto(f"{town.server}/office/no-connection/")
    page.evaluate(OLD, {
        "account": account, "deliver": f"{address}deliver/", "address": address, "title": "1.1", "state": "waiting",
        "id": "0b0f4f9e-9d2d-4b8e-9d6b-1d1f3c1c9a01", "at": "2026-01-01T10:00:00Z",
        "changes": {"reached|": {"base": {}, "mine": {"amount": "146"}}},
    })  # fmt: skip
    page.route("**/deliver/", lambda route: route.abort())
    machine.open(address)
    expect(page.locator(TOTAL)).to_have_value("146")
    version = "async () => (await caches.keys()).filter((name) => name.startsWith('barabar-shell-'))"
    before = page.evaluate(version)
    offline._version.cache_clear()
    changed = pytest.MonkeyPatch()
    changed.setattr(offline, "_version", lambda: "another12345")
    try:
        page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration('/office/')).update(); }")
        expect(page.locator("html")).to_be_attached()
        page.wait_for_timeout(1500)
        assert page.evaluate(version) == ["barabar-shell-another12345"] != before
    finally:
        changed.undo()
    page.unroute("**/deliver/")
    page.goto(town.server + address)
    machine.page.wait_for_timeout(1000)
    expect(page.locator("#kept")).to_be_hidden(timeout=15000)
    arrives(town, 146)
    assert str(Delivery.objects.get().pk) == "0b0f4f9e-9d2d-4b8e-9d6b-1d1f3c1c9a01"


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "sq"])
def test_the_new_pages_neither_overlap_nor_break_a_rule(machine, town, language):
    save_answers(by=town.people["education"], return_=town.return_of("education"), given=[Given(REACHED, 150)])
    machine.sign_in("education")
    machine.open(measure_url(town, "education", "school") + f"?language={language}")
    page = machine.page
    save_answers(by=town.people["education"], return_=town.return_of("education"), given=[Given(REACHED, 151)])
    page.fill(TOTAL, "146")
    page.fill("#text_achievements", "Six classes.")
    machine.state("sent")
    pages = [f"requests/{town.return_of('education').pk}/clashes/", measure_url(town, "education", "school")[8:]]
    findings = []
    for address in pages:
        page.goto(f"{town.server}/office/{address}")
        findings += [
            f"{address}: {line}"
            for width in shots.WIDTHS
            for line in shots.look_at(page, width, f"offline-{language}-{width}-{len(address)}").findings
        ]
    page.goto(town.server + measure_url(town, "education", "school"))
    machine.browser.set_offline(True)
    page.fill(MEN, "68")
    expect(page.locator("#kept")).to_be_visible(timeout=15000)
    for address in [None, "/office/waiting/", "/office/account/"]:
        if address:
            page.goto(town.server + address)
        findings += [
            f"{address}: {line}"
            for width in shots.WIDTHS
            for line in shots.look_at(page, width, f"offline-{language}-{width}-{address and address[8:11]}").findings
        ]
    assert findings == []
