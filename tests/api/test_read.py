import pytest

from barabar.publishing.actions.build_report import build_report
from barabar.publishing.models import Reference
from barabar.publishing.report import Scope
from barabar.review.actions.approve_return import approve_return
from tests.factories import build_world, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    return world


def test_the_description_is_openapi_31_and_its_page_is_local(client):
    assert client.get("/api/openapi.json").json()["openapi"].startswith("3.1")
    page = client.get("/api/docs").content.decode()
    assert "https://" not in page


def test_values_carry_state_coverage_target_and_reference(client, world):
    rows = client.get("/api/values?economy=AL&period=2025").json()
    total = next(r for r in rows if r["indicator"] == "national-2021-2025/1.1#reached" and r["breakdown"] == "")
    assert (total["state"], total["value"], total["reported"], total["owed"], total["target"]) == (
        "reported",
        "120.0000",
        1,
        1,
        "150.0000",
    )
    missing = next(r for r in rows if r["plan"] == "elbasan-2023-2026")
    assert (missing["state"], missing["value"]) == ("missing", None)
    build_report(by=world.people["contact"], outline="annual", scope=Scope("AL", "2025"), formats=("html",))
    assert Reference.objects.filter(pk=total["reference"]).exists()
    assert client.get(f"/api/trace/{total['reference']}").json()["origins"][0]["organisation"] == "ministry"


def test_plans_and_places_are_listed(client, world):
    assert {plan["key"] for plan in client.get("/api/plans?economy=ALB").json()} == {
        "elbasan-2023-2026",
        "national-2021-2025",
    }
    assert [place["key"] for place in client.get("/api/territories?economy=AL&kind=municipality").json()] == [
        "al-elbasan"
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/api/territories?economy=YU",
        "/api/values?economy=YU&period=2025",
        "/api/values?economy=AL&period=1999",
        "/api/trace/F-X",
    ],
)
def test_what_does_not_exist_is_a_sentence(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert len(response.json()["detail"]) > 20
