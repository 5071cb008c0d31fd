"""Who gets what answer at every address of collection and review: own, seen, foreign and missing things."""

from uuid import UUID

import pytest
from django.urls import reverse

from barabar.collection.actions.attach_evidence import attach_evidence
from barabar.collection.models import Return
from barabar.office import urls
from tests.factories import add_person, fill, send
from tests.office.places import words_of

WHO = ("education", "housing", "ministry", "committee", "contact", "region", "society", "administrator", "stranger")
MISSING = 987_654


@pytest.fixture
def home(world):
    """Education's return is sent, housing's is a draft, each with a file. `stranger` has an account and no part."""
    for organisation, measure in (("education", "school"), ("housing", "homes")):
        attach_evidence(
            by=world.people[organisation], return_=world.return_of(organisation),
            measure=world.measures[measure], name="list.pdf", content=b"%PDF-1.7",
        )  # fmt: skip
    send(world, "education")
    fill(world, "housing")
    world.people["administrator"] = add_person(world.organisations["region"], "administrator")
    world.people["stranger"] = add_person(world.organisations["society"], "reporter", "Stranger")
    world.organisations["society"].memberships.filter(role="reporter").update(until="2020-01-02")
    return world


def things(world, organisation: str, measure: str) -> dict[str, int]:
    return_ = world.return_of(organisation)
    return {
        "return_id": return_.pk, "measure_id": world.measures[measure].pk, "number": 1,
        "upload_id": MISSING, "evidence_id": return_.evidence.get().pk, "file_id": UUID(int=1),
    }  # fmt: skip


# For each page about one return: the answers to education, housing, ministry, committee, contact, region,
# society, administrator and the stranger. 200 seen; 302 leads on; 403 seen but not theirs to do; 404 not theirs.
SENT = {
    "request": "200 404 404 403 403 403 404 404 404",
    "measure": "302 404 404 403 403 403 404 404 404",
    "clashes": "200 404 404 403 403 403 404 404 404",
    "send": "302 404 404 403 403 403 404 404 404",
    "receipt": "200 404 404 403 403 403 404 404 404",
    "workbook": "200 404 404 403 403 403 404 404 404",
    "marked-workbook": "404 404 404 403 403 403 404 404 404",
    "field-form": "200 404 404 403 403 403 404 404 404",
    "municipal": "404 404 404 403 403 403 404 404 404",
    "version": "200 404 404 200 200 200 404 404 404",
    "evidence": "200 404 404 200 200 200 404 404 404",
    "review-return": "200 404 404 200 200 200 404 404 404",
    "contacts": "404 404 404 200 200 200 404 404 404",
}
DRAFT = {
    "request": "404 200 404 404 404 404 404 404 404",
    "measure": "404 200 404 404 404 404 404 404 404",
    "clashes": "404 200 404 404 404 404 404 404 404",
    "send": "404 200 404 404 404 404 404 404 404",
    "receipt": "404 404 404 404 404 404 404 404 404",
    "workbook": "404 200 404 404 404 404 404 404 404",
    "marked-workbook": "404 404 404 404 404 404 404 404 404",
    "field-form": "404 200 404 404 404 404 404 404 404",
    "municipal": "404 404 404 404 404 404 404 404 404",
    "version": "404 404 404 404 404 404 404 404 404",
    "evidence": "404 200 404 404 404 404 404 404 404",
    "review-return": "404 404 404 404 404 404 404 404 404",
    "contacts": "404 404 404 200 200 200 404 404 404",
}
# Posts to the sent return of education. 405 never: whoever may not see it learns nothing, not even the method.
POSTS = {
    "measure": "409 404 404 403 403 403 404 404 404",
    "deliver": "422 404 404 403 403 403 404 404 404",
    "arriving-file": "409 404 404 403 403 403 404 404 404",
    "send": "302 404 404 403 403 403 404 404 404",
    "upload-submissions": "302 404 404 403 403 403 404 404 404",
    "upload-workbook": "302 404 404 403 403 403 404 404 404",
    "gather": "404 404 404 403 403 403 404 404 404",
    "remind": "404 404 404 302 302 302 404 404 404",
    "remark": "403 404 404 302 302 403 404 404 404",
    "decide": "403 404 404 302 302 403 404 404 404",
}
LISTS = {
    "account": "200 200 200 200 200 200 200 200 200",
    "requests": "200 200 200 200 200 200 200 200 200",
    "review": "403 403 403 200 200 403 403 403 403",
    "chase": "403 403 403 200 200 200 403 403 403",
    "chase-csv": "403 403 403 200 200 200 403 403 403",
    "journal": "403 403 403 403 200 200 403 200 403",
    "rules": "200 200 200 200 200 200 200 200 200",
    "explore": "200 200 200 200 200 200 403 403 403",
    "explore-facts": "200 200 200 200 200 200 403 403 403",
    "explore-file": "200 200 200 200 200 200 403 403 403",
}


