"""What a design refuses, and how it counts."""

import numpy as np
import pytest

from barabar.statistics.surveys.design import survey_design
from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.estimates import mean, proportion, ratio, total
from barabar.statistics.surveys.sampling import Lonely

SOUND = {
    "rows": 6,
    "weights": [1.0, 2, 1, 2, 1, 2],
    "ids": [["a", "a", "b", "c", "d", "d"]],
    "strata": [["x", "x", "x", "y", "y", "y"]],
}


def refused(**changes) -> SurveyError:
    with pytest.raises(SurveyError) as caught:
        survey_design(**{**SOUND, **changes})
    return caught.value


@pytest.mark.parametrize(
    ("changes", "code", "facts"),
    [
        ({"weights": [1, None, 1, None, 1, 1]}, "missing", {"rows": 2, "total": 6, "first": 2}),
        ({"weights": [1, 1, -3, 1, 1, -1]}, "negative_weight", {"rows": 2, "first": 3, "value": -3.0}),
        ({"weights": [0] * 6}, "all_weights_zero", {"total": 6}),
        ({"weights": [1, "two", 1, 1, 1, 1]}, "not_number", {"first": 2, "value": "two"}),
        ({"weights": [1, 2]}, "length", {"rows": 2, "expected": 6}),
        ({"ids": [["a", "a", "", "c", "d", "d"]]}, "missing", {"rows": 1, "first": 3}),
        ({"strata": [["x", None, "x", "y", "y", "y"]]}, "missing", {"rows": 1, "first": 2}),
        ({"ids": [["a", "a", "b", "a", "d", "d"]]}, "not_nested", {"rows": 1, "cluster": "a"}),
        ({"fpc": [[1.5] * 6]}, "fpc_too_small", {"sampled": 2, "first": 1, "rows": 6}),
        ({"fpc": [[0.5, 5, 5, 5, 5, 5]]}, "fpc_mixed", {"first": 1, "value": 0.5}),
        ({"fpc": [[5, 6, 5, 7, 7, 7]]}, "fpc_varies", {"rows": 1, "first": 2}),
        ({"fpc": [[5] * 6, [9] * 6]}, "fpc_stages", {"given": 2, "stages": 1}),
        ({"fpc": [[2] * 6], "pps": "brewer"}, "fpc_not_probability", {"first": 1, "value": 2.0}),
        ({"pps": "sampford"}, "unknown_choice", {"value": "sampford"}),
    ],
)
def test_a_wrong_design_is_a_sentence_with_count_and_first_row(changes, code, facts):
    error = refused(**changes)
    assert error.code == code
    assert {name: error.facts[name] for name in facts} == facts
    assert str(error)[0].isupper() and str(error).endswith(".")


def test_all_problems_are_told_at_once():
    error = refused(weights=[None] * 6, strata=[["x", None, "x", "y", "y", "y"]])
    assert [p.code for p in error.problems] == ["missing", "missing"]


def test_no_rows():
    with pytest.raises(SurveyError, match="has no rows"):
        survey_design(rows=0)


def test_a_stratum_with_one_unit_needs_a_choice():
    design = survey_design(rows=3, weights=[1, 1, 1], ids=[[1, 2, 3]], strata=[["x", "x", "alone"]])
    with pytest.raises(SurveyError, match="'alone' has only one primary sampling unit"):
        mean(design, [1, 2, 3])


def test_average_needs_another_stratum_to_average_over():
    design = survey_design(rows=2, ids=[[1, 2]], strata=[["x", "y"]], lonely=Lonely("average"))
    with pytest.raises(SurveyError, match="only one primary sampling unit"):
        mean(design, [1, 2])


def test_unknown_lonely_rule():
    with pytest.raises(SurveyError, match="Choose one of: fail, remove"):
        Lonely("shrug")


def test_ids_that_start_again_within_strata():
    strata, ids = ["x", "x", "y", "y"], [1, 2, 1, 2]
    with pytest.raises(SurveyError, match="say that ids are nested"):
        survey_design(rows=4, ids=[ids], strata=[strata])
    nested = survey_design(rows=4, ids=[ids], strata=[strata], nest=True)
    assert nested.degrees_of_freedom(np.ones(4, dtype=bool)) == 2


def test_without_weights_they_follow_from_the_population_sizes():
    design = survey_design(rows=4, fpc=[[8, 8, 8, 8]])
    assert design.weights.tolist() == [2, 2, 2, 2]
    assert total(design, [1, 1, 1, 1]).values[0] == 8


def test_a_census_has_no_variance():
    assert mean(survey_design(rows=3, fpc=[[3, 3, 3]]), [1, 2, 6]).variance[0] == 0


def test_pooled_waves_and_two_frames_are_strata_of_one_design():
    wave = ["w1"] * 3 + ["w2"] * 3
    design = survey_design(rows=6, ids=[[1, 2, 3, 1, 2, 3]], strata=[wave], nest=True)
    assert design.degrees_of_freedom(np.ones(6, dtype=bool)) == 4


@pytest.mark.parametrize(
    ("estimate", "message"),
    [
        (lambda d: mean(d, [None] * 6, name="income"), "income is missing in all 6 rows"),
        (lambda d: mean(d, ["a"] * 6, name="income"), "income is not a number in 6 rows, first in row 1"),
        (lambda d: proportion(d, [0, 1, 2, 0, 1, 1], name="poor"), "row 3 holds 2.0"),
        (lambda d: ratio(d, [1] * 6, [np.nan] * 6), "missing in all"),
    ],
)
def test_a_variable_that_cannot_be_estimated_is_a_sentence(estimate, message):
    with pytest.raises(SurveyError, match=message):
        estimate(survey_design(**SOUND))


def test_text_numbers_and_blanks_are_read_as_numbers_and_missing():
    estimates = mean(survey_design(**SOUND), ["1", "", "2", None, "3", "4"])
    assert estimates.n[0] == 4
