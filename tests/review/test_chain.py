"""The chain from an answer to a fact: sent, sent back, accepted, gathered, approved, undone, locked."""

from decimal import Decimal

import pytest

from barabar.collection.actions.save_answers import save_answers
from barabar.collection.actions.submit_return import submit_return
from barabar.collection.reading import Given
from barabar.journal.chain import verify_chain
from barabar.journal.models import Entry
from barabar.reference.verdicts import Problems, Refused
from barabar.review.actions.accept_return import accept_return, undo_accept
from barabar.review.actions.add_remark import add_remark
from barabar.review.actions.approve_return import approve_return, approve_returns, lock_returns, undo_approve
from barabar.review.actions.gather_returns import gather_returns
from barabar.review.actions.send_back import send_back
from barabar.review.models import ApprovedValue, Decision
from barabar.review.visibility import remarks_seen_by, returns_seen_by
from barabar.warehouse.facts import facts
from barabar.warehouse.origins import origins
from tests.factories import build_world, fill, send

pytestmark = pytest.mark.django_db


def gathered(world):
    for organisation in ("education", "housing"):
        accept_return(by=world.people["committee"], return_=send(world, organisation))
    municipal = world.return_of("committee")
    gather_returns(by=world.people["committee"], return_=municipal)
    return municipal


def test_a_figure_goes_from_the_directorate_to_the_ledger_and_leads_back():
    world = build_world()
    municipal = gathered(world)
    submit_return(by=world.people["committee"], return_=municipal)
    approve_return(by=world.people["contact"], return_=municipal)

    reached = next(f for f in facts() if f.measure == "elbasan-2023-2026/1.1" and f.stage == "" and f.breakdown == "")
    assert (reached.amount, reached.organisation, reached.territory) == (Decimal(120), "committee", "al-elbasan")
    origin = origins([reached.position])[0]
    assert (origin.organisation_key, origin.version, origin.sent_by_role) == ("education", 1, "Reporter")
    assert str(origin.through) == "Committee"
    assert origin.approved_by_role == "Contact point officer"


def test_the_journal_tells_the_whole_story_and_its_chain_holds():
    world = build_world()
    municipal = gathered(world)
    submit_return(by=world.people["committee"], return_=municipal)
    approve_return(by=world.people["contact"], return_=municipal)
    told = [entry.action for entry in Entry.objects.filter(action__startswith="return.")]
    assert told == [
        "return.save", "return.submit", "return.accept",
        "return.save", "return.submit", "return.accept",
        "return.gather", "return.submit", "return.approve",
    ]  # fmt: skip
    assert verify_chain()[1] is None


def test_sending_back_needs_a_reason_and_takes_the_remarks_along():
    world = build_world()
    return_ = send(world, "education")
    question = f"{world.measures['school'].key}#reached|"
    add_remark(by=world.people["committee"], return_=return_, text="Which schools?", question=question)
    assert list(remarks_seen_by(world.people["education"], return_)) == []
    with pytest.raises(Problems, match="what is to be corrected"):
        send_back(by=world.people["committee"], return_=return_, reason=" ")
    send_back(by=world.people["committee"], return_=return_, reason="Attach the list of schools.")
    assert return_.state == "returned"
    assert [remark.text for remark in remarks_seen_by(world.people["education"], return_)] == ["Which schools?"]
    submit_return(by=world.people["education"], return_=return_)
    assert (return_.state, return_.version) == ("submitted", 2)


def test_one_version_is_decided_once():
    world = build_world()
    return_ = send(world, "ministry")
    approve_return(by=world.people["contact"], return_=return_)
    with pytest.raises(Refused, match="Approved"):
        approve_return(by=world.people["contact"], return_=return_)
    assert Decision.objects.count() == 1
    assert ApprovedValue.objects.filter(indicator__isnull=False).count() == 3


def test_a_decision_on_an_older_version_is_refused():
    world = build_world()
    return_ = send(world, "ministry")
    send_back(by=world.people["contact"], return_=return_, reason="Split by sex.")
    submit_return(by=world.people["ministry"], return_=return_)
    with pytest.raises(Refused, match="newer version"):
        approve_return(by=world.people["contact"], return_=return_, version=1)


