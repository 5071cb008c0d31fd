"""Challenges of one municipality, and discrimination as a subject of its own."""

import pytest
from django.urls import reverse
from django.utils import timezone

from barabar.advocacy.models import Issue
from barabar.advocacy.queries import answers_by_institution, issue_counts
from barabar.publishing.document.model import plain
from barabar.publishing.report import Page, Report, Scope
from barabar.publishing.sections import issues
from barabar.warehouse.facts import head
from tests.advocacy.asking import open_on, published
from tests.factories import add_place, build_world

pytestmark = pytest.mark.django_db


def test_the_municipal_report_tells_the_challenges_of_its_municipality_alone():
    world = build_world()
    issue = published(world)
    elsewhere = open_on(world, timezone.localdate()).issue
    Issue.objects.filter(pk=elsewhere.pk).update(territory=add_place("al-berat", "Berat"))
    today = timezone.localdate()
    year = str(issue.published_on.year)

    def rows(territory):
        page = Page(Report(Scope("AL", year, territory=territory), head(), today, False), "en")
        tables = [
            one for one in issues.build(page) if getattr(one, "key", "") == "issues-list" and hasattr(one, "rows")
        ]
        return [
            [plain(cell, labels=page.labels, marks={}) for cell in row.cells] for table in tables for row in table.rows
        ]

    assert [row[1] for row in rows("al-elbasan")] == ["Elbasan"] and [row[1] for row in rows("al-berat")] == ["Berat"]
    assert len(rows("")) == 2 and rows("al-elbasan")[0][4] == "Time still runs"
    assert issue_counts(territory="al-berat").total == 1
    assert [one.asked for one in answers_by_institution(territory="al-elbasan", today=today)] == [1]


def test_discrimination_is_a_subject_of_its_own(client):
    world = build_world()
    published(world, sector="non_discrimination", right="equality")
    published(world)
    text = client.get(reverse("public:issues"), {"sector": "non_discrimination"}).content.decode()
    assert text.count('<th scope="row">') == 1 and "Non-discrimination" in text
