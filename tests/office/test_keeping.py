"""Cycles, institutions, accounts, reports: who may, what happens, what is said."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from barabar.access.actors import actor_of
from barabar.access.models import Account, Membership, Organisation
from barabar.collection.models import Cycle, Request
from barabar.journal.models import Entry
from barabar.publishing.models import Release
from barabar.review.actions.approve_return import approve_return
from tests.factories import send


def test_the_contact_point_plans_opens_closes_and_locks_a_cycle(world, visit):
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    client = visit("contact")
    given = {"period": "2026", "opens_on": "2027-01-08", "due_on": "31.03.2027", "routes": ["municipal", "national"]}
    assert client.post("/office/cycles/", given).status_code == 302
    cycle = Cycle.objects.get(period="2026")
    assert (cycle.previous_id, cycle.state, cycle.requests.count()) == ("al-2025", "draft", 0)
    page = client.post(f"/office/cycles/{cycle.pk}/open/", follow=True).content.decode()
    # The national plan ends in 2025: only the two directorates and their committee are asked.
    assert "3 requests are out." in page
    assert set(cycle.requests.values_list("organisation", flat=True)) == {"committee", "education", "housing"}
    assert "1 return is locked." in client.post("/office/cycles/al-2025/lock/", follow=True).content.decode()
    assert world.return_of("ministry").state == "locked"
    client.post(f"/office/cycles/{cycle.pk}/close/")
    cycle.refresh_from_db()
    assert cycle.state == "closed"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"period": "2025"}, "exists already"),
        ({"period": "25"}, "is not a period"),
        ({"due_on": "2026-01-01"}, "before the opening date"),
        ({"routes": []}, "This field is required"),
    ],
)
def test_a_cycle_that_cannot_be_is_said_why_at_the_field(world, visit, change, says):
    given = {"period": "2026", "opens_on": "2027-01-08", "due_on": "2027-03-31", "routes": ["municipal"], **change}
    response = visit("contact").post("/office/cycles/", given)
    assert response.status_code == 400
    assert says in response.content.decode()
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize("who", ["education", "committee", "ministry", "society"])
def test_nobody_else_keeps_cycles_institutions_or_reports(world, visit, who):
    client = visit(who)
    for address in ("/office/cycles/", "/office/institutions/", "/office/reports/"):
        assert client.get(address).status_code == 403, address
    for address in ("/office/institutions/education/", "/office/institutions/none/"):
        assert client.get(address).status_code == 404, address
    assert client.post("/office/cycles/al-2025/open/").status_code == 404
    assert Request.objects.count() == 4


def test_an_account_is_added_and_its_first_password_is_shown_once(world, visit):
    client = visit("contact")
    given = {
        "add_account": "1",
        "name": "New Person",
        "email": "New@Office.example",
        "role": "reporter",
        "language": "sq",
    }
    page = client.post("/office/institutions/housing/", given, follow=True).content.decode()
    account = Account.objects.get(email="new@office.example")
    assert [part.organisation for part in actor_of(account).parts] == ["housing"]
    password = page.split("shown only now: ")[1].split(". Give it")[0]
    assert authenticate(username="new@office.example", password=password) == account
    assert password not in client.get("/office/institutions/housing/").content.decode()
    assert not Entry.objects.filter(facts__icontains=password).exists()


def test_a_successor_takes_over_on_the_page(world, visit):
    client = visit("contact")
    membership = Membership.objects.get(organisation="education")
    given = {"name": "Successor", "email": "next@office.example", "language": "sq", "reason": "New post"}
    client.post(f"/office/institutions/successor/{membership.pk}/", given)
    membership.refresh_from_db()
    assert membership.until and membership.successor.account.name == "Successor"
    assert client.post(f"/office/institutions/successor/{membership.pk}/", given).status_code == 404


def test_a_new_password_replaces_the_forgotten_one(world, visit, capsys):
    membership = Membership.objects.get(organisation="education")
    page = visit("contact").post(f"/office/institutions/password/{membership.pk}/", follow=True).content.decode()
    password = page.split("shown only now: ")[1].split(". Give it")[0]
    assert authenticate(username=membership.account.email, password=password)
    call_command("account", "password", membership.account.email)
    newer = capsys.readouterr().out.rpartition(": ")[2].strip()
    assert authenticate(username=membership.account.email, password=newer)
    assert not authenticate(username=membership.account.email, password=password)
    with pytest.raises(CommandError, match="no account"):
        call_command("account", "password", "nobody@office.example")


def test_an_institution_is_registered_below_another(world, visit):
    given = {
        "add_below": "1",
        "name_sq": "Zyra për komunitete",
        "name_en": "Community office",
        "kind": "community_office",
    }
    visit("contact").post("/office/institutions/municipality/", given)
    made = Organisation.objects.get(pk="municipality-community-office")
    assert (made.path, made.economy, made.territory_id) == (
        "/region/contact/municipality/municipality-community-office/",
        "AL",
        "al-elbasan",
    )


def test_the_commands_add_institutions_and_accounts(world, capsys):
    call_command(
        "organisation", "add", "xk-contact", "contact_point", "Pika e kontaktit", "--below", "region", "--economy", "XK"
    )
    call_command("account", "add", "a@office.example", "A", "xk-contact", "contact_point_officer")
    assert "First password" in capsys.readouterr().out
    call_command("organisation", "list")
    assert "xk-contact" in capsys.readouterr().out
    for arguments, says in (
        (["organisation", "add", "x", "castle", "X"], "not a kind"),
        (["organisation", "add", "x", "ministry", "X", "--below", "nowhere"], "no institution"),
        (["account", "add", "b@office.example", "B", "nowhere", "reporter"], "no institution"),
        (["account", "add", "b@office.example", "B", "ministry", "king"], "not a role"),
        (["account", "add", "b at office", "B", "ministry", "reporter"], "not an e-mail address"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command(*arguments)


def test_the_report_builder_asks_for_what_a_kind_needs_builds_and_releases(world, visit):
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    client = visit("contact")
    asked = client.post("/office/reports/", {"outline": "municipal", "period": "2025"})
    assert asked.status_code == 400 and "Choose the municipality" in asked.content.decode()
    client.post("/office/reports/", {"outline": "sector", "period": "2025", "sector": "education"})
    release = Release.objects.get()
    assert (release.sector, release.released_at) == ("education", None)
    assert client.get(f"/office/reports/{release.pk}/en.pdf").content.startswith(b"%PDF")
    client.post(f"/office/reports/{release.pk}/release/")
    release.refresh_from_db()
    assert release.released_by == "Contact point officer"
    assert visit("ministry").get(f"/office/reports/{release.pk}/").status_code == 404
    assert client.get("/office/reports/none/").status_code == 404


def test_the_overview_is_of_the_persons_own_economy(world, visit):
    page = visit("contact").get("/office/overview/").content.decode()
    assert "Albania: overview 2025" in page
    assert visit("contact").get("/office/overview/?economy=XK").status_code == 404
    assert visit("region").get("/office/overview/?economy=XK").status_code == 200
    assert visit("contact").get("/office/overview/?period=1999").status_code == 404
