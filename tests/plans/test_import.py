"""Tables with free heads become a plan's tree; everything wrong is said at its cell and nothing is stored then."""

import io
from decimal import Decimal

import pytest
from openpyxl import Workbook

from barabar.access.actors import SYSTEM
from barabar.journal.models import Entry
from barabar.plans.actions.import_plan import import_plan
from barabar.plans.content import content_of
from barabar.plans.importing.column_maps import column_maps
from barabar.plans.importing.template import make_template
from barabar.plans.models import Measure, Plan, PlannedIndicator, PlanNode
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused
from tests.factories import build_world, send
from tests.plans.books import SERBIAN_HEADS, book, serbian

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return Plan.objects.create(
        key="rs-plan", title=Text({"sr-Latn": "Plan"}), level="national", economy="RS", starts_year=2012, ends_year=2014,
        communities=["roma"], focus="targeted", currency="RSD",
    )  # fmt: skip


def bring(plan, content, mapped="serbia_2012", by=SYSTEM, **more):
    return import_plan(by=by, plan=plan, name="plan.xlsx", content=content, mapped=column_maps()[mapped], **more)


def refused(plan, content, mapped="serbia_2012") -> dict[str, str]:
    """The refusal's problems: where → code."""
    with pytest.raises(Problems) as found:
        bring(plan, content, mapped)
    assert not PlanNode.objects.filter(plan=plan).exists()
    return {problem.where: problem.code for problem in found.value.problems}


def notices(plan, content, mapped="serbia_2012") -> dict[str, str]:
    return {n.code: n.where for n in bring(plan, content, mapped, dry_run=True).notices}


def tree(plan) -> list[tuple]:
    return [
        (n.code, n.parent.code if n.parent else "", n.level)
        for n in plan.nodes.select_related("parent").order_by("path")
    ]


def test_goals_are_filled_down_and_take_the_number_above_their_measures(plan):
    bring(plan, serbian(
        ("Stanovanje", "2.1.2 Procedure", "Akt", "Ministarstvo", "0 0", "IV kvartal 2014"),
        ("", "2.2.1 Istraživanje", "Broj", "", "0 0", "2013"),
        ("Obrazovanje", "3.1 Upis", "Broj dece", "", "", "2013"),
    ))  # fmt: skip
    assert tree(plan) == [("2", "", 0), ("2.1.2", "2", 1), ("2.2.1", "2", 1), ("3", "", 0), ("3.1", "3", 1)]
    assert Measure.objects.get(key="rs-plan/2.2.1").sectors == ["housing"]
    assert Measure.objects.get(key="rs-plan/2.2.1").responsible_as_written == "Ministarstvo"  # the map fills it down


def test_any_depth_by_code_and_heads_inside_the_table(plan):
    heads = ("Code", "Level", "Title")
    rows = [
        ("1", "Objective", "One"),
        ("1.2", "Result", "Under"),
        ("1.2.3", "Measure", "Deep"),
        ("1.2.10", "Measure", "Last"),
    ]
    bring(plan, book(heads, rows), "plain")
    assert tree(plan) == [("1", "", 0), ("1.2", "1", 1), ("1.2.3", "1.2", 2), ("1.2.10", "1.2", 2)]


def test_codes_may_be_words_and_numbers(plan):
    bring(plan, serbian(("Cilj 1. Stanovanje", "Mera 14. Legalizacija", "", "", "", "2014")))
    assert [n.code for n in plan.nodes.order_by("path")] == ["Cilj 1", "Mera 14"]


def test_a_row_of_code_and_title_above_others_is_a_heading(plan):
    bring(
        plan, serbian(("", "2.1 Bolje stanovanje", "", "", "", ""), ("", "2.1.1 Popravka", "Broj", "", "0 0", "2013"))
    )
    assert tree(plan) == [("2.1", "", 0), ("2.1.1", "2.1", 1)]
    assert [m.code for m in Measure.objects.filter(node__plan=plan)] == ["2.1.1"]


