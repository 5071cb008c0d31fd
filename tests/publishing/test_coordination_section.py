"""The report's part on meetings and commitments: done, late and dropped with the reason; none is left out."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.coordination.test_commitments import a_commitment, a_meeting
from tests.coordination.test_visits import a_finding, a_visit
from tests.factories import build_world, send
from tests.publishing.test_report import text_of

from barabar.access.actors import SYSTEM
from barabar.coordination.actions.tell_state import Told, tell_state
from barabar.publishing.compose import compose
from barabar.publishing.document.model import plain
from barabar.publishing.outlines import outlines
from barabar.publishing.report import Page, Report, Scope
from barabar.publishing.sections.coordination import build
from barabar.reference.text import Text
from barabar.review.actions.approve_return import approve_return
from barabar.warehouse.facts import head

pytestmark = pytest.mark.django_db
SCOPE = Scope("AL", "2025")


@pytest.fixture
def world():
    return build_world()


def rows(scope=SCOPE, key="commitments-list", built_on=dt.date(2026, 5, 1)):
    page = Page(Report(scope, head(), built_on, False), "en")
    table = next((one for one in build(page) if getattr(one, "key", "") == key and hasattr(one, "rows")), None)
    return [[plain(cell, labels=page.labels, marks={}) for cell in row.cells] for row in table.rows] if table else []


def test_every_commitment_of_the_year_stands_with_what_became_of_it(world):
    event = a_meeting(state="held")
    late, moved, done, dropped = (a_commitment(world, event, what=Text(what)) for what in ("A", "B", "C", "D"))
    on = dt.date(2026, 1, 10)
    tell_state(by=SYSTEM, commitment=moved, told=Told("under_way", "law late", on, moved_to=dt.date(2026, 12, 31)))
    tell_state(by=SYSTEM, commitment=done, told=Told("done", "opened in May", on))
    tell_state(by=SYSTEM, commitment=dropped, told=Told("dropped", "the building was sold", on))
    assert rows() == [
        ["A", "Ministry", "31.12.2025", "Late", "–"],
        ["B", "Ministry", "31.12.2026 (promised for 31.12.2025)", "Under way", "law late"],
        ["C", "Ministry", "31.12.2025", "Done, 10.01.2026", "opened in May"],
        ["D", "Ministry", "31.12.2025", "Dropped, 10.01.2026", "the building was sold"],
    ]
    _document, text = text_of()
    assert "as they stand on 01.05.2026: 4. Late: 1; Under way: 1; Done: 1; Dropped: 1." in text
    assert rows(key="meetings") == [["05.05.2025", "Sector meeting", "Sector meeting", "–", "4"]]
    assert rows(Scope("AL", "2025", territory="al-elbasan")) == []


def test_a_period_without_any_says_so_in_both_languages(world):
    assert "No meeting is recorded for this period." in text_of()[1]
    assert "No commitment was open in this period." in text_of()[1]
    assert "Për këtë periudhë nuk është shënuar asnjë takim." in text_of(language="sq")[1]


def test_what_a_visit_found_stands_beside_what_was_reported_and_as_a_note_at_the_measure(world):
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=120))
    _document, before = text_of()
    assert "No visit is recorded for this period." in before and "found otherwise" not in before
    visit = a_visit(world, starts=dt.date(2025, 10, 8))
    a_finding(world, visit)
    a_finding(world, visit, amount=Decimal(3))
    found = rows(key="visit-findings", built_on=timezone.localdate())
    assert found[0][0] == "Elbasan" and found[0][1] == "Contradicts what was reported: The list shows fewer pupils"
    assert [one[3:] for one in found] == [["120", "95", "List of 8 April"], ["hidden to protect people"] * 2 + ["List of 8 April"]]  # fmt: skip
    report = Report(SCOPE, head(), timezone.localdate(), False)
    assert report.contradicted == {world.measures["grants"].key}
    text = "\n".join(plain(note, labels=Page(report, "en").labels, marks={}) for block in compose(report, outlines()["annual"], "en").blocks if hasattr(block, "notes") for note in block.notes)  # fmt: skip
    assert "A field visit found otherwise: 1.1; see “Field visits”." in text
