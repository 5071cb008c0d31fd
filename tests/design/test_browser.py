import shutil
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import expect, sync_playwright

from tests import shots
from tests.design import urls

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium"),
    pytest.mark.usefixtures("design_urls"),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        """Say nothing: the test tells what went wrong."""


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def site(design_urls):
    urls.received.clear()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Threaded, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser():
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def form(browser, site):
    page = browser.new_page(locale="en-GB")
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{site}/form/?language=en")
    return page


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    ["design/guide/?language=sq", "design/guide/?language=en", "office/sign-in/?language=sq", "error/404/?language=sq"],
)
def test_nothing_overlaps_scrolls_sideways_or_breaks_a_rule(site, address):
    looks = shots.shoot(f"{site}/{address}", "test-design")
    assert [line for look in looks for line in look.findings] == []


def test_an_entry_saves_itself_and_goes_on_after_a_refusal(form):
    form.fill("#w", "78")
    state = form.locator("[data-autosave-state]")
    expect(state).to_have_text("Not saved: the deadline has passed", timeout=9000)
    form.fill("#m", "68")
    expect(state).to_contain_text("Saved at", timeout=9000)
    assert [(entry["w"], entry["m"]) for entry in urls.received] == [("78", ""), ("78", "68")]
    assert form.complaints == []


def test_a_button_waits_for_the_save_under_way_and_sends_the_edition_it_made(form, tmp_path):
    urls.received.append("an earlier save")
    (tmp_path / "list.pdf").write_bytes(b"%PDF-")
    form.set_input_files("#file", tmp_path / "list.pdf")
    form.fill("#w", "78")
    form.route("**/autosaved/", lambda route: (form.wait_for_timeout(400), route.continue_()))
    with form.expect_request("**/autosaved/"):
        pass
    form.get_by_role("button", name="Go on").click()
    expect(form.get_by_text("edition 2, do go")).to_be_visible()
    assert urls.received[1]["files"] == []


def test_the_sum_is_checked_while_typing(form):
    for field, figure in {"#w": "1,078", "#m": "68", "#t": "1146"}.items():
        form.fill(field, figure)
    told = form.locator("[data-sum-state]")
    expect(told).to_have_text("")
    form.fill("#t", "1164")
    expect(told).to_have_text("Together 1,146; the total says 1,164.")
    form.fill("#m", "")
    expect(told).to_have_text("")


@pytest.mark.parametrize(
    ("language", "women", "men", "total", "told"),
    [
        ("sq", "1.234.567,5", "1", "2", "Together 1 234 568,5; the total says 2."),
        ("sq", "1 234,5", "1", "1 235,5", ""),
        ("sq", "1.234", "1", "2", ""),  # open to two readings: the server asks
        ("en", "1.5", "1", "3", "Together 2.5; the total says 3."),
        ("en", "many", "1", "3", ""),
    ],
)
def test_figures_are_read_and_written_as_the_language_does(form, site, language, women, men, total, told):
    form.goto(f"{site}/form/?language={language}")
    for field, figure in {"#w": women, "#m": men, "#t": total}.items():
        form.fill(field, figure)
    expect(form.locator("[data-sum-state]")).to_have_text(told)


def test_characters_are_counted(form, site):
    form.goto(f"{site}/form/?language=sq")
    form.fill("#text", "Përmet")
    expect(form.locator("#text_counter")).to_have_text("6 of 1 500")


def test_the_filter_forgives_missing_marks(form):
    form.fill("#q", "cerrave")
    expect(form.locator("#places li:visible")).to_have_text(["Çerravë"])
    form.fill("#q", "tirana")
    expect(form.get_by_text("Nothing left.")).to_be_visible()


def test_a_dangerous_step_is_asked_about(form):
    form.once("dialog", lambda dialog: dialog.dismiss())
    form.click("#withdraw button")
    assert form.url.endswith("/form/?language=en") and urls.received == []


def test_the_page_works_without_script(browser, site):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/design/guide/?language=en")
    expect(page.get_by_role("link", name="Local plans")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.get_by_role("link", name="Local plans")).to_be_hidden()
    page.locator(".main-nav summary").click()
    expect(page.get_by_role("link", name="Local plans")).to_be_visible()
