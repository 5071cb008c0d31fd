"""The page of tables in a real browser: with script only the region changes, without it the same by button and links."""

import re
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.analysis.ledger import counting_world, enter

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COUNTS = {("education", ""): 30, ("housing", ""): 45, ("schools", ""): 3, ("works", ""): 71, ("ministry", ""): 120}


@pytest.fixture
def browser():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed (Debian package chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--disable-dev-shm-usage"])
        yield running
        running.close()


@pytest.fixture
def server(transactional_db, live_server):
    enter(counting_world(), "2023", COUNTS)
    return live_server.url


def opened(browser, address: str, **more):
    page = browser.new_context(locale="en-GB", **more).new_page()
    page.set_default_timeout(15_000)
    page.complaints = []
    page.on("console", lambda said: said.type in {"error", "warning"} and page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(address)
    return page


def cell(page, row: str):
    return page.locator("tbody tr", has=page.get_by_role("rowheader", name=row)).locator("td").first


def test_with_script_a_choice_changes_the_table_at_once_and_the_back_button_takes_it_back(browser, server):
    page = opened(browser, f"{server}/explore/")
    page.evaluate("window.kept = true")
    page.get_by_label("Rows", exact=True).focus()
    page.get_by_label("Rows", exact=True).select_option("territory")
    expect(cell(page, "Elbasan")).to_have_text("75")
    assert page.evaluate("window.kept"), "the page was loaded anew"
    assert re.search(r"\?rows=territory&columns=year$", page.url)
    assert page.evaluate("document.activeElement.id") == "rows-1", "the focus stays where it was"
    expect(page.locator("[data-live-state]")).to_have_text("The table has changed.")
    page.get_by_role("link", name="Elbasan").click()
    expect(cell(page, "Housing")).to_have_text("45")
    page.go_back()
    expect(cell(page, "Elbasan")).to_have_text("75")
    assert page.evaluate("window.kept")
    again = opened(browser, page.url)
    expect(cell(again, "Elbasan")).to_have_text("75")
    assert page.complaints == again.complaints == []


def test_a_question_that_cannot_be_asked_says_so_in_place(browser, server):
    page = opened(browser, f"{server}/explore/")
    page.get_by_text("More", exact=True).click()
    page.get_by_label("As of position of the ledger").fill("soon")
    page.get_by_role("button", name="Show the table").click()
    expect(page.get_by_role("alert")).to_contain_text("“soon” is not a position of the ledger")
    page.get_by_role("link", name="First table").click()
    expect(cell(page, "Children in support classes")).to_be_visible()


def test_without_script_the_button_and_the_links_do_the_same(browser, server):
    page = opened(browser, f"{server}/explore/", java_script_enabled=False)
    page.get_by_label("Rows", exact=True).select_option("territory")
    page.get_by_role("button", name="Show the table").click()
    expect(cell(page, "Elbasan")).to_have_text("75")
    page.get_by_role("link", name="Fier").click()
    expect(cell(page, "Schools")).to_have_text("hidden to protect people")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert b"suppressed" in download.value.path().read_bytes()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_table_scrolls_in_its_own_region_and_by_keyboard(browser, server, width):
    page = opened(browser, f"{server}/explore/?rows=territory&rows=organisation&columns=indicator&columns=year", viewport={"width": width, "height": 800})  # fmt: skip
    sideways = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert page.evaluate(sideways) <= 0
    region = page.get_by_role("region", name=re.compile("Value"))
    expect(region).to_be_visible()
    if page.evaluate("(e => e.scrollWidth > e.clientWidth)(document.querySelector('.table-wrap'))"):
        region.focus()
        assert page.evaluate("document.activeElement.className") == "table-wrap"
