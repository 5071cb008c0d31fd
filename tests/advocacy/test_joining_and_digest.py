"""Two public issues become one, and nothing told or answered is lost; what institutions have to answer stands in the digest."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.climb_ladder import answer_step, begin_step, close_issue
from barabar.advocacy.actions.moderate_issue import merge_issue, publish_issue
from barabar.advocacy.catalogue import issue_rungs
from barabar.advocacy.models import Issue, StepOutcome
from barabar.advocacy.queries import answers_by_institution, issue_counts
from barabar.chasing.actions.write_digests import write_digests
from barabar.journal.models import Entry
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.advocacy.asking import open_on, published, raised, words
from tests.factories import account_of, add_person, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_world()


def public_with_link(world, title: str):
    """A public issue and its author's private link."""
    made = raised(world)
    issue = publish_issue(
        by=SYSTEM, issue=made.raising.issue, words=words(world, title=Text({"en": title})), rung=issue_rungs()["municipality"],
        organisation=world.organisations["committee"],
    )  # fmt: skip
    return issue, made.token


def follow(token: str) -> str:
    response = Client(headers={"accept-language": "en"}).get(reverse("public:follow", args=[token]))
    assert response.status_code == 200
    return response.content.decode()


def asked(today=None) -> dict[str, tuple[int, int, int, int, int]]:
    rows = answers_by_institution(economy="AL", today=today or timezone.localdate())
    return {one.organisation: (one.asked, one.in_time, one.late, one.silent, one.waiting) for one in rows}


def test_two_public_issues_are_joined_with_their_count_links_answers_and_measures(world):
    first, token = public_with_link(world, "No water in the lower quarter")
    second, other = public_with_link(world, "No water in the upper quarter")
    third = raised(world).raising.issue
    merge_issue(by=SYSTEM, issue=third, into=second)
    second.measures.add(world.measures["homes"])
    answer_step(by=SYSTEM, step=second.steps.get(), text="A pump comes in May.", language="en")
    kept = merge_issue(by=world.people["contact"], issue=second, into=first)
    assert (kept.pk, kept.raisings_count) == (first.pk, 3)
    for one in (token, other):
        page = follow(one)
        assert "No water in the lower quarter" in page and "A pump comes in May." in page
    assert list(kept.measures.all()) == [world.measures["homes"]]
    public = Client(headers={"accept-language": "en"})
    page = public.get(reverse("public:issue", args=[first.pk])).content.decode()
    assert "Answers to issues joined with this one" in page and "No water in the upper quarter" in page
    for gone in (second, third):
        answer = public.get(reverse("public:issue", args=[gone.pk]))
        assert answer.status_code == 302 and answer.url == reverse("public:issue", args=[first.pk])
    assert public.get("/api/issues").json()["total"] == 1 == issue_counts(economy="AL").total
    assert asked() == {"committee": (2, 1, 0, 0, 1)}, "answered once in time; the first still waits"
    entry = Entry.objects.filter(action="issue.merge").latest("number")
    assert entry.facts == {"into": first.pk, "public": True}


def test_a_question_that_moved_before_its_time_is_nobodys_silence(world):
    day = timezone.localdate()
    stands = published(world)
    young = open_on(world, day, "committee")
    merge_issue(by=SYSTEM, issue=young.issue, into=stands)
    later = young.due_on + dt.timedelta(days=400)
    assert asked() == {"committee": (1, 0, 0, 0, 1)}
    assert asked(later) == {"committee": (1, 0, 0, 1, 0)}, "the standing issue's own question alone"
    old = open_on(world, day - dt.timedelta(days=100), "committee")
    assert not StepOutcome.objects.exists(), "no clock ran"
    merge_issue(by=SYSTEM, issue=old.issue, into=stands)
    assert asked() == {"committee": (2, 0, 0, 1, 1)}, "what was passed over before it was joined stays told"
    ministry = open_on(world, day, "ministry", "ministry")
    assert asked()["ministry"] == (1, 0, 0, 0, 1)
    merge_issue(by=SYSTEM, issue=ministry.issue, into=stands)
    assert "ministry" not in asked()


