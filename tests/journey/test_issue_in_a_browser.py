"""A community's problem, in a real browser: raised on a phone without script, silent municipality, late ministry, statistics, report."""

import datetime as dt
import re
import shutil

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from barabar.advocacy import limits
from barabar.publishing.report import Scope
from barabar.review.actions.approve_return import approve_return
from tests.factories import PASSWORD, build_world, send
from tests.publishing.test_report import text_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 360, "height": 740}
FIRST = dt.date(2026, 2, 2)
PROBLEM = "Since the autumn there has been no water in our settlement, and the school sends the children home."


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
def world(transactional_db, monkeypatch):
    monkeypatch.setattr("barabar.public.views.issues.counter", limits.Counter())
    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    return world


@pytest.fixture
def on(monkeypatch):
    """Let a day be today."""

    def day(number: int) -> None:
        today = FIRST + dt.timedelta(days=number)
        monkeypatch.setattr(timezone, "localdate", lambda *args, **more: today)

    day(0)
    return day


def office(browser, address: str, email: str):
    page = browser.new_context(locale="en-GB", service_workers="block").new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{address}/office/sign-in/", wait_until="load")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return page


def sideways(page) -> bool:
    return page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth")


def test_an_issue_from_a_phone_climbs_is_answered_late_and_stands_in_statistics_and_report(browser, world, live_server, on):  # fmt: skip
    site = live_server.url
    phone = browser.new_context(locale="en-GB", viewport=PHONE, java_script_enabled=False).new_page()
    phone.set_default_timeout(15_000)
    phone.goto(f"{site}/issues/raise/")
    phone.get_by_label("What is the problem?").fill(PROBLEM)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("choose the municipality where it happens").first).to_be_visible()
    assert phone.get_by_label("What is the problem?").input_value() == PROBLEM, "nothing is lost"
    phone.get_by_label("Where?").select_option(label="Elbasan")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", name="Your issue")).to_be_visible()
    link = phone.locator("code").inner_text()
    wide = browser.new_context(locale="en-GB", viewport=PHONE).new_page()
    for address in (f"{site}/issues/raise/", link):
        wide.goto(address, wait_until="load")
        assert not sideways(wide), address

    desk = office(browser, site, "contact_point_officer.contact@example.org")
    desk.goto(f"{site}/office/issues/", wait_until="load")
    desk.get_by_role("link", name=re.compile(r"^Issue \d+$")).click()
    expect(desk.get_by_text("the school sends the children home").first).to_be_visible()
    desk.get_by_label("Title in English").fill("No water in a settlement")
    desk.get_by_label("Public text, in English").fill("A settlement has had no water since the autumn.")
    desk.get_by_label("Sector").select_option(label="Housing")
    desk.get_by_role("button", name="Publish and ask").click()
    expect(desk.get_by_text("The issue is public")).to_be_visible()

    on(31)
    call_command("advocacy", "clock")
    phone.goto(link)
    expect(phone.get_by_text("No answer", exact=True)).to_be_visible()
    expect(phone.get_by_role("heading", name="Ministry: Ministry")).to_be_visible()

    on(31 + 45)
    ministry = office(browser, site, "reporter.ministry@example.org")
    ministry.goto(f"{site}/office/issues/", wait_until="load")
    ministry.get_by_role("link", name="No water in a settlement").first.click()
    ministry.get_by_label("Answer").fill("The pump is repaired; water runs again.")
    ministry.get_by_role("button", name="Publish the answer").click()
    expect(ministry.get_by_text("The answer is public.")).to_be_visible()

    phone.goto(link)
    expect(phone.get_by_text("The pump is repaired; water runs again.")).to_be_visible()
    expect(phone.get_by_text("Answered late", exact=True)).to_be_visible()
    phone.goto(f"{site}/issues/answers/?year=2026")
    rows = [" ".join(row.inner_text().split()) for row in phone.locator("tbody tr").all()]
    assert len(rows) == 2, rows
    silent, late = (next(row for row in rows if row.startswith(name)) for name in ("Committee", "Ministry"))
    assert "0% 0 of 1" in silent and "100% 1 of 1" in late and late.endswith("45"), rows

    _document, text = text_of(scope=Scope("AL", "2026"))
    assert "No water in a settlement" in text and "Answered late" in text and "100% (1 of 1)" in text