def answers(visit, ask) -> str:
    return " ".join(str(ask(visit(who)).status_code) for who in WHO)


def address(name: str, known: dict[str, int]) -> str:
    wanted = {
        "evidence": ["evidence_id"],
        "measure": ["return_id", "measure_id"],
        "deliver": ["return_id", "measure_id"],
        "arriving-file": ["return_id", "measure_id", "file_id"],
        "version": ["return_id", "number"],
        "marked-workbook": ["return_id", "upload_id"],
    }.get(name, ["return_id"])
    return reverse(f"office:{name}", args=[known[key] for key in wanted])


@pytest.mark.parametrize("name", SENT)
def test_a_sent_return(home, visit, name):
    url = address(name, things(home, "education", "school"))
    assert answers(visit, lambda client: client.get(url)) == SENT[name]


@pytest.mark.parametrize("name", DRAFT)
def test_a_draft_is_its_owners_alone(home, visit, name):
    url = address(name, things(home, "housing", "homes"))
    assert answers(visit, lambda client: client.get(url)) == DRAFT[name]


@pytest.mark.parametrize("name", POSTS)
def test_posting_to_a_return(home, visit, name):
    url = address(name, things(home, "education", "school"))
    given = {"text": "Which schools?", "verb": "send_back", "reason": "Look again."}

    def ask(client):
        Return.objects.filter(request__organisation="education").update(state="submitted")
        home.return_of("education").decisions.update(undone=True)
        return client.post(url, given)

    assert answers(visit, ask) == POSTS[name]


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_lists(home, visit, name):
    url = reverse(f"office:{name}", args=["csv"] if name == "explore-file" else [])
    assert answers(visit, lambda client: client.get(url)) == LISTS[name]


@pytest.mark.parametrize("name", [*SENT, *(name for name in POSTS if name not in SENT)])
def test_a_foreign_thing_and_a_missing_one_answer_alike(home, visit, name):
    foreign = things(home, "housing", "homes")
    missing = {**foreign, "return_id": MISSING, "evidence_id": MISSING}
    client = visit("ministry")
    for ask in (client.get, client.post):
        there, nowhere = ask(address(name, foreign)), ask(address(name, missing))
        assert there.status_code == nowhere.status_code
        assert words_of(there) == words_of(nowhere)
        assert there.status_code in {404, 405}


def test_every_address_of_collection_and_review_stands_in_a_table():
    named = {one.name for one in (*urls.answering, *urls.both_sides, *urls.reviewing, *urls.tables, *urls.records)}
    assert named == {*SENT, *POSTS, *LISTS, "approve-many"} - {"account", "rules"}


def test_approving_many_touches_nothing_that_is_not_theirs(home, visit):
    url, sent = reverse("office:approve-many"), home.return_of("education").pk
    given = {"return": [sent, MISSING, "x"], "sure": "1"}
    # 302: nothing of it is seen, so nothing is marked; 403: seen, but not theirs to approve.
    assert answers(visit, lambda client: client.post(url, given)) == "403 302 302 403 403 403 302 302 302"
    assert home.return_of("education").state == "submitted"


@pytest.mark.parametrize("who", ["education", "committee", "contact"])
def test_evidence_leaves_as_a_download_only(home, visit, who):
    response = visit(who).get(address("evidence", things(home, "education", "school")))
    assert response.headers["Content-Disposition"].startswith('attachment; filename="list.pdf"')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert response.content == b"%PDF-1.7"


def test_a_refusal_says_why_on_a_page_and_in_json(home, visit):
    url = address("request", things(home, "education", "school"))
    page = visit("contact").get(url)
    assert "does not include this" in page.content.decode()
    told = visit("contact").get(url, headers={"accept": "application/json"})
    assert told.status_code == 403 and "does not include this" in told.json()["reason"]


def test_forms_need_their_token(home, visit):
    client = visit("education")
    client.handler.enforce_csrf_checks = True
    assert client.post(address("send", things(home, "education", "school"))).status_code == 403
