"""Calibration, replicates, intervals, quantiles, tests, expressions, flags: what the pages do not show."""

import numpy as np
import pytest

from barabar.statistics.surveys.arrays import codes_of, column, missing
from barabar.statistics.surveys.calibration import calibrate, rake
from barabar.statistics.surveys.design import survey_design
from barabar.statistics.surveys.domains import by_columns
from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.estimates import level_proportions, mean, total
from barabar.statistics.surveys.expressions import columns_of, evaluate, parse
from barabar.statistics.surveys.intervals import likelihood_interval, proportion_interval
from barabar.statistics.surveys.precision import PrecisionRules, estimate_flags
from barabar.statistics.surveys.quantiles import quantile
from barabar.statistics.surveys.replication import (
    Replicates,
    balanced,
    bootstrap,
    jackknife,
    replicates_by_key,
    successive_differences,
)
from barabar.statistics.surveys.roots import brent_root
from barabar.statistics.surveys.sampling import Lonely
from barabar.statistics.surveys.splines import spline
from barabar.statistics.surveys.testing import adjust_p, chi_square, t_test, wald_test

SEX = np.array(["f", "f", "m", "m"], dtype=object)
AREA = np.array(["t", "v", "t", "v"], dtype=object)
TEN = np.full(4, 10.0)


def test_raking_meets_all_margins():
    after = rake(TEN, {"sex": (SEX, {"f": 30, "m": 10}), "area": (AREA, {"t": 25, "v": 15})})
    assert after.weights[:2].sum() == pytest.approx(30)
    assert after.weights[[0, 2]].sum() == pytest.approx(25)


@pytest.mark.parametrize(
    ("margins", "code"),
    [
        ({"sex": (SEX, {"f": 30})}, "margin_missing"),
        ({"sex": (SEX, {"f": 30, "m": 10, "x": 5})}, "margin_empty"),
        ({"sex": (SEX, {"f": 30, "m": 10}), "area": (AREA, {"t": 25, "v": 25})}, "margins_disagree"),
    ],
)
def test_margins_that_do_not_fit(margins, code):
    with pytest.raises(SurveyError) as caught:
        rake(TEN, margins)
    assert caught.value.code == code


def test_raking_that_cannot_end_is_refused():
    sparse = {"sex": (SEX[[0, 3]], {"f": 30, "m": 10}), "area": (AREA[[0, 3]], {"t": 25, "v": 15})}
    with pytest.raises(SurveyError, match="did not reach the totals"):
        rake(TEN[:2], sparse, cycles=20)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"totals": np.array([44.0])}, "needs totals for 2, but totals were given for 1"),
        ({"distance": "logit"}, "two finite numbers"),
        ({"distance": "cubic"}, "calibration distance 'cubic'"),
        ({"distance": "linear", "bounds": (0.99, 1.01), "names": ["people", "school"]}, "the worst is"),
    ],
)
def test_calibration_refuses(words, message):
    auxiliaries = np.column_stack([np.ones(4), [0, 1, 1, 2]])
    with pytest.raises(SurveyError, match=message):
        calibrate(TEN, auxiliaries, **{"totals": np.array([44.0, 60.0]), **words})


def test_a_total_that_was_calibrated_to_has_no_variance():
    design = survey_design(rows=4, weights=TEN)
    auxiliaries = np.column_stack([np.ones(4), [0, 1, 1, 2]])
    after = design.calibrated(calibrate(design.weights, auxiliaries, np.array([44.0, 50.0])))
    found = total(after, [0, 1, 1, 2])
    assert found.values[0] == pytest.approx(50)
    assert found.variance[0] == pytest.approx(0, abs=1e-18)


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (
            lambda: replicates_by_key(["a", "b"], ["a"], np.ones((1, 2)), scale=1, rscales=[1, 1]),
            "first row 2 with key 'b'",
        ),
        (lambda: Replicates(np.ones((1, 2)), np.zeros(1, dtype=int), 1, np.ones(3)), "3 rscales; 2|have 3 rscales"),
        (lambda: jackknife(np.array([0, 0, 1]), np.arange(3)), "only one primary sampling unit"),
        (lambda: bootstrap(np.array([0, 0, 1]), np.arange(3), 5, 1), "only one primary sampling unit"),
        (lambda: balanced(np.array([0, 0, 0]), np.arange(3)), "stratum 0 has 3"),
    ],
)
def test_replicates_refuse(work, message):
    with pytest.raises(SurveyError, match=message):
        work()


def test_successive_differences_of_a_steady_list_are_those_of_neighbours():
    y = np.array([1.0, 2, 4, 7, 11, 16])
    design = survey_design(rows=6).with_replicates(successive_differences(np.arange(6), np.arange(6), 8))
    # Neighbours differ by 1, 2, 3, 4 and 5, the last from the first by 15: (1 + 4 + 9 + 16 + 25 + 225) / 2.
    assert total(design, y).variance[0] == pytest.approx(140)


def test_successive_differences_in_two_loops():
    y = np.arange(10.0)
    design = survey_design(rows=10).with_replicates(successive_differences(np.arange(10), np.arange(10), 8))
    found = total(design, y)
    assert found.variance[0] > 0 and found.values[0] == 45


