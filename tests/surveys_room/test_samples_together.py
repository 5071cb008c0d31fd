"""Overlapping frames and pooled waves. The answers for frames.csv are R's (survey 4.1, svydesign by frame, totals added)."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from tests.surveys_room.test_estimate import DATA, WAVES, estimate

from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.frames import expected_weights, share_weights
from barabar.surveys.analysis import read_analysis
from barabar.surveys.record import run_record
from barabar.surveys.running import estimate_analysis

FRAMES = Path(__file__).parent / "data" / "frames.csv"
REACHED = "reached: {register: in_register, area: in_area}, shares: {register: 0.7, area: 0.3}"
CHANCES = "weights: {register: weight_register, area: weight_area}"
# By R: total of income with its error, mean of employed with its error, the same for women and men
BY_R = {
    REACHED: (
        (188317.84, 15807.427708962749), (0.55968633075006669, 0.048383107616118901),
        (0.52702120609675274, 0.075943910848370766), (0.60040894727058680, 0.053433017418992500),
    ),
    CHANCES: (
        (189729.05424614012, 14946.536874281433), (0.56004893858334182, 0.047868489548393317),
        (0.53710402196705465, 0.079094311541662202), (0.58827038151636712, 0.056543872628926108),
    ),
}  # fmt: skip


def analysed(folder: Path, text: str):
    path = folder / "analysis.yaml"
    path.write_text(text, encoding="utf-8")
    return estimate_analysis(read_analysis(path))


@pytest.mark.parametrize("frames", BY_R)
def test_overlapping_frames_agree_with_r(frames, tmp_path):
    rows = analysed(
        tmp_path,
        f"""
data: {FRAMES}
design: {{weights: weight, strata: [stratum], ids: [psu], nest: true, frames: {{column: frame, {frames}}}}}
indicators:
  income: {{expression: income, statistic: total}}
  employed: employed
domains: [[], [sex]]
""",
    )
    found = [(row.estimate, row.se) for row in rows if row.variable == "employed" or not row.domain]
    assert [pytest.approx(pair, rel=1e-12) for pair in BY_R[frames]] == found
    assert {row.df for row in rows if not row.domain} == {17}


def test_nobody_is_counted_twice():
    """Everybody of a small population drawn from each frame that reaches them: each is counted once."""
    frame = ["a", "a", "b", "b", "c", "b"]
    person = [1, 2, 2, 3, 2, 1]
    reached = {"a": [1, 1, 1, 0, 1, 1], "b": [1, 1, 1, 1, 1, 1], "c": [0, 1, 1, 0, 1, 0]}
    found = share_weights(np.ones(6), frame, reached, {"a": 2, "b": 1, "c": 5})
    assert np.bincount(person, found)[1:].tolist() == [1, 1, 1]
    chances = {name: [float(flag) for flag in flags] for name, flags in reached.items()}
    assert np.bincount(person, expected_weights(frame, chances))[1:].tolist() == pytest.approx([1, 1, 1])


def test_everything_wrong_with_frames_is_said_at_once():
    with pytest.raises(SurveyError) as refused:
        share_weights(
            np.ones(3), ["a", "x", "b"], {"a": [1, 0, 2], "b": [1, 1, 1], "c": [1, "", "no"]}, {"a": 0, "b": 1}
        )
    said = str(refused.value)
    for words in (
        "Row 2 was drawn from the frame 'x'", "Whether the frame a reaches a row must be 1 or 0; row 3 has 2.0",
        "frame c reaches is not a number", "The share of the frame a is 0", "The frame c has no share",
    ):  # fmt: skip
        assert words in said
    with pytest.raises(
        SurveyError, match="1 rows are said not to be reached by the frame they were drawn from, first row 2"
    ):
        share_weights(np.ones(2), ["a", "a"], {"a": [1, 0], "b": [1, 1]}, {"a": 1, "b": 1})
    with pytest.raises(SurveyError, match="is not a number in 1 rows, first in row 1: -2"):
        expected_weights(["a"], {"a": [-2.0], "b": [1.0]})


def split_by_wave(folder: Path, change=lambda wave, row: row) -> None:
    with WAVES.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    for wave in ("w1", "w2"):
        own = [change(wave, {k: v for k, v in row.items() if k != "wave"}) for row in rows if row["wave"] == wave]
        with (folder / f"{wave}.csv").open("w", newline="") as out:
            writer = csv.DictWriter(out, own[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(own)


TOGETHER = """
data: {w1: w1.csv, w2: w2.csv}
design: {weights: weight, strata: [stratum], ids: [psu]}
indicators: {at_risk_poverty: at_risk_poverty}
domains: [[wave]]
gaps:
  - {indicators: [at_risk_poverty], group: {population: Roma}, reference: {population: NonRoma}, comparison: neighbours,
     change: {wave: wave, from: w1, to: w2}}
