"""Survey files of every kind give the same columns, and bad ones a sentence."""

import numpy as np
import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from barabar.statistics.surveys.errors import SurveyError
from barabar.surveys import reading
from barabar.surveys.reading import SurveyFile

FRAME = pandas.DataFrame(
    {"weight": [1.5, 2.0, 2.5], "sex": ["F", "M", None], "work": [1.0, 9.0, np.nan], "size": [3, 4, 5]}
)


def written(kind: str, folder):
    path = folder / f"survey.{kind}"
    if kind == "parquet":
        pq.write_table(pa.Table.from_pandas(FRAME), path)
    elif kind == "csv":
        FRAME.to_csv(path, index=False)
    elif kind == "dta":
        pyreadstat.write_dta(FRAME, str(path), variable_value_labels={"work": {1: "yes", 9: "refused"}})
    elif kind == "sav":
        pyreadstat.write_sav(
            FRAME, str(path), column_labels=["", "", "Has work", ""], variable_value_labels={"work": {1: "yes"}},
            missing_ranges={"work": [9]},
        )  # fmt: skip
    else:
        pyreadstat.write_por(FRAME.rename(columns=str.upper), str(path))
    return path


@pytest.mark.parametrize("kind", ["parquet", "csv", "dta", "sav", "por"])
def test_the_same_columns_from_every_kind_of_file(kind, tmp_path):
    upper = str.upper if kind == "por" else str
    with SurveyFile(written(kind, tmp_path)) as file:
        assert file.columns == [upper(n) for n in FRAME.columns]
        found = file.read([upper("weight"), upper("sex"), upper("work")])
        assert found[upper("weight")].tolist() == [1.5, 2.0, 2.5]
        assert [v or None for v in found[upper("sex")]] == ["F", "M", None]
        # 9 is declared missing in the SPSS file, and in no other.
        np.testing.assert_array_equal(found[upper("work")], [1, np.nan if kind == "sav" else 9, np.nan])
        assert file.rows == 3


def test_labels_and_declared_missing_values_are_told(tmp_path):
    with SurveyFile(written("sav", tmp_path)) as file:
        note = file.notes["work"]
    assert note.label == "Has work" and note.value_labels == {1: "yes"} and note.missing == (9,)


def test_a_labelled_file_is_streamed_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "PIECE_ROWS", 2)
    with SurveyFile(written("sav", tmp_path)) as file:
        assert file.read(["size"])["size"].tolist() == [3, 4, 5]


def test_only_the_columns_asked_for_are_copied_and_the_copy_goes_away(tmp_path):
    with SurveyFile(written("csv", tmp_path)) as file:
        copy = file.prepare(["weight"])
        assert pq.ParquetFile(copy).schema_arrow.names == ["weight"]
        wider = file.prepare(["sex"])
        assert set(pq.ParquetFile(wider).schema_arrow.names) == {"weight", "sex"}
    assert not wider.exists()


def test_a_column_that_turns_to_text_late_is_read_as_text(tmp_path):
    path = tmp_path / "late.csv"
    path.write_text("a,b\n" + "1,2\n" * 400_000 + "x,3\n")
    with SurveyFile(path) as file:
        found = file.read(["a", "b"])
    assert found["a"][-1] == "x" and found["b"][-1] == 3.0


def test_types_of_columns(tmp_path):
    table = pa.table({
        "flag": [True, None], "part": pa.array(["a", "b"]).dictionary_encode(), "count": pa.array([1, None]),
        "money": pa.array([1, 2], pa.decimal128(5, 2)), "day": pa.array([0, 1], pa.date32()),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "types.parquet")
    with SurveyFile(tmp_path / "types.parquet") as file:
        found = file.read(table.column_names)
    np.testing.assert_array_equal(found["flag"], [1, np.nan])
    np.testing.assert_array_equal(found["count"], [1, np.nan])
    assert found["part"].tolist() == ["a", "b"] and found["money"].tolist() == [1.0, 2.0]
    assert found["day"].tolist() == ["1970-01-01", "1970-01-02"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("absent.csv", None, "there is no such file"),
        ("survey.xlsx", b"x", "only .parquet, .csv"),
        ("survey.parquet", b"no parquet", r"survey\.parquet cannot be read"),
        ("survey.sav", b"no spss", r"survey\.sav cannot be read"),
        ("survey.csv", b"", r"survey\.csv cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(name, content, message, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SurveyError, match=message):
        SurveyFile(tmp_path / name)


def test_unknown_columns_are_named_all_at_once(tmp_path):
    with SurveyFile(written("csv", tmp_path)) as file, pytest.raises(SurveyError) as caught:
        file.read(["wait", "weight", "sexes"])
    assert [p.facts["name"] for p in caught.value.problems] == ["wait", "sexes"]


def test_a_head_without_rows_is_refused(tmp_path):
    (tmp_path / "empty.csv").write_text("a,b\n")
    with SurveyFile(tmp_path / "empty.csv") as file, pytest.raises(SurveyError, match="has no rows"):
        file.read(["a"])


def test_text_that_is_not_utf8_is_named_with_its_column(tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes("w,town\n1,Gjakov\xeb\n".encode("latin-1"))
    with SurveyFile(path) as file, pytest.raises(SurveyError, match=r"old.csv cannot be read: the text of column town"):
        file.read(["town"])


@pytest.mark.parametrize("kind", ["sav", "dta", "por"])
def test_labelled_files_are_read_piece_by_piece(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "PIECE_ROWS", 7)
    held = pandas.DataFrame({"W": np.arange(20.0), "S": [f"s{i}" for i in range(20)]})
    path = tmp_path / f"survey.{kind}"
    getattr(pyreadstat, f"write_{kind}")(held, str(path))
    with SurveyFile(path) as file:
        found = file.read(["W", "S"])
        assert file.rows == 20 and pq.ParquetFile(file.prepare(["W"])).metadata.num_row_groups == 3
    assert found["W"].tolist() == held["W"].tolist() and found["S"].tolist() == held["S"].tolist()
