"""The office in a real browser: typing and saving, without script, by keyboard, at desk and phone width."""

import re
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from barabar.collection.actions.save_answers import save_answers
from barabar.collection.content import stored_answers
from barabar.collection.reading import Given
from barabar.review.actions.add_remark import add_remark
from barabar.review.actions.send_back import send_back
from tests import shots
from tests.factories import PASSWORD, build_world, fill, send
from tests.office.places import measure_url

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium"),
]
REACHED = "elbasan-2023-2026/1.1#reached|"
WOMEN, MEN, TOTAL = (f"#q-elbasan-2023-2026-1-1-reached-{part}" for part in ("sex-female", "sex-male", ""))


@pytest.fixture
def town(live_server):
    """The small world behind a real server."""
    world = build_world()
    world.server = live_server.url
    return world


@pytest.fixture
def browser():
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield started
        started.close()


def sign_in(browser, town, who: str, **context):
    page = browser.new_context(locale="en-GB", **context).new_page()
    page.complaints = []
    page.on("console", lambda m: m.type in {"error", "warning"} and page.complaints.append(m.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{town.server}/office/sign-in/?language=en")
    role = {"committee": "committee_member", "contact": "contact_point_officer"}.get(who, "reporter")
    page.fill("#id_username", f"{role}.{who}@example.org")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return page


def test_typing_saves_itself_and_the_button_does_not_cross_with_it(browser, town):
    page = sign_in(browser, town, "education")
    page.goto(town.server + measure_url(town, "education", "school"))
    page.fill(WOMEN, "78")
    page.fill(MEN, "68")
    page.fill(TOTAL, "164")
    expect(page.locator("[data-sum-state]").first).to_have_text("The parts give 146; the total says 164.")
    expect(page.locator("[data-keep-state]")).to_contain_text("Saved automatically at", timeout=9000)
    page.fill(TOTAL, "146")
    page.fill("#text_achievements", "Six classes.")
    expect(page.locator("#text_achievements_counter")).to_have_text("12 of 1,500 characters")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="Review and send")).to_be_visible()
    assert stored_answers(town.return_of("education"))[REACHED].amount == 146
    assert page.complaints == []


def test_a_colleagues_save_is_told_and_nothing_typed_is_lost(browser, town):
    page = sign_in(browser, town, "education")
    page.goto(town.server + measure_url(town, "education", "school"))
    save_answers(by=town.people["education"], return_=town.return_of("education"), given=[Given(REACHED, 150)])
    page.fill(TOTAL, "146")
    told = page.locator("[data-keep-state]")
    expect(told).to_contain_text("Colleagues answered differently: 1.", timeout=9000)
    expect(page.locator(TOTAL)).to_have_value("146")
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_role("heading", name="Answers that differ")).to_be_visible()
    assert stored_answers(town.return_of("education"))[REACHED].amount == 150, "nothing was overwritten unseen"
    page.get_by_role("radio", name="146").check()
    page.get_by_role("button", name="Save my choice").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    assert stored_answers(town.return_of("education"))[REACHED].amount == 146
    assert page.complaints == []


def test_the_whole_way_works_without_script(browser, town):
    page = sign_in(browser, town, "education", java_script_enabled=False)
    page.goto(town.server + measure_url(town, "education", "school"))
    page.get_by_text("On track").check()
    for field, figure in {WOMEN: "78", MEN: "68", TOTAL: "146"}.items():
        page.fill(field, figure)
    page.get_by_role("textbox", name="Adopted").fill("1 150 000")
    page.get_by_role("textbox", name="Spent").fill("900000")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Send the return").click()
    expect(page.get_by_role("heading", name="The return is sent")).to_be_visible()

    desk = sign_in(browser, town, "committee", java_script_enabled=False)
    desk.goto(f"{town.server}/office/review/")
    desk.get_by_role("link", name="Education").click()
    desk.get_by_label("What is to be corrected").fill("Attach the list of schools.")
    desk.get_by_role("button", name="Send back for correction").click()
    expect(desk.get_by_text("is sent back with its reason")).to_be_visible()
    page.goto(f"{town.server}/office/requests/")
    expect(page.get_by_text("Returned for correction")).to_be_visible()


def test_the_form_is_filled_in_by_keyboard(browser, town):
    page = sign_in(browser, town, "education")
    page.goto(town.server + measure_url(town, "education", "school"))
    page.locator("input[name=status]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("78")
    page.keyboard.press("Tab")
    page.keyboard.type("68")
    page.keyboard.press("Tab")
    page.keyboard.type("164")
    page.keyboard.press("Enter")
    expect(page.locator("#problems")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#q-elbasan-2023-2026-1-1-reached-")
    assert stored_answers(town.return_of("education"))[REACHED].amount == 164


def returned(town):
    """Sent back with a remark; then a figure that does not add up and one that cannot be read."""
    return_ = send(town, "education")
    add_remark(by=town.people["committee"], return_=return_, text="Which schools?", question=REACHED)
    send_back(by=town.people["committee"], return_=return_, reason="Split by school.")
    save_answers(by=town.people["education"], return_=return_, given=[
        Given(f"{REACHED}sex=male", 4), Given("elbasan-2023-2026/1.1|spent|municipal", "a lot")])  # fmt: skip
    fill(town, "housing")
    send(town, "ministry")


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "sq"])
def test_nothing_overlaps_scrolls_sideways_or_breaks_a_rule(browser, town, language):
    returned(town)
    education, ministry, municipal = (town.return_of(key).pk for key in ("education", "ministry", "committee"))
    form = measure_url(town, "education", "school").removeprefix("/office/")
    pages = {
        "education": ["requests/", f"requests/{education}/", f"requests/{education}/send/", "account/", form,
                      f"returns/{education}/versions/1/"],
        "committee": ["review/?show=all", f"review/{education}/", f"requests/{municipal}/municipal/"],
        "contact": ["review/", f"review/{ministry}/", "chase/", "journal/"],
    }  # fmt: skip
    findings = []
    for who, addresses in pages.items():
        page = sign_in(browser, town, who)
        for address in addresses:
            page.goto(f"{town.server}/office/{address}{'&' if '?' in address else '?'}language={language}")
            name = re.sub(r"\W+", "-", f"office-{language}-{address}").strip("-")
            findings += [
                f"{address}: {line}" for width in shots.WIDTHS for line in shots.look_at(page, width, name).findings
            ]
        findings += page.complaints
    assert findings == []