def test_heads_are_met_forgivingly_wherever_they_stand(plan):
    heads = (
        "CILJ",
        "Mere  i\naktivnosti:",
        "indikatori",
        "NOSIOCI",
        "Podaci / dostupnost i potrebe",
        "Iznos izvori sredstava u periodu 2012-2014",
        "rok *",
    )
    row = ("", "1.1 Upis", "Broj", "", "", "0 0", "2013")
    bring(
        plan,
        book(
            heads,
            [row, heads, ("", "1.2 Obuka", "Broj", "", "", "0 0", "2013")],
            before=[("Akcioni plan",), ()],
            title="List 3",
            more=[("Uvod", [("tekst",)])],
        ),
    )
    assert [n.code for n in plan.nodes.order_by("path")] == ["1.1", "1.2"]


def test_the_croatian_measure_heads(plan):
    heads = (
        "Strateško područje",
        "Cilj strateškog područja",
        "Mjera",
        "Nositelj",
        "Sunositelji",
        "Rok",
        "Iznos predviđenih sredstava",
        "Opis sredstava",
        "Vrsta provedbenog tijela",
    )
    row = (
        "6. Statusna rješenja",
        "6.2 Uključivanje",
        "6.2.1 Uspostaviti mrežu",
        "Ministarstvo uprave",
        "Uredi; Županije",
        "2015",
        "1.250.000",
        "Državni proračun",
        "javno",
    )
    bring(plan, book(heads, [row]), "croatia_npur_measures")
    measure = Measure.objects.get(key="rs-plan/6.2.1")
    assert tree(plan) == [("6", "", 0), ("6.2", "6", 1), ("6.2.1", "6.2", 2)]
    assert measure.partners_as_written == "Uredi; Županije" and measure.sectors == ["civil_registration"]
    assert measure.notes == {"Vrsta provedbenog tijela": "javno"}
    assert [(b.amount, b.source_as_written) for b in measure.budget.all()] == [(Decimal(1250000), "Državni proračun")]


def test_the_croatian_objective_heads(plan):
    heads = (
        "Naziv posebnog cilja",
        "Ukupan procijenjeni trošak provedbe posebnog cilja",
        "Pokazatelj",
        "Tip",
        "Početna vrijednost",
        "Ciljana vrijednost",
        "Mjera",
        "Nadležnost za provedbu",
    )
    row = ("2. Zapošljavanje", "2.500.000", "Stopa zaposlenosti", "percent", "20,5", "25", "2.1 Poticaji", "Zavod")
    done = bring(plan, book(heads, [row]), "croatia_nsur_objectives")
    indicator = PlannedIndicator.objects.get(measure__key="rs-plan/2.1")
    assert PlanNode.objects.get(plan=plan, code="2").stated_total == 2500000
    assert (indicator.unit, indicator.baseline, [(t.year, t.amount) for t in indicator.targets.all()]) == (
        "percent",
        Decimal("20.5"),
        [(2014, 25)],
    )
    assert "target-last" in {notice.code for notice in done.notices}


def test_money_by_year_source_and_stage_in_columns_of_their_own(plan):
    heads = (
        "Code",
        "Level",
        "Title",
        "Planned 2012, State budget",
        "Estimated 2013, EU and IPA",
        "Indicator",
        "Target 2013",
    )
    bring(
        plan,
        book(
            heads,
            [
                ("1", "Measure", "One", 1000, "2 500", "Children in pre-school education", 40),
                ("", "", "", "", "", "Own", 7),
            ],
        ),
        "plain",
    )
    measure = Measure.objects.get(key="rs-plan/1")
    assert [(b.year, b.source, b.stage, int(b.amount)) for b in measure.budget.order_by("year")] == [
        (2012, "state", "planned", 1000),
        (2013, "eu", "estimated", 2500),
    ]
    assert [(i.catalogue_key, i.unit, [(t.year, int(t.amount)) for t in i.targets.all()]) for i in measure.indicators.all()] == [
        ("edu_preschool", "children", [(2013, 40)]), ("", "unstated", [(2013, 7)]),
    ]  # fmt: skip


def test_bodies_are_matched_without_case_and_diacritics():
    world = build_world()
    plan = world.plans["national"]
    PlanNode.objects.filter(plan=plan).exclude(measure__requests__isnull=False).filter(measure__isnull=False).delete()
    heads = ("Code", "Level", "Title", "Responsible body", "Partners")
    kept = [
        ("1", "Objective", "Objective 1", "", ""),
        ("1.1", "Measure", "Measure 1.1", "MINISTRY", "Education; Somebody else"),
    ]
    done = bring(plan, book(heads, kept), "plain")
    measure = Measure.objects.get(key="national-2021-2025/1.1")
    assert measure.responsible_id == "ministry" and [p.pk for p in measure.partners.all()] == ["education"]
    assert measure.partners_as_written == "Somebody else"
    assert [n.facts["name"] for n in done.notices if n.code == "body-unknown"] == ["Somebody else"]


