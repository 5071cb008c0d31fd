"""The auditor catches what leaks, says by which sums, and passes nothing unfinished."""

import pytest

from barabar.operations.bench.disclosure import measured
from barabar.operations.bench.disclosure_data import KINDS, random_tables
from barabar.statistics.disclosure.auditor import Ask, AuditRefusal, audit_files
from barabar.statistics.disclosure.protector import Asked, Decisions
from barabar.statistics.disclosure.rules import Rule, needs_of

TABLE = """area,sex,value,status
n,f,,suppressed
n,m,,suppressed
n,*,7,published
s,f,,suppressed
s,m,,suppressed
s,*,9,published
*,f,{f},published
*,m,{m},published
*,*,16,published
"""
FIVE = Rule("frequency", (5.0,))


def audit(tmp_path, *texts, **ask):
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"published{number}.csv")
        paths[-1].write_text(text)
    return audit_files(paths, hierarchies={}, ask=Ask(**ask))


def by_cell(found):
    return {"".join(code for _, code in f.cell): (f.low, f.high, f.verdict) for f in found.findings}


def test_a_square_of_four_hidden_cells_by_hand(tmp_path):
    """f is 6 in all: nf is at most 6 and at least 7 - 10 → 0; ns follows."""
    found = audit(tmp_path, TABLE.format(f=6, m=10), interval=5)
    assert by_cell(found) == {"nf": (0, 6, "open"), "nm": (1, 7, "open"), "sf": (0, 6, "open"), "sm": (3, 9, "open")}
    assert found.publishable


def test_a_zero_margin_recovers_its_cells(tmp_path):
    found = audit(tmp_path, TABLE.format(f=0, m=16))
    assert {f.verdict for f in found.findings} == {"recovered"}
    assert not found.publishable
    assert "[sex=f, area=n]" in " ".join(found.findings[0].equations).replace("area=n, sex=f", "sex=f, area=n")


def test_a_narrow_interval_fails_and_names_the_sum(tmp_path):
    found = audit(tmp_path, TABLE.format(f=3, m=13), interval=5)
    assert by_cell(found)["nf"] == (0, 3, "narrow")
    assert any("= 3 (sex=f, over area)" in equation for equation in found.findings[0].equations)


def test_a_cell_hidden_in_one_file_and_printed_in_another_is_known(tmp_path):
    other = "area,sex,value,status\nn,f,2,published\n"
    found = audit(tmp_path, TABLE.format(f=6, m=10), other)
    assert {f.verdict for f in found.findings} == {"recovered"} and len(found.findings) == 3


def test_the_known_threshold_frees_cells_that_cannot_be_small(tmp_path):
    text = "area,value\nn,\ns,\n*,50\n"
    assert by_cell(audit(tmp_path, text, interval=60, frequency=5))["n"][2] == "narrow"
    wide = "area,sex,value\nn,f,\nn,m,\nn,*,20\ns,f,\ns,m,\ns,*,20\n*,f,38\n*,m,2\n*,*,40\n"
    verdicts = by_cell(audit(tmp_path, wide, interval=5, frequency=5))
    assert verdicts["nf"] == (18, 20, "open") and verdicts["nm"] == (0, 2, "narrow")


def test_one_of_the_people_counted_knows_that_his_cell_is_not_zero(tmp_path):
    text = TABLE.format(f=5, m=11)
    assert audit(tmp_path, text, interval=5).publishable
    assert not audit(tmp_path, text, interval=5, respondent=True).publishable


def test_a_neighbour_in_another_cell_knows_more_too(tmp_path):
    """Women are 7 in all. Who is one of the women of the south knows that those of the north are at most 6."""
    text = TABLE.format(f=7, m=9)
    assert audit(tmp_path, text, interval=7).publishable
    found = audit(tmp_path, text, interval=7, respondent=True)
    first = next(f for f in found.findings if f.cell == (("area", "n"), ("sex", "f")))
    assert first.verdict == "narrow" and "one of those in [" in first.equations[0]


def test_an_audit_that_did_not_finish_publishes_nothing(tmp_path):
    found = audit(tmp_path, TABLE.format(f=6, m=10), seconds=-1.0)
    assert not found.finished and not found.publishable


def test_printed_figures_that_contradict_each_other(tmp_path):
    found = audit(tmp_path, "area,value\nn,3\ns,4\n*,8\n")
    assert found.problems and not found.publishable and "add up to 7" in found.problems[0]
    found = audit(tmp_path, "area,value\nn,\ns,9\n*,8\n")
    assert not found.publishable


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("area,figure\nn,1\n", "no_value"),
        ("area,value\nn,1\nn,2\n", "duplicate"),
        ("area,value,status\nn,1,suppressed\n", "suppressed_value"),
        ("area,value\nn,-1\n", "not_number"),
        ("area,value\nn\n", "row_length"),
        ("area,value\n", "no_rows"),
    ],
)
def test_files_that_cannot_be_audited(tmp_path, text, code):
    with pytest.raises(AuditRefusal) as refused:
        audit(tmp_path, text)
    assert refused.value.code == code


def only_small(tables):
    """A planted weak protector: it hides the small cells and nothing else."""
    needs = needs_of(tables, [FIVE], interval=5)
    return Decisions(tables, dict.fromkeys(needs, "primary"), needs, (FIVE,), len(needs), False)


def two_per_row_and_column(tables):
    """The office habit: a second cell in each row and column that has one hidden."""
    needs = needs_of(tables, [FIVE], interval=5)
    hidden = set(needs)
    for _ in range(20):
        for equation in tables.equations:
            inside = {equation.total, *equation.parts}
            if len(inside & hidden) == 1:
                hidden.add(min(inside - hidden, key=lambda cell: tables.cells[cell].value))
    return Decisions(tables, dict.fromkeys(hidden, "primary"), needs, (FIVE,), len(needs), False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_weak_protector_is_caught(kind):
    found = measured(random_tables(kind, 3), asked=Asked((FIVE,), 5.0), protector=only_small)
    assert found["recovered"] > 0


def test_the_office_habit_is_caught():
    asked = Asked((FIVE,), 5.0)
    narrow = [measured(random_tables(KINDS[0], n), asked=asked, protector=two_per_row_and_column) for n in range(6)]
    assert sum(found["narrow"] + found["recovered"] for found in narrow) > 0
