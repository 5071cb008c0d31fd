"""Agreement with reference answers, and that disagreement is seen."""

import json
from pathlib import Path

import numpy as np
import pytest

from barabar.statistics.surveys.design import survey_design
from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.replication import jackknife
from barabar.statistics.surveys.testing import chi_square, t_test
from barabar.statistics.surveys.truth import Tables, compare_directory, disagreements_of

TRUTH = Path(__file__).parent / "truth"
CASES = [json.loads(line) for line in (TRUTH / "cases.jsonl").read_text().splitlines()]
MORE = [json.loads(line) for line in (TRUTH / "more.jsonl").read_text().splitlines()]
GROUPS = sorted({case["group"] for case in CASES})


@pytest.fixture(scope="module")
def tables():
    return Tables(TRUTH / "data")


@pytest.mark.parametrize("group", GROUPS)
def test_every_case_of_the_group_agrees(group, tables):
    found = [str(d) for case in CASES if case["group"] == group for d in disagreements_of(case, tables)]
    assert found == []


@pytest.mark.parametrize("group", sorted({case["group"] for case in MORE}))
def test_further_answers_of_r_agree(group, tables):
    """Drawn at random over data sets, designs, options and statistics, and asked of R's survey 4.1-1 in the same form."""
    found = [str(d) for case in MORE if case["group"] == group for d in disagreements_of(case, tables)]
    assert found == []


def write(folder: Path, *cases: dict) -> Path:
    folder.mkdir()
    (folder / "data").symlink_to(TRUTH / "data")
    (folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases))
    return folder


def case(kind: str, **changes) -> dict:
    return {**next(c for c in CASES if c["stat"] == kind and isinstance(c["result"], list)), **changes}


@pytest.mark.parametrize("field", ["estimate", "se", "df", "n", "deff"])
def test_a_number_that_differs_is_named(field, tmp_path):
    right = case("mean")
    wrong = {**right, "result": [{**right["result"][0], field: right["result"][0][field] * (1 + 2e-7)}]}
    agreement = compare_directory(write(tmp_path / "spoiled", right, wrong))
    assert not agreement.complete
    assert [d.where for d in agreement.disagreements] == [f"[0].{field}"]
    assert agreement.lines()[-1] == "1 of 2 cases agree"
    assert right["id"] in agreement.lines()[1]


def test_an_unknown_kind_of_case_is_a_disagreement_not_a_pass(tmp_path):
    agreement = compare_directory(write(tmp_path / "unknown", case("mean", stat="horoscope")))
    assert not agreement.complete


def test_a_refusal_that_does_not_come_is_a_disagreement(tables):
    sound = {**next(c for c in CASES if c["stat"] == "error"), "y": ["missing value in the colour"]}
    assert disagreements_of(sound, tables)


@pytest.mark.parametrize(
    "described",
    [
        "missing value in the stratum", "missing value in the PSU", "a stratum with only one PSU and lonely_psu fail",
        "PSU ids repeated across strata without nest", "all weights zero", "text in the weights", "empty domain",
        "a variable that does not exist", "population size of a stratum below its sample size",
    ],
)  # fmt: skip
def test_mistakes_described_in_words_are_made_and_refused(described, tables):
    wrong = {**next(c for c in CASES if c["stat"] == "error"), "y": [described]}
    assert disagreements_of(wrong, tables) == []


def test_a_mistake_in_the_design_of_the_case_itself(tables):
    lonely = next(c for c in CASES if c["group"] == "lonely" and c["stat"] == "total" and not c.get("domain"))
    refused = {**lonely, "stat": "error", "options": {"lonely_psu": "fail"}}
    assert disagreements_of(refused, tables) == []
    allowed = {**lonely, "stat": "error", "options": {"lonely_psu": "remove"}}
    assert disagreements_of(allowed, tables)


def test_a_tie_is_left_out_and_a_number_of_rows_counts(tmp_path):
    right = case("quantile")
    tied = {**right, "result": [{**row, "estimate": -1, "tie": True} for row in right["result"]]}
    assert compare_directory(write(tmp_path / "tied", tied)).complete


@pytest.mark.parametrize("text", ["", "{not json"])
def test_a_directory_without_cases_is_refused(text, tmp_path):
    (tmp_path / "cases.jsonl").write_text(text)
    with pytest.raises(SurveyError):
        compare_directory(tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SurveyError, match=r"cases\.jsonl cannot be read"):
        compare_directory(tmp_path)
    agreement = compare_directory(write(tmp_path / "lost", case("mean", dataset="atlantis")))
    assert "atlantis" in str(agreement.disagreements[0])


@pytest.mark.parametrize(
    ("statistic", "value", "df", "p"),
    [
        ("F", 4.3754528314290004, (1.4197254796946039, 19.8761567157244556), 0.0376464043951275),
        ("Chisq", 11.9408920807453391, (2,), 0.0125824432264381),
        ("Wald", 2.35348148170038, (2, 14), 0.13148410207158),
        ("adjWald", 2.185375661578928, (2, 13), 0.151988549455202),
    ],
)
def test_a_table_is_tested_by_replicates_as_r_does(statistic, value, df, p, tables):
    """svychisq(~stype + sch.wide) of apiclus1 as a JK1 design, R's survey 4.1-1."""
    table = tables.read("apiclus1.csv")
    design = survey_design(rows=len(table["pw"]), weights=table["pw"], ids=[table["dnum"]])
    design = design.with_replicates(jackknife(design.units.stages[0].stratum, design.unit_of_row))
    found = chi_square(design, table["stype"], table["sch.wide"], statistic=statistic)
    assert found.statistic == pytest.approx(value, rel=1e-9)
    assert found.df == pytest.approx(df, rel=1e-9)
    assert found.p == pytest.approx(p, rel=1e-9)


def test_a_difference_without_spread_has_no_t():
    """All rows of each group alike: the difference is known, and no test of it exists."""
    difference, t = t_test(survey_design(rows=4), [1, 1, 2, 2], ["a", "a", "b", "b"])
    assert difference.value == 1 and difference.se == 0 and np.isnan(t) and np.isnan(difference.p_value)
