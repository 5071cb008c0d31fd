"""The bench runs, and its synthetic survey is what it says."""

import pytest

from barabar.operations.bench import surveys
from barabar.operations.bench.surveys_data import INDICATORS, synthetic


def test_the_synthetic_survey_is_the_same_each_time():
    one, other = synthetic(3000), synthetic(3000)
    assert all((one.columns[name] == other.columns[name]).all() for name in one.columns)
    assert (
        len(
            {
                tuple(r)
                for r in zip(*(one.columns[k].tolist() for k in ("economy", "population", "sex", "age")), strict=True)
            }
        )
        > 180
    )
    assert len(INDICATORS) == 40


@pytest.mark.slow
def test_the_bench_prints_its_measurements(capsys, monkeypatch):
    def here(path, what, repeat, **more):
        work, facts = surveys.TASKS[what](path, {"repeat": 1, **more})
        work()
        return {"first": 1.0, "seconds": 1.0, "median": 1.0, "processor": 1.0, "peak_mb": 1.0, **facts()}

    monkeypatch.setattr(surveys, "_ask_worker", here)
    assert surveys.run(["--rows", "20000", "--without-r"]) == 0
    said = capsys.readouterr().out
    assert "40 means × 192 domains" in said and "how cost grows" in said and "R was not asked" in said
