"""Issues as people raise, follow, moderate, answer and read them; what a hostile or unlucky sender gets."""

import re
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from barabar.access.actors import SYSTEM
from barabar.advocacy import limits
from barabar.advocacy.actions.climb_ladder import answer_step, close_issue
from barabar.advocacy.actions.moderate_issue import merge_issue, refuse_issue
from barabar.advocacy.catalogue import form_limits
from barabar.advocacy.links import new_stamp
from barabar.advocacy.models import Issue, Raising, RaisingFile
from barabar.reference.sent_files import without_metadata
from tests.advocacy.asking import DAY, TOLD, open_on, published, raised
from tests.factories import account_of, add_person, build_world

pytestmark = pytest.mark.django_db
FORM = {"text": TOLD, "place": "al-elbasan", "settlement": "Rapishta", "sector": "housing", "right": "", "website": ""}


@pytest.fixture
def world():
    return build_world()


@pytest.fixture(autouse=True)
def fresh_counter(monkeypatch):
    monkeypatch.setattr("barabar.public.views.issues.counter", limits.Counter())


def stamp_of(response) -> str:
    return re.search(r'name="stamp" value="([^"]+)"', response.content.decode())[1]


def send(client, **more):
    stamp = more.pop("stamp", None) or new_stamp()
    return client.post(reverse("public:raise-issue"), {**FORM, "stamp": stamp, **more})


def test_a_person_without_account_cookie_or_script_raises_and_follows_an_issue(world):
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("public:raise-issue"))
    assert page.headers["Cache-Control"] == "no-store" and not page.cookies
    asked = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page.content.decode())
    assert sorted(asked) == ["files", "place", "right", "sector", "settlement", "stamp", "text", "website"]
    sent = send(client, stamp=stamp_of(page))
    assert sent.status_code == 302
    link = sent.headers["Location"]
    followed = client.get(link)
    text = followed.content.decode()
    assert "Keep this link" in text and "waits for a moderator" in text and TOLD not in text
    assert (
        followed.headers["X-Robots-Tag"].startswith("noindex") and followed.headers["Referrer-Policy"] == "no-referrer"
    )
    assert followed.headers["Cache-Control"] == "no-store" and 'content="noindex, nofollow"' in text
    assert "sessionid" not in client.cookies


def test_sending_twice_creates_one_issue_and_shows_the_same_link(world, client):
    stamp = new_stamp()
    first, again, changed = send(client, stamp=stamp), send(client, stamp=stamp), send(client, stamp=stamp, text=TOLD + " More.")  # fmt: skip
    links = [one.headers["Location"].partition("?") for one in (first, again, changed)]
    assert len({link for link, _mark, _state in links}) == 1 and [s for _l, _m, s in links] == ["sent=new", "sent=again", "sent=changed"]  # fmt: skip
    assert Issue.objects.count() == 1
    assert "counts once" in client.get(again.headers["Location"]).content.decode()
    assert "is not in it" in client.get(changed.headers["Location"]).content.decode()


def test_a_form_with_errors_comes_back_as_it_was_filled_in_with_all_of_them(world, client):
    stamp = new_stamp()
    bad = send(client, stamp=stamp, text="Too short", place="", settlement="Rapishta e Re", right="documents")
    text = bad.content.decode()
    assert bad.status_code == 400 and "Too short" in text and 'value="Rapishta e Re"' in text
    assert 'value="documents" selected' in text and "at least 20 letters" in text and "choose the municipality" in text
    assert stamp_of(bad) == stamp and not Issue.objects.exists()
    assert send(client, stamp=stamp).status_code == 302


@pytest.mark.parametrize("stamp", ["", "forged", "x:y:z", "é" * 50])
def test_a_stamp_that_is_not_ours_gives_a_fresh_one_and_loses_nothing(world, client, stamp):
    back = client.post(reverse("public:raise-issue"), {**FORM, "stamp": stamp})
    assert back.status_code == 400 and TOLD in back.content.decode() and "open for very long" in back.content.decode()
    assert send(client, stamp=stamp_of(back)).status_code == 302


