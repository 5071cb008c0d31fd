"""Any table by API: the same question as the page's, the same gate, refusals with everything that is wrong."""

import csv
import io

import pytest

from tests.analysis.ledger import INDICATOR, counting_world, enter

pytestmark = pytest.mark.django_db
COUNTS = {("education", ""): 3, ("housing", ""): 45, ("schools", ""): 900, ("works", ""): 71}


@pytest.fixture
def world():
    made = counting_world()
    enter(made, "2023", COUNTS)
    return made


def test_a_table_as_json_has_exact_numbers_and_what_must_be_known(world, client):
    found = client.get("/api/table?rows=organisation&columns=indicator&period=2023&economy=AL").json()
    cells = {cell["organisation"]: cell for cell in found["cells"]}
    assert cells["schools"]["value"] == "900" and cells["schools"]["indicator"] == INDICATOR
    assert (cells["education"]["state"], cells["education"]["value"], cells["education"]["trace"]) == (
        "suppressed",
        None,
        "",
    )
    about = found["about"]
    assert about["units"] == {"children": "children"} and INDICATOR in about["definitions"]
    assert about["coverage"] == {"owed": 4, "reported": 4, "absent": {}}
    assert "are hidden" in about["protection"] and about["as_of"] >= 4


def test_the_same_as_csv(world, client):
    response = client.get("/api/table?rows=organisation&period=2023&format=csv")
    rows = {
        row["organisation"]: row["value"] for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    }
    assert rows["schools"] == "900" and rows["education"] == ""
    assert response.headers["Content-Type"].startswith("text/csv")


def test_a_trace_leads_to_the_answers(world, client):
    cells = client.get("/api/table?rows=organisation&period=2023").json()["cells"]
    trace = next(cell["trace"] for cell in cells if cell["organisation"] == "schools")
    assert "<b>900</b>" in client.get(f"/explore/answers/?{trace}").content.decode()


def test_everything_that_is_wrong_is_said_at_once(world, client):
    response = client.get("/api/table?rows=quark&period=20x5&level=high")
    assert response.status_code == 400
    problems = response.json()["problems"]
    assert {problem["where"] for problem in problems} == {"rows", "period", "level"}
    assert all(problem["sentence"] in response.json()["detail"] for problem in problems)
    assert client.get("/api/table?rows=economy&format=pdf").json()["problems"][0]["code"] == "format"


def test_what_may_be_asked_is_listed_and_documented(world, client):
    listed = client.get("/api/dimensions").json()
    names = {one["name"] for one in listed["dimensions"]}
    assert {"economy", "territory", "organisation", "indicator", "year", "sex"} <= names
    for name in names - {"region", "breakdown"}:
        assert client.get(f"/api/table?rows={name}").status_code == 200, name
    schema = client.get("/api/openapi.json").json()
    given = {one["name"] for one in schema["paths"]["/api/table"]["get"]["parameters"]}
    assert {"rows", "columns", "measures", "period", "as_of", "format"} <= given
