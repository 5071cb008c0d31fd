"""Follow-up tables for international bodies: what was recommended, how far it is fulfilled, what was done, with figures that lead home."""

import datetime as dt
import io
import re

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from docx import Document as read_docx
from openpyxl import load_workbook
from tests.advocacy.recommending import a_document, a_recommendation
from tests.factories import build_world, send

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.link_recommendation import link_answer, unlink_answer
from barabar.advocacy.actions.load_recommendation_source import load_recommendation_source, recognises
from barabar.advocacy.actions.moderate_issue import merge_issue
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import ToldFulfilment, tell_fulfilment
from barabar.advocacy.models import Issue, Recommendation, SourceDocument
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.tell_state import Told, tell_state
from barabar.coordination.models import Event
from barabar.journal.models import Entry
from barabar.publishing.actions.build_follow_up import build_follow_up
from barabar.publishing.actions.build_report import build_report
from barabar.publishing.follow_up import lines_of
from barabar.publishing.models import Reference
from barabar.publishing.report import Scope
from barabar.publishing.tracing import trace
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from barabar.review.actions.approve_return import approve_return
from barabar.warehouse.facts import head

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 3, 1)
FACTS = django_settings.ROOT / "facts"


@pytest.fixture
def told():
    """A report with one recommendation that a measure, a commitment and an issue answer; another rejected; a third untold."""
    world = build_world()
    world.before = head()
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=120))
    own = a_recommendation("1")
    tell_fulfilment(by=SYSTEM, recommendation=own, economy="AL", told=ToldFulfilment("partly", DAY, "Half of them attend.", "Survey of 2025", "en"))  # fmt: skip
    promise = commit(by=SYSTEM, promise=Promise(Text("Twelve places"), world.organisations["ministry"], promised_for=dt.date(2025, 1, 31), economy="AL"))  # fmt: skip
    issue = Issue.objects.create(economy="AL", state="open", published_on=DAY, title=Text("Bus"), raisings_count=2)
    for thing in (world.measures["grants"], world.measures["school"], promise, issue):
        link_answer(by=SYSTEM, recommendation=own, thing=thing)
    rejected = a_recommendation("2", paragraph="Article 6")
    tell_fulfilment(by=SYSTEM, recommendation=rejected, economy="AL", told=ToldFulfilment("rejected", DAY, "Against the law."))  # fmt: skip
    a_recommendation("3", addressee="civil_society")
    world.promise, world.issue = promise, issue
    return world