"""


def test_waves_in_files_of_their_own_give_what_one_pooled_file_gives(tmp_path):
    split_by_wave(tmp_path)
    apart_rows = analysed(tmp_path, TOGETHER)
    pooled = TOGETHER.replace("{w1: w1.csv, w2: w2.csv}", str(WAVES)).replace("[stratum]", "[wave_stratum]")
    one_file = analysed(tmp_path, pooled.replace("[psu]", "[wave_psu]"))
    assert [row.as_mapping() for row in apart_rows] == [row.as_mapping() for row in one_file]
    case = next(json.loads(x) for x in (DATA.parent / "cases.jsonl").read_text().splitlines() if '"gap_change/' in x)
    assert case["group"] == "gap_change"
    assert any(row.statistic.startswith("gap_change") for row in apart_rows)


def test_a_panel_shares_its_units_and_independent_waves_do_not(tmp_path):
    split_by_wave(tmp_path)
    errors = {}
    for kind, samples in (("independent", "samples: [wave]"), ("panel", "samples: []"), ("unsaid", "nest: false")):
        text = TOGETHER.replace("ids: [psu]", f"ids: [psu], {samples}")
        errors[kind] = [row.se for row in analysed(tmp_path, text) if row.statistic.startswith("gap_change")]
    assert errors["independent"] == errors["unsaid"]
    assert errors["panel"] != errors["independent"]


def test_the_record_of_pooled_files_names_them(tmp_path):
    split_by_wave(tmp_path)
    (tmp_path / "analysis.yaml").write_text(TOGETHER)
    analysis = read_analysis(tmp_path / "analysis.yaml")
    record = run_record(analysis, [])
    assert record["data"]["file"] == "w1.csv + w2.csv"
    (tmp_path / "w2.csv").write_text((tmp_path / "w2.csv").read_text() + "\n")
    assert run_record(analysis, [])["data"]["sha256"] != record["data"]["sha256"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("w2: w2.csv", "w2: lost.csv", "lost.csv cannot be read"),
        ("{w1: w1.csv, w2: w2.csv}", "{w1: w1.csv}", "line 2: data must name one file, or two or more"),
        ("domains: [[wave]]", "domains: [[region]]", "There is no column 'region' in w1.csv"),
        ("ids: [psu]", "ids: [psu], frames: {column: frame}", "line 3: frames needs column, and either reached and shares"),
        ("domains", "wave: sex\ndomains", "has a column sex already"),
        ("domains", "engine: duckdb\ndomains", "Several samples or frames need the rows"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_samples_is_a_sentence(old, new, said, tmp_path, capsys):
    split_by_wave(tmp_path, lambda wave, row: {**row, "sex": "f"})
    (tmp_path / "analysis.yaml").write_text(TOGETHER.replace(old, new))
    assert estimate(str(tmp_path / "analysis.yaml")) == 1
    assert said in capsys.readouterr().err


def test_a_column_of_two_kinds_is_named_with_both_files(tmp_path):
    split_by_wave(tmp_path, lambda wave, row: {**row, "at_risk_poverty": "yes" if wave == "w2" else "1"})
    with pytest.raises(SurveyError, match="at_risk_poverty holds numbers in w1.csv and text in w2.csv"):
        analysed(tmp_path, TOGETHER)
