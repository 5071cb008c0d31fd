"""docs/seed-rows.md holds every row of the founding documents, once, with a test that exists or the issue it waits for."""

import csv
import re

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
ROOT = settings.ROOT
LINE = re.compile(r"^\| (\d{3}-R\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def table() -> list[tuple[str, str, str, str]]:
    return LINE.findall((ROOT / "docs" / "seed-rows.md").read_text(encoding="utf-8"))


def told() -> list[dict]:
    with (ROOT / "facts" / "seed_rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_stands_once_in_its_order_with_its_words():
    assert len(told()) == 105
    assert [(row, words) for row, words, _served, _test in table()] == [
        (one["row"], one["capability"]) for one in told()
    ]


def test_each_row_names_a_test_that_exists_or_the_issue_it_waits_for():
    for row, _words, served, test in table():
        if served.startswith("not yet"):
            assert re.search(r"issue \d+$", served) and test == "–", row
            continue
        path, _mark, name = test.strip("`").partition("::")
        assert re.search(rf"^def {re.escape(name)}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), row


def test_the_count_in_the_heading_is_that_of_the_table():
    served = sum(not where.startswith("not yet") for _row, _words, where, _test in table())
    said = re.search(r"Served: (\d+) of (\d+)\.", (ROOT / "docs" / "seed-rows.md").read_text(encoding="utf-8"))
    assert said and (int(said[1]), int(said[2])) == (served, 105)