def test_a_correction_supersedes_and_the_past_can_still_be_read():
    world = build_world()
    return_ = send(world, "ministry", amount=120)
    approve_return(by=world.people["contact"], return_=return_)
    before = max(f.position for f in facts())
    undo_approve(by=world.people["contact"], return_=return_, reason="A school was counted twice.")
    assert facts() == []
    send_back(by=world.people["contact"], return_=return_, reason="A school was counted twice.")
    question = f"{world.measures['grants'].key}#reached|"
    parts = [Given(f"{question}sex=female", 60), Given(f"{question}sex=male", 30)]
    save_answers(by=world.people["ministry"], return_=return_, given=[Given(question, 90), *parts])
    submit_return(by=world.people["ministry"], return_=return_)
    approve_return(by=world.people["contact"], return_=return_)

    def total(as_of=None):
        return [f.amount for f in facts(as_of=as_of) if f.breakdown == "" and not f.is_money]

    assert total() == [Decimal(90)]
    assert total(as_of=before) == [Decimal(120)]


def test_locked_means_no_undo():
    world = build_world()
    return_ = send(world, "ministry")
    approve_return(by=world.people["contact"], return_=return_)
    assert lock_returns(by=world.people["contact"], returns=[return_]) == 1
    return_.refresh_from_db()
    with pytest.raises(Refused, match="Locked"):
        undo_approve(by=world.people["contact"], return_=return_, reason="too late")


def test_approving_many_is_all_or_none():
    world = build_world()
    ministry = send(world, "ministry")
    draft = fill(world, "education")
    with pytest.raises(Refused):
        approve_returns(by=world.people["contact"], returns=[ministry, draft])
    ministry.refresh_from_db()
    assert ministry.state == "submitted"
    assert facts() == []


def test_gathering_names_every_directorate_that_is_missing():
    world = build_world()
    send(world, "education")
    municipal = world.return_of("committee")
    with pytest.raises(Problems) as caught:
        gather_returns(by=world.people["committee"], return_=municipal)
    assert [problem.where for problem in caught.value.problems] == ["Education", "Housing"]


def test_gathering_without_a_directorate_shows_its_figures_as_missing():
    world = build_world()
    accept_return(by=world.people["committee"], return_=send(world, "education"))
    municipal = world.return_of("committee")
    gather_returns(by=world.people["committee"], return_=municipal, without_missing=True)
    submit_return(by=world.people["committee"], return_=municipal)
    approve_return(by=world.people["contact"], return_=municipal)
    homes = [f for f in facts() if f.measure == "elbasan-2023-2026/2.1"]
    assert {(f.state, f.reason, f.amount) for f in homes} == {("missing", "not_returned", None)}


def test_an_accepted_return_comes_back_only_while_the_committee_holds_the_municipal_one():
    world = build_world()
    municipal = gathered(world)
    education = world.return_of("education")
    send_back(by=world.people["committee"], return_=education, reason="One school is missing.")
    assert education.state == "returned"
    submit_return(by=world.people["education"], return_=education)
    accept_return(by=world.people["committee"], return_=education)
    undo_accept(by=world.people["committee"], return_=education)
    accept_return(by=world.people["committee"], return_=education)
    gather_returns(by=world.people["committee"], return_=municipal)
    submit_return(by=world.people["committee"], return_=municipal)
    with pytest.raises(Problems, match="contact point"):
        send_back(by=world.people["committee"], return_=world.return_of("education"), reason="Again.")


def test_drafts_are_seen_by_their_own_office_only():
    world = build_world()
    fill(world, "education")
    seen = {who: {r.request.organisation_id for r in returns_seen_by(actor)} for who, actor in world.people.items()}
    assert seen["education"] == {"education"}
    assert seen["housing"] == {"housing"}
    assert seen["committee"] == {"committee"}
    assert seen["contact"] == seen["region"] == seen["society"] == set()
    send(world, "housing")
    assert {r.request.organisation_id for r in returns_seen_by(world.people["committee"])} == {"committee", "housing"}
    assert {r.request.organisation_id for r in returns_seen_by(world.people["contact"])} == {"housing"}
    assert {r.request.organisation_id for r in returns_seen_by(world.people["ministry"])} == {"ministry"}
