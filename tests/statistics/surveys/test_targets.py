"""Every kind of target, with figures that can be checked by hand."""

import csv
from pathlib import Path

import numpy as np
import pytest

from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.targets import (
    Standing,
    Target,
    difference,
    either_progress,
    existence,
    level,
    level_change,
    progress,
)

FACTS = Path(__file__).parent / "targets"


def gap_values(*values: float, se: float = 0.01) -> Standing:
    return Standing(np.array(values), np.eye(4) * se**2, df=60, year=2024, baseline_year=2020)


@pytest.mark.parametrize(
    ("now", "se", "verdict", "left"),
    [(0.20, 0.01, "not_reached", 0.05), (0.24, 0.02, "unclear", 0.01), (0.30, 0.01, "reached", -0.05)],
)
def test_a_level_to_reach(now, se, verdict, left):
    found = progress(Target("reach_level", 0.25, deadline=2030), level(now, se, 50, year=2024))
    assert found.verdict == verdict
    assert found.to_go.value == pytest.approx(left)
    assert found.pace_needed.value == pytest.approx(left / 6)
    assert found.share_done is None


def test_a_level_not_to_exceed():
    assert progress(Target("reach_level", 0.05, better="down"), level(0.03, 0.001, 50)).verdict == "reached"


def test_all_is_a_level_of_everybody():
    assert progress(Target("reach_level", 1.0), level(1.0, 0.0, 50)).verdict == "reached"
    assert progress(Target("reach_level", 1.0), level(0.98, 0.001, 50)).verdict == "not_reached"


def test_a_level_with_its_baseline_has_a_share_done_and_a_pace():
    standing = level_change(0.40, 0.30, np.diag([1e-4, 1e-4]), 50, year=2024, baseline_year=2020)
    found = progress(Target("reach_level", 0.50, deadline=2029), standing)
    assert found.share_done.value == pytest.approx(0.5)
    assert found.pace_so_far.value == pytest.approx(0.025)
    assert found.pace_needed.value == pytest.approx(0.02)
    # share = (now - before) / (aim - before): gradient 5 and -2.5 (in 1/unit), so the variance is 31.25e-4.
    assert found.share_done.se == pytest.approx(np.sqrt(31.25e-4))


@pytest.mark.parametrize(("kind", "amount", "aim"), [("cut_level", -50, 0.15), ("raise_level", 100, 0.60)])
def test_cut_by_half_and_double(kind, amount, aim):
    standing = level_change(0.20, 0.30, np.diag([4e-4, 1e-4]), 50)
    found = progress(Target(kind, amount), standing)
    assert found.target == pytest.approx(aim)
    sign = -1 if kind == "cut_level" else 1
    assert found.to_go.value == pytest.approx(sign * (aim - 0.20))
    assert found.to_go.se == pytest.approx(np.sqrt(4e-4 + (1 + amount / 100) ** 2 * 1e-4))


@pytest.mark.parametrize("turned", [1, -1])
def test_a_gap_to_cut_by_half_shrinks_from_either_side(turned):
    found = progress(Target("cut_gap", -50, deadline=2030), gap_values(*(np.array([0.5, 0.2, 0.6, 0.2]) * turned)))
    assert found.target == pytest.approx(0.2 * turned)
    assert found.to_go.value == pytest.approx(0.1)
    assert found.share_done.value == pytest.approx(0.5)
    assert found.pace_so_far.value == pytest.approx(0.025)
    assert found.pace_needed.value == pytest.approx(0.1 / 6)
    assert found.verdict == "not_reached"


def test_a_third_of_the_gap():
    assert progress(Target("cut_gap", -100 / 3), gap_values(0.4, 0.2, 0.5, 0.2)).verdict == "unclear"


def test_a_share_as_large_as_another():
    both = Standing(np.array([0.01, 0.03]), np.diag([1e-6, 0.0]), df=40)
    found = progress(Target("proportional"), both)
    assert found.target == 0.03 and found.verdict == "not_reached"
    assert difference(both).value == pytest.approx(-0.02)