def test_a_machine_that_fills_the_hidden_field_is_told_so(world, client):
    back = send(client, website="https://example.org")
    assert back.status_code == 400 and "there for machines" in back.content.decode() and not Issue.objects.exists()


def test_script_and_markup_of_a_sender_stay_text_everywhere(world, client):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> and no water in the whole settlement"
    link = send(client, text=evil, settlement="<b>Rapishta</b>").headers["Location"]
    client.force_login(account_of(world.people["contact"]))
    number = Issue.objects.get().pk
    desk = client.get(reverse("office:issue", args=[number])).content.decode()
    post = {"title_en": "<i>No</i> water", "text_en": evil, "sector": "housing", "territory": "al-elbasan", "settlement": "<b>R</b>", "asked": "municipality/committee", "sure": "on"}  # fmt: skip
    assert client.post(reverse("office:issue-publish", args=[number]), post).status_code == 302
    step = Issue.objects.get().steps.get()
    answer_step(by=SYSTEM, step=step, text="<svg onload=alert(3)>")
    pages = [client.get(reverse(name, args=args)).content.decode() for name, args in (("public:issue", [number]), ("public:issues", []), ("office:issue", [number]))]  # fmt: skip
    for page in (desk, client.get(link).content.decode(), *pages):
        for mark in ("<script>alert", "<img src=x", "<svg onload", "<i>No", "<b>R"):
            assert mark not in page
    assert "&lt;script&gt;alert(1)" in pages[0] and "&lt;svg onload" in pages[0]


def test_many_reports_from_one_connection_wait_and_nothing_is_lost(world, client):
    most = form_limits().an_hour
    stamps = [new_stamp() for _number in range(most + 1)]
    assert [send(client, stamp=one).status_code for one in stamps] == [302] * most + [429]
    back = send(client, stamp=stamps[-1])
    assert TOLD in back.content.decode() and int(back.headers["Retry-After"]) > 3500
    assert send(client, stamp=stamps[0]).status_code == 302, "what arrived before may be sent again"
    assert client.post(reverse("public:raise-issue"), {**FORM, "stamp": new_stamp()}, REMOTE_ADDR="192.0.2.9").status_code == 302  # fmt: skip


def test_the_counter_forgets_after_an_hour_and_keeps_no_address():
    now = [1000.0]
    counter = limits.Counter(clock=lambda: now[0])
    assert [counter.take("198.51.100.7", each=2, together=3) for _n in range(3)] == [0, 0, 3600]
    assert counter.take("198.51.100.8", each=2, together=3) == 0 and counter.take("198.51.100.9", each=2, together=3) == 3600  # fmt: skip
    assert "198.51.100.7" not in repr(vars(counter))
    first = counter._key("198.51.100.7")
    now[0] += 3601
    assert counter.take("198.51.100.7", each=2, together=3) == 0
    now[0] += limits.DAY + 1
    counter.take("198.51.100.7", each=2, together=3)
    assert counter._key("198.51.100.7") != first


def pdf(name="a.pdf", content=b"%PDF-1.7 proof"):
    return SimpleUploadedFile(name, content)


def jpeg_with_place() -> bytes:
    """A picture with a note of place and a comment before its image data."""

    def part(marker: int, body: bytes) -> bytes:
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body

    notes = part(0xE1, b"Exif\x00\x00GPS 41.1125 20.0822 Canon") + part(0xFE, b"taken by Agim")
    return (
        b"\xff\xd8" + part(0xE0, b"JFIF\x00") + notes + part(0xDB, b"\x00" * 4) + b"\xff\xda\x00\x02image\xff\xd9tail"
    )


def png_with_place() -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", b"\x00" * 13) + part(b"eXIf", b"GPS 41.1125") + part(b"tEXt", b"Author\x00Agim") + part(b"IDAT", b"image") + part(b"IEND", b"")  # fmt: skip