# ------------------------------------------------------------------------------------------------- what is refused


def test_all_problems_at_once_each_with_sheet_and_cell(plan):
    found = refused(plan, serbian(
        ("", "1.1 Prva", "Broj", "", "130.250", "2014"),
        ("", "1.1 Druga", "Broj", "", "0 130.250 EUR", "2014"),
        ("", "Bez šifre", "Broj", "", "0 0", "2014"),
        ("", "", "Broj", "Neko", "0 0", "2014"),
    ))  # fmt: skip
    assert found == {
        "Plan!G2": "money-unread",
        "Plan!G3": "money-currency",
        "Plan!B3": "code-twice",
        "Plan!A5": "measure-missing",
    }


def test_the_sentence_says_what_was_found_and_what_to_write(plan):
    with pytest.raises(Problems) as found:
        bring(plan, serbian(("", "1.1 Prva", "Broj", "", "130.250", "2014")))
    sentence = found.value.problems[0].sentence
    assert sentence.startswith(
        "Plan!G2: “130.250” cannot be read surely as 2 amount(s) in the order State budget, Donors"
    )
    assert "such as “0 130.250 IPA 2012”" in sentence


def test_a_code_that_a_spreadsheet_shortened(plan):
    made = Workbook()
    for row in (("Code", "Level", "Title"), (1.1, "Measure", "First"), (1.1, "Measure", "Tenth")):
        made.active.append(row)
    with pytest.raises(Problems) as found:
        bring(plan, _saved(made), "plain")
    assert "1.1 of 1.10" in str(found.value)


def _saved(made) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_merged_money_is_asked_about_and_merged_words_are_noticed(plan):
    rows = [("", "1.1 Prva", "Broj", "A", "", "", "0 0", "2014"), ("", "1.2 Druga", "Broj", "", "", "", "", "2014")]
    assert refused(plan, book(SERBIAN_HEADS, rows, merge=["G2:G3"])) == {"Plan!G2": "merged"}
    assert notices(plan, book(SERBIAN_HEADS, rows, merge=["C2:C3"]))["merged-first"] == "Plan!C2"


def test_numbers_that_may_be_two_are_asked_about(plan):
    heads = ("Code", "Level", "Title", "Indicator", "Baseline", "Target 2014")
    rows = [("1", "Measure", "One", "A; B", "1.234", "5; 6; 7"), ("2", "Measure", "Two", "", "5", "")]
    assert refused(plan, book(heads, rows), "plain") == {
        "Plan!E2": "number-ambiguous",
        "Plan!F2": "counts-differ",
        "Plan!A3": "indicator-missing",
    }


def test_heads_that_are_missing_are_named(plan):
    with pytest.raises(Problems) as found:
        bring(plan, book(("Cilj", "Mere i aktivnosti", "Nešto"), [("a", "b", "c")]))
    assert found.value.problems[0].code == "heads-missing" and "Rok" in str(found.value) and "Nešto" in str(found.value)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"Cilj;Mere", "file-foreign"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "file-old"),
        (b"PK\x03\x04cut", "file-broken"),
    ],
)
def test_bad_files_are_not_opened(plan, content, code):
    with pytest.raises(Problems) as found:
        bring(plan, content)
    assert [problem.code for problem in found.value.problems] == [code]


# ----------------------------------------------------------------------------------------------- what is noticed


def test_odd_text_is_noticed_and_taken(plan):
    long = (
        "Sprovodenje istrazivanja o uslovima stanovanja u romskim naseljima i izrada baze podataka o naseljima radi "
        "planiranja mera unapredenja i pracenja rezultata na nivou opstina i gradova u Republici"
    )
    found = notices(
        plan,
        serbian(
            ("", f"1.1 {long}", "Broj", "", "0 0", "2014"),
            ("", "1.2 Podrška iz ЕУ", "Broj; broj", "", "0 0", "kontinuirano"),
        ),
    )
    assert found == {
        "diacritics-missing": "Plan!B2", "scripts-mixed": "Plan!B3", "indicator-twice": "Plan!C3", "deadline-open": "Plan!H3",
    }  # fmt: skip