def test_jackknife_with_a_sampling_fraction():
    whole = jackknife(np.zeros(4, dtype=int), np.arange(4)).rscales
    assert (jackknife(np.zeros(4, dtype=int), np.arange(4), np.full(4, 0.25)).rscales == whole * 0.75).all()


def test_replicates_of_an_empty_selection_have_no_freedom():
    found = jackknife(np.zeros(3, dtype=int), np.arange(3))
    assert found.degrees_of_freedom(np.ones(3), np.zeros(3, dtype=bool)) == 0
    assert found.degrees_of_freedom(np.ones(3), np.ones(3, dtype=bool)) == 2


def test_shares_of_categories_by_replicates():
    design = survey_design(rows=6).with_replicates(jackknife(np.zeros(6, dtype=int), np.arange(6)))
    found = level_proportions(design, ["a", "a", "b", "c", None, "a"], mask=np.arange(6) < 5)
    assert found.values.tolist() == [0.5, 0.25, 0.25]
    assert found.covariance.sum() == pytest.approx(0, abs=1e-15)
    with pytest.raises(SurveyError, match="Nothing to estimate"):
        level_proportions(design, ["a"] * 6, mask=np.zeros(6, dtype=bool))


@pytest.mark.parametrize("method", ["beta", "clopper-pearson", "wilson"])
@pytest.mark.parametrize("p", [0.0, 1.0])
def test_limits_of_nobody_and_everybody(method, p):
    low, high = proportion_interval(p, 0.0, 40, 39, method)
    assert (low == 0 and 0 < high < 0.12) if p == 0 else (high == 1 and 0.88 < low < 1)


def test_no_likelihood_interval_without_spread_or_freedom():
    design, everyone = survey_design(rows=4), np.ones(4, dtype=bool)
    assert np.isnan(likelihood_interval(design, [0] * 4, everyone, 0.0, 0.0)).all()
    assert np.isnan(likelihood_interval(design, [0, 1, 0, 1], everyone, 0.5, 0.0)).all()


def test_unknown_names_are_refused():
    with pytest.raises(SurveyError, match="interval for a proportion 'wald'"):
        proportion_interval(0.5, 0.01, 10, 9, "wald")
    with pytest.raises(SurveyError, match="quantile definition 'hf10'"):
        quantile(survey_design(rows=3), [1, 2, 3], [0.5], rule="hf10")
    with pytest.raises(SurveyError, match="1.5 is not a probability"):
        quantile(survey_design(rows=3), [1, 2, 3], [1.5])


def test_quantiles_at_the_edges():
    design = survey_design(rows=5)
    lowest = quantile(design, [1, 2, 3, 4, 5], [0.0])[0]
    highest = quantile(design, [1, 2, 3, 4, 5], [1.0])[0]
    assert (lowest.value, highest.value) == (1, 5)
    assert np.isnan(highest.high)
    alone = survey_design(rows=1, lonely=Lonely("remove"))
    assert quantile(alone, [7], [0.5], rule="hf7")[0].value == 7
    with pytest.raises(SurveyError, match="Nothing to estimate"):
        quantile(design, [1, 2, 3, 4, 5], [0.5], mask=np.zeros(5, dtype=bool))


def test_francisco_fuller_keeps_the_values_a_score_test_does_not_reject():
    y = np.arange(1.0, 101)
    exact = quantile(survey_design(rows=100), y, [0.5], interval="francisco-fuller")[0]
    woodruff = quantile(survey_design(rows=100), y, [0.5])[0]
    assert exact.low < 50 < exact.high
    assert abs(exact.low - woodruff.low) <= 2 and abs(exact.high - woodruff.high) <= 2
    # Limits by hand: the least x with t = (0.5 - x/100) / se at most 1.984 is 41; the first rejected above, 60.
    assert (exact.low, exact.high) == (41, 60)


def test_francisco_fuller_where_all_rows_fall_on_one_side():
    found = quantile(survey_design(rows=4), [1, 1, 1, 2], [0.9], interval="francisco-fuller")[0]
    assert found.value == 2


def test_a_spread_of_quantiles_needs_replicates():
    with pytest.raises(SurveyError, match="replicate weights"):
        quantile(survey_design(rows=3), [1, 2, 3], [0.5], interval="quantile")


def test_wald_and_adjusted_wald():
    design = survey_design(rows=6)
    estimates = mean(design, [1, 2, 3, 5, 7, 12], domains=by_columns({"g": [0, 0, 1, 1, 2, 2]}))
    contrasts = np.array([[1.0, -1, 0], [0, 1, -1]])
    plain, adjusted = wald_test(estimates, contrasts, 5), wald_test(estimates, contrasts, 5, adjusted=True)
    assert plain.df == (2, 5) and adjusted.df == (2, 4)
    assert adjusted.statistic == pytest.approx(plain.statistic * 4 / 5)