def rows(content: bytes) -> list[list[str]]:
    """The rows of the first table below its heads, as a spreadsheet holds them."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[1]
    cells = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    at = next(number for number, row in enumerate(cells) if row[0] == "No., paragraph")
    return [row for row in cells[at + 1 :] if len(row) > 1 and row[1]]


def table(by=SYSTEM, **more) -> list[list[str]]:
    asked = {"source": "ecri", "economy": "AL", "languages": ("en",), "formats": ("xlsx",), **more}
    (made,) = build_follow_up(by=by, **asked)
    return rows(made.content)


def test_the_table_for_an_international_body_tells_state_deeds_and_figures_that_lead_home(told):
    first, second, third = table(by=told.people["contact"])
    assert first[:5] == ["1\n§ 45", "Enrol every child in preschool.", "Government", "Partly fulfilled", "01.03.2025"]
    done = first[5].split("\n")
    assert done[:2] == ["Half of them attend.", "Evidence: Survey of 2025"]
    assert done[2] == "Commitment: Twelve places, Ministry: Late, 31.01.2025"
    assert done[3] == "Issues that communities raised: 1, fewer than 5 times in all", "a small count is not printed"
    reported, waiting = first[6].split("\n")
    assert reported == "1.1 Measure 1.1: Children reached 120 (pupils, 2025, On track)"
    assert waiting == "Elbasan, 1.1 Measure 1.1: nothing reported yet"
    traced = trace(first[7])
    assert traced.shown["en"] == "120" and traced.origins[0].organisation_key == "ministry"
    assert second[:4] == ["2\nArticle 6", "Enrol every child in preschool.", "Government", "Not accepted"]
    assert second[5:7] == ["Against the law.", "–"]
    assert third[2:7] == ["Civil society", "no state told", "–", "–", "–"], "what nobody told is no state"
    entry = Entry.objects.filter(action="follow-up.build").get()
    assert entry.subject == "ecri" and entry.role == "Contact point officer"
    assert Reference.objects.filter(pk=first[7]).exists()


def test_it_can_be_made_as_of_any_day(told):
    own = Recommendation.objects.get(number="1")
    states = [table(on=day)[0][3] for day in (DAY - dt.timedelta(days=1), DAY)]
    assert states == ["no state told", "Partly fulfilled"]
    (line,) = lines_of([own], economy="AL", on=timezone.localdate(), position=told.before)
    assert [one.value is None for one in line.answered.measures] == [True, True]
    (line,) = lines_of([own], economy="AL", on=timezone.localdate(), position=head())
    assert [one.value is None for one in line.answered.measures] == [False, True]
    unlink_answer(by=SYSTEM, link=own.links.get(commitment=told.promise))
    assert "Commitment" not in table()[0][5]


def test_an_issue_that_was_joined_with_another_counts_in_that_one_once(told, client):
    aim = Issue.objects.create(economy="AL", state="open", published_on=DAY, title=Text("Roads"), raisings_count=6)
    own = Recommendation.objects.get(number="1")
    link_answer(by=SYSTEM, recommendation=own, thing=aim)
    assert "raised: 2, 8 times" in table()[0][5]
    merge_issue(by=told.people["contact"], issue=told.issue, into=aim)
    Issue.objects.filter(pk=aim.pk).update(raisings_count=8)
    assert "raised: 1, 8 times" in table()[0][5]
    page = client.get(reverse("public:recommendation", args=[own.pk])).content.decode()
    assert page.count(reverse("public:issue", args=[aim.pk])) == 1 and "Bus" not in page
    assert reverse("public:recommendation", args=[own.pk]) in client.get(reverse("public:issue", args=[aim.pk])).content.decode()  # fmt: skip


def test_only_what_is_public_leaves_the_house(told):
    told.promise.is_public = False
    told.promise.save()
    Issue.objects.filter(pk=told.issue.pk).update(state="merged", published_on=None, merged_into=Issue.objects.create(economy="AL"))  # fmt: skip
    assert table()[0][5] == "Half of them attend.\nEvidence: Survey of 2025"


def test_a_commitment_done_and_often_raised_issues_are_told(told):
    tell_state(by=SYSTEM, commitment=told.promise, told=Told("done", "Opened.", on=dt.date(2025, 1, 20)))
    Issue.objects.filter(pk=told.issue.pk).update(raisings_count=7)
    words = table()[0][5]
    assert "Commitment: Twelve places, Ministry: Done, 20.01.2025" in words and "raised: 1, 7 times in all" in words


def test_a_table_of_the_region_has_a_row_for_each_economy_and_the_footnote():
    build_world()
    document = a_document("poznan", source="poznan", economy="", published_on=dt.date(2019, 7, 5))
    own = a_recommendation("1", document, economies=["AL", "XK"])
    tell_fulfilment(by=SYSTEM, recommendation=own, economy="XK", told=ToldFulfilment("in_progress", DAY))
    both = table(source="poznan", economy="")
    assert [(row[2], row[3]) for row in both] == [("Government\nAlbania", "no state told"), ("Government\nKosovo*", "In progress")]  # fmt: skip
    assert [row[3] for row in table(source="", document=document, economy="XK")] == ["In progress"]
    (made,) = build_follow_up(by=SYSTEM, source="poznan", economy="XK", languages=("sq",), formats=("docx",))
    book = read_docx(io.BytesIO(made.content))
    words = "\n".join(one.text for one in book.paragraphs)
    assert "Kosova" in words and made.name == f"follow-up-poznan-xk-{timezone.localdate()}-sq.docx"


def test_demonstration_is_marked_in_every_format(told, settings):
    settings.DEMONSTRATION = True
    files = build_follow_up(by=SYSTEM, source="ecri", economy="AL", languages=("en",), formats=("xlsx", "html", "docx"))
    sheet = load_workbook(io.BytesIO(files[0].content)).worksheets[1]
    assert sheet["A1"].value.startswith("Demonstration") and b"Demonstration" in files[1].content


def test_who_may_build_it_and_what_is_refused(told):
    for who, economy in (("ministry", "AL"), ("society", "AL"), ("contact", "XK"), ("contact", "")):
        with pytest.raises(Refused):
            table(by=told.people[who], economy=economy)
    for wrong, code in (({"source": "nobody"}, "source-unknown"), ({"source": "fcnm"}, "no-document"), ({"economy": "ZZ"}, "economy-unknown"), ({"source": "", "document": SourceDocument.objects.get(), "economy": "XK"}, "economy-other")):  # fmt: skip
        with pytest.raises(Problems) as caught:
            table(**wrong)
        assert [one.code for one in caught.value.problems] == [code]


def test_the_annual_report_has_a_part_on_recommendations(told):
    a_document("old", published_on=dt.date(2015, 1, 1))
    ended = a_recommendation("9", SourceDocument.objects.get(pk="old"))
    tell_fulfilment(by=SYSTEM, recommendation=ended, economy="AL", told=ToldFulfilment("fulfilled", dt.date(2019, 1, 1), "Law of 2019."))  # fmt: skip
    release = build_report(by=SYSTEM, outline="annual", scope=Scope("AL", "2025"), languages=("en",), formats=("html",))
    with release.files.get().file.open() as stream:
        words = re.sub(r"<[^>]+>", " ", stream.read().decode())
    assert "4 recommendations. Partly fulfilled: 1; Fulfilled: 1; Not accepted: 1; no state told: 1." in words
    assert "Ended before the year and not listed: 1." in words and "Against the law." in words
    assert "Law of 2019." not in words


def test_the_command_writes_the_files(told, tmp_path, capsys):
    call_command("recommendations", "follow-up", "--source", "ecri", "--economy", "ALB", "--language", "en", "--out", tmp_path)  # fmt: skip
    names = sorted(path.name for path in tmp_path.iterdir())
    day = timezone.localdate()
    assert names == [f"follow-up-ecri-al-{day}-en.docx", f"follow-up-ecri-al-{day}-en.xlsx"]
    assert rows((tmp_path / names[1]).read_bytes())[0][3] == "Partly fulfilled"


def test_the_record_of_the_summit_names_recommendations_and_none_is_invented():
    call_command("load", FACTS / "seed_000.json")
    document = SourceDocument.objects.get()
    assert document.source == "summit" and document.published_on is None and document.address == ""
    assert "strategic recommendations" in str(document.note) and "governments, civil society" in str(document.note)
    assert document.event == Event.objects.get() and document.language == "sq"
    assert not Recommendation.objects.exists()
    assert load_recommendation_source(FACTS / "seed_000.json", by=SYSTEM) == 0, "loading again brings nothing twice"
    assert not recognises(FACTS / "seed_002.json") and not recognises(FACTS / "seed_004.json")