def test_text_is_stored_composed(plan):
    bring(plan, serbian(("", "1.1 Obuc\u030cavanje", "Broj", "", "0 0", "2014")))
    assert PlanNode.objects.get(plan=plan).title["sr-Latn"] == "Obučavanje"


def test_a_column_that_the_map_does_not_know_is_named(plan):
    assert (
        notices(plan, book((*SERBIAN_HEADS, "Napomena"), [("", "1.1 A", "B", "", "", "", "0 0", "2014", "x")]))[
            "head-unknown"
        ]
        == "Plan!I1"
    )


# ------------------------------------------------------------------------------------------------------ a second time


ROW = ("", "1.1 Upis", "Broj dece", "", "0 0", "2013")


def test_a_changed_file_updates_by_code_and_says_what_changed(plan):
    bring(plan, serbian(ROW, ("", "1.2 Obuka", "Broj", "", "0 0", "2013")))
    first = Measure.objects.get(key="rs-plan/1.1")
    done = bring(
        plan,
        serbian(
            ("", "1.1 Upis dece", "Broj dece", "", "0 5.000 GIZ", "2013"), ("", "1.3 Novo", "Broj", "", "0 0", "2013")
        ),
    )
    assert [(c.kind, c.code) for c in done.changes] == [("changed", "1.1"), ("added", "1.3"), ("removed", "1.2")]
    assert [(d.field, d.before, d.after) for d in done.changes[0].differences] == [
        ("title", "Upis", "Upis dece"), ("budget", "donor 0; state 0", "state 0; GIZ 5000"),
    ]  # fmt: skip
    assert Measure.objects.get(key="rs-plan/1.1").pk == first.pk
    entries = list(Entry.objects.filter(action="plan.import").order_by("number"))
    assert entries[-1].facts["changes"] == {"changed": ["1.1"], "added": ["1.3"], "removed": ["1.2"]}


def test_what_was_set_by_hand_stays_where_the_file_says_nothing(plan):
    bring(plan, serbian(ROW))
    measure = Measure.objects.get(key="rs-plan/1.1")
    measure.sectors = ["education"]
    measure.save()
    measure.indicators.update(unit="children", aggregation="sum", baseline=12)
    assert bring(plan, serbian(ROW)).changes == ()
    measure.refresh_from_db()
    indicator = measure.indicators.get()
    assert measure.sectors == ["education"] and (indicator.unit, indicator.baseline) == ("children", 12)


def test_measures_that_were_asked_for_are_never_deleted():
    world = build_world()
    send(world, "ministry")
    plan = world.plans["national"]
    heads = ("Code", "Level", "Title", "Indicator")
    with pytest.raises(Problems) as found:
        bring(plan, book(heads, [("9", "Measure", "Other", "Other")]), "plain")
    assert [p.code for p in found.value.problems] == ["measure-answered"] and "1.1" in str(found.value)
    with pytest.raises(Problems) as found:
        bring(
            plan,
            book(heads, [("1", "Objective", "Objective 1", ""), ("1.1", "Measure", "Measure 1.1", "Another")]),
            "plain",
        )
    assert [p.code for p in found.value.problems] == ["indicator-answered"]
    assert Measure.objects.filter(key="national-2021-2025/1.1").exists()


@pytest.mark.parametrize("language", ["en", "sq"])
def test_an_exported_workbook_imports_as_it_was(language):
    world = build_world()
    mapped = column_maps()["plain" if language == "en" else "plain_sq"]
    for plan in world.plans.values():
        before = content_of(plan)
        done = bring(plan, make_template(before, mapped), mapped.key)
        assert done.changes == () and content_of(plan) == before


def test_an_empty_template_has_the_plans_years(plan):
    done = bring(plan, make_template(content_of(plan), column_maps()["plain"]), "plain", dry_run=True)
    assert [p.code for p in done.errors] == ["rows-none"]


def test_who_may_not_keep_plans_may_not_import():
    world = build_world()
    with pytest.raises(Refused) as refusal:
        bring(world.plans["local"], serbian(ROW), by=world.people["education"])
    assert refusal.value.verdict.code == "role"
