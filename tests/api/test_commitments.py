"""Commitments by the read API: the public ones alone, each with its history."""

import pytest

from barabar.access.actors import SYSTEM
from barabar.coordination.actions.tell_state import Told, tell_state
from tests.coordination.test_commitments import a_commitment, a_meeting
from tests.factories import build_world

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
