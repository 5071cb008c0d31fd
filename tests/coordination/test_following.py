"""Who drafted a plan, how firmly measures stand, files beside records: kept, refused, and read by whom."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from barabar.access.actors import SYSTEM
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.event_parts import add_event_document
from barabar.coordination.actions.keep_body import BodyContent, keep_body
from barabar.coordination.actions.keep_drafting import Drafted, add_drafting_actor
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.coordination.actions.keep_record_file import add_record_file
from barabar.coordination.actions.keep_visit import Found, VisitContent, add_finding, keep_visit
from barabar.coordination.actions.seat_members import Seat, add_member
from barabar.coordination.actions.tell_footing import ToldFooting, tell_footing
from barabar.coordination.actions.write_minutes import write_minutes
from barabar.coordination.models import Footing, RecordFile
from barabar.journal.models import Entry
from barabar.plans.actions.add_document import add_document as add_plan_document
from barabar.reference.sent_files import SentFile
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.advocacy.test_issue_pages import jpeg_with_place
from tests.factories import account_of, build_world
from tests.publishing.test_report import text_of

pytestmark = pytest.mark.django_db
PDF = SentFile("report.pdf", b"%PDF-1.7 text")


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def public():
    return Client(headers={"accept-language": "en"})


def signed_in(actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account_of(actor))
    return client


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_plan_names_who_drafted_it(world, public):
    """The founding text: drafted with the institutional working group, the community group and Roma facilitators."""
    plan, contact = world.plans["local"], world.people["contact"]
    group = keep_body(by=SYSTEM, content=BodyContent("al-elbasan-group", "working_group", Text("Institutional working group"), "AL"))  # fmt: skip
    add_drafting_actor(by=contact, plan=plan, drafted=Drafted("municipality", "wrote", body=group))
    add_drafting_actor(by=contact, plan=plan, drafted=Drafted("civil_society", "supported", world.organisations["society"]))  # fmt: skip
    page = reverse("office:drafting-add", args=[plan.pk])
    given = {"part": "facilitated", "kind": "expert", "as_written_sq": "lehtësues romë", "as_written_en": "Roma facilitators"}  # fmt: skip
    client = signed_in(world.people["contact"])
    assert client.post(page, {**given, "organisation": "society"}).status_code == 400, "one and the same, said once"
    assert client.post(page, given).status_code == 302
    text = public.get(reverse("public:plan", args=[plan.pk])).content.decode()
    for said in ("Who drafted it", "Institutional working group", "Wrote", "Society", "Roma facilitators", "Facilitated"):  # fmt: skip
        assert said in text, said
    with pytest.raises(Problems) as caught:
        add_drafting_actor(by=contact, plan=plan, drafted=Drafted("nobody", "sang"))
    assert codes(caught) == ["part-unknown", "kind-unknown", "who"]
    for who in ("ministry", "society"):
        with pytest.raises(Refused):
            add_drafting_actor(
                by=world.people[who], plan=plan, drafted=Drafted("expert", "wrote", as_written=Text("x"))
            )
    gone = plan.drafting.get(part="supported")
    remove = reverse("office:drafting-remove", args=[gone.pk])
    assert signed_in(world.people["ministry"]).post(remove).status_code in (403, 404)
    assert client.post(remove).status_code == 302 and plan.drafting.count() == 2
    assert Entry.objects.filter(action="plan.drafted-by-removed", facts__who="Society").exists()


def test_a_community_group_has_its_members_by_kind_and_number_of_seats(world, public):
    group = keep_body(by=SYSTEM, content=BodyContent("al-elbasan-community", "community_group", Text("Community action group"), "AL"))  # fmt: skip
    add_member(by=SYSTEM, body=group, seat=Seat("community", as_written=Text("Residents of the quarter"), seats=7))
    add_member(by=SYSTEM, body=group, seat=Seat("civil_society", world.organisations["society"], role="chair"))
    page = public.get(reverse("public:body", args=[group.pk])).content.decode()
    for said in ("Community action group", "Residents of the quarter", "Community representatives", "Society", "Chair"):
        assert said in page, said
    listed = public.get(reverse("public:coordination"), {"kind": "community_group"}).content.decode()
    assert "Community action group" in listed
    assert "Community action group" in text_of()[1], "the report's institutional part lists it"


def test_a_strategy_and_its_action_plan_are_documents_of_their_own(world, public):
    strategy, action_plan = world.plans["national"], world.plans["local"]
    action_plan.parent = strategy
    action_plan.save()
    for plan, title in ((strategy, "The strategy"), (action_plan, "The action plan")):
        add_plan_document(
            by=SYSTEM, plan=plan, title=title, language="sq", name="a.pdf", content=f"%PDF- {title}".encode()
        )
    pages = {
        plan.pk: public.get(reverse("public:plan", args=[plan.pk])).content.decode() for plan in (strategy, action_plan)
    }
    assert "The strategy" in pages[strategy.pk] and "The action plan" not in pages[strategy.pk]
    assert "The action plan" in pages[action_plan.pk] and "The strategy" not in pages[action_plan.pk]
    assert reverse("public:plan", args=[action_plan.pk]) in pages[strategy.pk]
    assert reverse("public:plan", args=[strategy.pk]) in pages[action_plan.pk]
    document = action_plan.documents.get()
    file = public.get(reverse("public:plan-document", args=[action_plan.pk, document.pk]))
    assert b"".join(file.streaming_content) == b"%PDF- The action plan"


def test_a_measure_tells_its_sector_and_how_firmly_it_stands(world, public):
    measure, ministry = world.measures["grants"], signed_in(world.people["ministry"])
    page = reverse("office:footing-tell", args=[measure.key])
    assert (
        ministry.post(page, {"state": "project", "on": "2023-05-01", "text_en": "Paid by a donor."}).status_code == 302
    )
    wrong = ministry.post(page, {"state": "institutionalised"})
    assert wrong.status_code == 400 and "name what shows it" in wrong.content.decode()
    assert ministry.post(page, {"state": "institutionalised", "on": "2025-01-01", "evidence": "Law 9/2025, art. 4"}).status_code == 302  # fmt: skip
    text = public.get(reverse("public:measure", args=[measure.key])).content.decode()
    assert text.index("Institutionalised: rules, staff and budget") < text.index("1 May 2023")
    assert "Law 9/2025" in text
    tell_footing(by=SYSTEM, measure=world.measures["homes"], told=ToldFooting("partly"))
    listed = public.get(reverse("public:footings"), {"economy": "AL"}).content.decode()
    rows = [row.split("</tr>")[0] for row in listed.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]]
    counts = {row.split("</th>")[0].split(">")[-1]: [int(cell.split("<")[0]) for cell in row.split('<td class="n">')[1:]] for row in rows}  # fmt: skip
    assert counts == {"Education": [0, 0, 1, 0], "Housing": [0, 1, 0, 0]}
    chosen = public.get(reverse("public:footings"), {"sector": "housing", "state": "partly"}).content.decode()
    assert "Measure 2.1" in chosen and measure.key not in chosen
    document, report = text_of()
    assert "Measures in their institutions" in report and "Law 9/2025, art. 4" in report
    (table,) = [block for block in document.blocks if getattr(block, "key", "") == "footings-list"]
    assert len(table.rows) == 1, "what was told after the day of the report is not in it"
    with pytest.raises(Problems) as caught:
        tell_footing(by=SYSTEM, measure=measure, told=ToldFooting("project", dt.date(2024, 1, 1)))
    assert codes(caught) == ["day-early"]
    with pytest.raises(Problems) as caught:
        tell_footing(
            by=SYSTEM, measure=measure, told=ToldFooting("project", timezone.localdate() + dt.timedelta(days=1))
        )
    assert codes(caught) == ["day-ahead"]
    for who in ("society", "education"):
        with pytest.raises(Refused):
            tell_footing(by=world.people[who], measure=measure, told=ToldFooting("ended"))
    assert Footing.objects.count() == 3


def records(world, *, is_public: bool):
    """A commitment's state, a finding, a document and minutes at the last stage, of public records or of none."""
    officer, day = world.people["contact"], timezone.localdate() - dt.timedelta(days=2)
    event = keep_event(by=officer, content=EventContent("meeting", "sector", Text("Meeting"), "held", "AL", starts=day, is_public=is_public))  # fmt: skip
    promise = Promise(Text("Grants"), world.organisations["ministry"], promised_for=day, is_public=is_public)
    state = commit(by=officer, event=event, promise=promise).states.get()
    visit = keep_visit(by=officer, content=VisitContent("AL", starts=day, is_public=is_public))
    finding = add_finding(by=officer, visit=visit, found=Found("challenge", Text("No water")))
    document = add_event_document(
        by=officer, event=event, kind="summary_report", title="Report of the meeting", date_note="no day"
    )
    for stage in ("draft", "adopted", "published"):
        minutes = write_minutes(by=officer, event=event, stage=stage, text=Text("Said."))
    return {"state": state, "finding": finding, "document": document, "minutes": minutes}


