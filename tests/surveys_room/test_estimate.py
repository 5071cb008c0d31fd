"""`barabar estimate` in both forms, over the reference data, in every format."""

import argparse
import csv
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
import yaml

from barabar.surveys.command import add_arguments, run
from barabar.surveys.rows import FIELDS

DATA = Path(__file__).parents[1] / "statistics" / "surveys" / "truth" / "data"
CASES = [json.loads(line) for line in (DATA.parent / "cases.jsonl").read_text().splitlines()]
WAVES = DATA / "roma_like_2w.csv"
SHORT = [str(WAVES), "--weights", "weight", "--strata", "wave_stratum", "--psu", "wave_psu"]


def estimate(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(w) for w in words]))


def printed(capsys, *words: str) -> list[dict]:
    assert estimate(*words) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_the_short_form_prints_one_object_per_estimate(capsys):
    rows = printed(capsys, *SHORT, "--mean", "at_risk_poverty", "--by", "wave", "population", "--format", "json")
    assert [r["domain"] for r in rows][:2] == [
        {"wave": "w1", "population": "NonRoma"},
        {"wave": "w1", "population": "Roma"},
    ]
    assert tuple(rows[0]) == FIELDS
    case = next(c for c in CASES if c["id"] == "gap_wave/000")
    roma = case["result"]["rows"][1]
    assert rows[1]["estimate"] == pytest.approx(roma["b"], rel=1e-9)
    assert rows[1]["se"] == pytest.approx(roma["se_b"], rel=1e-9)


@pytest.mark.parametrize("method", ["logit", "beta", "asin", "wilson", "likelihood", "likelihood-exact"])
def test_an_interval_by_name(method, capsys):
    row = printed(capsys, *SHORT, "--mean", "at_risk_poverty", "--by", "wave", "--ci", method)[0]
    assert 0 < row["ci_low"] < row["estimate"] < row["ci_high"] < 1


@pytest.mark.parametrize(
    "words",
    [
        ["apiclus2.csv", "--weights", "pw", "--psu", "dnum", "snum", "--fpc", "fpc1", "fpc2"],
        ["apistrat.csv", "--weights", "pw", "--strata", "stype", "--fpc", "fpc"],
        ["apiclus1.csv", "--weights", "pw", "--psu", "dnum", "--fpc", "fpc"],
        ["apisrs.csv", "--weights", "pw", "--fpc", "fpc"],
    ],
    ids=lambda words: words[0],
)
def test_designs_of_the_reference(words, capsys):
    name = words[0].removesuffix(".csv")
    cases = [
        c for c in CASES
        if c["dataset"] == name and c["stat"] in ("mean", "total") and "args" not in c and not c.get("by")
        and not c.get("domain") and not c["options"]
        and len(c["design"]["fpc"]) == len(words[words.index("--fpc") + 1 :])
    ]  # fmt: skip
    assert cases
    for case in cases:
        row = printed(capsys, DATA / words[0], *words[1:], f"--{case['stat']}", case["y"][0])[0]
        expected = case["result"][0]
        assert (row["df"], row["n"]) == (expected["df"], expected["n"])
        for field in ("estimate", "se", "deff"):
            assert row[field] == pytest.approx(expected[field], rel=1e-9)


def test_all_statistics_over_expressions_and_a_selection(capsys):
    rows = printed(
        capsys, *SHORT, "--mean", "income > 200", "--proportion", "employed", "--total", "employed", "--ratio",
        "income", "hhsize", "--quantile", "income", "--p", "0.25", "0.5", "--where", "sex == 'F' and age >= 16",
    )  # fmt: skip
    assert {(r["statistic"], r["variable"]) for r in rows} == {
        ("mean", "income > 200"), ("proportion", "employed"), ("total", "employed"), ("ratio", "income / hhsize"),
        ("quantile", "income"),
    }  # fmt: skip
    assert [r["p"] for r in rows if r["statistic"] == "quantile"] == [0.25, 0.5]


