"""Targets and decompositions written in an analysis, against figures worked out another way."""

import numpy as np
import pytest
import yaml
from tests.surveys_room.test_estimate import CASES, WAVES, analysis_file, estimate, printed

from barabar.reference.definitions import DefinitionsRejected, forget_definitions
from barabar.statistics.surveys.decomposition import decompose
from barabar.statistics.surveys.design import survey_design
from barabar.statistics.surveys.truth_tables import read_csv
from barabar.surveys.precision import precision_definitions

ROMA, OTHERS = {"population": "Roma"}, {"population": "NonRoma"}
BASE = {"indicators": {"employed": "employed"}, "domains": [[]], "gaps": []}
WAVE = {"wave": "wave", "now": "w2", "baseline": "w1", "year": 2024, "baseline_year": 2020}


def targets(tmp_path, capsys, *entries: dict) -> dict[str, dict]:
    rows = printed(capsys, analysis_file(tmp_path, **BASE, targets=list(entries)))
    return {r["statistic"]: r for r in rows if r["statistic"].startswith("target")}


def gaps_of_the_reference() -> tuple[float, float]:
    """The gap in both waves, from R."""
    case = next(
        c for c in CASES if c["group"] == "gap_wave" and c["y"] == ["employed"] and "wave_psu" in str(c["design"])
    )
    rows = {row["by"]["population"]: row for row in case["result"]["rows"]}
    return rows["Roma"]["a"] - rows["NonRoma"]["a"], rows["Roma"]["b"] - rows["NonRoma"]["b"]


def test_a_gap_to_be_halved(tmp_path, capsys):
    words = {
        "indicator": "employed",
        "kind": "cut_gap",
        "amount": -50,
        "deadline": 2030,
        "of": ROMA,
        "reference": OTHERS,
    }
    rows = targets(tmp_path, capsys, {**words, **WAVE})
    now, before = gaps_of_the_reference()
    sign = -1 if before > 0 else 1
    left = sign * (before / 2 - now)
    assert rows["target_to_go"]["estimate"] == pytest.approx(left, rel=1e-9)
    assert rows["target_pace_needed"]["estimate"] == pytest.approx(left / 6, rel=1e-9)
    assert rows["target_pace_so_far"]["estimate"] == pytest.approx(sign * (now - before) / 4, rel=1e-9)
    assert rows["target_share_done"]["estimate"] == pytest.approx((now - before) / (before / 2 - before), rel=1e-9)
    assert rows["target_to_go"]["verdict"] == "not_reached" and rows["target_to_go"]["deadline"] == 2030
    assert rows["target_to_go"]["ci_low"] < left < rows["target_to_go"]["ci_high"]


def test_a_level_by_part_and_a_level_that_is_reached(tmp_path, capsys):
    words = {"indicator": "employed", "kind": "reach_level", "of": ROMA}
    rows = printed(capsys, analysis_file(tmp_path, **BASE, targets=[{**words, "amount": 0.01, "by": "economy"}]))
    rows = [r for r in rows if r["statistic"] == "target_to_go"]
    assert [r["domain"]["economy"] for r in rows] == ["E1", "E2", "E3", "E4"]
    assert {r["verdict"] for r in rows} == {"reached"}
    assert "baseline" not in str(rows[0]) and rows[0]["aim"] == 0.01


def test_either_and_exists(tmp_path, capsys):
    levels = [
        {"name": "high", "indicator": "employed", "kind": "reach_level", "amount": 0.9, "of": ROMA},
        {"name": "low", "indicator": "employed", "kind": "reach_level", "amount": 0.1, "of": ROMA},
    ]
    rows = targets(
        tmp_path, capsys, {"name": "one of two", "kind": "either", "alternatives": levels},
        {"name": "a focal point", "kind": "exists", "state": "partly"},
    )  # fmt: skip
    assert rows["target_to_go"]["via"] == "low" and rows["target_to_go"]["verdict"] == "reached"
    assert rows["target"]["variable"] == "a focal point" and rows["target"]["verdict"] == "unclear"
    assert rows["target"]["estimate"] is None


