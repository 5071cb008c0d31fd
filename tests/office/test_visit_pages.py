"""Field visits on the pages: kept in the office, read by everybody, beside the figure on its way home."""

import pytest
from django.urls import reverse

from barabar.access.actors import SYSTEM
from barabar.coordination.actions.load_records import load_record
from barabar.coordination.models import Visit
from barabar.publishing.actions.build_report import build_report, release_report
from barabar.publishing.models import Reference
from barabar.publishing.report import Scope
from barabar.reference.text import Text
from barabar.review.actions.approve_return import approve_return
from barabar.review.models import ApprovedValue
from tests.coordination.test_commitments import a_commitment, a_meeting
from tests.coordination.test_visits import FACTS, a_finding, a_visit
from tests.factories import send

VISIT = {"economy": "AL", "territory": "al-elbasan", "starts": "2026-04-08", "office_as_written": "Office for communities", "is_public": "on"}  # fmt: skip


@pytest.fixture
def approved(world):
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=120))
    return world


def words(page) -> str:
    return page.content.decode()


def test_a_visit_with_a_finding_is_entered_edited_and_read_by_everybody(approved, visit, client):
    staff = visit("contact")
    assert staff.post(reverse("office:visit-add"), {"economy": "AL"}).status_code == 400
    kept = staff.post(reverse("office:visit-add"), VISIT)
    own = Visit.objects.get()
    assert kept.url == reverse("office:visit", args=[own.pk])
    edited = staff.post(reverse("office:visit-edit", args=[own.pk]), {**VISIT, "partner_as_written": "Ministry of local government"})  # fmt: skip
    assert edited.status_code == 302 and Visit.objects.get().partner_as_written == "Ministry of local government"
    page = reverse("office:visit", args=[own.pk])
    wrong = staff.post(page, {"kind": "contradicted", "text_en": "Fewer"})
    assert (
        wrong.status_code == 400
        and "say which measure was looked at" in words(wrong)
        and "needs evidence" in words(wrong)
    )
    assert (
        staff.post(page, {"kind": "challenge", "text_en": "No water in two houses", "sector": "housing"}).status_code
        == 302
    )
    for address in (reverse("public:visits"), reverse("public:visit", args=[own.pk])):
        text = words(client.get(address))
        assert "Office for communities" in text and "Elbasan" in text
    assert "No water in two houses" in words(client.get(reverse("public:visit", args=[own.pk])))


@pytest.mark.parametrize(("who", "answers"), [("contact", (200, 200, 200, 302)), ("ministry", (404, 403, 404, 404)), ("society", (404, 403, 404, 404))])  # fmt: skip
def test_who_gets_what_answer(approved, visit, who, answers):
    own = a_visit(approved, is_public=False)
    client = visit(who)
    one, add, edit = reverse("office:visit", args=[own.pk]), reverse("office:visit-add"), reverse("office:visit-edit", args=[own.pk])  # fmt: skip
    given = (
        client.get(one),
        client.get(add),
        client.get(edit),
        client.post(one, {"kind": "challenge", "text_en": "x"}),
    )
    assert tuple(page.status_code for page in given) == answers


def test_the_public_sees_no_visit_that_is_not_public(approved, client):
    own = a_visit(approved, is_public=False)
    a_finding(approved, own)
    assert client.get(reverse("public:visit", args=[own.pk])).status_code == 404
    assert client.get(reverse("public:visits")).context["visits_counted"] == 0


def test_a_record_of_several_counts_as_many_as_it_tells(approved, client):
    load_record(FACTS / "seed_004.json", by=SYSTEM)
    a_visit(approved)
    page = client.get(reverse("public:visits"))
    assert page.context["visits_counted"] == 19 and "18 municipalities, not named" in words(page)
    assert client.get(reverse("public:visits"), {"economy": "AL", "year": "2026"}).context["visits_counted"] == 1


def test_the_way_home_of_a_figure_shows_what_a_visit_found_beside_it(approved, client):
    a_finding(approved)
    release = build_report(
        by=approved.people["contact"], outline="annual", scope=Scope("AL", "2025"), formats=("html",)
    )
    release_report(by=approved.people["contact"], release=release)
    for reference in Reference.objects.all():
        if approved.measures["grants"].indicators.get().pk in [row.indicator_id for row in _facts(reference)]:
            text = words(client.get(reverse("public:trace", args=[reference.pk])))
            if "The list shows fewer pupils" in text:
                assert ">120<" in text and ">95<" in text and "List of 8 April" in text
                return
    raise AssertionError("no printed figure shows the finding")


def test_a_measures_page_shows_what_was_promised_and_what_was_found(approved, visit, client):
    measure = approved.measures["grants"]
    a_commitment(approved, measures=[measure])
    a_commitment(approved, a_meeting("closed", is_public=False), measures=[measure], what=Text("Not for everybody"))
    a_finding(approved)
    for page in (client.get(reverse("public:measure", args=[measure.key])), visit("contact").get(reverse("office:plan-measure", args=[measure.key]))):  # fmt: skip
        text = words(page)
        assert (
            "Open twelve places" in text and "The list shows fewer pupils" in text and "Not for everybody" not in text
        )


def _facts(reference):
    return ApprovedValue.objects.filter(position__in=reference.facts, breakdown="")
