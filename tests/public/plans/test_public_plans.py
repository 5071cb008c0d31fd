"""The public plan pages: adopted plans and approved facts only; small counts hidden."""

import re

import pytest
from django.urls import reverse

from barabar.plans.actions.adopt_plan import end_plan
from barabar.plans.models import Plan
from barabar.review.actions.approve_return import approve_return
from tests.factories import build_world, send

pytestmark = pytest.mark.django_db
PLAN, MEASURE = "national-2021-2025", "national-2021-2025/1.1"


@pytest.fixture
def world():
    return build_world()


def words(client, name, *args, **query) -> str:
    response = client.get(reverse(f"public:{name}", args=args), {"language": "en", **query})
    assert response.status_code == 200 and len(response.content) < 100_000
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_drafts_are_nowhere(world, client):
    Plan.objects.filter(pk=PLAN).update(status="draft")
    assert PLAN not in words(client, "plans") and "elbasan-2023-2026" in words(client, "plans")
    assert PLAN not in client.get(reverse("public:plans-file", args=["csv"])).content.decode()
    for name, key in (("plan", PLAN), ("measure", MEASURE)):
        assert client.get(reverse(f"public:{name}", args=[key])).status_code == 404


def test_a_plan_that_ended_stays_readable(world, client):
    end_plan(by=world.people["contact"], plan=world.plans["national"])
    assert "Ended" in words(client, "plan", PLAN)


def test_only_approved_facts_are_shown(world, client):
    send(world, "ministry", amount=120)
    assert "Nothing approved yet" in words(client, "measure", MEASURE)
    approve_return(by=world.people["contact"], return_=world.return_of("ministry"))
    said = words(client, "measure", MEASURE)
    assert "Done as planned." in said and "120" in said and "What this measure lacks" not in said
    assert "On track" in words(client, "plan", PLAN)


def test_small_counts_of_people_are_hidden(world, client):
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=3))
    said = words(client, "measure", MEASURE)
    assert "hidden to protect people" in said
    assert not re.search(r"Reported[^0-9]*2025[^0-9]*150[^0-9]*3 ", said)


@pytest.mark.parametrize("language", ["en", "sq"])
def test_the_catalogue_and_the_frames(client, language):
    said = words(client, "indicators", language=language)
    assert "edu_preschool" in said and "hea_mediators" in said
    frames = client.get(reverse("public:frames"), {"language": language}).content.decode()
    assert all(f'id="{key}"' in frames for key in ("P-1", "P-8", "E-1", "E-10"))


def test_the_pages_only_answer_reading(world, client):
    assert client.post(reverse("public:plan", args=[PLAN])).status_code == 404