ANALYSIS = {
    "data": str(WAVES),
    "design": {"weights": "weight", "strata": "wave_stratum", "ids": "wave_psu"},
    "indicators": {
        "poverty": {"expression": "at_risk_poverty == 1", "statistic": ["proportion", "total"], "interval": "logit"},
        "per head": {"expression": "income", "over": "hhsize"},
        "median income": {"expression": "income", "statistic": "quantile", "rule": "hf7"},
    },
    "domains": [[], ["population"], ["economy", "population"]],
    "gaps": [
        {
            "indicators": ["poverty", "per head"],
            "group": {"population": "Roma"}, "reference": {"population": "NonRoma"},
            "by": ["economy"], "comparison": "neighbours", "change": {"wave": "wave", "from": "w1", "to": "w2"},
        }
    ],
    "precision": {"low_n": 500, "withhold_n": 20, "high_cv": 0.1, "withhold_cv": 0.3, "low_df": 12},
}  # fmt: skip


def analysis_file(folder: Path, **changes) -> Path:
    path = folder / "analysis.yaml"
    path.write_text(yaml.safe_dump({**ANALYSIS, **changes}, sort_keys=False))
    return path


def test_an_analysis_file_with_gaps_and_their_change(tmp_path, capsys):
    rows = printed(capsys, analysis_file(tmp_path))
    kinds = {r["statistic"] for r in rows}
    assert kinds == {"proportion", "total", "ratio", "quantile", "gap", "gap_ratio", "gap_change", "gap_share_closed"}
    gaps = [r for r in rows if r["statistic"] == "gap" and r["variable"] == "poverty"]
    assert {r["domain"]["economy"] for r in gaps} == {"E1", "E2", "E3", "E4"}
    assert all(r["comparison"] == "neighbours" and 0 <= r["p"] <= 1 for r in gaps)
    assert any("low_n" in r["flags"] for r in rows)


def test_the_change_of_the_gap_is_that_of_the_reference(tmp_path, capsys):
    case = next(c for c in CASES if c["id"] == "gap_change/001")
    words = {"group": {"population": "Roma"}, "reference": {"population": "NonRoma"}}
    change = {"wave": "wave", "from": "w1", "to": "w2"}
    path = analysis_file(
        tmp_path, indicators={"employed": "employed"}, domains=[[]],
        gaps=[{"indicators": "employed", **words, "change": change}],
    )  # fmt: skip
    found = next(r for r in printed(capsys, path) if r["statistic"] == "gap_change")
    expected = case["result"][0]
    assert found["estimate"] == pytest.approx(expected["estimate"], rel=1e-9)
    assert found["se"] == pytest.approx(expected["se"], rel=1e-9)
    assert [found["ci_low"], found["ci_high"]] == pytest.approx(expected["ci95_t"], rel=1e-9)
    assert found["df"] == expected["df"]


def test_replicates_and_calibration_from_an_analysis(tmp_path, capsys):
    clusters = str(DATA / "apiclus1.csv")
    base = {"data": clusters, "indicators": {"enroll": "enroll"}, "domains": [[]], "gaps": []}
    plain = {"weights": "pw", "ids": "dnum", "fpc": "fpc"}
    margins = {"stype": {"E": 4421, "H": 755, "M": 1018}}
    path = analysis_file(tmp_path, **base, design={**plain, "calibrate": {"margins": margins}})
    expected = next(c for c in CASES if c["id"] == "calibrated/003")["result"][0]
    assert printed(capsys, path)[0]["se"] == pytest.approx(expected["se"], rel=1e-6)
    totals = {"constant": 6194, "stype=H": 755, "stype=M": 1018, "api99": 3914069}
    path = analysis_file(tmp_path, **base, design={**plain, "calibrate": {"method": "linear", "totals": totals}})
    expected = next(c for c in CASES if c["id"] == "calibrated/021")["result"][0]
    assert printed(capsys, path)[0]["se"] == pytest.approx(expected["se"], rel=1e-6)
    case = next(c for c in CASES if c["stat"] == "rep_mean" and c["group"] == "jk1_apiclus1" and not c.get("by"))
    words = {k: case["args"][k] for k in ("key", "type", "scale", "rscales", "mse")}
    words["file"] = str(DATA / case["args"]["replicates"])
    path = analysis_file(
        tmp_path, **{**base, "indicators": {"y": f"`{case['y'][0]}`"}}, design={**plain, "replicates": words}
    )
    row = printed(capsys, path)[0]
    assert row["se"] == pytest.approx(case["result"][0]["se"], rel=1e-9)
    assert row["df"] == case["result"][0]["df"]


