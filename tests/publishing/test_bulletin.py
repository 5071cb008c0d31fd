"""The bulletin tells each thing made public once, in two languages, as page, PDF and e-mail; publications in their register."""

import datetime as dt
import io
from email import message_from_bytes
from email.policy import SMTP
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from tests.advocacy.recommending import a_document, a_recommendation
from tests.factories import account_of, add_person, build_world, send

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.climb_ladder import answer_step
from barabar.advocacy.actions.keep_practice import PracticeContent, keep_practice
from barabar.advocacy.actions.moderate_issue import Words, first_rung, publish_issue
from barabar.advocacy.actions.raise_issue import Told, raise_issue
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import ToldFulfilment, tell_fulfilment
from barabar.advocacy.actions.write_reading import Seen, write_reading
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.keep_event import EventContent, keep_event
from barabar.coordination.actions.tell_state import Told as TellState
from barabar.coordination.actions.tell_state import tell_state
from barabar.coordination.actions.write_minutes import write_minutes
from barabar.journal.models import Entry
from barabar.messages.actions.send_messages import send_messages
from barabar.messages.models import Message
from barabar.publishing.actions.build_report import build_report, release_report
from barabar.publishing.actions.keep_bulletin import (
    document_of,
    edit_bulletin,
    files_of,
    items_offered,
    prepare_bulletin,
    proposed_days,
    publish_bulletin,
    send_bulletin,
)
from barabar.publishing.actions.keep_publication import PublicationContent, add_copy, keep_publication, remove_copy
from barabar.publishing.bulletin.mail import mail_html, mail_text
from barabar.publishing.catalogue import bulletin_rhythms
from barabar.publishing.models import Bulletin, BulletinDraft, Publication
from barabar.publishing.report import Scope
from barabar.reference.sent_files import SentFile
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from barabar.review.actions.approve_return import approve_return

pytestmark = pytest.mark.django_db
TODAY = dt.date.today


@pytest.fixture
def world():
    return build_world()


def signed_in(actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account_of(actor))
    return client


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def an_event(by, key="forum", days=-3, **more):
    day = timezone.localdate() + dt.timedelta(days=days)
    given = {"kind": "sector", "title": Text({"en": f"Meeting {key}"}), "economy": "AL", "starts": day, "is_public": True, "state": "held" if days < 0 else "planned"}  # fmt: skip
    return keep_event(by=by, content=EventContent(key=key, **{**given, **more}))


def an_issue(officer, world, words="No water in the settlement"):
    told = Told(f"{words} since the spring.", "AL", world.organisations["municipality"].territory, "", "housing", language="en")  # fmt: skip
    issue = raise_issue(sending=f"sending-{words}", told=told).raising.issue
    said = Words(Text({"en": words}), Text({"en": words}), "housing", "", issue.territory)
    return publish_issue(by=officer, issue=issue, words=said, rung=first_rung(), organisation=world.organisations["committee"])  # fmt: skip


def keys(draft) -> dict[str, list[str]]:
    return {part: [one.key for one in own] for part, own in items_offered(draft).items()}


