"""What an answer refuses, marks and says beside its figures; each case small enough to check by hand."""

import json
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from barabar.reference.verdicts import Problems
from barabar.warehouse.answering import Asking, Engine, answer
from barabar.warehouse.questions import MARK, TODAY, Question, problems_of, question_of_address
from barabar.warehouse.refusals import REFUSALS
from barabar.warehouse.store import Warehouse
from barabar.warehouse.writing import FORMATS, columns_of, neutral
from tests.factories import build_world
from tests.warehouse.test_store import approve
from tests.warehouse.worlds import PlainLedger, Row

pytestmark = pytest.mark.django_db


def row(position, organisation="elbasan-town", level="own", territory="elbasan", **more):
    usual = {
        "supersedes": 0, "withdrawn": False, "period": "2024", "economy": "AL", "measure": 1, "planned": 1,
        "indicator": "edu_preschool", "plan": "plan-a", "sector": "education", "stage": "", "source": "", "breakdown": "",
        "unit": "children", "aggregation": "sum", "state": "reported", "reason": "", "overlap": "none",
        "amount": Decimal(10), "numerator": None, "denominator": None,
    }  # fmt: skip
    return Row(position=position, organisation=organisation, level=level, territory=territory, **{**usual, **more})


@pytest.fixture
def ask(tmp_path):
    stores = []

    def asked(question, *rows):
        store = Warehouse(tmp_path / str(len(stores)), PlainLedger(list(rows)), threads=1)
        stores.append(store)
        if len(rows) > 1 and len(stores) % 2:
            store.rebuild()  # some from files, some from memory
        return Asking(Engine(store), store.current(), question, rows[-1].position).answer()

    yield asked
    for store in stores:
        store.close()


def rate(position, part, whole, **more):
    numbers = {"amount": None, "numerator": Decimal(part), "denominator": Decimal(whole)}
    return row(position, **{"aggregation": "ratio", "unit": "percent", **numbers, **more})


def test_a_rate_is_the_ratio_of_sums(ask):
    found = ask(Question(), rate(1, 10, 10), rate(2, 10, 90, measure=2, planned=2)).cell()
    assert (found.value, found.numerator, found.denominator) == (Decimal("0.2"), 20, 100)


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("units_differ", [row(1), row(2, measure=2, unit="households")]),
        ("rules_differ", [row(1), row(2, measure=2, aggregation="max")]),
        ("rates_differ", [rate(1, 1, 2), rate(2, 1, 2, measure=2, planned=2, indicator="hea_vaccination")]),
        ("no_combining", [row(1, aggregation="none"), row(2, measure=2, aggregation="none")]),
        ("rate_without_parts", [rate(1, 1, 2), row(2, measure=2, aggregation="ratio", unit="percent")]),
        ("rate_with_amounts", [row(1, unit="percent"), rate(2, 1, 2, measure=2, aggregation="sum")]),
        ("own_and_parts", [row(1), row(2, "elbasan-school", "part", measure=2)]),
        ("own_and_parts", [row(1), row(2, "elbasan-school", "part", measure=2, period="2024-Q3")]),
        ("period_within_period", [row(1), row(2, period="2024-Q2")]),
        ("stages_differ", [row(1, stage="adopted", source="state", unit="ALL", indicator=""),
                           row(2, stage="spent", source="state", unit="ALL", indicator="")]),
    ],
)  # fmt: skip
def test_what_would_mislead_is_refused_with_the_reason(ask, code, rows):
    subject = "money" if rows[0].stage else ""
    found = ask(Question(subject=subject), *rows).cell()
    assert (found.refusal, found.value) == (code, None)
    assert found.reason == str(REFUSALS[code]) and found.reported == 2


def test_levels_of_different_places_or_times_are_no_double_count(ask):
    elsewhere = row(2, "fier-school", "part", territory="fier", measure=2)
    later = row(3, "elbasan-school", "part", measure=3, period="2025")
    assert ask(Question(), row(1), elsewhere, later).cell().value == 30
    chosen = ask(Question(level="own"), row(1), row(2, "elbasan-school", "part", measure=2)).cell()
    assert (chosen.value, chosen.refusal) == (10, "")


def test_planted_double_counting_is_caught_three_ways(ask):
    declared = ask(
        Question(), row(1), row(2, measure=2, overlap="possible"), row(3, measure=3, overlap="unknown")
    ).cell()
    assert (declared.low, declared.high) == (10, 30)
    two_counts = ask(Question(), row(1), row(2, measure=2, planned=2, indicator="edu_scholarships")).cell()
    assert (two_counts.low, two_counts.high) == (10, 20)
    twice = ask(Question(), row(1), row(2, "elbasan-school", "part", measure=2)).cell()
    assert twice.refusal == "own_and_parts"