def test_what_cannot_be_joined_is_refused(world):
    first, second = published(world), published(world)
    hidden = raised(world).raising.issue
    for issue, into in ((first, first), (first, hidden)):
        with pytest.raises(Problems) as caught:
            merge_issue(by=SYSTEM, issue=issue, into=into)
        assert [problem.code for problem in caught.value.problems] == ["into"]
    for who in ("society", "ministry"):
        with pytest.raises(Refused):
            merge_issue(by=world.people[who], issue=first, into=second)
    closed = close_issue(by=SYSTEM, issue=second, outcome="solved")
    merge_issue(by=SYSTEM, issue=closed, into=first)
    for issue, into in ((closed, first), (first, closed)):
        with pytest.raises(Problems):
            merge_issue(by=SYSTEM, issue=issue, into=into)
    assert Issue.objects.get(pk=first.pk).raisings_count == 2


def test_a_moderator_joins_on_the_page(world):
    first, second = published(world), published(world)
    contact = Client(headers={"accept-language": "en"})
    contact.force_login(account_of(world.people["contact"]))
    page = contact.get(reverse("office:issue", args=[second.pk])).content.decode()
    assert "Join with another" in page and f'value="{first.pk}"' in page and f'value="{second.pk}"' not in page
    answer = contact.post(reverse("office:issue-decide", args=[second.pk, "merge"]), {"into": first.pk})
    assert answer.url == reverse("office:issue", args=[first.pk])
    assert Issue.objects.get(pk=second.pk).merged_into_id == first.pk
    society = Client()
    society.force_login(account_of(world.people["society"]))
    assert society.get(reverse("office:issue", args=[first.pk])).status_code == 200
    assert "Join with another" not in society.get(reverse("office:issue", args=[first.pk])).content.decode()


def test_the_digest_tells_each_institution_what_to_answer_and_by_when(world):
    day = timezone.localdate()
    soon = open_on(world, day, "committee")
    passed = open_on(world, day - dt.timedelta(days=100), "committee")
    Issue.objects.filter(pk=passed.issue_id).update(title={"en": "No bus"})
    went_on = open_on(world, day - dt.timedelta(days=90), "committee")
    Issue.objects.filter(pk=went_on.issue_id).update(title={"en": "No light"})
    begin_step(by=SYSTEM, issue=went_on.issue, rung=issue_rungs()["ministry"], organisation=world.organisations["ministry"], today=day)  # fmt: skip
    answered = open_on(world, day, "committee")
    answer_step(by=SYSTEM, step=answered, text="Done.")
    raised(world)
    sent = {message.to: message.text for message in write_digests(day)}
    committee = sent["committee_member.committee@example.org"]
    assert f"Issue to be answered by Committee until {soon.due_on.day} " in committee and "No water" in committee
    assert f"Issue without an answer of Committee since {passed.due_on.day} " in committee and "No bus" in committee
    assert committee.index("No bus") < committee.index("No water"), "the earliest due first"
    assert "1 issue went on to a higher rung without your answer" in committee and "No light" not in committee
    assert f"/office/issues/{soon.issue_id}/" in committee and f"/office/issues/{answered.issue_id}/" not in committee
    ministry = sent["reporter.ministry@example.org"]
    assert "Issue to be answered by Ministry" in ministry and "No light" in ministry and "No bus" not in ministry
    contact = sent["contact_point_officer.contact@example.org"]
    assert "1 issue waits to be read" in contact and "1 issue got no answer in the agreed time" in contact
    for text in sent.values():
        assert "since the spring" not in text, "nobody's own words leave in an e-mail"
    assert "ssue" not in sent.get("reporter.housing@example.org", "")


def test_the_digest_is_in_the_persons_language_and_names_ten(world):
    day = timezone.localdate()
    add_person(world.organisations["committee"], "committee_member", language="sq")
    person = account_of(world.people["committee"])
    person.language = "sq"
    person.save()
    for _again in range(12):
        open_on(world, day, "committee")
    text = {message.to: message.text for message in write_digests(day)}[person.email]
    assert text.count("Çështje për t'u përgjigjur nga") == 10 and "edhe 2 çështje të tjera" in text
