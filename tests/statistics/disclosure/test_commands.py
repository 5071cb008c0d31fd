"""`protect` and `audit` as a person types them: files, exit codes, sentences."""

import argparse
import csv
import json
import os
import subprocess
import sys

import pytest

from barabar.operations.bench.disclosure_data import KINDS, random_tables
from barabar.statistics.disclosure.command import add_audit_arguments, add_protect_arguments, run_audit, run_protect

GOOD = "area,sex,value\nn,f,3\nn,m,20\nn,*,23\ns,f,40\ns,m,25\ns,*,65\n*,f,43\n*,m,45\n*,*,88\n"


def words(add, line):
    parser = argparse.ArgumentParser()
    add(parser)
    return parser.parse_args([str(word) for word in line])


def protect(tmp_path, *line, text=GOOD):
    (tmp_path / "tables.csv").write_text(text)
    return run_protect(words(add_protect_arguments, [tmp_path / "tables.csv", "--out", tmp_path / "out", *line]))


def audit(*line):
    return run_audit(words(add_audit_arguments, line))


def rows_of(path):
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_three_files(tmp_path):
    assert protect(tmp_path, "--rule", "frequency:5", "--interval", 5) == 0
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == ["audit.json", "decisions.csv", "published.csv"]
    published = rows_of(out / "published.csv")
    assert list(published[0]) == ["area", "sex", "value", "status"]
    assert [(r["value"], r["status"]) for r in published[:3]] == [
        ("", "suppressed"),
        ("", "suppressed"),
        ("23", "published"),
    ]
    reasons = {(r["area"], r["sex"]): r["reason"] for r in rows_of(out / "decisions.csv")}
    assert reasons[("n", "f")] == "primary" and reasons[("s", "m")] == "complementary"
    assert json.loads((out / "audit.json").read_text())["publishable"] is True


def test_both_commands_work_without_the_office(tmp_path):
    """No settings, no database: they start in about a second."""
    (tmp_path / "tables.csv").write_text(GOOD)
    alone = {**os.environ, "DJANGO_SETTINGS_MODULE": "there.is.none"}
    start = [sys.executable, "-m", "barabar"]
    line = [*start, "protect", "tables.csv", "--rule", "frequency:5", "--interval", "5", "--out", "out"]
    assert subprocess.run(line, cwd=tmp_path, env=alone).returncode == 0
    line = [*start, "audit", "out/published.csv", "--rule", "frequency:5", "--interval", "5"]
    assert subprocess.run(line, cwd=tmp_path, env=alone).returncode == 0


def test_the_audit_passes_it_and_fails_it_after_tampering(tmp_path, capsys):
    protect(tmp_path, "--rule", "frequency:5", "--interval", 5)
    published = tmp_path / "out" / "published.csv"
    assert audit(published, "--rule", "frequency:5", "--interval", 5) == 0
    published.write_text(published.read_text().replace("s,m,,suppressed", "s,m,25,published"))
    assert audit(published) == 1
    assert "area=n, sex=f: recovered, 3\n  by [area=s, sex=f] = 40 (area=s, over sex)" in capsys.readouterr().out


def test_earlier_releases_bind(tmp_path, capsys):
    protect(tmp_path, "--rule", "frequency:5", "--interval", 5)
    first = tmp_path / "first"
    (tmp_path / "out").rename(first)
    assert protect(tmp_path, "--rule", "frequency:5", "--interval", 5, "--earlier", first) == 0
    assert (tmp_path / "out" / "published.csv").read_text() == (first / "published.csv").read_text()
    (first / "published.csv").write_text(GOOD)
    assert protect(tmp_path, "--rule", "frequency:5", "--earlier", first) == 1
    assert "area=n, sex=f is sensitive (3), but published.csv, row 2, already published it" in capsys.readouterr().err


def test_linked_tables_from_yaml(tmp_path):
    (tmp_path / "sex.csv").write_text(GOOD)
    (tmp_path / "age.csv").write_text(
        "area,age,value\nn,y,3\nn,o,20\nn,*,23\ns,y,40\ns,o,25\ns,*,65\n*,y,43\n*,o,45\n*,*,88\n"
    )
    (tmp_path / "all.yaml").write_text("tables: [sex.csv, age.csv]\nrules: ['frequency:5']\ninterval: 5\n")
    out = tmp_path / "out"
    assert run_protect(words(add_protect_arguments, [tmp_path / "all.yaml", "--out", out])) == 0
    published = rows_of(out / "published.csv")
    assert len(published) == 9 + 6 and list(published[0]) == ["area", "sex", "age", "value", "status"]
    assert audit(out / "published.csv", "--interval", 5, "--alone") == 0


def test_rounding_instead(tmp_path):
    assert protect(tmp_path, "--rule", "frequency:5", "--interval", 5, "--round", 5) == 0
    published = rows_of(tmp_path / "out" / "published.csv")
    assert all(int(r["value"]) % 5 == 0 for r in published)
    total = {(r["area"], r["sex"]): int(r["value"]) for r in published}
    assert total[("n", "f")] + total[("n", "m")] == total[("n", "*")]


