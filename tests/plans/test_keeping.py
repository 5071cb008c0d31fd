"""Plans are kept by actions: each asks whether one may, names every problem, and leaves its entry in the journal."""

import datetime as dt
import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest

from barabar.access.actions.add_organisation import add_organisation
from barabar.access.actors import PUBLIC, SYSTEM
from barabar.journal.models import Entry
from barabar.plans.actions.add_document import add_document
from barabar.plans.actions.adopt_plan import adopt_plan, end_plan
from barabar.plans.actions.copy_plan import copy_plan
from barabar.plans.actions.create_plan import Head, create_plan, edit_plan, head_of
from barabar.plans.actions.keep_tree import add_node, edit_measure, edit_node, move_node, remove_node
from barabar.plans.content import IndicatorContent, Line, MeasureContent, NodeContent, content_of, measure_content
from barabar.plans.models import Plan
from barabar.plans.permissions import may_adopt_plan, may_edit_plan
from barabar.plans.visibility import plans_seen_by, public_plans
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.advocacy.test_issue_pages import jpeg_with_place
from tests.factories import add_person, add_place, build_world

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 15)


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def officer(world):
    return world.people["contact"]


HEAD = Head(
    title=Text({"en": "New plan", "sq": "Plan i ri"}), level="local", economy="AL", territory="al-elbasan", owner="municipality",
    starts_year=2027, ends_year=2030, communities=("roma",), currency="ALL",
)  # fmt: skip


def actions() -> list[str]:
    return list(Entry.objects.filter(action__startswith="plan.").order_by("number").values_list("action", flat=True))


def codes(action, *args, **kwargs) -> list[str]:
    with pytest.raises(Problems) as found:
        action(*args, **kwargs)
    return [problem.code for problem in found.value.problems]


def tree(plan) -> list[str]:
    return [f"{'  ' * n.level}{n.code}" for n in plan.nodes.order_by("path")]


# -------------------------------------------------------------------------------------------------------- the head


def test_a_plan_begins_as_a_draft_with_a_key_of_place_and_years(world, officer):
    plan = create_plan(by=officer, head=HEAD)
    assert (plan.pk, plan.status, plan.title["sq"]) == ("al-elbasan-2027-2030", "draft", "Plan i ri")
    assert create_plan(by=officer, head=HEAD).pk == "al-elbasan-2027-2030-2"
    assert actions() == ["plan.create", "plan.create"]


def test_everything_wrong_with_a_head_is_said_at_once(world, officer):
    add_place("xk-gjakova", "Gjakova", "XK")
    wrong = replace(
        HEAD, title=Text(), territory="xk-gjakova", starts_year=2030, ends_year=2027, communities=(), owner="nobody"
    )
    assert codes(create_plan, by=officer, head=wrong) == [
        "title-missing",
        "period-backwards",
        "communities-missing",
        "not-there",
        "territory-economy",
    ]
    assert codes(create_plan, by=officer, head=replace(HEAD, economy="", territory="")) == [
        "economy-missing",
        "territory-missing",
    ]


def test_editing_says_which_fields_changed(world, officer):
    plan = create_plan(by=officer, head=HEAD)
    assert edit_plan(by=officer, plan=plan, head=replace(head_of(plan), note="Seen", ends_year=2031)) == [
        "ends_year",
        "note",
    ]
    assert edit_plan(by=officer, plan=plan, head=head_of(plan)) == []
    other = create_plan(by=officer, head=replace(HEAD, parent=plan.pk))
    assert codes(edit_plan, by=officer, plan=plan, head=replace(head_of(plan), parent=other.pk)) == ["plan-circle"]


def test_adoption_makes_a_plan_public_and_one_act_adopts_one_plan(world, officer):
    plan = create_plan(by=officer, head=HEAD)
    assert plan not in public_plans()
    adopt_plan(by=officer, plan=plan, body="Këshilli Bashkiak", number="12", adopted_on=DAY)
    assert plan in public_plans() and plan.acts.get().number == "12"
    second = create_plan(by=officer, head=HEAD)
    with pytest.raises(Problems) as found:
        adopt_plan(by=officer, plan=second, body="Këshilli", number="12", adopted_on=DAY)
    assert "decision 12 of 2026-01-15 is already recorded for the plan “New plan”" in str(found.value)
    assert codes(adopt_plan, by=officer, plan=second, body="", number=" ", adopted_on=dt.date(2199, 1, 1)) == [
        "body-missing",
        "number-missing",
        "date-future",
    ]
    assert Plan.objects.get(pk=second.pk).status == "draft"


def test_a_plan_ends_or_is_replaced(world, officer):
    plan, successor = world.plans["local"], create_plan(by=officer, head=HEAD)
    end_plan(by=officer, plan=plan, reason="New period", successor=successor)
    successor.refresh_from_db()
    assert (plan.status, successor.predecessor_id) == ("replaced", plan.pk)
    with pytest.raises(Refused):
        end_plan(by=officer, plan=successor)
    with pytest.raises(Refused):
        adopt_plan(by=officer, plan=plan, body="a", number="1", adopted_on=DAY)
    assert Entry.objects.get(action="plan.end").reason == "New period"