def test_missing_stays_missing_and_zero_stays_zero(ask):
    nothing = {"amount": None, "state": "missing", "reason": "not_collected"}
    cells = ask(Question(("territory",)), row(1, amount=Decimal(0)), row(2, "fier-town", territory="fier", **nothing))
    zero, missing = cells.cell("elbasan"), cells.cell("fier")
    assert (zero.value, zero.state.value) == (0, "reported")
    assert (missing.value, missing.state.value, missing.absent, missing.owed) == (
        None,
        "missing",
        {"not_collected": 1},
        1,
    )


def test_a_year_is_made_of_its_quarters_and_a_stock_is_its_newest(ask):
    quarters = [row(n, period=f"2024-Q{n}", amount=Decimal(n)) for n in (1, 2, 3)]
    assert ask(Question(("year",)), *quarters).cell("2024").value == 6
    stocks = [row(n, period=f"2024-Q{n}", amount=Decimal(n), aggregation="latest") for n in (1, 2, 3)]
    stocks.append(row(4, period="2023", amount=Decimal(50), aggregation="latest", measure=2, planned=2))
    assert ask(Question(("year",)), *stocks).cell("2024").value == 3
    assert ask(Question(), *stocks).cell().value == 53
    assert ask(Question(periods=("2024-H1",)), *stocks).cell().value == 2


def test_one_value_serves_several_frames(ask):
    world = build_world()
    world.plans["local"].parent = world.plans["national"]
    world.plans["local"].save()
    own = row(1, plan="elbasan-2023-2026")
    found = ask(Question(("frame",)), own)
    assert set(found.heads("frame")) == {"eu2030", "plan/elbasan-2023-2026", "plan/national-2021-2025"}
    assert all(cell.value == 10 for cell in found) and len(found.notes) == 1
    assert ask(Question(("target",)), own).heads("target") == ["eu2030/E-4"]
    narrowed = Question(filters={"frame": ("plan/national-2021-2025",)})
    assert ask(narrowed, own, row(2, plan="other", measure=2)).cell().value == 10


def test_communities_roll_up_as_defined(ask, own_definitions):
    (own_definitions / "communities.yaml").write_text(
        "- {key: roma, title: Roma, part_of: both}\n- {key: egyptian, title: Egyptians, part_of: both}\n- {key: both, title: Both}\n"
    )
    roma, egyptian = (row(n, breakdown=f"community={key}") for n, key in ((1, "roma"), (2, "egyptian")))
    found = ask(Question(("community_group",)), roma, egyptian, row(3, amount=Decimal(99)))
    assert [(cell.keys, cell.value) for cell in found] == [(("both",), 20)]


BREAK = "- {key: b, indicator: edu_preschool, economies: [AL], period: '2024', title: {en: Counted in June}}\n"


def test_a_comparison_across_a_break_is_refused_or_marked(ask, own_definitions):
    (own_definitions / "series_breaks.yaml").write_text(BREAK)
    rows = row(1, period="2023"), row(2, period="2024")
    for question in (Question(("year",)), Question()):
        with pytest.raises(Problems) as found:
            ask(question, *rows)
        assert "counted otherwise from 2024 on: Counted in June" in str(found.value)
    marked = ask(Question(("year",), breaks=MARK), *rows)
    assert len(marked) == 2 and "Counted in June" in marked.notes[0]
    assert len(ask(Question(("year",), periods=("2024", "2025")), *rows)) == 1
    elsewhere = row(3, period="2023", economy="XK"), row(4, period="2024", economy="XK")
    assert len(ask(Question(("year",)), *elsewhere)) == 2


MERGER = """- key: m
  from: [elbasan, fier]
  to: vlore
  date: "2024-07-01"
  title: {en: Law 12}
"""


def test_a_merger_in_mid_year_is_followed_and_never_counted_twice(ask, own_definitions):
    (own_definitions / "territory_changes.yaml").write_text(MERGER)
    before = [row(1, period="2024-Q1"), row(2, "fier-town", territory="fier", period="2024-Q2", measure=2)]
    after = row(3, "vlore-town", territory="vlore", period="2024-Q3", measure=3)
    as_reported = ask(Question(("territory",)), *before, after)
    assert {keys[0]: cell.value for keys, cell in as_reported.cells.items()} == {"elbasan": 10, "fier": 10, "vlore": 10}
    assert "Law 12" in as_reported.notes[0]
    assert {k[0]: c.value for k, c in ask(Question(("territory",), places=TODAY), *before, after).cells.items()} == {
        "vlore": 30
    }
    again = row(4, "vlore-town", territory="vlore", period="2024", measure=4)
    twice = ask(Question(("economy",)), *before, again).cell("AL")
    assert twice.refusal == "places_twice"