def test_either_of_two_is_enough():
    target = Target("either", alternatives=(Target("reach_level", 0.95), Target("equal")))
    standings = [level(0.90, 0.005, 50), Standing(np.array([0.90, 0.80]), np.diag([1e-5, 1e-5]), 50)]
    found = either_progress(target, standings)
    assert (found.verdict, found.via) == ("reached", 1)
    worse = either_progress(target, [level(0.90, 0.005, 50), Standing(np.array([0.90, 0.99]), np.eye(2) * 1e-6, 50)])
    assert (worse.verdict, worse.via) == ("not_reached", 0)


@pytest.mark.parametrize(
    ("state", "verdict"), [("exists", "reached"), ("partly", "unclear"), ("does_not_exist", "not_reached")]
)
def test_a_structure_that_is_or_is_not_there(state, verdict):
    found = existence(state)
    assert (found.verdict, found.target, found.to_go) == (verdict, None, None)


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda: Target("cut_gap"), "needs an amount"),
        (lambda: Target("wish", 1.0), "kind of target 'wish' is not known"),
        (lambda: Target("reach_level", 1.0, better="sideways"), "direction 'sideways'"),
        (lambda: Target("either", alternatives=(Target("equal"),)), "two or more alternatives"),
        (lambda: progress(Target("cut_gap", -50), level(1, 1, 1)), "the gap at the baseline"),
        (lambda: progress(Target("cut_level", -50), level(1, 1, 1)), "the figure at the baseline"),
        (lambda: progress(Target("equal"), level(1, 1, 1)), "the reference figure"),
        (lambda: progress(Target("exists"), None), "figures of its own"),
        (lambda: progress(Target("cut_gap", -50), gap_values(0.4, 0.2, 0.2, 0.2)), "gap at the baseline is zero"),
        (lambda: progress(Target("reach_level", 1.0, deadline=2020), level(1, 1, 1, year=2024)), "deadline 2020"),
        (lambda: existence("perhaps"), "state 'perhaps'"),
    ],
)
def test_what_is_refused(work, message):
    with pytest.raises(SurveyError, match=message):
        work()


def test_without_degrees_of_freedom_nothing_is_sure():
    assert progress(Target("reach_level", 0.25), level(0.9, 0.1, 0)).verdict == "unclear"


def target_of_poznan(row: dict) -> Target:
    if row["unit"] == "qualitative":
        return Target("exists")
    if row["unit"] == "ratio":
        return Target("proportional")
    reach = Target("reach_level", float(row["value"]) / 100)
    return Target("either", alternatives=(reach, Target("equal"))) if " or equal " in row["target"] else reach


def target_of_framework(row: dict) -> Target:
    amount = float(row["cut_or_level"])
    if row["type"] == "reach_level":
        return Target("reach_level", amount / 100, deadline=int(row["deadline"]))
    return Target(row["type"], amount, deadline=int(row["deadline"]))


def rows(name: str) -> list[dict]:
    with (FACTS / name).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_every_target_of_the_two_files_can_be_judged():
    judged = []
    for row in rows("poznan_targets.csv"):
        target = target_of_poznan(row)
        if target.kind == "exists":
            judged.append(existence("partly"))
        elif target.kind == "either":
            pair = Standing(np.array([0.8, 0.9]), np.eye(2) * 1e-6, 50)
            judged.append(either_progress(target, [level(0.8, 0.001, 50), pair]))
        elif target.kind == "proportional":
            judged.append(progress(target, Standing(np.array([0.01, 0.02]), np.eye(2) * 1e-8, 50)))
        else:
            judged.append(progress(target, level(0.2, 0.001, 50)))
    for row in rows("eu2030_targets.csv"):
        target = target_of_framework(row)
        standing = gap_values(0.6, 0.2, 0.6, 0.2, se=0.001)
        if target.kind == "reach_level":
            standing = level(0.8, 0.001, 50, year=2024)
        elif target.kind != "cut_gap":
            standing = level_change(0.5, 0.5, np.eye(2) * 1e-6, 50, year=2024, baseline_year=2020)
        judged.append(progress(target, standing))
        assert judged[-1].pace_needed.value > 0
    assert len(judged) == 18
    assert {one.verdict for one in judged} == {"unclear", "not_reached"}