# -------------------------------------------------------------------------------------------------------- the tree


@pytest.fixture
def draft(world, officer):
    plan = create_plan(by=officer, head=HEAD)
    for code, parent in (("1", ""), ("1.1", "1"), ("1.2", "1"), ("2", "")):
        content = NodeContent(
            code, Text({"en": f"Entry {code}"}), parent, measure=MeasureContent() if "." in code else None
        )
        add_node(by=officer, plan=plan, node=content)
    return plan


def test_entries_are_added_moved_and_removed(draft, officer):
    assert tree(draft) == ["1", "  1.1", "  1.2", "2"]
    add_node(by=officer, plan=draft, node=NodeContent("1.3", Text({"en": "Late"}), "1", measure=MeasureContent()))
    move_node(by=officer, plan=draft, code="1.3", parent="1", after="")
    assert tree(draft) == ["1", "  1.3", "  1.1", "  1.2", "2"]
    move_node(by=officer, plan=draft, code="1", parent="2", after="")
    assert tree(draft) == ["2", "  1", "    1.3", "    1.1", "    1.2"]
    move_node(by=officer, plan=draft, code="1.1", parent="2", after="1")
    assert tree(draft) == ["2", "  1", "    1.3", "    1.2", "  1.1"]
    assert remove_node(by=officer, plan=draft, code="1") == ["1", "1.2", "1.3"]
    assert tree(draft) == ["2", "  1.1"]
    assert codes(move_node, by=officer, plan=draft, code="2", parent="1.1") == ["node-circle"]
    assert codes(remove_node, by=officer, plan=draft, code="9") == ["node-unknown"]


def test_an_entry_needs_a_free_code_and_a_title(draft, officer):
    wrong = NodeContent("1.1", Text(), "7")
    assert codes(add_node, by=officer, plan=draft, node=wrong) == ["code-twice", "title-missing", "node-unknown"]
    edit_node(by=officer, plan=draft, code="1", title=Text({"en": "Better"}), stated_total=Decimal(5))
    assert draft.nodes.get(code="1").stated_total == 5
    assert codes(edit_node, by=officer, plan=draft, code="1", title=Text()) == ["title-missing"]


def test_a_measure_is_edited_as_a_whole(draft, officer):
    measure = draft.nodes.get(code="1.1").measure
    content = MeasureContent(
        sectors=("education",), responsible="education", partners=("ministry",), deadline="2028-Q2",
        indicators=(IndicatorContent(Text({"en": "Pupils"}), unit="pupils", aggregation="sum", baseline=Decimal(3), targets=((2028, Decimal(9)),)),),
        budget=(Line(Decimal(1000), "municipal", 2028), Line(Decimal(0), "donor", 2028)),
    )  # fmt: skip
    assert edit_measure(by=officer, measure=measure, content=content) == [
        "sectors",
        "responsible",
        "partners",
        "deadline",
        "indicators",
        "budget",
    ]
    measure.refresh_from_db()
    stored = measure_content(measure)
    assert stored == replace(
        content,
        indicators=(replace(content.indicators[0], key="pupils"),),
        budget=tuple(sorted(content.budget, key=lambda one: one.source)),
    )
    assert edit_measure(by=officer, measure=measure, content=stored) == []
    entry = Entry.objects.filter(action="plan.measure-edit").order_by("-number").first()
    assert entry.facts["fields"][0] == "sectors" and Entry.objects.filter(action="plan.measure-edit").count() == 1


def test_everything_wrong_with_a_measure_is_said_at_once(draft, officer):
    wrong = MeasureContent(
        sectors=("nothing",), responsible="nobody", deadline="soon",
        indicators=(IndicatorContent(Text(), unit="kilos"),), budget=(Line(Decimal(-1), "pocket"), Line(Decimal(2), "pocket")),
    )  # fmt: skip
    assert codes(edit_measure, by=officer, measure=draft.nodes.get(code="1.1").measure, content=wrong) == [
        "sector-unknown", "body-unknown", "deadline-form", "indicator-nameless", "unit-unknown", "source-unknown", "money-negative",
        "source-unknown", "money-twice",
    ]  # fmt: skip


def test_what_was_asked_or_answered_is_not_removed(world, officer):
    assert codes(remove_node, by=officer, plan=world.plans["local"], code="1") == ["measure-answered"]


# ------------------------------------------------------------------------------------------------ copies, documents


def test_a_copy_takes_the_tree_and_not_the_values(world, officer):
    place = add_place("al-korce", "Korçë")
    parent = add_organisation(
        by=SYSTEM,
        key="korce",
        kind="municipality",
        name=Text({"en": "Korçë"}),
        parent=world.organisations["contact"],
        territory=place,
    )
    made = copy_plan(
        by=officer,
        plan=world.plans["local"],
        head=replace(HEAD, territory="al-korce", owner=parent.pk, starts_year=2025, ends_year=2028),
    )
    content = content_of(made)
    assert (
        [node.code for node in content.nodes] == ["1", "1.1", "2", "2.1"]
        and made.copied_from == world.plans["local"]
        and made.status == "draft"
    )
    first = content.measures[0].measure
    assert (first.responsible, first.responsible_as_written, first.deadline) == ("", "Education", "2026-Q4")
    assert [(i.key, i.unit, i.baseline, i.targets) for i in first.indicators] == [
        ("reached", "children", None, ())
    ] and first.budget == ()
    assert content.measures[0].title == world.measures["school"].title


