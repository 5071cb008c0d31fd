"""A sector meeting's commitment, in a real browser: it comes back in the ministry's workbook and form, is answered, and shows on
the body's next agenda, on the public page and in the report."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from barabar.access.actors import SYSTEM
from barabar.coordination.actions.keep_body import BodyContent, keep_body
from barabar.coordination.models import Commitment
from barabar.publishing.models import Release
from barabar.reference.text import Text
from tests.factories import build_world, fill
from tests.journey.test_chain_in_a_browser import Person, browser, email, upload

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["browser"]
WHAT = "Twelve places in kindergartens"


@pytest.fixture
def world(transactional_db):
    return build_world()


def meet(officer: Person, title: str, day: dt.date, state: str) -> None:
    """An event of the body, by the page's own form."""
    officer.go("/office/coordination/events/add/")
    page = officer.page
    page.get_by_label("Title in English").fill(title)
    page.get_by_label("Kind of event").select_option("sector")
    page.locator("#id_state").select_option(state)
    page.locator("#id_economy").select_option("AL")
    page.get_by_label("First day").fill(day.isoformat())
    page.get_by_label("Meeting of the body").select_option("al-council")
    officer.press("Keep")
    officer.sees("The event is kept.")


def promise(officer: Person) -> None:
    officer.follow("Commitment")
    page = officer.page
    page.get_by_label("Institution that promises").select_option("ministry")
    page.get_by_label("What is promised, in English").fill(WHAT)
    page.get_by_label("By when").fill("2025-12-31")
    officer.press("Keep")
    officer.sees(WHAT)


def answered(content: bytes, state: str, words: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = next(one for one in book.worksheets if "stands" in [cell.value for cell in one[1]])
    heads = [cell.value for cell in sheet[1]]
    assert WHAT in [cell.value for cell in sheet[3]]
    sheet.cell(3, heads.index("stands") + 1, state)
    sheet.cell(3, heads.index("note") + 1, words)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_meetings_commitment_comes_back_is_answered_and_shows_everywhere(browser, live_server, world):
    keep_body(by=SYSTEM, content=BodyContent("al-council", "interdisciplinary", Text("Coordination council"), "AL"))
    officer = Person(browser, live_server.url, email(world, "contact"))
    meet(officer, "Sector meeting on education", dt.date(2025, 5, 5), "held")
    promise(officer)

    # In the ministry's workbook, and in its form; not passed over.
    fill(world, "ministry")
    return_ = world.return_of("ministry")
    ministry = Person(browser, live_server.url, email(world, "ministry"))
    ministry.go(f"/office/requests/{return_.pk}/send/")
    ministry.sees("nothing that was promised is passed over")
    ministry.go(f"/office/requests/{return_.pk}/")
    with ministry.page.expect_download() as download:
        ministry.follow("Download workbook")
    upload(ministry, answered(download.value.path().read_bytes(), "Under way", "The building is found."))
    ministry.go(f"/office/requests/{return_.pk}/measures/0/")
    expect(ministry.page.get_by_label("Under way")).to_be_checked()
    ministry.page.get_by_label("Under way").check()
    ministry.page.get_by_label("What was done, or why not").fill("The building is found; work begins in May.")
    ministry.press("Save and continue")
    ministry.sees("Everything is answered")
    ministry.press("Send the return")
    ministry.sees("The return is sent")

    # Reviewed and approved: only then it is said.
    reader = Person(browser, live_server.url)
    made = Commitment.objects.get()
    officer.go(f"/office/review/{return_.pk}/")
    officer.sees("The building is found; work begins in May.")
    reader.go(f"/coordination/commitments/{made.pk}/")
    expect(reader.page.get_by_text("work begins in May")).to_have_count(0)
    officer.press("Approve")
    expect(officer.page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    reader = Person(browser, live_server.url)  # a page is kept by a reader's browser for half a minute
    reader.go(f"/coordination/commitments/{made.pk}/")
    reader.sees("The building is found; work begins in May.")

    # On the next agenda of the same body.
    meet(officer, "Next meeting", timezone.localdate() + dt.timedelta(days=20), "planned")
    officer.sees("commitment of an earlier meeting")
    reader.go("/coordination/events/")
    reader.follow("Next meeting")
    expect(reader.page.get_by_role("link", name=WHAT)).to_be_visible()

    # In the report.
    officer.go("/office/reports/")
    officer.press("Build")
    officer.sees("The report is built")
    officer.press("Release")
    officer.sees("The report is public now")
    reader.go(f"/reports/{Release.objects.get().pk}/")
    reader.page.locator("a[href$='/en.html']").first.click()
    reader.sees("Meetings and commitments")
    reader.sees("The building is found; work begins in May.")