def everything(world) -> None:
    """One thing of each part, public; and beside each what is not public or of another economy."""
    officer = world.people["contact"]
    approve_return(by=officer, return_=send(world, "ministry"))
    release_report(by=officer, release=build_report(by=officer, outline="annual", scope=Scope("AL", "2025"), languages=("en",), formats=("html",)))  # fmt: skip
    build_report(by=officer, outline="annual", scope=Scope("AL", "2025"), languages=("en",), formats=("html",))
    event = an_event(officer)
    an_event(officer, "closed", is_public=False)
    an_event(SYSTEM, "elsewhere", economy="MK")
    an_event(officer, "autumn", days=20)
    for stage in ("draft", "adopted", "published"):
        write_minutes(by=officer, event=event, stage=stage, text=Text({"en": "Said."}))
    day = timezone.localdate()
    late, done = (
        commit(by=officer, event=event, promise=Promise(Text({"en": what}), world.organisations["ministry"], promised_for=day - dt.timedelta(days=ago)))
        for what, ago in (("Late grants", 2), ("Grants paid", 1))
    )  # fmt: skip
    assert late.pk
    tell_state(by=officer, commitment=done, told=TellState(state="done", note="All are paid.", language="en"))
    issue = an_issue(officer, world)
    answer_step(by=officer, step=issue.steps.get(), text="A pump comes in May.", language="en")
    practice = {"kind": "practice", "done": Text({"en": "Done."}), "economy": "AL", "grade": "monitored"}
    keep_practice(by=officer, content=PracticeContent(key="club", title=Text({"en": "Homework club"}), is_public=True, **practice))  # fmt: skip
    keep_practice(by=officer, content=PracticeContent(key="hidden", title=Text({"en": "Hidden club"}), **practice))
    seen = Seen("differs", Text({"en": "Half of them."}), "Visit of 3 May")
    write_reading(by=world.people["society"], organisation=world.organisations["society"], measure=world.measures["grants"], period="2025", seen=seen)  # fmt: skip
    report = a_document("report", economy="", published_on=day - dt.timedelta(days=400))
    own = a_recommendation("1", report, economies=["AL", "MK"])
    for state, economy in (("in_progress", "AL"), ("partly", "AL"), ("in_progress", "MK")):
        tell_fulfilment(
            by=SYSTEM,
            recommendation=own,
            economy=economy,
            told=ToldFulfilment(state, note="Twelve places more.", language="en"),
        )
    tell_fulfilment(by=SYSTEM, recommendation=a_recommendation("1", a_document("inside", is_public=False), economies=["AL"]), economy="AL", told=ToldFulfilment("partly", note="Inside.", language="en"))  # fmt: skip
    book = PublicationContent(key="book", kind="monograph", title=Text({"en": "Ten years of the Decade"}), economy="AL", date_note="2015", is_public=True)  # fmt: skip
    keep_publication(by=officer, content=book)


def test_a_bulletin_tells_of_each_part_what_is_public_and_of_its_economy(world):
    everything(world)
    draft = prepare_bulletin(by=world.people["contact"], economy="AL", rhythm="monthly", since=timezone.localdate() - dt.timedelta(days=10), until=timezone.localdate())  # fmt: skip
    found = {part: len(own) for part, own in items_offered(draft).items()}
    assert found == {
        "reports": 1, "publications": 1, "events": 1, "minutes": 1, "promised": 2, "ended": 1, "late": 1, "issues": 1,
        "answers": 1, "recommendations": 1, "practices": 1, "readings": 1, "coming": 1,
    }  # fmt: skip
    text = mail_text(document_of(draft, "en"))
    for said in ("Late grants", "All are paid.", "answered after 0 days", "Homework club", "Ten years of the Decade", "Meeting autumn", "Enrol every child in preschool.", "Partly fulfilled"):  # fmt: skip
        assert said in text, said
    for hidden in ("Hidden club", "Meeting closed", "Meeting elsewhere"):
        assert hidden not in text, hidden
    region = prepare_bulletin(by=world.people["region"], economy="", rhythm="monthly", until=timezone.localdate())
    assert "event/elsewhere" in keys(region)["events"]


def test_nothing_is_told_twice_and_nothing_falls_between_two(world):
    officer, today = world.people["contact"], timezone.localdate()
    an_event(officer, "first")
    draft = prepare_bulletin(by=officer, economy="AL", rhythm="monthly", since=today - dt.timedelta(days=10), until=today)  # fmt: skip
    one = publish_bulletin(by=officer, draft=draft)
    assert (one.number, one.told) == (1, ["event/first"])
    an_event(officer, "entered-late", days=-5)
    again = prepare_bulletin(by=officer, economy="AL", rhythm="monthly")
    assert (again.since, again.until) == (today, today), (
        "the same day once more: what was published after the first one"
    )
    assert keys(again) == {"events": ["event/entered-late"]}
    two = publish_bulletin(by=officer, draft=again)
    assert (two.number, two.told) == (2, ["event/entered-late"])
    an_event(officer, "long-before", days=-11)
    assert keys(prepare_bulletin(by=officer, economy="AL", rhythm="monthly")) == {}, "before the first bulletin of all"
    assert [e.action for e in Entry.objects.filter(subject_kind="bulletin")] == ["bulletin.prepare", "bulletin.publish"] * 2 + ["bulletin.prepare"]  # fmt: skip