def test_pictures_lose_their_place_and_device_and_files_their_names(world, client):
    files = [
        SimpleUploadedFile("Agim Berisha.jpg", jpeg_with_place()),
        SimpleUploadedFile("home.png", png_with_place()),
    ]
    assert send(client, files=files).status_code == 302
    kept = list(RaisingFile.objects.all())
    for one in kept:
        with one.file.open() as stream:
            content = stream.read()
        assert b"41.1125" not in content and b"Agim" not in content and b"image" in content
        assert "Agim" not in one.name + one.file.name
    assert [one.extension for one in kept] == [".jpg", ".png"]


def test_a_photo_keeps_its_scans_and_loses_what_hangs_behind_it():
    """Two scans with a table between, marks within them, fill bytes, and a second picture with notes of its own behind."""
    table, scan = b"\xff\xc4\x00\x04\xff\xd9", b"\xff\xda\x00\x02a\xff\x00b\xff\xd0c"
    photo = b"\xff\xd8\xff\xe0\x00\x04JF" + scan + table + scan + b"\xff\xd9"
    sent = photo[:8] + b"\xff\xff\xe1\x00\x08Exif.." + photo[8:] + jpeg_with_place()
    assert without_metadata(sent) == photo


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.pdf", b""), "empty"),
        (SimpleUploadedFile("a.exe", b"MZ"), "kind that is not taken"),
        (SimpleUploadedFile("a.pdf", b"<html><script>"), "of another kind than its name says"),
        (SimpleUploadedFile("a.svg", b"<svg onload=x>"), "kind that is not taken"),
        (SimpleUploadedFile("a.jpg", jpeg_with_place()[:-6]), "of another kind than its name says"),
        (SimpleUploadedFile("a.jpg", b"\xff\xd8 Exif GPS 41.1125"), "of another kind than its name says"),
        (SimpleUploadedFile("a.png", png_with_place()[:-20]), "of another kind than its name says"),
        (SimpleUploadedFile("a.docx", b"PK\x03\x04broken"), "carries macros"),
        (SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * (5 * 1024 * 1024)), "at most 5 MB"),
    ],
    ids=[
        "empty",
        "program",
        "page as pdf",
        "drawing",
        "half a photo",
        "no photo",
        "half a drawing",
        "broken archive",
        "large",
    ],
)
def test_files_are_judged_by_content_kind_and_size(world, client, file, said):
    back = send(client, files=[file])
    if file.size == 0:
        assert back.status_code == 400
    else:
        text = back.content.decode()
        assert back.status_code == 400 and said in text and TOLD in text and "Choose the files again" in text
    assert not Issue.objects.exists()


def test_too_many_files_or_far_too_large_a_sending_is_refused_with_a_sentence(world, client):
    back = send(client, files=[pdf(content=b"%PDF-" + bytes([n])) for n in range(4)])
    assert back.status_code == 400 and "4 files were chosen; at most 3" in back.content.decode()
    huge = client.generic("POST", reverse("public:raise-issue"), b"x" * 10, CONTENT_LENGTH=str(10**9))
    assert huge.status_code == 413 and "your text is still there" in huge.content.decode()


def test_the_desk_shows_hints_once_and_never_blocks(world, client):
    send(client, text="Mr Agim Berisha, tel. 069 212 3456, lives without water since the spring.")
    client.force_login(account_of(add_person(world.organisations["contact"], "issue_moderator")))
    number = Issue.objects.get().pk
    desk = client.get(reverse("office:issue", args=[number])).content.decode()
    assert '<mark title="a name after a title">Mr Agim Berisha</mark>' in desk and "069 212 3456</mark>" in desk
    post = {"title_en": "No water", "text_en": "Mr Agim Berisha has no water.", "sector": "housing", "asked": "municipality/committee", "territory": "al-elbasan"}  # fmt: skip
    shown = client.post(reverse("office:issue-publish", args=[number]), post)
    assert "Look once more" in shown.content.decode() and Issue.objects.get().state == "waiting"
    assert client.post(reverse("office:issue-publish", args=[number]), {**post, "sure": "on"}).status_code == 302
    assert Issue.objects.get().state == "open"