def test_the_ethnic_floor_is_said(tmp_path, capsys):
    assert protect(tmp_path, "--rule", "frequency:3", "--ethnic", "sex", "--interval", 5) == 0
    assert "the floor holds: frequency:5" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD.replace("n,f,3", "n,f,-3"), "tables.csv, row 2 (area=n, sex=f): `value` is -3, below zero"),
        (GOOD.replace("n,f,3", "n,f,x"), "'x' in `value` is not a number"),
        (GOOD.replace("n,f,3", "n,f,nan"), "'nan' in `value` is not a number"),
        (GOOD.replace("n,f,3", "n,f,"), "`value` is empty"),
        (GOOD + "n,f,3\n", "row 11: the cell area=n, sex=f was given before, in tables.csv, row 2"),
        (
            GOOD.replace("n,*,23", "n,*,24"),
            "The margin area=n (tables.csv, row 4) says 24, but its parts over sex add up to 23",
        ),
        (GOOD.replace("value", "figure"), "has no column `value`. Columns: area, sex, figure"),
        ("value\n3\n", "has no dimension column"),
        ("area,value\n", "has no rows"),
        (GOOD.replace("n,f,3", 'n,f,"3,5"'), "'3,5' in `value` has a comma. Write the decimal point as `.`"),
        (GOOD.replace("s,*,65\n", ""), "its parts over area add up to 23: there is no row for area=s. Add it"),
        ("", "tables.csv has no rows"),
        (GOOD.replace("n,f,3", '"n,f,3'), "it is not CSV"),
        (GOOD.replace("n,f,3", "n,f,3,4"), "row 2: 4 entries for 3 columns"),
        (GOOD.replace("n,f,3", ",f,3"), "row 2: `area` is empty"),
    ],
)
def test_bad_tables_are_refused_in_a_sentence(tmp_path, capsys, text, sentence):
    assert protect(tmp_path, "--rule", "frequency:5", text=text) == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,parent\nn,s\ns,n\n", "row 2: n → s → n goes round in a loop and never reaches `*`"),
        ("code,parent\nn,x\ns,*\n", "row 2: the parent 'x' of 'n' is not a code of this file"),
        ("code,parent\nn,*\n", "the code 's' of `area` is not in its hierarchy tree.csv"),
        ("code,parent\nn,*\nn,*\ns,*\n", "the code 'n' was given before, in row 2"),
        ("code,above\nn,*\n", "needs the columns `code` and `parent`"),
    ],
)
def test_bad_hierarchies_are_refused_in_a_sentence(tmp_path, capsys, text, sentence):
    (tmp_path / "tree.csv").write_text(text)
    assert protect(tmp_path, "--hierarchy", f"area={tmp_path / 'tree.csv'}") == 1
    assert sentence in capsys.readouterr().err


def test_everything_wrong_is_said_at_once(tmp_path, capsys):
    text = GOOD.replace("n,*,23", "n,*,24").replace("s,f,40", "s,f,x").replace("s,m,25", "s,m,-1") + "n,f,3\n"
    (tmp_path / "loop.csv").write_text("code,parent\nn,s\ns,n\n")
    line = ["--rule", "often:3", "--hierarchy", f"sex={tmp_path / 'loop.csv'}", "--hierarchy", "area"]
    assert protect(tmp_path, *line, text=text) == 1
    told = capsys.readouterr().err
    for part in ("often:3", "DIM=FILE.csv", "loop", "row 5 (area=s, sex=f): 'x'", "below zero", "row 11: the cell"):
        assert part in told
    assert protect(tmp_path, "--rule", "often:3", text=text) == 1
    assert "The margin area=n (tables.csv, row 4) says 24" in capsys.readouterr().err


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_semicolons_tabs_and_byte_order_marks_are_read(tmp_path, mark, separator):
    text = mark + GOOD.replace(",", separator)
    (tmp_path / "tree.csv").write_text(f"{mark}code,parent\nn,*\ns,*\n".replace(",", separator))
    tree = ["--hierarchy", f"area={tmp_path / 'tree.csv'}"]
    assert protect(tmp_path, "--rule", "frequency:5", "--interval", 5, *tree, text=text) == 0
    published = tmp_path / "out" / "published.csv"
    assert published.read_text().startswith("area,sex,value,status\nn,f,,suppressed\n")
    published.write_text(mark + published.read_text().replace(",", separator))
    assert audit(published, "--interval", 5, *tree) == 0


def test_a_total_that_is_not_there_is_said(tmp_path, capsys):
    assert protect(tmp_path, "--rule", "frequency:5", text="area,sex,value\nn,f,3\nn,m,20\n") == 0
    assert "There is no total (`*`) over sex: it is taken as published nowhere." in capsys.readouterr().err


def test_a_people_among_the_codes_makes_the_floor_hold(tmp_path, capsys):
    text = GOOD.replace(",f,", ",Ashkali,")
    assert protect(tmp_path, "--rule", "frequency:3", "--interval", 5, text=text) == 0
    assert "By ethnicity the floor holds: frequency:5" in capsys.readouterr().err