@pytest.mark.parametrize(
    ("fold", "parts"), [(2, ["explained", "unexplained"]), (3, ["endowments", "coefficients", "interaction"])]
)
def test_a_decomposition_is_that_of_the_statistics_room(fold, parts, tmp_path, capsys):
    words = {"indicator": "employed", "group": ROMA, "reference": OTHERS, "covariates": ["age", "hhsize"], "fold": fold}
    rows = printed(capsys, analysis_file(tmp_path, **BASE, decompositions=[words]))
    rows = [r for r in rows if r["statistic"].startswith("decomposition")]
    table = read_csv(WAVES)
    group = np.array([v == "Roma" for v in table["population"]])
    design = survey_design(
        rows=len(group), weights=table["weight"], ids=[table["wave_psu"]], strata=[table["wave_stratum"]]
    )
    found = decompose(
        design, table["employed"], {n: table[n] for n in ("age", "hhsize")}, group=group, reference=~group, fold=fold
    )
    assert rows[0]["estimate"] == pytest.approx(found.gap.value, rel=1e-9)
    assert rows[0]["estimate"] == pytest.approx(sum(r["estimate"] for r in rows[1 : 1 + fold]), abs=1e-9)
    for row, name in zip(rows[1 : 1 + fold], parts, strict=True):
        assert row["statistic"] == f"decomposition_{name}"
        assert (row["estimate"], row["se"]) == pytest.approx((found.parts[name].value, found.parts[name].se), rel=1e-9)
    assert [r["by_variable"] for r in rows[1 + fold :]] == ["age", "hhsize"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"targets": [{"kind": "wish", "indicator": "employed"}]}, "kind of target 'wish' is not known"),
        ({"targets": [{"kind": "reach_level", "indicator": "height", "amount": 1}]}, "there is no indicator 'height'"),
        ({"targets": [{"kind": "reach_level", "indicator": "employed"}]}, "needs an amount"),
        ({"targets": [{"kind": "reach_level", "indicator": "employed", "amount": "all"}]}, "must be a number"),
        ({"targets": [{"kind": "cut_gap", "indicator": "employed", "amount": -50}]}, "needs a reference"),
        ({"targets": [{"kind": "cut_level", "indicator": "employed", "amount": -50}]}, "needs a baseline"),
        ({"targets": [{"kind": "reach_level", "indicator": "employed", "amount": 1, "now": 3}]}, "waves need wave"),
        ({"targets": [{"kind": "exists", "state": "perhaps"}]}, "state 'perhaps' is not known"),
        ({"targets": [{"kind": "either", "alternatives": []}]}, "two or more alternatives"),
        ({"targets": [3]}, "targets must be a list of mappings"),
        ({"decompositions": [{"indicator": "employed", "covariates": "age"}]}, "needs group and reference"),
        ({"decompositions": [{"indicator": "employed", "group": ROMA, "reference": OTHERS}]}, "needs covariates"),
        (
            {
                "decompositions": [
                    {"indicator": "employed", "group": ROMA, "reference": OTHERS, "covariates": "age", "fold": 4}
                ]
            },
            "fold 4 is not known",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(change, reason, tmp_path, capsys):
    assert estimate(analysis_file(tmp_path, **BASE, **change)) == 1
    said = capsys.readouterr().err
    assert reason in said and "analysis.yaml, line" in said


def test_rows_that_belong_to_two_figures_and_a_figure_without_rows(tmp_path, capsys):
    both = {"indicator": "employed", "kind": "equal", "name": "catch up", "reference": OTHERS}
    assert estimate(analysis_file(tmp_path, **BASE, targets=[both])) == 1
    assert "Some rows belong to two of the figures of catch up" in capsys.readouterr().err
    nobody = {**both, "of": ROMA, "reference": {"population": "Martians"}}
    assert estimate(analysis_file(tmp_path, **BASE, targets=[nobody])) == 1
    assert "the reference now of target catch up" in capsys.readouterr().err


def test_thresholds_are_those_of_the_installation_unless_the_analysis_names_others(tmp_path, capsys, settings):
    by_age = {"domains": [["economy", "settlement", "agegrp", "population", "wave"]], "gaps": []}
    path = analysis_file(tmp_path, indicators={"employed": "employed"}, **by_age)
    held = yaml.safe_load(path.read_text())
    del held["precision"]
    path.write_text(yaml.safe_dump(held))
    rows = printed(capsys, path)
    assert all(("withhold_n" in r["flags"]) == (r["n"] < 20 and r["n"] > 0) for r in rows)
    assert all(("low_n" in r["flags"]) == (20 <= r["n"] < 50) for r in rows)
    assert any(20 <= r["n"] < 50 for r in rows)
    path.write_text(yaml.safe_dump({**held, "precision": "none"}))
    assert {flag for r in printed(capsys, path) for flag in r["flags"]} <= {"no_rows", "no_df"}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("{key: standard, low_n: 10, withhold_n: 20, high_cv: 0.1, withhold_cv: 0.3, low_df: 8}", "exchange the two"),
        ("{key: standard, low_n: few, withhold_n: 20, high_cv: 0.1, withhold_cv: 0.3, low_df: 8}", "no threshold"),
        ("{key: standard, low_n: 50, withhold_n: 20, high_cv: 0.1, withhold_cv: 0.3}", "'low_df' is missing"),
    ],
)
def test_thresholds_that_cannot_be_are_named_with_their_line(entry, fault, tmp_path, settings):
    (tmp_path / "precision.yaml").write_text(f"# ours\n- {entry}\n")
    settings.OWN_DEFINITIONS = tmp_path
    forget_definitions()
    with pytest.raises(DefinitionsRejected, match=f"precision.yaml, line 2.*{fault}"):
        precision_definitions()
    forget_definitions()
