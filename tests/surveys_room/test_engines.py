"""The same analysis with its sums made row by row, by the embedded engine, and by Spark."""

import importlib.util
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from barabar.engine.connections import EngineMissing, connect, table_of
from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.expressions import parse
from barabar.surveys.analysis import Analysis, DesignWords, Indicator
from barabar.surveys.engine_run import BATCH, estimate_by_engine
from barabar.surveys.running import estimate_analysis

DATA = Path(__file__).parents[1] / "statistics" / "surveys" / "truth" / "data"
NO_SPARK = "pyspark is not on this machine by design; install requirements/spark.txt and Java 17 to run this"


def indicator(text: str, *statistics: str, over: str | None = None) -> Indicator:
    return Indicator(
        f"{text} / {over}" if over else text, parse(text), statistics or ("mean",), over=parse(over) if over else None
    )


def analysis(**changes) -> Analysis:
    words = {
        "data": DATA / "roma_like_2w.csv",
        "design": DesignWords(weights="weight", strata=("wave_stratum",), ids=("wave_psu",)),
        "indicators": (
            indicator("at_risk_poverty", "proportion", "total"),
            indicator("in_school"),
            indicator("income > 100 and sex == 'F'"),
            indicator("not (age < 16 or missing(employed))"),
            indicator("agegrp in ('16-29', '30-44')"),
            indicator("if_else(hhsize > 4, income / hhsize, 0)"),
            indicator("abs(income - 200)"),
            indicator("income", "ratio", "mean", over="hhsize"),
            *(indicator(f"income + {k}") for k in range(BATCH)),
        ),
        "domains": ((), ("population",), ("economy", "sex", "population")),
        "select": parse("age >= 10"),
    }
    return Analysis(**{**words, **changes})


def agree(engine: str, **changes) -> None:
    by_rows = estimate_analysis(analysis(**changes))
    by_engine = estimate_by_engine(analysis(**changes, engine=engine))
    key = lambda r: (r.statistic, r.variable, str(dict(r.domain)))  # noqa: E731
    assert sorted(map(key, by_rows)) == sorted(map(key, by_engine))
    other = {key(r): r for r in by_engine}
    for row in by_rows:
        same = other[key(row)]
        assert (row.n, row.df, row.flags) == (same.n, same.df, same.flags)
        for field in ("estimate", "se", "ci_low", "ci_high", "cv", "deff", "weighted_n"):
            mine, theirs = getattr(row, field), getattr(same, field)
            assert (mine is None) == (theirs is None), (row.variable, field)
            assert mine is None or mine == pytest.approx(theirs, rel=1e-9, abs=1e-12), (row.variable, field)


def test_the_embedded_engine_gives_what_the_rows_give():
    agree("duckdb")


def test_it_does_so_for_population_sizes_and_nested_ids():
    agree(
        "duckdb",
        design=DesignWords(weights="weight", strata=("wave_stratum",), ids=("psu",), fpc=("npsu_frame",), nest=True),
    )


def test_missing_values_of_every_kind(tmp_path):
    draw = np.random.default_rng(1)
    table = pa.table({
        "w": draw.uniform(1, 2, 200), "psu": np.repeat(np.arange(20), 10),
        "y": pa.array(np.where(draw.random(200) < 0.2, np.nan, draw.normal(1e6, 1, 200))),
        "z": pa.array([None if v < 0.1 else v for v in draw.random(200)]),
        "part": pa.array([None if i % 7 == 0 else i % 3 for i in range(200)]),
        "name": pa.array(["" if i % 5 == 0 else f"n{i % 2}" for i in range(200)]),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "holes.parquet")
    agree(
        "duckdb",
        data=tmp_path / "holes.parquet",
        design=DesignWords(weights="w", ids=("psu",)),
        indicators=(indicator("y"), indicator("z > 0.5"), indicator("name == 'n1'"), indicator("y", "ratio", over="z")),
        domains=((), ("part",), ("name",)),
        select=None,
    )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Spark's own: sockets left open, pandas to come
def test_spark_gives_what_the_rows_give():
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip(NO_SPARK)
    agree("spark")


def test_without_spark_a_sentence_says_what_to_install():
    if importlib.util.find_spec("pyspark") is not None:
        pytest.skip("pyspark is here: its absence is not on this machine by design")
    with pytest.raises(SurveyError, match=r"requirements/spark\.txt"):
        estimate_by_engine(analysis(engine="spark"))


def test_an_unknown_engine_or_file_is_a_sentence(tmp_path):
    with pytest.raises(EngineMissing, match="'abacus' is not known"):
        connect("abacus")
    with pytest.raises(EngineMissing, match="reads .parquet and .csv files"):
        table_of(connect(threads=1, memory="100MB"), tmp_path / "x.xlsx")


def test_what_needs_rows_is_refused_all_at_once():
    with pytest.raises(SurveyError) as caught:
        estimate_by_engine(
            analysis(engine="duckdb", design=DesignWords(weights="weight"), indicators=(indicator("age", "quantile"),))
        )
    assert len(caught.value.problems) == 2