def test_percentages_with_bases_are_counts(tmp_path, capsys):
    """40 % of 10 are 4 people: hidden with one more; 100 % of 60 and 36 % of 150 stand."""
    text = "area,value,base\nn,40,10\ns,25.0,80\nw,50,60\n*,36,150\n"
    assert protect(tmp_path, "--rule", "frequency:5", "--interval", 5, text=text) == 0
    found = {r["area"]: (r["value"], r["base"], r["status"]) for r in rows_of(tmp_path / "out" / "percentages.csv")}
    assert found["n"] == ("", "10", "suppressed") and found["*"] == ("36", "150", "published")
    assert [status for _, _, status in found.values()].count("suppressed") == 2
    assert audit(tmp_path / "out" / "published.csv", "--interval", 5) == 0
    assert protect(tmp_path, text=text.replace("n,40,10", "n,41.5,10").replace("s,25.0", "s,125")) == 1
    told = capsys.readouterr().err
    assert "row 2 (area=n): 41.5 % of 10 is no whole number of people" in told and "125 % of 80" in told
    assert protect(tmp_path, text=text.replace("area", "part")) == 1
    assert "Percentages make a dimension `part` themselves" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(6))
def test_for_one_of_the_people_counted_the_intervals_stay_wide_too(tmp_path, seed):
    tables = random_tables(KINDS[seed % 3], 40 + seed)
    text = [",".join([*tables.dimensions, "value"])]
    text += [",".join([*tables.codes(cell), str(int(cell.value))]) for cell in tables.cells]
    tree = tmp_path / "tree.csv"
    children = tables.hierarchies["area"].children
    tree.write_text("code,parent\n" + "".join(f"{c},{p}\n" for p, codes in children.items() for c in codes))
    line = ["--interval", 5, "--respondent", "--hierarchy", f"area={tree}"]
    assert protect(tmp_path, "--rule", "frequency:5", *line, text="\n".join(text) + "\n") == 0
    assert audit(tmp_path / "out" / "published.csv", *line) == 0


def test_zero_and_full_cells_are_hidden_when_asked(tmp_path):
    """In the north all 30 are poor, and all 25 who are not live in the south: three cells, and a fourth to cover them."""
    text = "area,poor,value\nn,yes,30\nn,no,0\nn,*,30\ns,yes,20\ns,no,25\ns,*,45\n*,yes,50\n*,no,25\n*,*,75\n"
    assert protect(tmp_path, "--rule", "group", "--interval", 5, text=text) == 0
    reasons = {(r["area"], r["poor"]): r["reason"] for r in rows_of(tmp_path / "out" / "decisions.csv")}
    assert reasons[("n", "yes")] == reasons[("n", "no")] == "primary"
    assert reasons[("s", "no")] == "primary" and reasons[("s", "yes")] == "complementary"


@pytest.mark.parametrize("interval", [40, 60, 1000])
def test_an_interval_wider_than_the_rule_hides_margins_too(tmp_path, interval):
    """North women are at most 23 while the margins stand; wider takes margins, in the end the total."""
    assert protect(tmp_path, "--rule", "frequency:5", "--interval", interval) == 0
    hidden = [r for r in rows_of(tmp_path / "out" / "published.csv") if r["status"] == "suppressed"]
    assert any("*" in (r["area"], r["sex"]) for r in hidden) and len(hidden) < 9
    assert audit(tmp_path / "out" / "published.csv", "--interval", interval) == 0


def test_dominance_is_audited_from_the_files(tmp_path, capsys):
    """Farming, 100 of which 90 are the two largest: with 85 % the interval must reach 90 / 0.85 = 105.88."""
    head = "sector,area,value,contributors,top1,top2\n"
    rows = ["farming,n,100,4,60,30", "farming,s,300,9,50,50", "trade,n,50,9,9,9", "trade,s,70,9,9,9"]
    rows += ["farming,*,400,13,60,50", "trade,*,120,18,9,9", "*,n,150,13,60,30", "*,s,370,18,50,50", "*,*,520,31,60,50"]
    line = ["--rule", "dominance:2,85"]
    assert protect(tmp_path, *line, text=head + "\n".join(rows) + "\n") == 0
    found = {(r["sector"], r["area"]): r for r in rows_of(tmp_path / "out" / "decisions.csv")}
    assert found[("farming", "n")]["reach"] == "105.882352941"
    assert audit(tmp_path / "out" / "published.csv") == 0
    decisions = tmp_path / "out" / "decisions.csv"
    decisions.write_text(decisions.read_text().replace("105.882352941", "151"))
    assert audit(tmp_path / "out" / "published.csv") == 1
    assert "farming" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line", [["--ethnic", "tribe"], ["--hierarchy", "area"], ["--interval", -1], ["--rule", "p:10"]]
)
def test_bad_words_are_refused(tmp_path, line):
    assert protect(tmp_path, *line) == 1


def test_missing_files_are_refused(tmp_path, capsys):
    assert audit(tmp_path / "none.csv") == 1
    assert run_protect(words(add_protect_arguments, [tmp_path / "none.csv", "--out", tmp_path])) == 1
    assert capsys.readouterr().err.count("none.csv cannot be read") == 2