@pytest.mark.parametrize("kind", ["state", "finding", "document", "minutes"])
def test_a_file_stands_beside_its_record_and_is_public_only_with_it(world, public, kind):
    owner = records(world, is_public=True)[kind]
    officer = world.people["contact"]
    shown = add_record_file(by=officer, owner=owner, sent=PDF, caption="List of places", is_public=True)
    kept = add_record_file(by=officer, owner=owner, sent=SentFile("b.pdf", b"%PDF-1.7 other"), caption="Inner note")
    assert add_record_file(by=officer, owner=owner, sent=PDF, caption="again") == shown
    pages = {
        "state": lambda: f"commitments/{owner.commitment_id}/", "finding": lambda: f"visits/{owner.visit_id}/",
        "document": lambda: "events/meeting/", "minutes": lambda: "events/meeting/",
    }  # fmt: skip
    page = pages[kind]()
    text = public.get(f"/coordination/{page}").content.decode()
    assert "List of places" in text and "Inner note" not in text and "Attach a file" not in text
    file = public.get(reverse("public:record-file", args=[shown.pk]))
    assert file.content == PDF.content and file.headers["Content-Security-Policy"].startswith("sandbox")
    assert "report" not in file.headers["Content-Disposition"]
    assert public.get(reverse("public:record-file", args=[kept.pk])).status_code == 404
    inside = signed_in(officer).get(f"/office/coordination/{page}").content.decode()
    assert "Inner note" in inside and "not public" in inside and "Attach a file" in inside
    assert signed_in(officer).get(reverse("office:record-file", args=[kept.pk])).content == b"%PDF-1.7 other"
    society = signed_in(world.people["society"])
    assert society.get(reverse("office:record-file", args=[kept.pk])).status_code == 404
    assert society.get(reverse("office:record-file", args=[shown.pk])).status_code == 200
    assert society.post(reverse("office:record-file-remove", args=[shown.pk])).status_code == 403
    assert signed_in(officer).post(reverse("office:record-file-remove", args=[shown.pk])).status_code == 302
    assert public.get(reverse("public:record-file", args=[shown.pk])).status_code == 404
    assert [e.action for e in Entry.objects.filter(action__startswith="record-file")] == ["record-file.add", "record-file.add", "record-file.remove"]  # fmt: skip


