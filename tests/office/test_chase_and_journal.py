import csv
import io

import pytest

from barabar.access.visibility import entries_seen_by
from barabar.journal.models import Entry
from barabar.office.views.journal import read_day
from barabar.review.actions.accept_return import accept_return
from tests.factories import fill, send
from tests.office.places import words_of


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_chase_view_says_who_is_late_where_it_lies_and_with_whom(world, visit):
    accept_return(by=world.people["committee"], return_=send(world, "education"))
    fill(world, "ministry")
    text = words_of(visit("contact").get("/office/chase/"))
    assert "Reporters 4" in text and "the longest by" in text
    assert "Education Accepted or gathered" in text and "Ministry Started" in text and "Housing Not opened" in text


def test_its_filters_leave_the_others_out(world, visit):
    send(world, "education")
    client = visit("contact")
    assert [row[0] for row in rows_of(client.get("/office/chase/chase.csv?stage=sent"))[1:]] == ["education"]
    assert [row[0] for row in rows_of(client.get("/office/chase/chase.csv?kind=ministry"))[1:]] == ["ministry"]
    late = {row[0] for row in rows_of(client.get("/office/chase/chase.csv?late=1"))[1:]}
    assert late == {"committee", "housing", "ministry"}
    assert "No institution fits" in words_of(client.get("/office/chase/?stage=approved"))


def test_the_file_holds_one_row_a_reporter_and_no_formula(world, visit):
    organisation = world.organisations["education"]
    organisation.name = organisation.name.including("en", "=HYPERLINK(1)")
    organisation.save()
    response = visit("contact").get("/office/chase/chase.csv?cycle=al-2025")
    rows = rows_of(response)
    assert rows[0][:2] == ["Key", "Institution"] and len(rows) == 5
    assert "'=HYPERLINK(1)" in {row[1] for row in rows}
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_committee_sees_its_own_municipality_only(world, visit):
    keys = {row[0] for row in rows_of(visit("committee").get("/office/chase/chase.csv"))[1:]}
    assert keys == {"committee", "education", "housing"}


def test_nobody_else_chases(world, visit):
    answer = visit("education").get("/office/chase/")
    assert answer.status_code == 403 and "does not follow who has reported" in words_of(answer)


def test_the_journal_is_filtered_by_subject_role_and_date(world, visit):
    send(world, "education")
    client = visit("contact")
    assert "Return sent" in words_of(client.get("/office/journal/"))
    assert "No entry fits" in words_of(client.get("/office/journal/?kind=return&subject=999"))
    by_role = client.get("/office/journal/?role=Reporter").context["page"]
    assert {entry.actor for entry in by_role} == {"Person at education"}
    assert len(client.get("/office/journal/?action=return.submit").context["page"]) == 1
    assert "No entry fits" in words_of(client.get("/office/journal/?until=31.12.2020"))
    assert "Return sent" in words_of(client.get("/office/journal/?from=2020-12-31"))


def test_a_date_that_is_none_is_said(world, visit):
    assert "“soon” is not a date. Write 31.12.2026" in words_of(visit("contact").get("/office/journal/?from=soon"))


@pytest.mark.parametrize("written", ["2026-12-31", "31.12.2026", "31/12/2026"])
def test_dates_in_three_styles(written):
    assert read_day(written).isoformat() == "2026-12-31"


def test_the_journal_is_paged(world, visit):
    for _time in range(60):
        fill(world, "education", amount=_time + 30)
    page = visit("contact").get("/office/journal/?page=2")
    assert page.context["page"].number == 2 and len(page.content) < 100_000


def test_an_economys_officer_reads_the_lines_of_its_own_institutions(world):
    send(world, "education")
    everything = Entry.objects.count()
    assert entries_seen_by(world.people["region"]).count() == everything
    seen = {entry.organisation for entry in entries_seen_by(world.people["contact"])}
    assert seen == {"contact", "education"}
    assert not entries_seen_by(world.people["education"]).exists()