def test_what_the_editor_leaves_out_is_not_offered_again(world):
    officer, today = world.people["contact"], timezone.localdate()
    an_event(officer, "told")
    an_event(officer, "left")
    draft = prepare_bulletin(by=officer, economy="AL", rhythm="monthly", since=today - dt.timedelta(days=9), until=today)  # fmt: skip
    edit_bulletin(by=officer, draft=draft, intro=Text({"en": "First words.\n\nSecond."}), left_out=["event/left"])
    text = mail_text(document_of(draft, "en"))
    assert "Meeting told" in text and "Meeting left" not in text and "First words." in text
    assert "only in English" in mail_html(document_of(draft, "sq"), base_url="/") or "vetëm në gjuhën angleze" in mail_html(document_of(draft, "sq"), base_url="/")  # fmt: skip
    bulletin = publish_bulletin(by=officer, draft=draft)
    assert (bulletin.told, bulletin.left_out) == (["event/told"], ["event/left"])
    assert keys(prepare_bulletin(by=officer, economy="AL", rhythm="monthly")) == {}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Bulletin.objects.update(number=7)


@pytest.mark.parametrize(
    ("rhythm", "today", "days"),
    [
        ("monthly", dt.date(2026, 3, 14), (dt.date(2026, 2, 1), dt.date(2026, 2, 28))),
        ("monthly", dt.date(2026, 1, 1), (dt.date(2025, 12, 1), dt.date(2025, 12, 31))),
        ("quarterly", dt.date(2026, 3, 31), (dt.date(2025, 10, 1), dt.date(2025, 12, 31))),
        ("quarterly", dt.date(2026, 4, 1), (dt.date(2026, 1, 1), dt.date(2026, 3, 31))),
    ],
)
def test_without_days_it_tells_of_the_last_whole_stretch(rhythm, today, days):
    assert proposed_days("AL", bulletin_rhythms()[rhythm], today) == days


def test_the_next_one_begins_the_day_after_the_last():
    last = {"number": 1, "rhythm": "quarterly", "published_at": timezone.now(), "published_by": "Officer"}
    Bulletin.objects.create(economy="AL", since=dt.date(2025, 10, 1), until=dt.date(2025, 12, 31), **last)
    quarterly = bulletin_rhythms()["quarterly"]
    assert proposed_days("AL", quarterly, dt.date(2026, 4, 9)) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert proposed_days("AL", quarterly, dt.date(2026, 2, 9)) == (dt.date(2026, 1, 1), dt.date(2026, 2, 9))
    assert proposed_days("MK", quarterly, dt.date(2026, 4, 9)) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))


def test_what_is_wrong_is_said_all_at_once(world):
    officer, today = world.people["contact"], timezone.localdate()
    with pytest.raises(Problems) as caught:
        prepare_bulletin(by=officer, economy="AL", rhythm="monthly", since=today + dt.timedelta(days=9), until=today + dt.timedelta(days=5))  # fmt: skip
    assert codes(caught) == ["until-ahead", "until-early"]
    with pytest.raises(Problems) as caught:
        prepare_bulletin(by=officer, economy="AL", rhythm="weekly")
    assert codes(caught) == ["rhythm"]
    draft = prepare_bulletin(by=officer, economy="AL", rhythm="monthly", since=today, until=today)
    with pytest.raises(Problems) as caught:
        publish_bulletin(by=officer, draft=draft)
    assert codes(caught) == ["nothing-to-tell"]
    for who, economy in (("ministry", "AL"), ("society", "AL"), ("contact", ""), ("contact", "MK")):
        with pytest.raises(Refused):
            prepare_bulletin(by=world.people[who], economy=economy, rhythm="monthly")