def test_a_file_of_a_record_that_is_not_public_is_not_either(world, public):
    for owner in records(world, is_public=False).values():
        kept = add_record_file(by=world.people["contact"], owner=owner, sent=PDF, caption="List", is_public=True)
        assert public.get(reverse("public:record-file", args=[kept.pk])).status_code == 404
        assert signed_in(world.people["society"]).get(reverse("office:record-file", args=[kept.pk])).status_code == 404
        assert signed_in(world.people["contact"]).get(reverse("office:record-file", args=[kept.pk])).status_code == 200


def test_a_picture_loses_what_the_camera_wrote_and_wrong_files_are_refused(world):
    finding = records(world, is_public=True)["finding"]
    client, page = signed_in(world.people["contact"]), reverse("office:record-file-add", args=["finding", finding.pk])
    picture = jpeg_with_place()
    assert b"GPS" in picture
    sent = SimpleUploadedFile("Lira Hoxha.jpg", picture)
    assert client.post(page, {"files": sent, "caption": "The well"}).status_code == 302
    kept = RecordFile.objects.get()
    content = client.get(reverse("office:record-file", args=[kept.pk])).content
    assert b"GPS" not in content and content.startswith(b"\xff\xd8\xff") and content.endswith(b"\xff\xd9")
    assert "Lira" not in kept.name and "Lira" not in kept.file.name
    for name, wrong in (("a.exe", b"MZ"), ("a.pdf", b"<html>"), ("a.docx", b"PK\x03\x04 broken")):
        answer = client.post(page, {"files": SimpleUploadedFile(name, wrong), "caption": "x"})
        assert answer.status_code == 400, name
    answer = client.post(page, {"files": SimpleUploadedFile("a.pdf", b"%PDF-"), "caption": " "})
    assert answer.status_code == 400
    assert client.get(reverse("office:record-file-add", args=["finding", 99])).status_code == 404
    assert client.get(reverse("office:record-file-add", args=["song", finding.pk])).status_code == 404
    assert RecordFile.objects.count() == 1
