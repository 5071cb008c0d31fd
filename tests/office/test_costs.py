"""Pages stay light: few questions to the database, whatever the number of rows, and less than 100 kB."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actors import SYSTEM
from barabar.collection.actions.open_cycle import open_cycle
from barabar.reference.text import Text
from barabar.review.actions.accept_return import accept_return
from tests.factories import add_measure, add_person, fill, send
from tests.office.places import measure_url

# page, who asks, at most so many queries
PAGES = [
    ("requests", "education", 13),
    ("request", "education", 17),
    ("measure", "education", 16),
    ("send", "education", 18),
    ("review", "committee", 9),
    ("review-return", "committee", 22),
    ("municipal", "committee", 20),
    ("chase", "contact", 11),
    ("journal", "contact", 8),
    ("account", "contact", 6),
]


def address(world, page: str) -> str:
    if page == "measure":
        return measure_url(world, "housing", "homes")
    whose = {"request": "housing", "send": "housing", "review-return": "education", "municipal": "committee"}.get(page)
    return reverse(f"office:{page}", args=[world.return_of(whose).pk] if whose else [])


@pytest.fixture
def busy(world):
    """Education has sent, housing is drafting."""
    send(world, "education")
    fill(world, "housing")
    return world


def count(client, url) -> tuple[int, int]:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url)
    assert page.status_code == 200
    return len(asked), len(page.content)


@pytest.mark.parametrize(("page", "who", "most"), PAGES)
def test_a_page_asks_the_database_little_and_weighs_little(busy, visit, page, who, most):
    person = "housing" if page in {"request", "measure", "send", "requests"} else who
    queries, size = count(visit(person), address(busy, page))
    assert queries <= most, f"{page}: {queries} queries"
    assert size < 100_000


@pytest.mark.parametrize("page", ["chase", "review"])
def test_more_reporters_cost_no_more_queries(busy, visit, page):
    client, url = visit("contact"), reverse(f"office:{page}")
    before = count(client, f"{url}?show=all")[0]
    for number in range(6):
        ministry = add_organisation(
            by=SYSTEM, key=f"ministry-{number}", kind="ministry", name=Text({"en": f"Ministry {number}"}),
            parent=busy.organisations["contact"],
        )  # fmt: skip
        add_measure(busy.plans["national"], f"2.{number + 1}", ministry)
        busy.people[ministry.pk] = add_person(ministry, "reporter")
    open_cycle(by=busy.people["contact"], cycle=busy.cycle)
    for number in range(6):
        send(busy, f"ministry-{number}")
    assert count(client, f"{url}?show=all")[0] <= before + 1


def test_more_accepted_directorates_cost_the_committees_desk_no_more(busy, visit):
    before = count(visit("committee"), "/office/review/?show=all")[0]
    accept_return(by=busy.people["committee"], return_=busy.return_of("education"))
    send(busy, "housing")
    assert count(visit("committee"), "/office/review/?show=all")[0] <= before + 1
