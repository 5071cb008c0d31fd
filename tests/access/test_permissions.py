"""The truth table: every role × every permission × own, lower, foreign, other economy. A new role must be added here."""

import datetime as dt

import pytest

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actions.hand_over import hand_over
from barabar.access.actors import PUBLIC, SYSTEM, actor_of
from barabar.access.catalogue import PERMISSIONS, roles
from barabar.access.models import Account, Membership
from barabar.access.permissions import may
from barabar.collection.actions.save_answers import save_answers
from barabar.journal.models import Entry
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.factories import account_of, add_person, answers_for, build_world

pytestmark = pytest.mark.django_db

# Where each role stands, and where it reaches: own office, the one below, a sibling in the economy, another economy.
STANDS = {
    "reporter": "education", "committee_member": "committee", "community_officer": "education",
    "contact_point_officer": "contact", "plan_editor": "municipality", "civil_society_monitor": "society",
    "regional_officer": "region", "administrator": "region", "budget_officer": "contact",
    "issue_moderator": "contact", "mediator": "society",
}  # fmt: skip
REACHES = {
    "reporter": {"own"}, "committee_member": {"own"}, "community_officer": {"own"},
    "contact_point_officer": {"own", "below", "sibling"}, "plan_editor": {"own", "below"},
    "civil_society_monitor": {"own", "sibling"}, "regional_officer": {"own", "below", "sibling", "foreign"},
    "administrator": {"own", "below", "sibling", "foreign"}, "budget_officer": {"own", "below", "sibling"},
    "issue_moderator": {"own", "below", "sibling"}, "mediator": {"own"},
}  # fmt: skip
# Written apart from the definitions: what each role may do.
MAY = {
    "reporter": "request.read return.read return.fill return.submit issue.answer reading.reply",
    "committee_member": "request.read return.read return.fill return.submit return.review remark.write chase.read "
    "coordination.edit issue.answer reading.reply",
    "community_officer": "request.read return.read return.fill return.submit issue.enter issue.answer",
    "contact_point_officer": "plan.edit plan.adopt money.edit coordination.edit cycle.open cycle.close request.read return.read return.review "
    "return.approve return.lock remark.write chase.read report.build report.release organisation.edit account.edit "
    "journal.read issue.moderate issue.enter issue.answer practice.edit recommendation.edit publication.edit reading.reply",
    "plan_editor": "plan.edit request.read return.read",
    "civil_society_monitor": "reading.write issue.enter practice.edit publication.edit",
    "regional_officer": "request.read return.read chase.read report.build report.release coordination.edit practice.edit recommendation.edit publication.edit journal.read",
    "administrator": "organisation.edit account.edit journal.read",
    "budget_officer": "money.edit request.read return.read",
    "issue_moderator": "issue.moderate",
    "mediator": "issue.enter",
}


def test_the_table_knows_every_role():
    assert set(roles()) == set(STANDS) == set(REACHES) == set(MAY)


def test_every_permission_is_given_to_somebody():
    assert set(" ".join(MAY.values()).split()) == set(PERMISSIONS)


@pytest.fixture
def places():
    world = build_world()
    elsewhere = add_organisation(
        by=SYSTEM,
        key="xk-contact",
        kind="contact_point",
        name=Text("Elsewhere"),
        parent=world.organisations["region"],
        economy="XK",
    )
    return world, {
        "below": {"municipality": "education", "contact": "education", "region": "education"},
        "sibling": "ministry",
        "foreign": elsewhere,
    }


@pytest.mark.parametrize("role", STANDS)
def test_who_may_do_what_and_where(places, role):
    world, around = places
    own = world.organisations[STANDS[role]]
    actor = add_person(own, role)
    actor = type(actor)(actor.name, tuple(part for part in actor.parts if part.role == role))
    targets = {"own": own, "foreign": around["foreign"]}
    if STANDS[role] in around["below"]:
        targets["below"] = world.organisations[around["below"][STANDS[role]]]
    if STANDS[role] != "ministry":
        targets["sibling"] = world.organisations["ministry"]
    granted = set(MAY[role].split())
    for permission in PERMISSIONS:
        for where, target in targets.items():
            expected = permission in granted and where in REACHES[role]
            verdict = may(actor, permission, organisation=target)
            assert bool(verdict) == expected, (role, permission, where, verdict.code)
            assert expected or (verdict.sentence and verdict.code in {"role", "reach"})


def test_nobody_signed_in_may_do_nothing_and_is_told_to_sign_in():
    for permission in PERMISSIONS:
        assert may(PUBLIC, permission).code == "sign-in"


def test_a_refusal_says_why_in_words():
    world = build_world()
    verdict = may(world.people["education"], "return.fill", organisation=world.organisations["housing"])
    assert verdict.sentence == "This belongs to another institution; your role reaches only your own institution."
    with pytest.raises(Refused, match="does not include this"):
        may(world.people["education"], "report.build").require()


def test_a_successor_takes_over_and_the_offices_work_stays():
    world = build_world()
    return_ = world.return_of("education")
    given, narratives = answers_for(return_)
    save_answers(by=world.people["education"], return_=return_, given=given, narratives=narratives)
    successor = Account.objects.create_account(email="new@example.org", name="Successor")
    membership = Membership.objects.get(organisation="education", role="reporter")
    hand_over(by=world.people["contact"], membership=membership, to=successor, reason="Moved to another office")

    assert actor_of(account_of(world.people["education"])).parts == ()
    saved = save_answers(by=actor_of(successor), return_=return_, given=given[:1])
    assert saved.problems == ()
    entry = Entry.objects.get(action="role.hand-over")
    assert (entry.facts["to"], entry.reason) == ("Successor", "Moved to another office")


def test_a_role_counts_from_its_first_day_to_the_day_before_its_last():
    build_world()
    membership = Membership.objects.get(organisation="education", role="reporter")
    membership.since, membership.until = dt.date(2026, 1, 1), dt.date(2026, 3, 1)
    membership.save()
    account = membership.account
    days = {
        day: bool(actor_of(account, on=day).parts)
        for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 2, 28), dt.date(2026, 3, 1))
    }
    assert list(days.values()) == [False, True, True, False]


def test_an_organisation_with_a_wrong_kind_or_a_used_key_is_refused_with_both_reasons():
    world = build_world()
    with pytest.raises(Problems) as caught:
        add_organisation(
            by=SYSTEM, key="ministry", kind="castle", name=Text("X"), parent=world.organisations["contact"]
        )
    assert [problem.code for problem in caught.value.problems] == ["organisation-kind", "organisation-exists"]


def test_a_switched_off_account_has_no_part():
    world = build_world()
    account = account_of(world.people["education"])
    account.is_active = False
    assert actor_of(account).parts == ()


@pytest.mark.parametrize("role", STANDS)
def test_naming_an_institution_of_ones_own_opens_no_other_economy(places, role):
    """A document of Albania's contact point about Montenegro is nobody's in Albania, whoever is named as its owner."""
    world, _around = places
    own = world.organisations[STANDS[role]]
    person = add_person(own, role)
    person = type(person)(person.name, tuple(part for part in person.parts if part.role == role))
    for permission in MAY[role].split():
        assert may(person, permission, organisation=own, economy=own.economy or "ME")
        elsewhere = may(person, permission, organisation=own, economy="ME")
        assert bool(elsewhere) == (not own.economy), (role, permission)
