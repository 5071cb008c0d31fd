"""Who raises an issue cannot be found: planted markers of the author, followed through everything that the system writes or shows."""

import html
import io
import logging
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as live_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from barabar.advocacy import limits
from barabar.advocacy.actions.climb_ladder import answer_step
from barabar.advocacy.actions.keep_private import forget_raising
from barabar.advocacy.actions.moderate_issue import publish_issue
from barabar.advocacy.catalogue import issue_rungs
from barabar.advocacy.links import new_stamp
from barabar.advocacy.models import Issue, Raising
from barabar.publishing.actions.build_report import build_report
from barabar.publishing.report import Scope
from barabar.reference.private import HidePrivateAddresses, without_secrets
from barabar.review.actions.approve_return import approve_return
from tests.advocacy.asking import words
from tests.factories import account_of, build_world, send

pytestmark = pytest.mark.django_db
# What only the author could have left: words, name of the file, connection, device, the page they came from.
WORDS, PLACE, NAME = "Quixelmarker lives without water and heat", "Zvandelmarker", "Brunholdmarker"
ADDRESS, DEVICE, CAME_FROM = "203.0.113.77", "Vantelmarker/1.0", "https://yondermarker.example/"
AUTHOR = ("Quixelmarker", PLACE, NAME, ADDRESS, "Vantelmarker", "yondermarker")