class Looks(HTMLParser):
    """What an e-mail loads, and which of its elements carry their own look."""

    def __init__(self):
        super().__init__()
        self.tags, self.loaded, self.styled = [], [], set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.loaded += [given[name] for name in ("src", "srcset", "background") if name in given]
        if "style" in given:
            self.styled.add(tag)
        assert not set(given) & {"class", "id", "onclick"}, given


def test_the_e_mail_is_one_file_that_needs_nothing_else(world, settings):
    settings.ADDRESS = "https://barabar.example/"
    settings.DEMONSTRATION = True
    officer, today = world.people["contact"], timezone.localdate()
    an_event(officer, "meet", title=Text({"en": "Kosovo and Albania meet <b>", "sq": "Takimi i Kosovës"}))
    draft = prepare_bulletin(by=officer, economy="AL", rhythm="monthly", since=today - dt.timedelta(days=5), until=today)  # fmt: skip
    for language, economy in (("en", "Kosovo*"), ("sq", "Kosovës*")):
        content = message_from_bytes(files_of(document_of(draft, language), names=("eml",))["eml"], policy=SMTP)
        parts = {part.get_content_type(): part.get_content() for part in content.iter_parts()}
        assert list(parts) == ["text/plain", "text/html"] and content["X-Unsent"] == "1"
        seen = Looks()
        seen.feed(parts["text/html"])
        assert not seen.loaded and not set(seen.tags) & {"script", "style", "link", "img", "iframe", "form"}
        assert {"body", "h1", "h2", "li", "a"} <= seen.styled
        for said in parts.values():
            assert economy in said and ("UNSCR 1244" in said or "1244" in said), "the mark and its footnote"
            assert "https://barabar.example/coordination/events/meet/" in said
            assert ("invented" if language == "en" else "shpikura") in said
        assert "<b>" not in parts["text/html"] and max(map(len, parts["text/plain"].splitlines())) <= 80


def test_page_and_pdf_come_out_in_both_languages_and_are_served(world, settings):
    officer, today = world.people["contact"], timezone.localdate()
    an_event(officer, "meet")
    draft = prepare_bulletin(by=officer, economy="AL", rhythm="quarterly", since=today - dt.timedelta(days=5), until=today)  # fmt: skip
    publish_bulletin(by=officer, draft=draft)
    assert not BulletinDraft.objects.exists()
    client = Client(headers={"accept-language": "sq"})
    page = client.get(reverse("public:bulletin", args=["al", 1]))
    assert "Buletini nr. 1" in page.content.decode() and "unsafe" not in page.headers["Content-Security-Policy"]
    pdf = client.get(reverse("public:bulletin-file", args=["al", 1, "en", "pdf"]))
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Bulletin No 1" in text and "Meeting meet" in text
    listed = client.get(reverse("public:bulletins"), headers={"accept-language": "en"}).content.decode()
    assert "Bulletin No 1" in listed and reverse("public:bulletin-file", args=["al", 1, "sq", "eml"]) in listed
    feed = client.get(reverse("public:bulletin-feed"), {"economy": "AL"}, headers={"accept-language": "en"})
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert "<title>Bulletin No 1: Albania" in feed.content.decode() and "bulletins/al/1/" in feed.content.decode()
    assert client.get(reverse("public:bulletin-feed"), {"economy": "QQ"}).status_code == 404
    assert "<entry>" not in client.get(reverse("public:bulletin-feed"), {"economy": "region"}).content.decode()
    told = client.get("/api/bulletins", {"economy": "AL"}).json()
    assert [(one["number"], len(one["files"]), one["until"]) for one in told] == [(1, 6, str(today))]
    assert client.get("/api/bulletins", {"economy": "region"}).json() == []
    assert client.get("/api/bulletins", {"economy": "QQ"}).status_code == 404
    for missing in (["al", 2], ["mk", 1], ["region", 1], ["xx", 1]):
        assert client.get(reverse("public:bulletin", args=missing)).status_code == 404


