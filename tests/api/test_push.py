"""The exchange API: an institution's system pushes its answers; every row is answered; repeats and strangers do no harm."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from barabar.access.actions.keep_tokens import make_token, revoke_token
from barabar.access.models import ApiToken
from barabar.collection.content import stored_answers
from barabar.collection.data_value_maps import data_value_maps, read_csv
from barabar.collection.models import Push
from barabar.journal.models import Entry
from barabar.reference.definitions import DefinitionsRejected
from barabar.reference.verdicts import Problems, Refused
from barabar.review.actions.approve_return import approve_return
from tests.factories import account_of, answers_for, build_world, send

pytestmark = pytest.mark.django_db
TOTAL = "elbasan-2023-2026/1.1#reached|"
ADOPTED = "elbasan-2023-2026/1.1|adopted|municipal"


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def token(world):
    return make_token(
        by=world.people["contact"], organisation=world.organisations["education"], label="School register"
    )


def post(client, token, address, body, key="", **more):
    headers = {"Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {}), **more}
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(
        address, text, content_type="text/csv" if isinstance(body, str) else "application/json", headers=headers
    )


def address(world, tail="answers", key="education"):
    return f"/api/requests/{world.return_of(key).pk}/{tail}"


def kept(world, question=TOTAL):
    return stored_answers(world.return_of("education")).get(question)


def test_a_system_reads_its_requests_pushes_everything_and_sends(world, token, client):
    (request,) = client.get("/api/requests", headers={"Authorization": f"Bearer {token}"}).json()
    assert request["cycle"] == "al-2025" and TOTAL in [q["key"] for q in request["questions"]]
    given, narratives = answers_for(world.return_of("education"))
    body = {
        "answers": [{"question": g.question, "value": str(g.amount)} for g in given],
        "narratives": [{"measure": n.measure_key, "status": n.status, "achievements": n.achievements,
                        "setbacks": n.setbacks, "next_steps": n.next_steps, "language": "en"} for n in narratives],
    }  # fmt: skip
    done = post(client, token, address(world), body)
    assert done.status_code == 200 and done.json()["stored"] and done.json()["problems"] == []
    sent = post(client, token, address(world, "send"), {})
    assert sent.status_code == 200 and sent.json()["state"] == "submitted"
    assert Entry.objects.filter(action="return.submit", actor="System: School register").exists()


def test_one_wrong_row_keeps_nothing_and_each_is_told_with_its_number(world, token, client):
    body = {"answers": [
        {"question": TOTAL, "value": 120}, {"question": "no/such#thing|", "value": 1},
        {"question": TOTAL + "sex=female", "value": "many"}, {"question": TOTAL, "value": 130},
        {"question": ADOPTED, "state": "missing", "reason": "because"},
    ]}  # fmt: skip
    done = post(client, token, address(world), body)
    assert done.status_code == 422 and not done.json()["stored"] and kept(world) is None
    told = {(p["row"], p["code"]) for p in done.json()["problems"]}
    assert {(1, "question-unknown"), (2, "not-a-number"), (3, "row-twice"), (4, "reason-unknown")} <= told
    part = post(client, token, address(world) + "?partial=true", {"answers": body["answers"][:3]})
    assert part.status_code == 200 and part.json()["stored"] and kept(world).amount == 120


def test_a_dry_run_tells_all_and_keeps_nothing(world, token, client):
    done = post(client, token, address(world) + "?dry_run=true", {"answers": [{"question": TOTAL, "value": 120}]})
    assert done.status_code == 200 and done.json() | {"problems": []} == {
        "stored": False, "again": False, "changed": 1, "edition": 0, "problems": [],
    }  # fmt: skip
    assert kept(world) is None and not Push.objects.exists()


def test_the_same_key_again_changes_nothing_and_for_other_content_is_refused(world, token, client):
    body = {"answers": [{"question": TOTAL, "value": 120}]}
    first = post(client, token, address(world), body, key="2026-03-01-a").json()
    second = post(client, token, address(world), body, key="2026-03-01-a").json()
    assert first["edition"] == second["edition"] == 1 and second["again"]
    other = post(client, token, address(world), {"answers": [{"question": TOTAL, "value": 121}]}, key="2026-03-01-a")
    assert other.status_code == 409 and "used for another content" in other.json()["problems"][0]["sentence"]
    assert kept(world).amount == 120


def test_a_strangers_a_revoked_and_another_institutions_token_do_nothing(world, token, client):
    body = {"answers": [{"question": TOTAL, "value": 120}]}
    assert post(client, "bb_nonsense", address(world), body).status_code == 401
    assert client.post(address(world), "{}", content_type="application/json").status_code == 401
    assert post(client, token, address(world, key="ministry"), body).status_code == 404
    revoke_token(by=world.people["contact"], token=ApiToken.objects.get())
    assert post(client, token, address(world), body).status_code == 401 and kept(world) is None


def test_a_sent_return_takes_nothing_more(world, token, client):
    send(world, "education")
    done = post(client, token, address(world), {"answers": [{"question": TOTAL, "value": 1}]})
    assert done.status_code == 409 and done.json()["problems"][0]["sentence"]


def test_ten_thousand_rows_with_an_error_each_are_all_answered_and_none_is_kept(world, token, client):
    body = {"answers": [{"question": f"no/such#{n}|", "value": n} for n in range(10_000)]}
    done = post(client, token, address(world), body)
    assert done.status_code == 422 and len(done.json()["problems"]) == 10_000 and kept(world) is None
    assert {p["row"] for p in done.json()["problems"]} == set(range(10_000))


def test_the_answers_of_the_api_are_those_of_the_web(world, token, client):
    """The pushed figures pass review and become facts like any others, a decimal as exact as it was written."""
    body = {"answers": [{"question": ADOPTED, "value": "1234567.89"}]}
    post(client, token, address(world), body)
    assert kept(world, ADOPTED).amount == Decimal("1234567.89")
    refused = post(client, token, address(world), {"answers": [{"question": TOTAL, "value": "1.200"}]})
    assert "1200" in refused.json()["problems"][0]["sentence"]
    albanian = post(
        client, token, address(world), {"answers": [{"question": TOTAL, "value": "x"}]}, **{"Accept-Language": "sq"}
    )
    assert "nuk është numër" in albanian.json()["problems"][0]["sentence"]


# ------------------------------------------------------------------------------------------------ DHIS2

MAP = """
- key: schools
  data_set: pBOMPrpg1QX
  periods: {"2025": "2025"}
  org_units: {O6uvpzGd5pu: education}
  values:
    - {data_element: f7n9E0hX8qk, category: Prlt0C1RF0s, question: "elbasan-2023-2026/1.1#reached|sex=female"}
    - {data_element: f7n9E0hX8qk, question: "elbasan-2023-2026/1.1#reached|"}
