import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.link_recommendation import link_answer
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import ToldFulfilment, tell_fulfilment
from barabar.advocacy.models import Issue, IssueStep, Reading, Reply, StepOutcome
from barabar.analysis.measures import measure_standings
from barabar.analysis.protection import published
from barabar.chasing.actions.log_contact import log_contact
from barabar.collection.models import Delivery
from barabar.coordination.actions.commit import Promise, commit
from barabar.coordination.actions.keep_visit import Found, VisitContent, add_finding, keep_visit
from barabar.coordination.models import Event, Footing, Minutes
from barabar.journal.actions.record import record
from barabar.journal.chain import entry_hash, verify_chain
from barabar.journal.models import Entry
from barabar.money.actions.enter_money import enter_money
from barabar.money.actions.enter_rates import NewRate, enter_rates
from barabar.money.rules import Given
from barabar.publishing.models import Bulletin, BulletinFile
from barabar.reference.text import Text
from barabar.review.actions.approve_return import approve_return
from tests.advocacy.recommending import a_recommendation
from tests.conftest import GUARDED
from tests.factories import build_world, send

pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            record(by=SYSTEM, action="test.write", kind="thing", subject=number, facts={"ë": "Përmet"})


def unguarded(statement: str) -> None:
    """Change the table as somebody with the file in their hands would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_append_only")
        else:
            cursor.execute("DROP TRIGGER journal_entry_no_UPDATE")
            cursor.execute("DROP TRIGGER journal_entry_no_DELETE")
        cursor.execute(statement)


def test_entries_are_numbered_and_chained():
    write(3)
    entries = list(Entry.objects.all())
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert entries[2].previous_hash == entries[1].hash == entry_hash(entries[1])
    assert verify_chain() == (3, None)


# A column of each guarded table.
CHANGED = {
    "journal_entry": "actor", "review_approvedvalue": "approved_by", "review_approvednarrative": "approved_by",
    "analysis_figuredecision": "reason", "money_moneyentry": "act", "money_exchangerate": "source",
    "chasing_contact": "said", "collection_delivery": "sha256", "coordination_minutes": "stage",
    "advocacy_issuestep": "rung", "advocacy_stepoutcome": "text",
    "advocacy_recommendationversion": "reason", "advocacy_fulfilmentstate": "note", "advocacy_answerlink": "note",
    "advocacy_reading": "evidence", "advocacy_reply": "organisation_id",
    "coordination_conclusion": "kind", "coordination_commitmentstate": "note",
    "coordination_finding": "evidence", "coordination_footing": "evidence",
    "publishing_bulletin": "published_by", "publishing_bulletinfile": "sha256",
}  # fmt: skip


def _fill_advocacy(world) -> None:
    """A step with its outcome, a reading with its reply, a recommendation told and linked."""
    asked = a_recommendation()
    tell_fulfilment(by=SYSTEM, recommendation=asked, economy="AL", told=ToldFulfilment("in_progress"))
    link_answer(by=SYSTEM, recommendation=asked, thing=world.measures["grants"])
    issue = Issue.objects.create(economy="AL")
    day = dt.date(2026, 1, 1)
    step = IssueStep.objects.create(
        issue=issue,
        number=1,
        rung="ministry",
        organisation=world.organisations["ministry"],
        began_on=day,
        due_on=day,
    )
    StepOutcome.objects.create(step=step, kind="answer", recorded_on=day, days=0)
    reading = Reading.objects.create(
        measure=world.measures["grants"], period="2025", organisation=world.organisations["society"], rating="differs",
        text=Text("Seen."), evidence="Visit", written_on=day,
    )  # fmt: skip
    Reply.objects.create(
        reading=reading, organisation=world.organisations["ministry"], text=Text("No."), written_on=day
    )


def _fill(world, table: str) -> None:
    """A row in the table, so that there is something to change."""
    officer = world.people["contact"]
    if table == "analysis_figuredecision":
        published(measure_standings(period="2025", node__plan__economy="AL"))
    elif table == "money_moneyentry":
        given = Given(stage="adopted", amount=Decimal(1), currency="ALL", year=2025)
        enter_money(by=officer, of=world.measures["grants"], given=given)
    elif table == "money_exchangerate":
        enter_rates(by=officer, rates=[NewRate("ALL", dt.date(2024, 12, 31), Decimal("98.15"), "Bank of Albania")])
    elif table == "chasing_contact":
        log_contact(by=officer, request=world.return_of("housing").request, kind="phone", said="Soon.")
    elif table == "collection_delivery":
        by = world.people["education"]
        Delivery.objects.create(
            id=uuid4(), of=world.return_of("education"), measure=world.measures["school"], account_id=by.account_id,
            sha256="0", content=[], outcome={},
        )  # fmt: skip
    elif table.startswith("advocacy_"):
        _fill_advocacy(world)
    elif table == "coordination_minutes":
        Minutes.objects.create(
            event=Event.objects.create(key="forum", kind="summit", title=Text({"en": "Forum"})),
            stage="draft",
            text=Text({"en": "Said."}),
        )
    elif table in ("coordination_conclusion", "coordination_commitmentstate"):
        event = Event.objects.create(key="forum", kind="summit", title=Text({"en": "Forum"}), economy="AL")
        promise = Promise(Text("Places"), world.organisations["ministry"], date_note="no day agreed")
        commit(by=officer, event=event, promise=promise)
    elif table.startswith("publishing_"):
        day = dt.date(2026, 1, 1)
        bulletin = Bulletin.objects.create(
            number=1, rhythm="monthly", since=day, until=day, published_at=timezone.now()
        )
        BulletinFile.objects.create(bulletin=bulletin, language="en", format="html", file="x.html", size=1, sha256="0")
    elif table == "coordination_footing":
        Footing.objects.create(measure=world.measures["grants"], state="project", on=dt.date(2026, 1, 1))
    elif table == "coordination_finding":
        visit = keep_visit(by=officer, content=VisitContent("AL", date_note="no day is told"))
        add_finding(by=officer, visit=visit, found=Found("challenge", Text("No water")))


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_written(table, statement):

    world = build_world()
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    _fill(world, table)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, f"{CHANGED[table]} = 'x'"))


@pytest.mark.parametrize(
    ("statement", "number", "what"),
    [
        ("UPDATE journal_entry SET reason = 'forged' WHERE number = 3", 3, "was changed"),
        ("DELETE FROM journal_entry WHERE number = 2", 2, "is missing"),
        ("UPDATE journal_entry SET hash = previous_hash WHERE number = 4", 4, "was changed"),
        ("UPDATE journal_entry SET previous_hash = hash WHERE number = 5", 5, "does not follow"),
    ],
)
def test_tampering_is_found_at_its_first_broken_link(statement, number, what):
    write(6)
    unguarded(statement)
    _count, broken = verify_chain()
    assert (broken.number, what in broken.what) == (number, True)
    with pytest.raises(CommandError, match=f"entry {number}"):
        call_command("journal", "verify")


def test_a_cut_tail_is_found_by_the_head_kept_outside():
    write(4)
    head = (4, Entry.objects.get(number=4).hash)
    unguarded("DELETE FROM journal_entry WHERE number = 4")
    assert verify_chain()[1] is None
    _count, broken = verify_chain(head)
    assert broken.number == 4


def test_an_entry_needs_its_actions_transaction(transactional_db):
    with pytest.raises(AssertionError, match="outside a transaction"):
        record(by=SYSTEM, action="x", kind="y", subject=1)


def test_the_time_is_covered_by_the_hash():
    write(1)
    entry = Entry.objects.get()
    entry.at += dt.timedelta(seconds=1)
    assert entry_hash(entry) != entry.hash


def test_the_command_says_that_the_journal_is_whole(capsys):
    write(2)
    call_command("journal", "verify")
    assert "whole: 2 entries" in capsys.readouterr().out