def test_all_that_is_wrong_with_a_question_is_said_at_once():
    with pytest.raises(Problems) as found:
        question_of_address(
            "rows=indicatr&columns=indicatr&measures=mean&economi=AL&sector=educatoin&period=20x&as_of=-1&level=state&year=abc"
        )
    said = str(found.value)
    for word in ("indicatr", "mean", "economi", "educatoin", "20x", "-1", "state", "abc"):
        assert f"“{word}”" in said or f"'{word}'" in said, (word, said)
    assert "Did you mean indicator" in said and "Did you mean education" in said


def test_a_question_and_its_address_are_one():
    address = "rows=indicator&columns=year&columns=economy&economy=AL&economy=XK&period=2024&level=own&as_of=7"
    question = question_of_address(address)
    assert question.as_address() == address
    assert problems_of(question) == []
    assert question_of_address("rows=indicator,year&period=2023..2025").periods == ("2023", "2024", "2025")


def test_a_position_that_is_not_reached_yet_is_refused():
    with pytest.raises(Problems, match="newest position"):
        answer(Question(as_of=10))


# ---------------------------------------------------------------------------------------------------- files and command


def test_every_format_has_the_same_cells_and_says_what_they_are(tmp_path, capsys):
    world = build_world()
    approve(world)
    question = Question(("economy", "indicator"), ("year",), measures=("value", "coverage", "reporters"))
    found = answer(question)
    content = json.loads(FORMATS["json"](found, "en"))
    about = content["about"]
    assert about["as_of"] == found.as_of and about["units"] == {"pupils": "pupils"}
    assert about["coverage"] == {"owed": 1, "reported": 1, "absent": {}} and about["source"]
    lines = FORMATS["csv"](found, "en").decode("utf-8-sig").split("\r\n")
    assert lines[0].split(",") == columns_of(found) == list(content["cells"][0])
    (tmp_path / "t.xlsx").write_bytes(FORMATS["xlsx"](found, "sq"))
    table, beside = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets
    at = columns_of(found).index("value") + 1
    assert table.cell(2, at).value == 120 and content["cells"][0]["value"] == "120"
    assert {cell.value for cell in beside["A"]} >= {"as_of", "definitions", "coverage", "source"}
    call_command("table", found.question.as_address())
    assert capsys.readouterr().out.replace("\r\n", "\n").split("\n")[1] == lines[1]


def test_the_way_to_the_facts_of_a_cell_is_a_question(tmp_path):
    approve(build_world())
    cells = json.loads(FORMATS["json"](answer(Question(("indicator",), ("year",))), "en"))["cells"]
    (again,) = answer(question_of_address(cells[0]["trace"]))
    assert str(again.value) == cells[0]["value"]


def test_text_never_runs_as_a_formula():
    assert [neutral(text) for text in ("=1+1", "@a", " +2", "-x", "plain")] == ["'=1+1", "'@a", "' +2", "'-x", "plain"]


def test_the_command_says_what_is_wrong_and_writes_files(tmp_path, capsys):
    approve(build_world())
    with pytest.raises(CommandError, match="Did you mean indicator"):
        call_command("table", "--rows", "indicatr")
    with pytest.raises(CommandError, match="DIMENSION=WORD"):
        call_command("table", "--rows", "indicator", "--filter", "AL")
    with pytest.raises(CommandError, match="--store FOLDER"):
        call_command("table", "--rows", "indicator", "--engine", "spark")
    call_command(
        "table", "--rows", "indicator", "--filter", "economy=AL", "--format", "xlsx", "--out", str(tmp_path / "a.xlsx")
    )
    assert (tmp_path / "a.xlsx").exists()
    for verb, said in (
        ("status", "No files yet"),
        ("rebuild", "1 of 1"),
        ("check", "as they were written"),
        ("refresh", "Up to position"),
    ):
        call_command("warehouse", verb)
        assert said in capsys.readouterr().out
    call_command("warehouse", "export", "--out", str(tmp_path / "out"))
    assert (tmp_path / "out" / "words.json").exists() and list((tmp_path / "out" / "events").iterdir())
    with pytest.raises(CommandError, match="--out FOLDER"):
        call_command("warehouse", "export")
