"""Recommendations on the pages: kept in the office, read by everybody, linked, brought in from a table, followed up."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.keep_recommendation import withdraw_recommendation
from barabar.advocacy.actions.link_recommendation import link_answer
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import ToldFulfilment, tell_fulfilment
from barabar.advocacy.models import AnswerLink, Issue, Recommendation, SourceDocument
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.conclude import conclude
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.reference.text import Text
from barabar.review.actions.approve_return import approve_return
from tests.advocacy.recommending import a_document, a_recommendation
from tests.advocacy.test_recommendation_tables import ROWS, book
from tests.factories import send

DOCUMENT = {"source": "ecri", "title_en": "Sixth report", "economy": "AL", "published_on": "2024-05-02", "language": "en", "is_public": "on"}  # fmt: skip
TEXT = {"number": "12", "paragraph": "§ 45", "text_en": "Enrol every child.", "original": "en", "addressee": "government", "economies": ["AL"], "sectors": ["education"], "frames": ["chapter_23"]}  # fmt: skip


def words(page) -> str:
    return page.content.decode()


@pytest.fixture
def kept(world):
    """A document on the site with two recommendations, one told; another that is not on the site."""
    own = a_recommendation("1")
    tell_fulfilment(by=SYSTEM, recommendation=own, economy="AL", told=ToldFulfilment("partly", dt.date(2025, 3, 1), "Half of them attend."))  # fmt: skip
    a_recommendation("2", addressee="civil_society", frames=["ecri_hate_speech"], sectors=["housing"], text=Text({"en": "Follow the çështje."}))  # fmt: skip
    a_recommendation("3", a_document("secret", is_public=False), text=Text({"en": "Not yet public."}))
    world.own = own
    return world


def test_a_document_and_its_recommendation_are_entered_altered_told_withdrawn_and_read(world, visit, client):
    staff = visit("contact")
    assert staff.post(reverse("office:recommendation-document-add"), {"economy": "AL", "source": "ecri"}).status_code == 400  # fmt: skip
    made = staff.post(reverse("office:recommendation-document-add"), DOCUMENT)
    document = SourceDocument.objects.get()
    assert made.url == reverse("office:recommendation-document", args=[document.pk])
    edited = reverse("office:recommendation-document-edit", args=[document.pk])
    assert 'value="2024-05-02"' in words(staff.get(edited)), "a browser's own field takes the day in this form alone"
    assert staff.post(edited, {**DOCUMENT, "cycle": "sixth"}).status_code == 302
    add = reverse("office:recommendation-add", args=[document.pk])
    wrong = staff.post(add, {**TEXT, "text_en": ""})
    assert wrong.status_code == 400 and "write the text in at least one language" in words(wrong)
    assert staff.post(add, TEXT).status_code == 302
    own = Recommendation.objects.get()
    page = reverse("office:recommendation", args=[own.pk])
    refused = staff.post(page, {"economy": "AL", "state": "rejected"})
    assert refused.status_code == 400 and "needs words" in words(refused)
    assert staff.post(page, {"economy": "AL", "state": "in_progress", "on": "2025-03-01"}).status_code == 302
    assert staff.post(reverse("office:recommendation-edit", args=[own.pk]), {**TEXT, "paragraph": "§ 46", "reason": "Misread"}).status_code == 302  # fmt: skip
    shown = words(client.get(reverse("public:recommendation", args=[own.pk])))
    for said in ("Enrol every child.", "§ 46", "In progress", "Chapter 23: judiciary", "sixth", "Education"):
        assert said in shown, said
    assert "Misread" in words(staff.get(page)) and "Misread" not in shown
    assert staff.post(reverse("office:recommendation-withdraw", args=[own.pk]), {"reason": "Entered twice"}).status_code == 302  # fmt: skip
    assert "Entered twice" in words(staff.get(page))
    assert client.get(reverse("public:recommendation", args=[own.pk])).status_code == 404
    assert visit("region").get(page).status_code == 200 and visit("ministry").get(page).status_code == 404
    assert own.pk not in [one.pk for one, _stands in client.get(reverse("public:recommendations")).context["lines"]]


ASKED = {
    "": ["1", "2"], "?source=ecri": ["1", "2"], "?source=fcnm": [], "?economy=XK": [], "?state=partly": ["1"],
    "?state=none&economy=AL": ["2"], "?state=not_ended": ["1", "2"], "?state=fulfilled": [],
    "?addressee=civil_society": ["2"], "?sector=housing": ["2"], "?frame=chapter_23": ["1"], "?q=CESHTJE": ["2"],
    "?document=secret": [], "?frame=nonsense&state=nonsense&economy=ZZ": ["1", "2"], "?q=%00": ["1", "2"],
}  # fmt: skip


def test_everybody_reads_the_list_by_what_is_asked(kept, client):
    for asked, numbers in ASKED.items():
        page = client.get(reverse("public:recommendations") + asked)
        assert [one.number for one, _stands in page.context["lines"]] == numbers, asked
        assert "Not yet public" not in words(page)


def test_machines_read_the_same_by_csv_and_api(kept, client):
    approve_return(by=kept.people["contact"], return_=send(kept, "ministry"))
    for thing in (kept.measures["grants"], kept.measures["school"].indicators.get()):
        link_answer(by=SYSTEM, recommendation=kept.own, thing=thing)
    hidden = commit(by=SYSTEM, promise=Promise(Text("x"), kept.organisations["ministry"], date_note="x", economy="AL", is_public=False))  # fmt: skip
    link_answer(by=SYSTEM, recommendation=kept.own, thing=hidden)
    lines = words(client.get(reverse("public:recommendations-file") + "?state=partly")).splitlines()
    assert len(lines) == 2 and ",AL,partly,2025-03-01," in lines[1]
    answer = client.get("/api/recommendations", {"state": "partly", "economy": "ALB"}).json()
    assert answer["total"] == 1 and answer["recommendations"][0]["frames"] == ["ecri_integration", "chapter_23"]
    (economy,) = answer["recommendations"][0]["economies"]
    assert economy["state"] == "partly" and economy["history"][0]["note"] == "Half of them attend."
    assert [one["kind"] for one in economy["answered_by"]] == ["measure", "indicator"]
    assert economy["answered_by"][0]["key"] == kept.measures["grants"].key
    assert client.get(f"/api/recommendations/{kept.own.pk}").json() == answer["recommendations"][0]
    for asked in (
        {"economy": "ZZ"},
        {"state": "x"},
        {"source": "x"},
        {"frame": "x"},
        {"sector": "x"},
        {"addressee": "x"},
    ):
        assert client.get("/api/recommendations", asked).status_code == 404
    assert client.get("/api/recommendations", {"page": 2}).json()["recommendations"] == []
    secret = Recommendation.objects.get(document="secret")
    assert client.get(f"/api/recommendations/{secret.pk}").status_code == 404
    assert client.get(f"/api/recommendations/{10**30}").status_code in (404, 422)


def test_what_answers_it_is_found_linked_and_taken_away(kept, visit, client):
    staff, page = visit("contact"), reverse("office:recommendation-link", args=[kept.own.pk])
    Issue.objects.create(economy="AL", state="open", published_on=dt.date(2025, 1, 1), title=Text({"en": "School bus"}))
    found = staff.get(page, {"kind": "measure", "q": "masa 1.1 elbasan"}).context["found"]
    assert [one.title for one in found] == ["1.1 Measure 1.1"], "by the words of every language and of its plan"
    for kind, asked in (("indicator", "reached"), ("issue", "bus"), ("commitment", "")):
        shown = staff.get(page, {"kind": kind, "q": asked})
        assert bool(shown.context["found"]) == (kind != "commitment"), kind
    done = staff.post(page, {"kind": "measure", "thing": found[0].key})
    assert done.url == reverse("office:recommendation", args=[kept.own.pk])
    assert "Measure 1.1" in words(client.get(reverse("public:recommendation", args=[kept.own.pk])))
    link = AnswerLink.objects.get()
    assert client.post(reverse("office:recommendation-unlink", args=[link.pk])).status_code == 302, "sign in first"
    staff.post(reverse("office:recommendation-unlink", args=[link.pk]))
    assert list(AnswerLink.objects.values_list("removed", flat=True)) == [False, True]
    assert "taken away" in words(staff.get(reverse("office:recommendation", args=[kept.own.pk])))
    for thing in ("x", "999999", "9" * 40):
        assert staff.post(page, {"kind": "measure", "thing": thing}).status_code == 404


def test_what_answers_a_recommendation_says_so_and_a_conclusion_leads_to_it(kept, client):
    event = keep_event(by=SYSTEM, content=EventContent("forum", "summit", Text("Forum"), economy="AL", state="held", starts=dt.date(2025, 1, 1)))  # fmt: skip
    said = conclude(by=SYSTEM, event=event, kind="recommendation", text=Text("Budget for it."))
    led = a_recommendation("9", a_document("forum", source="summit", event=event), conclusion=said)
    promise = commit(by=SYSTEM, promise=Promise(Text("Places"), kept.organisations["ministry"], date_note="none", economy="AL"))  # fmt: skip
    issue = Issue.objects.create(economy="AL", state="open", published_on=dt.date(2025, 1, 1), title=Text("Bus"))
    pages = {
        kept.measures["grants"]: reverse("public:measure", args=[kept.measures["grants"].key]),
        promise: reverse("public:commitment", args=[promise.pk]), issue: reverse("public:issue", args=[issue.pk]),
    }  # fmt: skip
    own = reverse("public:recommendation", args=[kept.own.pk])
    for thing, page in pages.items():
        assert own not in words(client.get(page))
        link_answer(by=SYSTEM, recommendation=kept.own, thing=thing)
        assert own in words(client.get(page)), page
    secret = Recommendation.objects.get(document="secret")
    link_answer(by=SYSTEM, recommendation=secret, thing=promise)
    assert f"/{secret.pk}/" not in words(client.get(pages[promise])), "of a document that is not public"
    assert reverse("public:recommendation", args=[led.pk]) in words(client.get(reverse("public:event", args=["forum"])))
    assert reverse("public:event", args=["forum"]) in words(client.get(reverse("public:recommendation", args=[led.pk])))


def test_a_table_is_brought_in_on_its_page_and_wrong_cells_are_listed(kept, visit):
    staff, page = visit("region"), reverse("office:recommendation-import", args=["report"])
    a_document("several", source="fcnm", economy="")
    page = reverse("office:recommendation-import", args=["several"])
    given = {"addressee": "government", "economies": ["AL"]}

    def upload(content: bytes):
        return staff.post(page, {**given, "file": SimpleUploadedFile("table.xlsx", content)})

    looked = staff.post(page, {**given, "look": "yes", "file": SimpleUploadedFile("table.xlsx", book(*ROWS))})
    assert looked.status_code == 200 and "2 recommendations would be brought in." in words(looked), (
        "a look tells what it would bring"
    )
    assert "Columns read: Number, Article or paragraph, Text (en), Text (sq), Addressee," in words(looked)
    assert all(row[2] in words(looked) for row in ROWS) and not SourceDocument.objects.get(pk="several").recommendations.exists()  # fmt: skip
    wrong = book(["1", "", "Text", "", "", "Atlantis"])
    looked = staff.post(page, {**given, "look": "yes", "file": SimpleUploadedFile("table.xlsx", wrong)})
    assert looked.status_code == 422 and "Table!F2" in words(looked)
    refused = upload(book(["1", "", "Text", "", "", "Atlantis"]))
    assert refused.status_code == 422 and "Table!F2" in words(refused) and "Atlantis" in words(refused)
    assert upload(book(*ROWS)).status_code == 302
    assert SourceDocument.objects.get(pk="several").recommendations.count() == 2
    assert "stand already" in words(staff.get(upload(book(*ROWS)).url))
    assert staff.post(page, given).status_code == 400


def test_the_follow_up_table_is_built_by_a_button(kept, visit):
    staff, page = visit("contact"), reverse("office:follow-up")
    assert staff.get(page).status_code == 200
    asked = {"source": "ecri", "economy": "AL", "language": "en", "format": "xlsx"}
    made = staff.get(page, asked)
    assert made.headers["Content-Disposition"].endswith('-en.xlsx"')
    sheets = load_workbook(io.BytesIO(made.content)).worksheets
    told = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert "Partly fulfilled" in told and "Not yet public." in told, "those who keep a document follow it up before it is public"  # fmt: skip
    assert staff.get(page, {**asked, "economy": "XK"}).status_code == 400
    assert staff.get(page, {**asked, "document": "report"}).headers["Content-Disposition"].startswith('attachment; filename="follow-up-report-al')  # fmt: skip


PAGES = ("recommendation-documents", "recommendation-document-add", "follow-up")
OF_ONE = ("recommendation", "recommendation-edit", "recommendation-withdraw", "recommendation-link")
OF_DOCUMENT = ("recommendation-document", "recommendation-document-edit", "recommendation-add", "recommendation-import")


@pytest.mark.parametrize(
    ("who", "lists", "one", "document"),
    [
        ("contact", [200, 200, 200], [200] * 4, [200] * 4), ("region", [200, 200, 200], [200] * 4, [200] * 4),
        ("ministry", [200, 403, 403], [200, 403, 403, 403], [200, 403, 403, 403]),
        ("society", [200, 403, 403], [200, 403, 403, 403], [200, 403, 403, 403]),
    ],
)  # fmt: skip
def test_who_gets_what_answer(kept, visit, who, lists, one, document):
    client = visit(who)

    def codes(names, *args) -> list[int]:
        return [client.get(reverse(f"office:{name}", args=args)).status_code for name in names]

    assert codes(PAGES) == lists
    assert codes(OF_ONE, kept.own.pk) == one and codes(OF_DOCUMENT, "report") == document
    seen = who in ("contact", "region")
    secret = Recommendation.objects.get(document="secret")
    assert codes(["recommendation"], secret.pk) == [200 if seen else 404]
    assert codes(["recommendation-document"], "secret") == [200 if seen else 404]
    told = client.post(reverse("office:recommendation", args=[kept.own.pk]), {"economy": "AL", "state": "in_progress"})
    assert told.status_code == (302 if seen else 403)


def test_the_public_sees_no_document_that_is_not_public(kept, client):
    secret = Recommendation.objects.get(document="secret")
    withdraw_recommendation(by=SYSTEM, recommendation=kept.own, reason="Twice")
    for address in (reverse("public:recommendation", args=[secret.pk]), reverse("public:recommendation-document", args=["secret"]), reverse("public:recommendation", args=[kept.own.pk])):  # fmt: skip
        assert client.get(address).status_code == 404
    assert [line.document.pk for line in client.get(reverse("public:recommendation-documents")).context["lines"]] == ["report"]  # fmt: skip
    assert client.get(reverse("public:recommendation-document", args=["report"])).context["held"] == 1


def test_the_public_pages_come_in_albanian(kept, client):
    for address in (reverse("public:recommendations"), reverse("public:recommendation", args=[kept.own.pk]), reverse("public:recommendation-document", args=["report"])):  # fmt: skip
        page = words(client.get(address, headers={"accept-language": "sq"}))
        assert ">Rekomandime<" in page or ">Dokumenti<" in page
        for left in ("What is recommended", "Addressee", "How its recommendations stand", "no state told"):
            assert left not in page, left