def test_it_is_sent_to_each_office_once_in_its_language(world):
    officer, today = world.people["contact"], timezone.localdate()
    for key, language in (("ministry", "sq"), ("society", "en"), ("municipality", "sr-Latn")):
        world.organisations[key].email, world.organisations[key].language = f"{key}@example.org", language
        world.organisations[key].save()
    an_event(officer, "meet")
    bulletin = publish_bulletin(by=officer, draft=prepare_bulletin(by=officer, economy="AL", rhythm="monthly", since=today - dt.timedelta(days=5), until=today))  # fmt: skip
    sent = send_bulletin(by=officer, bulletin=bulletin)
    assert sent.written == 3 and "Housing" in [str(one) for one in sent.without_address]
    assert send_bulletin(by=officer, bulletin=bulletin).written == 0
    assert {one.to: one.language for one in Message.objects.all()} == {"ministry@example.org": "sq", "society@example.org": "en", "municipality@example.org": "en"}  # fmt: skip
    send_messages()
    by_address = {one.to[0]: one for one in mail.outbox}
    assert by_address["ministry@example.org"].subject.startswith("Buletini nr. 1")
    assert "Meeting meet" in by_address["society@example.org"].body
    assert by_address["society@example.org"].alternatives[0].mimetype == "text/html"
    with pytest.raises(Refused):
        send_bulletin(by=world.people["society"], bulletin=bulletin)


