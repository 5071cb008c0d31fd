"""Commitments and visits by the read API: the public ones alone, each with what became of it."""

from decimal import Decimal

import pytest

from barabar.access.actors import SYSTEM
from barabar.analysis.measures import measure_standings
from barabar.analysis.protection import published
from barabar.coordination.actions.tell_state import Told, tell_state
from barabar.review.actions.approve_return import approve_return
from tests.coordination.test_commitments import a_commitment, a_meeting
from tests.coordination.test_visits import a_finding, a_visit
from tests.factories import build_world, send

pytestmark = pytest.mark.django_db


def test_public_commitments_come_with_what_became_of_them(client):
    world = build_world()
    made = a_commitment(world, measures=[world.measures["grants"]])
    a_commitment(world, a_meeting("closed", is_public=False))
    tell_state(
        by=SYSTEM, commitment=made, told=Told("under_way", "Tender out.", said_by=world.organisations["ministry"])
    )
    said = client.get("/api/commitments", {"state": "late", "economy": "AL"}).json()
    assert (said["total"], said["pages"]) == (1, 1)
    (one,) = said["commitments"]
    assert (one["number"], one["state"], one["late"], one["institution"]) == (made.pk, "under_way", True, "ministry")
    assert one["what"] == {"en": "Open twelve places", "sq": "Të hapen dymbëdhjetë vende"}
    assert one["measures"] == [world.measures["grants"].key] and one["promised_for"] == "2025-12-31"
    assert [(row["state"], row["note"], row["said_by"]) for row in one["history"]] == [("open", "", "ministry"), ("under_way", "Tender out.", "ministry")]  # fmt: skip
    assert client.get("/api/commitments", {"state": "done"}).json()["total"] == 0


@pytest.mark.parametrize(("asked", "said"), [({"state": "gone"}, "use late, not_ended, open"), ({"economy": "ZZ"}, "is not an economy")])  # fmt: skip
def test_an_unknown_word_is_told(client, asked, said):
    answer = client.get("/api/commitments", asked)
    assert answer.status_code == 404 and said in answer.json()["detail"]


def test_visits_come_with_both_figures_and_small_counts_stay_hidden(client):
    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=120))
    published(measure_standings(period="2025", node__plan__economy="AL"))
    visit = a_visit(world)
    a_finding(world, visit)
    a_finding(world, visit, amount=Decimal(3))
    a_visit(world, is_public=False)
    (said,) = client.get("/api/visits", {"economy": "AL"}).json()
    assert (said["territory"], said["visits"]) == ("al-elbasan", 1)
    assert [(one["reported"], one["found"], one["hidden"]) for one in said["findings"]] == [
        ("120", "95", False),
        ("", "", True),
    ]
    assert client.get("/api/visits", {"economy": "ZZ"}).status_code == 404
