"""The five rows of a real action plan, with the printed heads and the printed cells, become what the record says."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from barabar.access.actors import SYSTEM
from barabar.plans.actions.import_plan import import_plan
from barabar.plans.importing.column_maps import column_maps
from barabar.plans.models import Measure, Plan
from barabar.reference.text import Text
from tests.plans.books import SERBIAN_HEADS, book

pytestmark = pytest.mark.django_db
FACTS = Path(settings.ROOT) / "facts" / "serbia_action_plan_2012_2014_rows.csv"


def facts() -> list[dict]:
    with FACTS.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def printed_money(row: dict) -> str:
    """What stood on paper: the note quotes it; for the last row no amounts were seen."""
    found = re.search(r'printed "([^"]*)"', row["note"])
    return found[1] if found else ""


@pytest.fixture
def plan():
    return Plan.objects.create(
        key="rs-2012-2014", title=Text({"sr-Latn": "Akcioni plan"}), level="national", economy="RS", starts_year=2012,
        ends_year=2014, communities=["roma"], focus="targeted", currency="RSD",
    )  # fmt: skip


def printed_book() -> bytes:
    rows = [
        ("", f"{r['number']} {r['text_sr']}", r["indicator_sr"], "", "", "", printed_money(r), r["deadline"])
        for r in facts()
    ]
    return book(SERBIAN_HEADS, rows)


def test_the_printed_cells_become_the_recorded_values(plan):
    imported = import_plan(
        by=SYSTEM, plan=plan, name="plan.xlsx", content=printed_book(), mapped=column_maps()["serbia_2012"]
    )
    assert imported.stored and imported.errors == () and len(imported.changes) == 5
    for row in facts():
        measure = Measure.objects.get(key=f"rs-2012-2014/{row['number']}")
        assert measure.title["sr-Latn"] == row["text_sr"]
        assert [i.name["sr-Latn"] for i in measure.indicators.all()] == [
            p.strip() for p in row["indicator_sr"].split(";")
        ]
        budget = {line.source: (line.amount, line.source_as_written, line.year) for line in measure.budget.all()}
        expected = {}
        if row["amount_budget"]:
            expected["state"] = (Decimal(row["amount_budget"]), "", None)
        if row["amount_donor"]:
            source = "eu" if row["donor"] else "donor"
            expected[source] = (Decimal(row["amount_donor"]), row["donor"], None)
        assert budget == expected, row["number"]
        assert (measure.deadline, measure.deadline_as_written) == ("2014-Q4", row["deadline"])


def test_the_recorded_amounts_are_these(plan):
    """The same as literals, so that the record and the reader cannot be wrong together."""
    import_plan(by=SYSTEM, plan=plan, name="plan.xlsx", content=printed_book(), mapped=column_maps()["serbia_2012"])
    lines = {
        (line.measure.code, line.source): int(line.amount)
        for measure in Measure.objects.all()
        for line in measure.budget.select_related("measure__node")
    }
    assert lines == {
        ("2.1.2", "state"): 0, ("2.1.2", "donor"): 0, ("2.2.1", "state"): 0, ("2.2.1", "eu"): 130250,
        ("2.2.2", "state"): 0, ("2.2.2", "eu"): 340000, ("2.3.1", "eu"): 35500,
    }  # fmt: skip


def test_the_same_file_again_changes_nothing(plan):
    mapped = column_maps()["serbia_2012"]
    import_plan(by=SYSTEM, plan=plan, name="plan.xlsx", content=printed_book(), mapped=mapped)
    before = list(Measure.objects.values_list("pk", "key", "node__path"))
    again = import_plan(by=SYSTEM, plan=plan, name="plan.xlsx", content=printed_book(), mapped=mapped)
    assert again.changes == () and list(Measure.objects.values_list("pk", "key", "node__path")) == before


def test_a_dry_run_shows_the_tree_and_stores_nothing(plan):
    shown = import_plan(
        by=SYSTEM,
        plan=plan,
        name="plan.xlsx",
        content=printed_book(),
        mapped=column_maps()["serbia_2012"],
        dry_run=True,
    )
    assert [node.code for node in shown.nodes] == ["2.1.2", "2.2.1", "2.2.2", "2.3.1", "2.3.2"]
    assert not shown.stored and not Measure.objects.exists()