def test_the_command_prepares_shows_publishes_and_sends(world, tmp_path, capsys):
    an_event(world.people["contact"], "meet")
    today = timezone.localdate()
    (tmp_path / "words.txt").write_text("Mirë se vini.", encoding="utf-8")
    with pytest.raises(CommandError, match="No bulletin is being prepared"):
        call_command("bulletin", "show", "AL")
    call_command("bulletin", "prepare", "AL", "--since", str(today - dt.timedelta(days=5)), "--until", str(today), "--intro-sq", str(tmp_path / "words.txt"))  # fmt: skip
    assert "+ " in (said := capsys.readouterr().out) and "Meeting meet" in said
    call_command("bulletin", "publish", "AL", "--out", str(tmp_path / "out"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"bulletin-al-1-{language}.{name}" for language in ("en", "sq") for name in ("eml", "html", "pdf")]  # fmt: skip
    assert "Mirë se vini." in (tmp_path / "out" / "bulletin-al-1-sq.html").read_text(encoding="utf-8")
    call_command("bulletin", "send", "AL")
    assert "0 messages written" in capsys.readouterr().out
    for wrong in (("send", "MK"), ("show", "QQ"), ("prepare", "AL", "--rhythm", "weekly")):
        with pytest.raises(CommandError):
            call_command("bulletin", *wrong)


def test_the_office_prepares_and_publishes_one(world):
    contact, today = signed_in(world.people["contact"]), timezone.localdate()
    an_event(world.people["contact"], "meet")
    an_event(world.people["contact"], "left")
    started = contact.post(reverse("office:bulletins"), {"economy": "AL", "rhythm": "monthly", "since": str(today - dt.timedelta(days=5)), "until": str(today)})  # fmt: skip
    address = reverse("office:bulletin-draft", args=["al"])
    assert started.url == address
    assert "Meeting left" in contact.get(address).content.decode()
    contact.post(address, {"intro_sq": "Mirë se vini.", "intro_en": "", "told": ["event/meet"]})
    page = contact.get(reverse("office:bulletin-draft-file", args=["al", "sq", "html"])).content.decode()
    assert "Mirë se vini." in page and "Meeting left" not in page
    assert contact.post(reverse("office:bulletin-publish", args=["al"])).url == reverse(
        "office:bulletin", args=["al", 1]
    )
    assert "7 institutions have no office e-mail" in contact.get(reverse("office:bulletin", args=["al", 1])).content.decode()  # fmt: skip
    assert contact.post(reverse("office:bulletin-send", args=["al", 1])).status_code == 302
    assert contact.get(reverse("office:bulletin-recipients", args=["al", 1])).content.decode("utf-8-sig") == "institution,email,language\r\n"  # fmt: skip
    wrong = contact.post(reverse("office:bulletins"), {"economy": "AL", "rhythm": "monthly", "until": "2999-01-01"})
    assert wrong.status_code == 400 and "lies ahead" in wrong.content.decode()


def test_bulletins_are_prepared_by_those_alone_whose_role_includes_it(world):
    an_event(world.people["contact"], "meet")
    today = timezone.localdate()
    prepare_bulletin(by=SYSTEM, economy="AL", rhythm="monthly", since=today - dt.timedelta(days=5), until=today)
    expected = {"contact": (200, 200, 200), "region": (200, 200, 200), "society": (403, 404, 200), "ministry": (403, 404, 403)}  # fmt: skip
    for who, wanted in expected.items():
        client = signed_in(world.people[who])
        asked = (
            reverse("office:bulletins"),
            reverse("office:bulletin-draft", args=["al"]),
            reverse("office:publications"),
        )
        assert tuple(client.get(one).status_code for one in asked) == wanted, who
    assert signed_in(world.people["ministry"]).post(reverse("office:bulletin-publish", args=["al"])).status_code == 404
    assert not Bulletin.objects.exists()


def book(**more) -> PublicationContent:
    given = {"key": "book", "kind": "monograph", "title": Text({"sq": "Dekada", "mk": "Декада"}), "economy": "AL", "as_written": "Instituti", "authors": "A. Author", "published_on": dt.date(2015, 5, 4), "number": "978-9928-000-0", "is_public": True}  # fmt: skip
    return PublicationContent(**{**given, **more})


def test_a_publication_is_found_by_language_kind_year_and_words(world, client):
    officer = world.people["contact"]
    one = keep_publication(by=officer, content=book())
    add_copy(by=officer, publication=one, language="mk", address="https://example.org/dekada.pdf")
    kept = add_copy(by=officer, publication=one, language="sq", file=SentFile("Dekada.pdf", b"%PDF-1.7 text"))
    assert add_copy(by=officer, publication=one, language="sq", file=SentFile("again.pdf", b"%PDF-1.7 text")) == kept
    keep_publication(by=officer, content=book(key="hidden", title=Text({"sq": "E fshehur"}), is_public=False))
    url = reverse("public:publications")
    for asked, found in (
        ({}, True), ({"language": "mk"}, True), ({"language": "tr"}, False), ({"kind": "monograph", "year": "2015"}, True),
        ({"year": "2016"}, False), ({"words": "dekada author"}, True), ({"words": "978-9928 institut"}, True),
        ({"words": "nothing"}, False), ({"economy": "MK"}, False), ({"economy": "AL"}, True), ({"kind": "none"}, True),
    ):  # fmt: skip
        page = client.get(url, asked, headers={"accept-language": "sq"}).content.decode()
        assert ("Dekada" in page.split("<table")[-1]) is found or asked.get("words"), asked
        assert (reverse("public:publication", args=["book"]) in page) is found, asked
        assert "E fshehur" not in page
    page = client.get(reverse("public:publication", args=["book"]), headers={"accept-language": "en"}).content.decode()
    for said in ("Monograph", "A. Author", "978-9928-000-0", "https://example.org/dekada.pdf", "Instituti", "Macedonian"):  # fmt: skip
        assert said in page, said
    file = client.get(reverse("public:publication-file", args=["book", kept.pk]))
    assert file.content == b"%PDF-1.7 text" and file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Security-Policy"].startswith("sandbox")
    assert client.get(reverse("public:publication", args=["hidden"])).status_code == 404
    told = client.get("/api/publications", {"economy": "AL", "kind": "monograph"}).json()
    assert [(one["key"], one["published_on"], len(one["copies"])) for one in told] == [("book", "2015-05-04", 2)]
    assert client.get("/api/publications", {"economy": "QQ"}).status_code == 404
    keep_publication(by=officer, content=book(is_public=False))
    assert client.get(reverse("public:publication-file", args=["book", kept.pk])).status_code == 404
    remove_copy(by=officer, copy=kept)
    assert [e.action for e in Entry.objects.filter(subject="book")] == [
        "publication.add", "publication.copy-add", "publication.copy-add", "publication.edit", "publication.copy-remove",
    ]  # fmt: skip


def test_a_publication_that_is_not_in_order_is_refused_with_everything(world):
    officer = world.people["contact"]
    with pytest.raises(Problems) as caught:
        keep_publication(by=officer, content=book(title=Text(), kind="song", published_on=None, sectors=["music"]))
    assert codes(caught) == ["title-missing", "kind", "sectors", "day-missing"]
    with pytest.raises(Problems) as caught:
        keep_publication(by=officer, content=book(published_on=dt.date(2999, 1, 1)))
    assert codes(caught) == ["day-ahead"]
    one = keep_publication(by=officer, content=book())
    for given, wanted in (
        ({"language": "xx"}, ["language", "file-or-address"]),
        ({"language": "sq", "address": "javascript:x"}, ["address-form"]),
        ({"language": "sq", "file": SentFile("a.html", b"<html>")}, ["file-kind"]),
        ({"language": "sq", "file": SentFile("a.pdf", b"<html>")}, ["file-content"]),
        (
            {"language": "sq", "file": SentFile("a.pdf", b"%PDF-"), "address": "https://example.org"},
            ["file-or-address"],
        ),
    ):
        with pytest.raises(Problems) as caught:
            add_copy(by=officer, publication=one, **given)
        assert codes(caught) == wanted, given
    keep_publication(by=world.people["society"], content=book(key="own", organisation=world.organisations["society"]))
    for who, economy in (("society", "MK"), ("ministry", "AL"), ("contact", "")):
        with pytest.raises(Refused):
            keep_publication(by=world.people[who], content=book(key="other", economy=economy))


def test_the_office_keeps_a_publication_with_its_copy(world):
    contact = signed_in(world.people["contact"])
    given = {"title_sq": "Buletini i parë", "title_language": "mk", "title_other": "Билтен", "kind": "bulletin", "economy": "AL", "date_note": "2011"}  # fmt: skip
    assert contact.post(reverse("office:publication-add"), given).status_code == 302
    one = Publication.objects.get()
    assert one.title == {"sq": "Buletini i parë", "mk": "Билтен"} and not one.is_public
    address = reverse("office:publication", args=[one.pk])
    wrong = contact.post(address, {"language": "sq"})
    assert wrong.status_code == 400 and "give either a file or the address" in wrong.content.decode()
    file = io.BytesIO(b"%PDF-1.7 text")
    file.name = "b.pdf"
    assert contact.post(address, {"language": "sq", "files": file}).status_code == 302
    copy = one.copies.get()
    assert contact.get(reverse("office:publication-file", args=[one.pk, copy.pk])).content == b"%PDF-1.7 text"
    contact.post(reverse("office:publication-edit", args=[one.pk]), {**given, "is_public": "on"})
    one.refresh_from_db()
    assert one.public_since == timezone.localdate() and one.title["mk"] == "Билтен"
    assert signed_in(world.people["ministry"]).get(address).status_code == 200, (
        "public: everybody in the office reads it"
    )
    foreign = add_person(world.organisations["region"], "administrator")
    assert signed_in(foreign).post(reverse("office:publication-copy-remove", args=[one.pk, copy.pk])).status_code == 403
    contact.post(reverse("office:publication-copy-remove", args=[one.pk, copy.pk]))
    assert not one.copies.exists()