def test_a_moderator_works_through_the_queue(world, client):
    issues = [raised(world).raising.issue for _n in range(3)]
    stands = published(world)
    client.force_login(account_of(world.people["contact"]))
    queue = client.get(reverse("office:issues")).content.decode()
    assert all(f"/office/issues/{one.pk}/" in queue for one in issues)
    decide = [reverse("office:issue-decide", args=[one.pk, verb]) for one, verb in zip(issues, ("refuse", "merge", "sing"), strict=True)]  # fmt: skip
    assert client.post(decide[0], {"reason": ""}).status_code == 302 and Issue.objects.get(pk=issues[0].pk).state == "waiting"  # fmt: skip
    client.post(decide[0], {"reason": "insult"})
    client.post(decide[1], {"into": stands.pk})
    assert client.post(decide[2]).status_code == 404
    states = [Issue.objects.get(pk=one.pk).state for one in issues]
    assert states == ["refused", "merged", "waiting"] and Issue.objects.get(pk=stands.pk).raisings_count == 2


def test_an_institution_answers_its_own_question_and_the_public_reads_it(world, client):
    step = published(world).steps.get()
    url = reverse("office:issue-answer", args=[step.pk])
    client.force_login(account_of(world.people["ministry"]))
    assert client.post(url, {"answer": "Not ours."}).status_code == 403
    client.force_login(account_of(world.people["committee"]))
    assert "Waiting for your institution's answer" in client.get(reverse("office:issues")).content.decode()
    client.post(url, {"answer": ""})
    assert not step.outcomes.exists()
    client.post(url, {"answer": "The pump is repaired."})
    client.logout()
    page = client.get(reverse("public:issue", args=[step.issue_id])).content.decode()
    assert "The pump is repaired." in page and "Answered in time" in page and "fewer than 5 times" in page
    table = client.get(reverse("public:issue-answers")).content.decode()
    assert "Committee" in table and "100%" in table


def test_how_often_it_was_raised_is_published_only_where_it_is_not_a_small_count(world, client):
    issue = published(world)
    for _n in range(3):
        merge_issue(by=SYSTEM, issue=raised(world).raising.issue, into=issue)
    url = reverse("public:issue", args=[issue.pk])
    assert "fewer than 5 times" in client.get(url).content.decode()
    merge_issue(by=SYSTEM, issue=raised(world).raising.issue, into=issue)
    assert "5 times" in client.get(url).content.decode() and "fewer than" not in client.get(url).content.decode()
    assert client.get("/api/issues").json()["items"][0]["raised"] == 5


def test_who_sees_what_before_it_is_public(world, client):
    one = raised(world, files=[])
    number, raising = one.raising.issue_id, one.raising.pk
    office = reverse("office:issue", args=[number])
    for who in ("ministry", "committee", "society", "education", "region"):
        client.force_login(account_of(world.people[who]))
        assert client.get(office).status_code == 404, who
        assert client.post(reverse("office:issue-publish", args=[number])).status_code == 404
        assert client.post(reverse("office:issue-decide", args=[number, "refuse"])).status_code == 404
        assert client.post(reverse("office:raising", args=[raising, "forget"])).status_code == 404
    client.force_login(account_of(world.people["education"]))
    assert client.get(reverse("office:issue-enter")).status_code == 403
    client.logout()
    assert client.get(reverse("public:issue", args=[number])).status_code == 404
    assert client.get(office).status_code == 302
    assert Raising.objects.get().text == TOLD