@pytest.fixture
def log():
    """What the handler of the settings writes, every level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(HidePrivateAddresses())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr("barabar.public.views.issues.counter", limits.Counter())
    return build_world()


def raise_with_markers(client) -> str:
    """The token of the private link."""
    form = {"text": WORDS, "place": "al-elbasan", "settlement": PLACE, "stamp": new_stamp(), "sector": "housing"}
    file = SimpleUploadedFile(f"{NAME}.pdf", b"%PDF-1.7 proof")
    headers = {"user-agent": DEVICE, "referer": CAME_FROM}
    sent = client.post(reverse("public:raise-issue"), {**form, "files": [file]}, REMOTE_ADDR=ADDRESS, headers=headers)
    assert sent.status_code == 302
    return sent.headers["Location"].split("/")[3]


def tables() -> dict[str, str]:
    """Every table of the database as text."""
    told = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            told[name] = "\n".join(map(str, cursor.fetchall()))
    return told


def addresses(of: str) -> list[str]:
    """Every address of a room that needs no argument, and those of the first issue."""
    found = []
    for entry in get_resolver().url_patterns:
        if getattr(entry, "namespace", "") == of:
            for one in entry.url_patterns:
                if isinstance(one, URLPattern) and one.name:
                    for args in ([], [Issue.objects.get().pk]):
                        try:
                            found.append(reverse(f"{of}:{one.name}", args=args))
                        except NoReverseMatch:
                            continue
    return found


def test_the_author_is_in_no_page_file_log_journal_or_table_but_the_guarded_original(world, log, settings):
    token = raise_with_markers(Client())
    link = reverse("public:follow", args=[token])
    anybody = Client()
    pages = {"private": anybody.get(link).content.decode()}
    wrong = anybody.get(reverse("public:follow", args=["x" * 43]))
    assert wrong.status_code == 404 and anybody.post(link).status_code == 404
    issue = Issue.objects.get()
    moderator = Client()
    moderator.force_login(account_of(world.people["contact"]))
    given = {"title_en": "No water", "text_en": "There is no water.", "sector": "housing", "territory": "al-elbasan", "asked": "municipality/committee"}  # fmt: skip
    assert moderator.post(reverse("office:issue-publish", args=[issue.pk]), given).status_code == 302
    answer_step(by=world.people["committee"], step=issue.steps.get(), text="Soon.")
    assert "Quixelmarker" in moderator.get(reverse("office:issue", args=[issue.pk])).content.decode(), "the marker must be findable"  # fmt: skip

    for url in addresses("public"):
        pages[url] = anybody.get(url).content.decode("utf-8", "replace")
    for url in ("/api/issues", "/api/issues/answers", "/api/openapi.json", "/api/economies", "/api/plans"):
        pages[url] = anybody.get(url).content.decode()
    for who in ("ministry", "committee", "education", "society", "region"):
        other = Client()
        other.force_login(account_of(world.people[who]))
        for url in addresses("office"):
            pages[f"{who} {url}"] = other.get(url).content.decode("utf-8", "replace")
    pages["journal"] = moderator.get(reverse("office:journal")).content.decode()
    pages["queue"] = moderator.get(reverse("office:issues")).content.decode()
    assert len(pages) > 60 and "No water" in pages["/issues/"]
    for where, text in pages.items():
        for mark in AUTHOR:
            assert mark not in text, (where, mark)
        assert where == "private" or token not in text, where

    told = tables()
    assert "Quixelmarker" in told.pop("advocacy_raising")
    for name, text in told.items():
        for mark in (*AUTHOR, token):
            assert mark not in text, (name, mark)
    kept = tables()["advocacy_raising"]
    assert token not in kept and not any(mark in kept for mark in (NAME, ADDRESS, "Vantelmarker", "yondermarker"))
    for mark in (*AUTHOR, token):
        assert mark not in log.getvalue(), mark
    assert "/issues/follow/…/" in log.getvalue(), "the log tells that a link led nowhere"
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        assert not any(mark in str(path) for mark in AUTHOR)


def test_the_report_in_every_format_holds_the_issue_and_nothing_of_its_author(world):
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    raise_with_markers(Client())
    issue = Issue.objects.get()
    moderator = world.people["contact"]
    publish_issue(by=moderator, issue=issue, words=words(world), rung=issue_rungs()["municipality"], organisation=world.organisations["committee"])  # fmt: skip
    year = str(Issue.objects.get().published_on.year)
    release = build_report(by=moderator, outline="annual", scope=Scope("AL", year), formats=("docx", "html", "xlsx"))
    for one in release.files.all():
        with one.file.open() as stream:
            content = stream.read()
        if one.format in ("docx", "xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"\n".join(archive.read(name) for name in archive.namelist())
        text = html.unescape(content.decode("utf-8", "replace"))
        assert ("No water" in text) or ("Pa ujë" in text), one.format
        assert not any(mark in text for mark in AUTHOR), one.format


def test_once_forgotten_no_table_and_no_file_holds_the_original(world, settings):
    raise_with_markers(Client())
    forget_raising(by=world.people["contact"], raising=Raising.objects.get())
    assert not any(mark in text for text in tables().values() for mark in AUTHOR)
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_settings_hide_private_addresses_in_every_handler():
    logging_settings = live_settings.LOGGING
    assert all("private" in one["filters"] for one in logging_settings["handlers"].values())
    said = without_secrets("Not Found: /issues/follow/abc_DEF-123/ and /office/calendar/7:key.ics from /issues/7/")
    assert said == "Not Found: /issues/follow/…/ and /office/calendar/….ics from /issues/7/"


def test_no_field_of_a_raising_could_hold_its_author():
    """A new field needs its reason here."""
    names = {field.name for field in apps.get_model("advocacy", "Raising")._meta.concrete_fields}
    assert names == {"id", "issue", "sending", "link", "text", "settlement", "language", "raised_on", "entered_for", "forgotten_on"}  # fmt: skip
    assert apps.get_model("advocacy", "Raising")._meta.get_field("raised_on").get_internal_type() == "DateField"


def test_somebody_who_is_signed_in_leaves_no_trace_in_the_public_form(world):
    client = Client()
    client.force_login(account_of(world.people["education"]))
    raise_with_markers(client)
    assert Raising.objects.get().entered_for is None
    call_command("journal", "verify")
    told = tables()
    assert "education" not in told["advocacy_raising"] + told["advocacy_issue"]