def test_tests_refuse():
    design = survey_design(rows=4)
    with pytest.raises(SurveyError, match="number of groups '3'"):
        t_test(design, [1, 2, 3, 4], ["a", "b", "c", "a"])
    with pytest.raises(SurveyError, match="1 × 2"):
        chi_square(design, ["a"] * 4, ["x", "y", "x", "y"], mask=np.ones(4, dtype=bool))
    with pytest.raises(SurveyError, match="statistic 'G'"):
        chi_square(design, ["a", "b"] * 2, ["x", "y", "x", "y"], statistic="G")


def test_adjustment_keeps_the_order_given_and_stops_at_one():
    assert adjust_p([0.04, 0.01, 0.9], "holm") == pytest.approx([0.08, 0.03, 0.9])
    assert adjust_p([0.9, 0.8], "holm") == [1.0, 1.0]
    assert adjust_p([0.5], "none") == [0.5] and adjust_p([], "bh") == []


COLUMNS = {
    "age": np.array([10.0, 20, np.nan, 40]),
    "sex": np.array(["F", "M", None, "F"], dtype=object),
    "code": np.array(["1", "2", "", "x"], dtype=object),
    "yr.rnd": np.array([1, 0, 1, 0]),
}
NAN = np.nan


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("age >= 20", [0, 1, NAN, 1]),
        ("15 < age <= 20", [0, 1, NAN, 0]),
        ("sex == 'F'", [1, 0, NAN, 1]),
        ("sex != 'F'", [0, 1, NAN, 0]),
        ("sex == 'F' and age > 100", [0, 0, NAN, 0]),
        ("sex == 'M' or `yr.rnd` == 1", [1, 1, 1, 0]),
        ("age > 15 and `yr.rnd` == 0", [0, 1, 0, 1]),
        ("not age > 15", [1, 0, NAN, 0]),
        ("missing(age)", [0, 0, 1, 0]),
        ("age in (10, 40)", [1, 0, NAN, 1]),
        ("sex not in ('M',)", [1, 0, NAN, 1]),
        ("code in (1, 3)", [1, 0, NAN, 0]),
        ("code == 2", [0, 1, NAN, 0]),
        ("age / `yr.rnd`", [10, NAN, NAN, NAN]),
        ("if_else(missing(age), -1, age + 1)", [11, 21, -1, 41]),
        ("abs(10 - age) * 2 - 1", [-1, 19, NAN, 59]),
        ("log(age - 10)", [NAN, np.log(10), NAN, np.log(30)]),
        ("-age", [-10, -20, NAN, -40]),
        ("True", [1, 1, 1, 1]),
        ("`yr.rnd`", [1, 0, 1, 0]),
    ],
)
def test_expressions(text, values):
    np.testing.assert_allclose(evaluate(parse(text), COLUMNS).astype(float), values)


@pytest.mark.parametrize(
    "text",
    ["", "age >", "age is 1", "__import__('os')", "age.real", "lambda: 1", "age ** 2", "abs(1, 2)", "age in sex",
     "~age", "age in (sex,)", "None", "f'{age}'", "missing(age, x=1)"],
)  # fmt: skip
def test_what_is_no_expression(text):
    with pytest.raises(SurveyError) as caught:
        parse(text)
    assert caught.value.code == "expression"
    assert "at position" in str(caught.value)


def test_an_expression_names_its_columns_once():
    assert columns_of(parse("if_else(age in (1, 2), `yr.rnd` + age, 3)")) == ["age", "yr.rnd"]
    with pytest.raises(SurveyError, match="no column 'height'"):
        evaluate(parse("height > 1"), COLUMNS)


def test_precision_rules_must_be_complete():
    whole = {"low_n": 50, "withhold_n": 20, "high_cv": 0.15, "withhold_cv": 0.3, "low_df": 12}
    estimates = mean(survey_design(rows=30), np.arange(30.0))
    assert estimate_flags(PrecisionRules.read(whole), estimates) == [["low_n"]]
    for wrong in ({**whole, "low_n": "many"}, {k: v for k, v in whole.items() if k != "low_df"}, {**whole, "x": 1}):
        with pytest.raises(SurveyError):
            PrecisionRules.read(wrong)


def test_codes_of_every_kind_of_column():
    text = column(["b", "a", None, "b"])
    codes, first = codes_of(text, np.array([1, 1, 1, 1]))
    assert codes.tolist() == [2, 1, 0, 2] and first.tolist() == [2, 1, 0]
    far = np.array([10**15, 5, 10**15])
    assert codes_of(far)[0].tolist() == [1, 0, 1]
    assert missing(np.array([1, 2])).tolist() == [False, False]


def test_a_root_is_found_or_said_not_to_be_there():
    assert brent_root(lambda x: x**3 - 2, 0, 2, 1e-12) == pytest.approx(2 ** (1 / 3))
    assert brent_root(lambda x: x, 0, 1, 1e-9) == 0 and brent_root(lambda x: x - 1, 0, 1, 1e-9) == 1
    assert np.isnan(brent_root(lambda x: x + 1, 0, 1, 1e-9))


def test_the_spline_repeats_a_cubic():
    x = np.array([0.0, 1, 3, 4, 6])
    at = np.array([0.5, 2.0, 5.5, 6.0])
    np.testing.assert_allclose(spline(x, x**3 - x, at), at**3 - at)