def test_a_bootstrap_needs_a_seed_and_repeats_with_it(tmp_path, capsys):
    design = {**ANALYSIS["design"], "replicates": {"bootstrap": 30}}
    words = {"design": design, "gaps": [], "indicators": {"poverty": "at_risk_poverty"}}
    assert estimate(analysis_file(tmp_path, **words)) == 1
    assert "seed" in capsys.readouterr().err
    path = analysis_file(tmp_path, **words, seed=5)
    assert printed(capsys, path) == printed(capsys, path)


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx", "parquet"])
def test_every_format_holds_the_same_estimates(kind, tmp_path, capsys):
    out = tmp_path / f"estimates.{kind}"
    assert estimate(*SHORT, "--mean", "income", "--by", "population", "--out", out) == 0
    if kind == "json":
        found = [r["estimate"] for r in json.loads(out.read_text())]
    elif kind == "csv":
        found = [float(r["estimate"]) for r in csv.DictReader(out.read_text().splitlines())]
    elif kind == "xlsx":
        head, *lines = openpyxl.load_workbook(out).active.iter_rows(values_only=True)
        found = [line[head.index("estimate")] for line in lines]
    else:
        found = pq.read_table(out)["estimate"].to_pylist()
    assert found == pytest.approx([323.3462314858158, 142.64544384970574])
    record = json.loads((tmp_path / "estimates.record.json").read_text())
    assert [r["estimate"] for r in record["estimates"]] == pytest.approx(found)
    assert len(record["data"]["sha256"]) == 64 and record["versions"]["numpy"]
    assert "142.64" not in json.dumps(record["data"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([*SHORT, "--mean", "incom"], "There is no column 'incom' in roma_like_2w.csv"),
        ([*SHORT], "needs --mean"),
        ([*SHORT, "--mean", "income >"], "cannot be read as an expression"),
        ([*SHORT, "--mean", "sex"], "not a number"),
        ([*SHORT, "--proportion", "income"], "must hold only 0 and 1"),
        ([*SHORT, "--mean", "income", "--ci", "logit"], "must hold only 0 and 1"),
        ([*SHORT, "--mean", "income", "--out", "x.pdf"], "kind of file 'pdf' is not known"),
        ([*SHORT, "--mean", "income", "--engine", "abacus"], "engine 'abacus'"),
        ([str(WAVES), "--weights", "in_school", "--mean", "income"], "The weight in_school is missing in"),
        (["nowhere.parquet", "--mean", "y"], "there is no such file"),
        (["nowhere.yaml"], "cannot be read"),
    ],
)
def test_what_is_wrong_is_a_sentence_on_the_error_stream(words, message, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert estimate(*words) == 1
    said = capsys.readouterr()
    assert message in said.err and said.out == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"colour": 1}, "an analysis has no 'colour'"),
        ({"indicators": {"a": {"expression": "x ="}}}, "cannot be read as an expression"),
        ({"indicators": {"a": {"expression": "income", "statistic": "mode"}}}, "statistic 'mode' is not known"),
        ({"indicators": {"a": {"expression": "income", "statistic": "ratio"}}}, "nothing of what it is over"),
        ({"indicators": {"a": {"expression": "income", "rule": "hf0"}}}, "rule 'hf0'"),
        ({"design": {"weight": "w"}}, "design has no 'weight'"),
        ({"design": {"lonely_psu": "shrug"}}, "lonely_psu 'shrug'"),
        ({"design": 3}, "design must be a mapping"),
        ({"design": {"calibrate": 3}}, "calibrate must be a mapping"),
        ({"domains": 3}, "domains must be a list"),
        ({"gaps": [{"indicators": "height", "group": {"a": 1}, "reference": {"a": 2}}]}, "no indicator 'height'"),
        ({"gaps": [{"group": 1}]}, "each gap needs"),
        ({"precision": {"low_n": 3}}, "withhold_n"),
        ({"precision": "nowhere.yaml"}, "precision rules cannot be read"),
        ({"confidence": 95}, "not between 0 and 1"),
        ({"indicators": [1]}, "indicators must be a mapping"),
    ],
)
def test_a_mistake_in_an_analysis_is_named_with_its_line(change, reason, tmp_path, capsys):
    path = analysis_file(tmp_path, **change)
    assert estimate(path) == 1
    said = capsys.readouterr().err
    assert reason in said and "analysis.yaml, line" in said