"""


def test_a_data_value_set_in_json_and_csv_is_mapped_by_its_definition(world, token, client, own_definitions):
    (own_definitions / "data_value_maps.yaml").write_text(MAP)
    body = {"dataSet": "pBOMPrpg1QX", "period": "2025", "orgUnit": "O6uvpzGd5pu", "dataValues": [
        {"dataElement": "f7n9E0hX8qk", "categoryOptionCombo": "HllvX50cXC0", "value": "120"},
        {"dataElement": "f7n9E0hX8qk", "categoryOptionCombo": "Prlt0C1RF0s", "value": "70", "comment": "register"},
    ]}  # fmt: skip
    done = post(client, token, address(world, "data-value-set") + "?partial=true", body)
    assert done.status_code == 200 and (kept(world).amount, kept(world, TOTAL + "sex=female").amount) == (120, 70)
    text = (
        '"dataelement","period","orgunit","categoryoptioncombo","value"\n"f7n9E0hX8qk","2025","O6uvpzGd5pu","","130"\n'
    )
    done = post(client, token, address(world, "data-value-set.csv") + "?data_set=pBOMPrpg1QX&partial=true", text)
    assert done.status_code == 200 and kept(world).amount == 130


def test_values_that_fit_nowhere_are_told_all_at_once(world, token, client, own_definitions):
    (own_definitions / "data_value_maps.yaml").write_text(MAP)
    body = {"dataSet": "pBOMPrpg1QX", "dataValues": [
        {"dataElement": "unknown0000", "value": "1", "period": "2025"},
        {"dataElement": "f7n9E0hX8qk", "value": "1", "period": "2024"},
        {"dataElement": "f7n9E0hX8qk", "value": "1", "orgUnit": "ImspTQPwCqd"},
    ]}  # fmt: skip
    done = post(client, token, address(world, "data-value-set"), body)
    assert done.status_code == 409
    assert [p["code"] for p in done.json()["problems"]] == ["element-unknown", "other-period", "other-unit"]
    none = post(client, token, address(world, "data-value-set"), {"dataSet": "x", "dataValues": []})
    assert none.status_code == 404 and "known: pBOMPrpg1QX" in none.json()["detail"]
    with pytest.raises(Problems):
        read_csv("a,b\n1,2\n")


def test_a_map_that_names_a_value_twice_is_a_fault(own_definitions):
    twice = MAP + '    - {data_element: f7n9E0hX8qk, question: "x"}\n'
    (own_definitions / "data_value_maps.yaml").write_text(twice)
    with pytest.raises(DefinitionsRejected, match="mapped twice"):
        data_value_maps()


# ------------------------------------------------------------------------------------------------ tokens


def test_tokens_are_made_and_revoked_by_who_administers_and_shown_once(world, client):
    client.force_login(account_of(world.people["contact"]))
    page = reverse("office:institution", args=["education"])
    made = client.post(reverse("office:new-token", args=["education"]), {"label": "School register"}, follow=True)
    assert "bb_" in made.content.decode() and "bb_" not in client.get(page).content.decode()
    own = ApiToken.objects.get()
    assert "bb_" not in own.digest
    client.post(reverse("office:end-token", args=[own.pk]))
    own.refresh_from_db()
    assert own.revoked_at and "School register" not in client.get(page).content.decode()
    with pytest.raises(Refused):
        make_token(by=world.people["education"], organisation=world.organisations["education"], label="x")


def test_an_approved_push_leads_home_to_the_system(world, token, client):
    give = {
        "answers": [
            {"question": g.question, "value": str(g.amount)} for g in answers_for(world.return_of("ministry"))[0]
        ]
    }
    own = make_token(by=world.people["contact"], organisation=world.organisations["ministry"], label="Treasury")
    post(client, own, address(world, key="ministry"), give)
    narratives = [{"measure": "national-2021-2025/1.1", "status": "on_track", "achievements": "Done."}]
    post(client, own, address(world, key="ministry"), {"narratives": narratives})
    assert post(client, own, address(world, "send", key="ministry"), {}).status_code == 200
    approve_return(by=world.people["contact"], return_=world.return_of("ministry"))
    rows = client.get("/api/values?economy=AL&period=2025").json()
    assert any(row["value"] == "120.0000" for row in rows if row["plan"] == "national-2021-2025")