def test_a_copy_may_keep_the_money_and_its_own_bodies(world, officer):
    head = replace(HEAD, starts_year=2030, ends_year=2033)
    content = content_of(copy_plan(by=officer, plan=world.plans["local"], head=head, keep_budget=True))
    first = content.measures[0].measure
    assert first.responsible == "education" and first.deadline == "" and len(first.budget) == 4


def zipped(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, b"")
    return stream.getvalue()


def test_documents_are_a_file_of_a_known_kind_or_an_address(draft, officer):
    kept = add_document(by=officer, plan=draft, title="Vendimi", name="Vendimi nr. 12.PDF", content=b"%PDF-1.7")
    assert kept.file.name.endswith("al-elbasan-2027-2030-vendimi-nr-12.pdf") and len(kept.sha256) == 64
    assert add_document(by=officer, plan=draft, title="Site", address="https://example.org/plan").address
    for more, code in (
        ({}, "file-or-address"), ({"address": "javascript:alert(1)"}, "address-form"),
        ({"name": "a.exe", "content": b"MZ"}, "file-kind"), ({"name": "a.pdf", "content": b"<html>"}, "file-foreign"),
        ({"name": "a.pdf", "content": b"%PDF-" + b"0" * (20 * 1024 * 1024 + 1)}, "file-large"),
        ({"name": "a.docx", "content": b"PK\x03\x04 cut"}, "file-foreign"),
        ({"name": "a.docx", "content": zipped("word/vbaProject.bin")}, "file-macros"),
        ({"name": "a.jpg", "content": jpeg_with_place()[:-6]}, "file-foreign"),
    ):  # fmt: skip
        assert codes(add_document, by=officer, plan=draft, title="T", **more) == [code]
    photo = add_document(by=officer, plan=draft, title="Photo", name="a.jpg", content=jpeg_with_place())
    with photo.file.open("rb") as stream:
        assert b"Exif" not in stream.read(), "a public file tells where the telephone was"


# ------------------------------------------------------------------------------------------------------ who may what


def test_who_may_edit_and_adopt(world, draft):
    """Role → may edit the draft, edit the adopted plan, adopt."""
    editor = add_person(world.organisations["municipality"], "plan_editor")
    people = {
        **{
            role: world.people[name]
            for role, name in (
                ("contact", "contact"),
                ("committee", "committee"),
                ("reporter", "education"),
                ("society", "society"),
            )
        },
        "editor": editor,
        "public": PUBLIC,
    }
    adopted = world.plans["local"]
    table = {
        name: (bool(may_edit_plan(who, draft)), bool(may_edit_plan(who, adopted)), bool(may_adopt_plan(who, draft)))
        for name, who in people.items()
    }
    assert table == {
        "contact": (True, True, True), "editor": (True, False, False), "committee": (False,) * 3, "reporter": (False,) * 3,
        "society": (False,) * 3, "public": (False,) * 3,
    }  # fmt: skip


def test_drafts_are_seen_by_those_who_keep_them(world, draft):
    editor = add_person(world.organisations["municipality"], "plan_editor")
    sees = {
        name: draft in plans_seen_by(who) for name, who in {**world.people, "editor": editor, "public": PUBLIC}.items()
    }
    assert {name for name, seen in sees.items() if seen} == {"contact", "editor"}


@pytest.mark.parametrize("name", ["committee", "education", "society"])
def test_nothing_is_written_by_who_may_not(world, draft, name):
    who, before = world.people[name], Entry.objects.count()
    tries = (
        lambda: create_plan(by=who, head=HEAD),
        lambda: edit_plan(by=who, plan=draft, head=head_of(draft)),
        lambda: adopt_plan(by=who, plan=draft, body="a", number="1", adopted_on=DAY),
        lambda: end_plan(by=who, plan=world.plans["local"]),
        lambda: copy_plan(by=who, plan=draft, head=HEAD),
        lambda: add_node(by=who, plan=draft, node=NodeContent("9", Text({"en": "x"}))),
        lambda: edit_node(by=who, plan=draft, code="1", title=Text({"en": "x"})),
        lambda: move_node(by=who, plan=draft, code="1.1", parent=""),
        lambda: remove_node(by=who, plan=draft, code="1"),
        lambda: edit_measure(by=who, measure=draft.nodes.get(code="1.1").measure, content=MeasureContent()),
        lambda: add_document(by=who, plan=draft, title="x", address="https://example.org/"),
    )
    for one in tries:
        with pytest.raises(Refused):
            one()
    assert Entry.objects.count() == before
