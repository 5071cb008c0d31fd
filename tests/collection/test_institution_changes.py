"""Institutions that merged or split keep their series."""

import datetime as dt
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import load_workbook

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actors import SYSTEM
from barabar.access.changes import forebears
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.models import Return
from barabar.collection.queries import earlier_totals
from barabar.collection.questions import form_of
from barabar.collection.workbooks import make_workbook
from barabar.reference.text import Text
from tests.factories import account_of, add_cycle, add_person, build_world, send

pytestmark = pytest.mark.django_db
CHANGES = """
- {key: joined, from: [ministry, old-office], to: [social-affairs], date: "2026-02-01", title: {en: "Joined"}}
- {key: again, from: [social-affairs], to: [welfare, labour], date: "2028-01-01", title: {en: "Split"}}
"""


@pytest.fixture
def world(own_definitions):
    (own_definitions / "institution_changes.yaml").write_text(CHANGES)
    world = build_world()
    world.organisations["social-affairs"] = add_organisation(
        by=SYSTEM, key="social-affairs", kind="ministry", name=Text({"en": "Social affairs"}), parent=world.organisations["contact"]
    )  # fmt: skip
    world.people["social-affairs"] = add_person(world.organisations["social-affairs"], "reporter")
    return world


def next_cycle(world, opens: dt.date) -> Return:
    """The measure of the ministry passes to its successor; a new cycle is opened."""
    world.plans["national"].ends_year = 2030
    world.plans["national"].save()
    cycle = add_cycle(2026, previous=world.cycle)
    cycle.opens_on = opens
    cycle.save()
    measure = world.measures["grants"]
    measure.responsible = world.organisations["social-affairs"]
    measure.save()
    open_cycle(by=world.people["contact"], cycle=cycle)
    return world.return_of("social-affairs", cycle)


def test_the_successor_sees_what_was_answered_before_it(world):
    send(world, "ministry", 120)
    return_ = next_cycle(world, dt.date(2027, 1, 8))
    total = next(q for q in form_of(return_).by_key.values() if q.key.endswith("|"))
    assert total.earlier.amount == 120
    assert form_of(return_).measures[0].earlier_narrative.achievements == "Done as planned."
    assert [one.amount for one in earlier_totals(return_)[total.indicator_id]] == [120]


def test_a_change_still_to_come_changes_nothing(world):
    send(world, "ministry", 120)
    return_ = next_cycle(world, dt.date(2026, 1, 8))
    assert all(q.earlier is None for q in form_of(return_).by_key.values())
    assert earlier_totals(return_) == {}


def test_series_go_back_through_every_change(own_definitions):
    (own_definitions / "institution_changes.yaml").write_text(CHANGES)
    assert forebears("welfare", dt.date(2028, 1, 1)) == ["social-affairs", "ministry", "old-office"]
    assert forebears("labour", dt.date(2027, 12, 31)) == []
    assert forebears("social-affairs", dt.date(2028, 1, 1)) == ["ministry", "old-office"]
    loop = CHANGES + '- {key: back, from: [welfare], to: [ministry], date: "2029-01-01", title: {en: "Back"}}\n'
    (own_definitions / "institution_changes.yaml").write_text(loop)


def test_what_is_wrong_in_the_definition_is_said_with_its_line(own_definitions, capsys):
    (own_definitions / "institution_changes.yaml").write_text(
        '- {key: a, from: [], to: [b], date: "2026-02-30", title: {en: "A"}}\n- {key: b, from: [x], to: [x], date: "2026-01-01", title: {en: "B"}}\n'
    )
    with pytest.raises(CommandError) as refused:
        call_command("check")
    said = str(refused.value) + "".join(capsys.readouterr())
    assert "name at least one institution" in said and "2026-02-30" in said and "cannot follow itself" in said


def test_last_years_words_are_a_suggestion_and_never_an_answer(world):
    """On the page and as comments in the workbook; the draft stays empty until somebody writes."""
    send(world, "ministry", 120)
    return_ = next_cycle(world, dt.date(2027, 1, 8))
    client = Client(headers={"accept-language": "en"})
    client.force_login(account_of(world.people["social-affairs"]))
    page = client.get(f"/office/requests/{return_.pk}/measures/{world.measures['grants'].pk}/", follow=True)
    text = page.content.decode()
    assert "Last year's words" in text and "Done as planned." in text
    assert re.search(r'<textarea id="text_achievements"[^>]*>\s*</textarea>', text)
    book = load_workbook(io.BytesIO(make_workbook(return_, "en")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    words = {cell.comment.text: cell.value for cell in cells if "Last year" in cell.comment.text}
    assert words == {"Last year: Done as planned.": None, "Last year: Late start.": None, "Last year: Go on.": None}
