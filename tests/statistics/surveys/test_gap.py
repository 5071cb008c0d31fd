"""The gap, its change, and what must not be mixed."""

import numpy as np
import pytest

from barabar.statistics.surveys.design import survey_design
from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.gap import Meaning, change_between, gap, gap_change, sides
from barabar.statistics.surveys.replication import jackknife

# Four villages, each with two people of the group and two of the reference.
VILLAGE = np.repeat([1, 2, 3, 4], 4)
GROUP = np.tile([True, True, False, False], 4)
POOR = np.array([1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0])
DESIGN = survey_design(rows=16, ids=[VILLAGE])


def one_gap(**more):
    return gap(DESIGN, POOR, group=GROUP, reference=~GROUP, **more)


def test_by_hand():
    found = one_gap()[0]
    # Group 6 of 8, reference 2 of 8; the four villages add -1/8, 0, 1/8 and 0 to the difference.
    assert (found.a, found.b, found.difference.value, found.ratio.value) == (0.75, 0.25, 0.5, 3.0)
    assert found.difference.se == pytest.approx(np.sqrt(4 / 3 * 2 / 64))
    assert found.difference.df == 3
    assert found.n_a == found.n_b == 8


def test_shared_villages_count():
    found = one_gap()[0]
    assert found.covariance[0, 1] != 0
    assert found.se_if_independent != pytest.approx(found.difference.se)
    low, high = found.ratio_interval
    assert low < 3 < high


def test_a_reference_of_zero_has_no_ratio_but_a_difference():
    found = gap(DESIGN, np.where(GROUP, POOR, 0), group=GROUP, reference=~GROUP)[0]
    assert found.ratio.value == np.inf and np.isnan(found.ratio.se)
    assert found.difference.value == 0.75
    nothing = gap(DESIGN, np.zeros(16), group=GROUP, reference=~GROUP)[0]
    assert np.isnan(nothing.ratio.value) and np.isnan(nothing.difference.p_value)


def test_a_negative_mean_has_no_logarithm():
    found = gap(DESIGN, np.where(GROUP, -1.0, 2.0), group=GROUP, reference=~GROUP)[0]
    assert found.ratio.value == -0.5 and np.isnan(found.log_ratio.value)


def test_a_gap_of_ratios():
    found = gap(DESIGN, POOR * 2, over=np.full(16, 2.0), group=GROUP, reference=~GROUP)[0]
    assert found.difference.value == 0.5
    assert found.difference.se == pytest.approx(one_gap()[0].difference.se)


def test_an_empty_side_is_named_with_its_domain():
    region = np.where(VILLAGE < 3, "north", "south")
    values = np.where((region == "south") & ~GROUP, np.nan, POOR)
    with pytest.raises(SurveyError, match="the reference of region = south"):
        gap(DESIGN, values, group=GROUP, reference=~GROUP, by={"region": region})


def test_a_row_on_both_sides_is_refused():
    with pytest.raises(SurveyError, match="row 1 as group"):
        gap(DESIGN, POOR, group=GROUP, reference=GROUP)


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        (Meaning("poverty", "neighbours"), Meaning("poverty", "general population"), ["comparison_mixed"]),
        (Meaning("poverty", "", "settlements"), Meaning("poverty", "", "all Roma"), ["universe_mixed"]),
        (Meaning("poverty"), Meaning("work", "neighbours"), ["indicator_mixed", "comparison_mixed"]),
    ],
)
def test_gaps_of_different_meaning_are_not_compared(first, second, codes):
    with pytest.raises(SurveyError) as caught:
        change_between(one_gap(meaning=first)[0], one_gap(meaning=second)[0])
    assert [p.code for p in caught.value.problems] == codes


def test_change_between_two_files_adds_variances():
    now, before = one_gap()[0], gap(DESIGN, 1 - POOR, group=GROUP, reference=~GROUP)[0]
    change = change_between(before, now)
    assert change.change.value == 1.0
    assert change.change.se == pytest.approx(np.hypot(now.difference.se, before.difference.se))
    assert change.df == 6
    assert change.before.value == -0.5 and change.after.value == 0.5


def waves(panel: bool):
    village = np.concatenate([VILLAGE, VILLAGE if panel else VILLAGE + 10])
    stratum = np.repeat(["w1", "w2"], 16) if not panel else np.repeat(["all"], 32)
    design = survey_design(rows=32, ids=[village], strata=[stratum])
    after = np.arange(32) >= 16
    y = np.concatenate([POOR, np.where(GROUP & (np.arange(16) < 4), 0, POOR)])
    group = np.concatenate([GROUP, GROUP])
    return design, y, group, after


@pytest.mark.parametrize(("panel", "df"), [(True, 3), (False, 6)])
def test_change_with_shared_units_or_independent_waves(panel, df):
    design, y, group, after = waves(panel)
    found = gap_change(design, y, group=group, reference=~group, before=~after, after=after)
    assert (found.before.value, found.after.value, found.change.value) == (0.5, 0.25, -0.25)
    assert found.share_closed.value == 0.5
    assert found.df == df


def test_a_panel_is_surer_of_the_change():
    errors = []
    for panel in (True, False):
        design, y, group, after = waves(panel)
        y = np.concatenate([POOR, POOR])  # the same people answer the same
        errors.append(gap_change(design, y, group=group, reference=~group, before=~after, after=after).change.se)
    assert errors[0] < errors[1]


def test_no_share_of_a_gap_of_zero():
    design, y, group, after = waves(panel=False)
    flat = gap_change(design, np.where(after, y, 1), group=group, reference=~group, before=~after, after=after)
    with pytest.raises(SurveyError, match="gap at the baseline is zero"):
        _ = flat.share_closed


def test_a_wave_without_rows_is_named():
    design, y, group, after = waves(panel=False)
    with pytest.raises(SurveyError, match="the group before"):
        gap_change(design, y, group=group & after, reference=~group, before=~after, after=after)


def test_by_replicates_the_ratio_has_its_own_spread():
    design = DESIGN.with_replicates(jackknife(np.zeros(4, dtype=int), DESIGN.unit_of_row))
    found = gap(design, POOR, group=GROUP, reference=~GROUP)[0]
    assert found.ratio.value == 3.0
    assert found.ratio.se != pytest.approx(one_gap()[0].ratio.se)
    assert found.difference.se == pytest.approx(one_gap()[0].difference.se, rel=0.1)


def test_sides_by_the_values_of_columns():
    columns = {"people": np.array(["Roma", "other", "Roma"], dtype=object)}
    group, reference = sides(columns, {"people": "Roma"}, {"people": "other"})
    assert group.tolist() == [True, False, True] and reference.tolist() == [False, True, False]
    with pytest.raises(SurveyError, match="no column 'peoples'"):
        sides(columns, {"peoples": "Roma"}, {"people": "other"})
