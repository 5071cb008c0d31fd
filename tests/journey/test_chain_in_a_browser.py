"""The product's main job, in a real browser: two directorates answer (web, workbook), the committee consolidates, the contact
point returns one and approves the rest, the report is built, and a figure in it is followed back to its cell."""

import io
import shutil

import openpyxl
import pytest
from playwright.sync_api import expect, sync_playwright

from barabar.publishing.models import Release
from barabar.review.models import ApprovedValue
from barabar.warehouse.facts import facts
from tests.factories import PASSWORD, account_of, build_world, send

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Person:
    """One person at a computer: signs in, goes to pages, presses buttons by their words."""

    def __init__(self, browser, address: str, email: str = ""):
        self.page = browser.new_context(locale="en-GB", accept_downloads=True).new_page()
        self.page.set_default_timeout(15_000)
        self.address = address
        self.page.on("dialog", lambda dialog: dialog.accept())
        if email:
            self.go("/office/")
            self.page.get_by_label("E-mail").fill(email)
            self.page.get_by_label("Password").fill(PASSWORD)
            self.press("Sign in")

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str) -> None:
        self.page.get_by_role("link", name=words).first.click()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()


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
def world(transactional_db):
    return build_world()


def email(world, organisation: str) -> str:
    return account_of(world.people[organisation]).email


def answer_on_the_web(browser, address: str, world) -> None:
    """The education directorate types its answers, is told of a mistake, mends it and sends."""
    person = Person(browser, address, email(world, "education"))
    return_ = world.return_of("education")
    person.go(f"/office/requests/{return_.pk}/")
    person.follow("Fill in the form")
    page = person.page
    page.get_by_label("On track").check()
    page.get_by_role("textbox", name="Total", exact=True).fill("164")
    page.get_by_role("textbox", name="Women and girls", exact=True).fill("78")
    page.get_by_role("textbox", name="Men and boys", exact=True).fill("68")
    page.get_by_role("textbox", name="Adopted", exact=True).fill("1 150 000")
    page.get_by_role("textbox", name="Spent", exact=True).fill("1 100 000")
    person.press("Save and continue")
    person.sees("add up to 146, but the total says 164")
    page.get_by_role("textbox", name="Total", exact=True).fill("146")
    person.press("Save and continue")
    person.sees("Everything is answered")
    person.press("Send the return")
    person.sees("The return is sent")


def answer_by_workbook(browser, address: str, world) -> None:
    """The housing directorate fills its workbook, with one mistake first; the marked workbook comes back."""
    person = Person(browser, address, email(world, "housing"))
    return_ = world.return_of("housing")
    person.go(f"/office/requests/{return_.pk}/")
    with person.page.expect_download() as download:
        person.follow("Download workbook")
    content = download.value.path().read_bytes()
    upload(person, filled(content, "about forty"))
    person.sees("is not a number")
    with person.page.expect_download() as download:
        person.follow("Download the marked workbook")
    marked = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    comments = [cell.comment.text for sheet in marked for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("is not a number" in text for text in comments)
    person.go(f"/office/requests/{return_.pk}/")
    upload(person, filled(content, 41))
    person.go(f"/office/requests/{return_.pk}/send/")
    person.sees("Everything is answered")
    person.press("Send the return")
    person.sees("The return is sent")


def filled(content: bytes, reached: object) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        heads = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
        if "status" in heads:
            sheet.cell(3, heads["status"]).value = "Completed"
        elif "stage" in heads:
            sheet.cell(3, heads["value"]).value = 4_600_000
            sheet.cell(4, heads["value"]).value = "4.100.000"
        elif "value" in heads and "key" in heads:
            sheet.cell(3, heads["value"]).value = reached
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(person: Person, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "raporti.xlsx", "mimeType": kind, "buffer": content}
    person.page.get_by_label("The filled-in workbook").set_input_files(file)
    person.press("Upload workbook")


def consolidate(browser, address: str, world) -> None:
    """The committee accepts both directorates' returns, gathers them and sends the municipal return."""
    person = Person(browser, address, email(world, "committee"))
    for organisation in ("education", "housing"):
        person.go(f"/office/review/{world.return_of(organisation).pk}/")
        person.press("Accept")
        expect(person.page.get_by_role("button", name="Accept", exact=True)).to_have_count(0)
    municipal = world.return_of("committee")
    person.go(f"/office/requests/{municipal.pk}/municipal/")
    person.press("Gather all")
    person.sees("2 returns are gathered")
    person.press("Send the return")
    person.sees("The return is sent")


def decide(browser, address: str, world) -> Person:
    """The contact point sends the ministry's return back with a reason and approves the municipal one."""
    person = Person(browser, address, email(world, "contact"))
    person.go(f"/office/review/{world.return_of('ministry').pk}/")
    person.page.get_by_label("What is to be corrected").fill("Please attach the list of schools.")
    person.press("Send back for correction")
    expect(person.page.get_by_role("button", name="Send back for correction")).to_have_count(0)
    person.go(f"/office/review/{world.return_of('committee').pk}/")
    person.press("Approve")
    expect(person.page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    return person


def test_from_two_answers_to_a_published_figure_and_back_to_its_cell(browser, live_server, world):
    send(world, "ministry")
    answer_on_the_web(browser, live_server.url, world)
    answer_by_workbook(browser, live_server.url, world)
    consolidate(browser, live_server.url, world)
    officer = decide(browser, live_server.url, world)
    assert world.return_of("ministry").state == "returned"
    assert {f.amount for f in facts() if f.indicator_key == "elbasan-2023-2026/2.1#reached"} == {41}

    officer.go("/office/reports/")
    officer.press("Build")
    officer.sees("The report is built")
    officer.press("Release")
    officer.sees("The report is public now")
    release = Release.objects.get()
    assert release.files.count() == 6

    reader = Person(browser, live_server.url)
    reader.go(f"/reports/{release.pk}/")
    reader.page.locator("a[href$='/en.html']").first.click()
    figure = reader.page.get_by_role("link", name="41", exact=True).first
    expect(figure).to_be_visible()
    figure.click()
    reader.sees("Housing")
    place = ApprovedValue.objects.get(indicator__key="elbasan-2023-2026/2.1#reached").origin_cell
    assert "!" in place
    reader.sees(place)
    reader.sees("Contact point officer")
    reader.sees("Committee")


@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages_ask_no_other_host_and_do_not_scroll_sideways(browser, live_server, world, width):
    asked: list[str] = []
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/?economy=XK", "/reports/", "/data/", "/about/", "/trace/", "/office/sign-in/"):
        page.goto(live_server.url + path)
        overflow = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        assert overflow <= 0, path
    assert all(url.startswith((live_server.url, "data:")) for url in asked)