def test_files_of_an_issue_leave_as_a_download_to_its_moderators_only(world, client):
    send(client, files=[pdf()])
    url = reverse("office:issue-file", args=[RaisingFile.objects.get().pk])
    client.force_login(account_of(world.people["committee"]))
    assert client.get(url).status_code == 404
    client.force_login(account_of(world.people["contact"]))
    got = client.get(url)
    assert got.headers["Content-Disposition"].startswith("attachment") and got.headers["X-Content-Type-Options"] == "nosniff"  # fmt: skip
    assert got.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_mediator_enters_on_behalf_and_hands_over_a_link_that_is_shown_once(world, client):
    client.force_login(account_of(add_person(world.organisations["society"], "mediator")))
    page = client.get(reverse("office:issue-enter"))
    done = client.post(reverse("office:issue-enter"), {**FORM, "stamp": stamp_of(page)})
    link = re.search(r"/issues/follow/[\w-]{43}/", done.content.decode())[0]
    assert done.status_code == 200 and done.headers["Cache-Control"] == "no-store"
    assert client.get(link).status_code == 200 and Raising.objects.get().entered_for_id == "society"
    assert link not in client.get(reverse("office:issues")).content.decode()


def test_ending_the_link_from_its_page(world, client):
    link = send(client).headers["Location"].partition("?")[0]
    assert client.get(link + "stop/").status_code == 302
    assert "leads nowhere" not in client.get(link).content.decode()
    assert client.post(link + "stop/").status_code == 200
    assert client.get(link).status_code == 404 and client.post(link + "stop/").status_code == 404


def test_a_private_page_tells_refusal_merging_and_answers(world, client):
    link = send(client).headers["Location"].partition("?")[0]
    issue = Issue.objects.get()
    stands = published(world)
    merge_issue(by=SYSTEM, issue=issue, into=stands)
    assert "No water" in client.get(link).content.decode()
    answer_step(by=SYSTEM, step=stands.steps.get(), text="On Monday.")
    close_issue(by=SYSTEM, issue=stands, outcome="solved")
    text = client.get(link).content.decode()
    assert "On Monday." in text and "Solved" in text
    other = raised(world)
    refuse_issue(by=SYSTEM, issue=other.raising.issue, reason="danger")
    assert "112" in client.get(reverse("public:follow", args=[other.token])).content.decode()
    assert client.get(reverse("public:issue", args=[issue.pk])).headers["Location"] == reverse("public:issue", args=[stands.pk])  # fmt: skip


def test_lists_filter_search_and_page(world, client):
    issue = published(world)
    published(world, sector="health")
    page = reverse("public:issues")

    def count(**asked):
        return client.get(page, asked).content.decode().count('<th scope="row">')

    assert (count(), count(sector="health"), count(q="UJE elbasan"), count(q="rrugë"), count(economy="XK")) == (2, 1, 2, 0, 0)  # fmt: skip
    assert (count(state="closed"), count(rung="ministry"), count(rung="municipality"), count(sector="song")) == (0, 0, 2, 2)  # fmt: skip
    assert count(q="\x00'; DROP TABLE--") == 0 and Issue.objects.filter(pk=issue.pk).exists()


def test_the_answers_as_csv_and_api_say_what_the_page_says(world, client):
    step = open_on(world, DAY)
    answer_step(by=SYSTEM, step=step, text="Here.", today=DAY.replace(month=3))
    lines = client.get(reverse("public:issue-answers-file"), {"year": "2026"}).content.decode("utf-8-sig").splitlines()
    assert lines[1] == "committee,Committee,AL,1,0,1,0,0,1,1,59"
    row = client.get("/api/issues/answers", {"economy": "AL", "year": 2026}).json()[0]
    assert (row["asked"], row["late"], row["answered"], row["due"], row["median_days"]) == (1, 1, 1, 1, 59)
    listed = client.get("/api/issues", {"economy": "AL"}).json()
    assert listed["total"] == 1 and listed["items"][0]["raised"] is None and listed["items"][0]["steps"][0]["state"] == "late"  # fmt: skip
    assert client.get("/api/issues", {"economy": "ZZ"}).status_code == 404
