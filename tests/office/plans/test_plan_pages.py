"""The office's plan screens: what they show, what their forms do, who is let in; every page small and in few questions."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from barabar.plans.models import Measure, Plan, PlanNode
from barabar.review.actions.approve_return import approve_return
from tests.factories import account_of, add_person, build_world, send
from tests.plans.books import book

pytestmark = pytest.mark.django_db
PLAN, MEASURE = "national-2021-2025", "national-2021-2025/1.1"


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def approved(world):
    approve_return(by=world.people["contact"], return_=send(world, "ministry", amount=120))
    return world


@pytest.fixture
def office(world, client):
    client.force_login(account_of(world.people["contact"]))
    return client


def page(client, name, *args, **query):
    response = client.get(reverse(f"office:{name}", args=args), {"language": "en", **query})
    return response, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


PAGES = [
    ("plans",), ("plan", PLAN), ("plan-measure", MEASURE), ("measure-edit", MEASURE), ("plan-create",), ("plan-edit", PLAN),
    ("plan-copy", PLAN), ("plan-import", PLAN), ("plan-end", PLAN), ("node-add", PLAN), ("node-edit", PLAN, "1"),
    ("node-remove", PLAN, "1"), ("document-add", PLAN), ("indicators",), ("frames",),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "sq"])
@pytest.mark.parametrize("name", PAGES, ids=lambda name: name[0])
def test_every_page_is_small_and_asks_little(approved, office, name, language, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        response = office.get(reverse(f"office:{name[0]}", args=name[1:]), {"language": language})
    html = response.content.decode()
    assert response.status_code == 200 and len(response.content) < 100_000 and html.count("<h1>") == 1
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?! src=)", html)


def test_the_questions_do_not_grow_with_the_plan(office, world):
    world.plans["national"].status = "draft"
    world.plans["national"].save()

    def questions() -> int:
        with CaptureQueriesContext(connection) as counted:
            office.get(reverse("office:plan", args=[PLAN]))
        return len(counted)

    questions()
    before = questions()
    top = PlanNode.objects.get(plan=PLAN, code="1")
    for number in range(2, 30):
        node = PlanNode.objects.create(
            plan_id=PLAN, parent=top, level=1, code=f"1.{number}", title={"en": "More"}, path=f"0001.{number:04d}"
        )
        Measure.objects.create(key=f"{PLAN}/1.{number}", node=node)
    assert questions() == before


def test_the_register_filters_searches_and_exports(office):
    _response, words = page(office, "plans")
    assert "Plan national-2021-2025" in words and "Plan elbasan-2023-2026" in words and "2 plans" in words
    assert (
        "1 plan " in page(office, "plans", level="local")[1] and "1 plan " in page(office, "plans", words="ELBASAN")[1]
    )
    assert "No plan fits these filters" in page(office, "plans", community="ashkali")[1]
    rows = (
        office.get(reverse("office:plans-file", args=["csv"]), {"level": "local", "language": "en"})
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert (
        rows[0].split(",")[6:8] == ["footnote_mark", "footnote_text"]
        and rows[1].startswith("elbasan-2023-2026,")
        and len(rows) == 2
    )
    sheet = load_workbook(io.BytesIO(office.get(reverse("office:plans-file", args=["xlsx"])).content)).active
    assert [sheet.cell(1, 1).value, sheet.max_row] == ["plan", 3]


def test_the_exports_carry_the_mark_and_the_footnote_in_columns(office, world):
    Plan.objects.create(
        key="xk-plan", title={"en": "=1+1"}, level="national", economy="XK", focus="targeted", status="adopted"
    )
    admin = add_person(world.organisations["region"], "administrator")
    office.force_login(account_of(admin))
    row = next(
        r
        for r in office.get(reverse("office:plans-file", args=["csv"]), {"language": "en"})
        .content.decode()
        .splitlines()
        if r.startswith("xk-plan")
    )
    assert row.startswith("xk-plan,'=1+1,en,national,XK,Kosovo,*,") and "UNSCR 1244" in row


def test_the_plan_page_shows_tree_states_and_findings(approved, office):
    _response, words = page(office, "plan", PLAN)
    assert "1.1 Measure 1.1" in words and "On track" in words and "state in 2025" in words
    assert "Planned money by year and source, thousand ALL" in words and "Nothing is missing" in words


def test_the_measure_page_shows_what_was_approved_and_not_a_draft(world, office):
    send(world, "ministry", amount=120)
    assert "Nothing approved yet" in page(office, "plan-measure", MEASURE)[1]
    approve_return(by=world.people["contact"], return_=world.return_of("ministry"))
    _response, words = page(office, "plan-measure", MEASURE)
    assert (
        "Done as planned." in words
        and "120" in words
        and "Women and girls" in words
        and "Annual reporting 2025" in words
    )


def test_the_steps_from_registering_to_adopting(office, world):
    head = {
        "title_en": "Plan for Elbasan",
        "level": "local",
        "economy": "AL",
        "territory": "al-elbasan",
        "owner": "municipality",
        "starts_year": 2027,
        "ends_year": 2029,
        "communities": ["roma"],
        "focus": "targeted",
        "currency": "ALL",
        "level_names": "Goal, Measure",
    }
    response = office.post(reverse("office:plan-create"), head)
    assert response.url == reverse("office:plan", args=["al-elbasan-2027-2029"])
    add = reverse("office:node-add", args=["al-elbasan-2027-2029"])
    office.post(add, {"kind": "goal", "code": "1", "title_en": "Goal", "parent": ""})
    response = office.post(add, {"kind": "measure", "code": "1.1", "title_en": "Classes", "parent": "1"})
    edit = reverse("office:measure-edit", args=["al-elbasan-2027-2029/1.1"])
    assert response.url == edit
    given = {
        "sectors_sent": "1", "sectors": ["education"], "responsible": "education", "deadline": "Q4 2028",
        "indicator_0_catalogue": "edu_support_classes", "indicator_0_unit": "children", "indicator_0_target_2028": "1 250",
        "budget_0_year": "2028", "budget_0_source": "municipal", "budget_0_stage": "planned", "budget_0_amount": "1.200.000",
    }  # fmt: skip
    assert office.post(edit, given).url == reverse("office:plan-measure", args=["al-elbasan-2027-2029/1.1"])
    measure = Measure.objects.get(key="al-elbasan-2027-2029/1.1")
    indicator = measure.indicators.get()
    assert (
        measure.deadline,
        indicator.aggregation,
        int(indicator.targets.get().amount),
        int(measure.budget.get().amount),
    ) == ("2028-Q4", "sum", 1250, 1200000)
    response = office.post(
        reverse("office:plan-adopt", args=["al-elbasan-2027-2029"]),
        {"body": "Council", "number": "5", "adopted_on": "17.05.2026"},
    )
    assert response.status_code == 302 and Plan.objects.get(pk="al-elbasan-2027-2029").status == "adopted"


def test_the_measure_form_keeps_what_it_shows(office, world):
    html = office.get(reverse("office:measure-edit", args=[MEASURE])).content.decode()
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html))
    fields |= {
        name: chosen
        for name, chosen in re.findall(
            r'<select name="([^"]+)"(?:(?!</select>).)*?<option(?: value="([^"]*)")? selected', html, flags=re.S
        )
    }
    fields |= {
        f"budget_{at}_year": str(line.year) for at, line in enumerate(Measure.objects.get(key=MEASURE).budget.all())
    }
    fields |= {"sectors": "education", "indicator_0_breakdowns": "sex"}
    before = (
        list(Measure.objects.filter(key=MEASURE).values()),
        list(Measure.objects.get(key=MEASURE).budget.values("year", "source", "amount")),
    )
    assert office.post(reverse("office:measure-edit", args=[MEASURE]), fields).status_code == 302
    after = (
        list(Measure.objects.filter(key=MEASURE).values()),
        list(Measure.objects.get(key=MEASURE).budget.values("year", "source", "amount")),
    )
    assert before == after and Measure.objects.get(key=MEASURE).indicators.get().breakdowns == ["sex"]


def test_the_measure_form_names_every_wrong_field(office, world):
    response = office.post(
        reverse("office:measure-edit", args=[MEASURE]),
        {
            "sectors_sent": "1",
            "deadline": "soon",
            "budget_0_amount": "1.234",
            "indicator_0_unit": "pupils",
            "indicator_0_name_en": "X",
            "indicator_0_baseline": "many",
        },
    )
    html = response.content.decode()
    assert response.status_code == 422 and all(
        f'href="#id_{name}"' in html for name in ("deadline", "budget_0_amount", "indicator_0_baseline")
    )


def test_what_was_typed_comes_back_with_the_problems(office, world):
    typed = {
        "sectors_sent": "1",
        "indicator_0_unit": "pupils",
        "indicator_0_baseline": "many",
        "indicator_0_target_2024": "1.234",
    }
    html = office.post(
        reverse("office:measure-edit", args=[MEASURE]), typed | {"budget_0_amount": "x y"}
    ).content.decode()
    assert all(f'value="{words}"' in html for words in ("many", "1.234", "x y"))


def upload(office, plan, content, name="plan.xlsx", mapped="plain"):
    return office.post(
        reverse("office:plan-import", args=[plan]), {"file": SimpleUploadedFile(name, content), "column_map": mapped}
    )


def test_an_import_is_looked_at_and_then_confirmed(office, world):
    plan = Plan.objects.create(
        key="new-plan",
        title={"en": "New"},
        level="national",
        economy="AL",
        focus="targeted",
        status="draft",
        owner=world.organisations["contact"],
    )
    content = book(("Code", "Level", "Title"), [("1", "Objective", "One"), ("1.1", "Measure", "First")])
    shown = upload(office, plan.pk, content)
    html = shown.content.decode()
    assert shown.status_code == 200 and "First" in html and not plan.nodes.exists()
    hidden = dict(re.findall(r'type="hidden" name="(confirm|name|column_map)" value="([^"]+)"', html))
    assert office.post(reverse("office:plan-import", args=[plan.pk]), hidden).url == reverse(
        "office:plan", args=[plan.pk]
    )
    assert [n.code for n in plan.nodes.order_by("path")] == ["1", "1.1"]
    gone = office.post(reverse("office:plan-import", args=[plan.pk]), hidden, follow=True)
    assert "no longer here" in gone.content.decode()


def test_an_import_with_mistakes_shows_all_cells_and_stores_nothing(office, world):
    heads = ("Code", "Level", "Title", "Indicator", "Baseline")
    shown = upload(office, PLAN, book(heads, [("1", "Measure", "A", "I", "1.234"), ("1", "Measure", "B", "", "")]))
    html = shown.content.decode()
    assert shown.status_code == 422 and "Plan!E2" in html and "Plan!C3" in html and "measure 1.1" in html.lower()
    assert 'name="confirm"' not in html
    assert upload(office, PLAN, b"not a workbook").status_code == 422


@pytest.mark.parametrize("name", PAGES[3:13], ids=lambda name: name[0])
def test_who_may_not_is_told_why(world, client, name):
    client.force_login(account_of(world.people["education"]))
    response, words = page(client, *name)
    assert response.status_code == 403 and "does not include this" in words


def test_drafts_of_others_do_not_exist(world, client):
    Plan.objects.filter(pk=PLAN).update(status="draft")
    client.force_login(account_of(world.people["education"]))
    assert client.get(reverse("office:plan", args=[PLAN])).status_code == 404
    assert client.get(reverse("office:plan-measure", args=[MEASURE])).status_code == 404
    assert client.get(reverse("office:plan", args=["elbasan-2023-2026"])).status_code == 200
