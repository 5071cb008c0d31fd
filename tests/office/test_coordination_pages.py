"""Bodies as people keep and read them: office, public site, report."""

import pytest
from django.urls import reverse

from barabar.access.actors import SYSTEM
from barabar.coordination.actions.keep_body import BodyContent, keep_body
from barabar.coordination.actions.seat_members import Seat, add_member
from barabar.coordination.models import Body, Member
from barabar.reference.text import Text
from tests.factories import account_of, build_world
from tests.publishing.test_report import text_of

BODY = {
    "name_en": "Coordination council", "name_sq": "Këshilli koordinues", "kind": "interdisciplinary", "economy": "AL",
    "mandates": ["planning", "monitoring"], "rhythm": "quarterly", "since": "2023-01-01",
}  # fmt: skip
SEAT = {"organisation": "ministry", "kind": "ministry", "role": "member", "area": "education", "position": "Deputy minister"}  # fmt: skip


@pytest.fixture
def world(db, client):
    world = build_world()
    client.force_login(account_of(world.people["contact"]))
    return world


def test_a_body_with_its_seat_is_entered_edited_and_ended(world, client):
    wrong = client.post(reverse("office:body-add"), {**BODY, "name_en": "", "name_sq": "", "until": "2022-01-01"})
    assert wrong.status_code == 400 and "has no name" in wrong.content.decode()
    assert "before it begins on 01.01.2023" in wrong.content.decode()
    assert client.post(reverse("office:body-add"), BODY).status_code == 302
    body = Body.objects.get()
    page = reverse("office:body", args=[body.pk])
    empty = client.post(page, {**SEAT, "organisation": ""})
    assert empty.status_code == 400 and "say which institution sits here" in empty.content.decode()
    assert client.post(page, SEAT).status_code == 302
    edit = reverse("office:body-edit", args=[body.pk])
    assert "Këshilli koordinues" in client.get(edit).content.decode()
    assert client.post(edit, {**BODY, "rhythm": "yearly"}).status_code == 302
    assert Body.objects.get().rhythm == "yearly" and Body.objects.count() == 1
    end = reverse("office:seat-end", args=[Member.objects.get().pk])
    refused = client.post(end, {"until": "soon"}, follow=True, headers={"referer": f"http://testserver{page}"})
    assert "give the last day of the seat as a date" in refused.content.decode()
    client.post(end, {"until": "2025-06-30"})
    text = client.get(page).content.decode()
    assert "Deputy minister" in text and "30" in text and str(Member.objects.get().until) == "2025-06-30"


def test_who_may_not_keep_bodies_reads_the_reason(world, client):
    body = keep_body(by=SYSTEM, content=BodyContent("al-council", "advisory", Text("Council"), "AL"))
    client.force_login(account_of(world.people["ministry"]))
    assert "Add a member" not in client.get(reverse("office:body", args=[body.pk])).content.decode()
    for name, where in (("body-add", []), ("body-edit", [body.pk])):
        answer = client.post(reverse(f"office:{name}", args=where), BODY)
        assert answer.status_code == 403 and "does not include this" in answer.content.decode()
    assert client.post(reverse("office:body", args=[body.pk]), SEAT).status_code == 403
    assert not Member.objects.exists()


def test_everybody_reads_bodies_by_economy_and_kind(world, client):
    client.logout()
    for key, kind, economy in (("a", "advisory", "AL"), ("b", "task_force", ""), ("c", "advisory", "XK")):
        keep_body(by=SYSTEM, content=BodyContent(key, kind, Text(f"Body {key}"), economy))
    page = reverse("public:coordination")

    def shown(**asked):
        text = client.get(page, asked).content.decode()
        return [key for key in "abc" if f"Body {key}" in text]

    assert shown() == ["a", "b", "c"] and shown(economy="region") == ["b"]
    assert shown(kind="advisory") == ["a", "c"] and shown(economy="XK", kind="advisory") == ["c"]
    text = client.get(reverse("public:body", args=["c"])).content.decode()
    assert "Kosovo*" in text and "Kosovo</" not in text and "not recorded" in text
    assert client.get(reverse("public:body", args=["nowhere"])).status_code == 404


def test_the_report_fills_its_institutional_part_from_the_bodies(world):
    body = keep_body(
        by=SYSTEM,
        content=BodyContent(
            "al-council", "interdisciplinary", Text("Coordination council"), "AL", mandates=["planning"],
            rhythm="quarterly", rules_title="Rules of 2023", rules_address="https://example.org/rules",
        ),
    )  # fmt: skip
    seat = Seat("ministry", world.organisations["ministry"], area="education", position="Deputy minister", mandates=["budgeting"])  # fmt: skip
    add_member(by=SYSTEM, body=body, seat=seat)
    keep_body(by=SYSTEM, content=BodyContent("al-group", "working_group", Text("Working group"), "AL"))
    _document, text = text_of()
    for said in ("Coordination council", "Deputy minister", "Every quarter", "Rules of 2023", "Budgeting", "Working group"):  # fmt: skip
        assert said in text, said
    assert "body is recorded for this period" not in text and "No mandate is recorded" not in text
    assert text.splitlines().count("yes") == 2
