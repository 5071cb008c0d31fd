"""Oaxaca-Blinder: parts add up, agree with a hand-made example, and errors agree with replicates."""

import numpy as np
import pytest

from barabar.statistics.surveys.decomposition import REFERENCES, decompose
from barabar.statistics.surveys.design import survey_design
from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.replication import jackknife

# Reference earns 10 + 2 per year of school over 4, 5, 6 years; the group 6 + 2 per year over 2, 3, 4.
SCHOOL = np.array([4.0, 5, 6, 2, 3, 4])
PAY = np.array([18.0, 20, 22, 10, 12, 14])
GROUP = np.array([False] * 3 + [True] * 3)
SIX = survey_design(rows=6)


def test_by_hand():
    found = decompose(SIX, PAY, {"school": SCHOOL}, group=GROUP, reference=~GROUP)
    # Gap 12 - 20 = -8: two years fewer at 2 each explain -4, the lower start -4.
    assert found.gap.value == pytest.approx(-8)
    assert found.parts["explained"].value == pytest.approx(-4)
    assert found.parts["unexplained"].value == pytest.approx(-4)
    assert found.by_variable["school"].value == pytest.approx(-4)
    threefold = decompose(SIX, PAY, {"school": SCHOOL}, group=GROUP, reference=~GROUP, fold=3)
    assert [threefold.parts[n].value for n in ("endowments", "coefficients", "interaction")] == pytest.approx(
        [-4, -4, 0]
    )


def drawn(seed: int = 3, rows: int = 600):
    draw = np.random.default_rng(seed)
    psu = draw.integers(0, 30, rows)
    group = draw.random(rows) < 0.5
    school = draw.normal(10 - 2.0 * group, 2) + draw.normal(0, 1, 30)[psu]
    place = np.where(draw.random(rows) < 0.4 + 0.2 * group, "town", "village")
    y = 3 + (0.5 - 0.1 * group) * school - 0.5 * group + (place == "town") + draw.normal(0, 1, rows)
    design = survey_design(rows=rows, weights=draw.uniform(1, 3, rows), ids=[psu])
    return design, y, {"school": school, "place": place.astype(object)}, group


@pytest.mark.parametrize("coefficients", REFERENCES)
def test_parts_add_up_to_the_gap(coefficients):
    design, y, covariates, group = drawn()
    found = decompose(design, y, covariates, group=group, reference=~group, coefficients=coefficients)
    assert sum(p.value for p in found.parts.values()) == pytest.approx(found.gap.value)
    assert sum(p.value for p in found.by_variable.values()) == pytest.approx(found.parts["explained"].value)
    assert found.n_group + found.n_reference == 600


def test_three_parts_add_up_too():
    design, y, covariates, group = drawn()
    found = decompose(design, y, covariates, group=group, reference=~group, fold=3)
    assert sum(p.value for p in found.parts.values()) == pytest.approx(found.gap.value)


@pytest.mark.parametrize("fold", [2, 3])
def test_linearized_errors_agree_with_the_jackknife(fold):
    design, y, covariates, group = drawn()
    replicated = design.with_replicates(jackknife(design.units.stages[0].stratum, design.unit_of_row))
    one = decompose(design, y, covariates, group=group, reference=~group, fold=fold)
    other = decompose(replicated, y, covariates, group=group, reference=~group, fold=fold)
    for name in one.parts:
        assert one.parts[name].se == pytest.approx(other.parts[name].se, rel=0.1)


def test_rows_with_anything_missing_are_left_out():
    design, y, covariates, group = drawn()
    y = y.copy()
    y[:10] = np.nan
    mask = np.arange(600) < 500
    found = decompose(design, y, covariates, group=group, reference=~group, mask=mask)
    assert found.n_group + found.n_reference == 490


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"covariates": {"a": SCHOOL, "b": 2 * SCHOOL}}, "a and b say the same thing twice in the group"),
        ({"covariates": {"a": np.where(GROUP, 0.0, SCHOOL)}}, "a say the same thing twice in the group"),
        ({"group": np.zeros(6, dtype=bool)}, "lies in the group"),
        ({"fold": 4}, "number of parts"),
        ({"coefficients": "best"}, "coefficients 'best'"),
    ],
)
def test_what_is_refused(change, message):
    words = {"covariates": {"school": SCHOOL}, "group": GROUP, "reference": ~GROUP, **change}
    with pytest.raises(SurveyError, match=message):
        decompose(SIX, PAY, words.pop("covariates"), **words)
