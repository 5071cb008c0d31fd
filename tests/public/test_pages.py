"""The public site: read-only, without script, nothing from another host, drafts invisible."""

import re

import pytest

from barabar.collection.actions.attach_evidence import attach_evidence
from barabar.publishing.actions.build_report import build_report
from barabar.publishing.models import Reference
from barabar.publishing.report import Scope
from barabar.review.actions.approve_return import approve_return
from tests.factories import build_world, fill, send

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/",
    "/reports/",
    "/data/",
    "/about/",
    "/licence/",
    "/accessibility/",
    "/privacy/",
    "/trace/",
    "/explore/",
    "/explore/answers/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["en", "sq"])
def test_pages_open_without_anything_loaded(client, address, language):
    response = client.get(address, headers={"accept-language": language})
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in page
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", page)
    assert " style=" not in page and "<script>" not in page
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_a_draft_shows_nowhere(client):
    world = build_world()
    fill(world, "ministry", amount=98761)
    send(world, "education", amount=98762)
    for address in [*ADDRESSES, "/data/values.csv?economy=AL&period=2025", "/api/values?economy=AL&period=2025"]:
        page = client.get(address).content.decode()
        assert not re.search(r"98.?76[12]", page), address


def test_the_overview_shows_approved_figures_with_their_coverage(client):
    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "Approved returns: 1 of 2 institutions" in page
    assert "No approved return from:" in page and "Committee" in page
    assert page.index("Measure 1.1") > 0


def test_the_trace_page_names_offices_and_roles_and_no_person(client):
    world = build_world()
    fill(world, "ministry")
    attach_evidence(
        by=world.people["ministry"], return_=world.return_of("ministry"), measure=world.measures["grants"],
        name="List of Fatime and others.pdf", content=b"%PDF-1.7 list",
    )  # fmt: skip
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    build_report(by=world.people["contact"], outline="annual", scope=Scope("AL", "2025"), formats=("html",))
    code = Reference.objects.first().pk
    page = client.get(f"/trace/{code}/", headers={"accept-language": "en"}).content.decode()
    assert "Reporter" in page and "Contact point officer" in page and "version 1" in page
    assert "Person at" not in page and "Fatime" not in page
    assert "file kept by the institution" in page
    origin = client.get(f"/api/trace/{code}").json()["origins"][0]
    assert len(origin["evidence"][0]) == 64
    assert client.get("/trace/?code=" + code.lower()).headers["Location"] == f"/trace/{code}/"
    assert client.get("/trace/?code=F-XXXXXXXXX").status_code == 404
    assert client.get("/trace/F-XXXXXXXXX/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/?economy=YU", "/?economy=AL&period=1999", "/reports/none/", "/reports/none/en.pdf"]
)
def test_what_does_not_exist_is_said_so(client, address):
    assert client.get(address).status_code == 404


def test_nothing_can_be_posted(client):
    assert client.post("/").status_code in {403, 404}


def test_formulas_in_open_data_are_text(client):
    world = build_world()
    node = world.measures["grants"].node
    node.title = {"en": "=cmd()"}
    node.save()
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    assert ",'=cmd()," in client.get("/data/values.csv?economy=AL&period=2025").content.decode()


def test_the_marked_economy_carries_its_mark_in_columns(client):
    economies = {row["code"]: row for row in client.get("/api/economies").json()}
    assert (economies["XK"]["name"], economies["XK"]["footnote_mark"]) == ("Kosovo", "*")
    assert "UNSCR 1244" in economies["XK"]["footnote_text"]
    assert economies["AL"]["footnote_mark"] == ""