def test_yaml_that_is_none_and_what_is_missing(tmp_path, capsys):
    path = tmp_path / "broken.yaml"
    for text, reason in (
        ("data: [", "line 1"),
        ("- 1", "must start with data"),
        ("design: {}", "indicators is not given"),
    ):
        path.write_text(text)
        assert estimate(path) == 1
        assert reason in capsys.readouterr().err


SPOILED = {
    "a negative weight": ({"weight": [1, 1, -2, 1, 1, 1]}, "weight is negative in 1 of 6 rows, first in row 3: -2.0"),
    "a missing weight": ({"weight": [1, 1, None, 1, 1, 1]}, "weight is missing in 1 of 6 rows, first in row 3"),
    "weights of zero": ({"weight": [0] * 6}, "weight is zero in all 6 rows"),
    "a weight in words": ({"weight": ["1", "1", "1", "1", "heavy", "1"]}, "weight is not a number in 1 rows, first in row 5"),
    "a missing stratum": ({"stratum": ["a", None, "a", "b", "b", "b"]}, "stratum stratum is missing in 1 of 6 rows, first in row 2"),
    "a missing unit": ({"psu": [1, 2, 2, 3, 4, None]}, "cluster id psu is missing in 1 of 6 rows, first in row 6"),
    "one unit": ({"psu": [1, 2, 2, 3, 3, 3]}, "Stratum 'b' has only one primary sampling unit (row 4)"),
    "nothing seen": ({"y": [None] * 6}, "y is missing in all 6 rows"),
    "text": ({"y": ["1", "0", "many", "1", "0", "1"]}, "variable y is not a number in 1 rows, first in row 3: 'many'"),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["rows", "duckdb"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("what", SPOILED)
def test_spoiled_data_is_refused_with_column_and_row_whatever_makes_the_sums(what, kind, engine, tmp_path, capsys):
    change, message = SPOILED[what]
    sound = {
        "weight": [1, 2, 1, 1, 2, 1], "stratum": ["a", "a", "a", "b", "b", "b"], "psu": [1, 2, 2, 3, 4, 4],
        "y": [1, 0, 1, 1, 0, 1],
    }  # fmt: skip
    path = tmp_path / f"survey.{kind}"
    table = pa.table({**sound, **change})
    write = pq.write_table if kind == "parquet" else pv.write_csv
    write(table, path)
    design = ["--weights", "weight", "--strata", "stratum", "--psu", "psu"]
    assert estimate(path, *design, "--mean", "y", "--engine", engine) == 1
    said = capsys.readouterr()
    assert message in said.err and said.out == ""


@pytest.mark.parametrize("engine", ["rows", "duckdb"])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--where", "sex == 'X'"], "No row of roma_like_2w.csv has sex == 'X'"),
        (["--where", "age"], "The selection age is no condition: row 1 gives"),
        (["--confidence", "95"], "The confidence 95.0 is not between 0 and 1"),
    ],
)
def test_a_selection_and_a_confidence_that_cannot_be(words, message, engine, capsys):
    assert estimate(*SHORT, "--mean", "employed", *words, "--engine", engine) == 1
    assert message in capsys.readouterr().err
