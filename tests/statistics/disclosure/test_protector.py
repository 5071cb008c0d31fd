"""Protected tables hold against a second attacker, and nobody protects them with fewer cells."""

import numpy as np
import pytest

from barabar.operations.bench.disclosure_data import KINDS, cube, plain, random_tables
from barabar.statistics.disclosure.earlier import Told
from barabar.statistics.disclosure.errors import DisclosureError
from barabar.statistics.disclosure.protector import Asked, protect
from barabar.statistics.disclosure.rules import Rule
from barabar.statistics.disclosure.tables import Cell, key_of, table_set

from .attackers import compact_optimum, lp_interval, smallest_pattern

FIVE = Asked((Rule("frequency", (5.0,)),), 5.0)


def square(figures):
    """A table of two dimensions with its margins, from rows of figures."""
    cells = []
    rows = [*figures, [sum(column) for column in zip(*figures, strict=True)]]
    for i, row in enumerate(rows):
        for j, value in enumerate([*row, sum(row)]):
            codes = {"area": "*" if i == len(figures) else f"a{i}", "sex": "*" if j == len(row) else f"s{j}"}
            cells.append(Cell(key_of(codes), float(value)))
    return table_set(["area", "sex"], cells)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1001, 1002, 1003])
def test_a_second_attacker_narrows_no_sensitive_cell(kind, seed):
    tables = random_tables(kind, seed)
    decisions = protect(tables, FIVE)
    for cell in decisions.reasons:
        low, high = lp_interval(tables, set(decisions.reasons), cell)
        assert high - low >= (5 if cell in decisions.needs else 1) - 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_no_pattern_is_smaller_by_trying_all(seed):
    random = np.random.default_rng(seed)
    tables = square(random.poisson(7, (3, 2)).tolist())
    decisions = protect(tables, FIVE)
    assert decisions.proven
    assert decisions.suppressed == smallest_pattern(tables, set(decisions.needs), 5.0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_the_optimum_is_that_of_one_large_programme(seed):
    tables = cube(np.random.default_rng(seed), {"area": plain(4), "age": plain(3)})
    decisions = protect(tables, Asked(FIVE.rules, 5.0, seconds=30))
    assert decisions.proven
    assert decisions.suppressed == compact_optimum(tables, set(decisions.needs), 5.0, 40.0)


def test_one_small_cell_takes_three_others_and_the_cheapest_ones():
    tables = square([[3, 20, 30], [40, 25, 60], [70, 80, 90]])
    decisions = protect(tables, FIVE)
    hidden = {tables.cells[cell].name for cell in decisions.reasons}
    assert hidden == {"area=a0, sex=s0", "area=a0, sex=s1", "area=a1, sex=s0", "area=a1, sex=s1"}
    assert decisions.proven


def test_nothing_small_hides_nothing():
    assert protect(square([[10, 20], [30, 40]]), FIVE).suppressed == 0


def told(tables, values):
    return {tables.cells[n].key: Told(value, "published.csv", 2) for n, value in values.items()}


def test_a_sensitive_cell_that_was_published_is_refused():
    tables = square([[3, 20], [30, 40]])
    with pytest.raises(DisclosureError, match="already published it") as refused:
        protect(tables, FIVE, earlier=told(tables, {0: 3.0}))
    assert refused.value.code == "already_published"


def test_cells_published_before_are_no_cover_and_cells_hidden_before_stay_hidden():
    tables = square([[3, 20, 30], [40, 25, 60], [70, 80, 90]])
    named = {cell.name: n for n, cell in enumerate(tables.cells)}
    before = {named["area=a0, sex=s1"]: 20.0, named["area=a2, sex=s2"]: None}
    decisions = protect(tables, FIVE, earlier=told(tables, before))
    assert named["area=a0, sex=s1"] not in decisions.reasons
    assert decisions.reasons[named["area=a2, sex=s2"]] == "earlier"
    for cell, width in ((named["area=a0, sex=s0"], 5), (named["area=a2, sex=s2"], 1)):
        low, high = lp_interval(tables, set(decisions.reasons), cell)
        assert high - low >= width - 1e-6


def test_too_much_published_before_is_refused():
    tables = square([[3, 20], [30, 40]])
    before = {n: cell.value for n, cell in enumerate(tables.cells) if n != 0}
    with pytest.raises(DisclosureError, match="cannot be protected") as refused:
        protect(tables, FIVE, earlier=told(tables, before))
    assert refused.value.facts["cell"] == "area=a0, sex=s0"


def test_the_same_release_twice_hides_the_same():
    tables = random_tables(KINDS[0], 5)
    first = protect(tables, FIVE)
    before = {n: (None if n in first.reasons else cell.value) for n, cell in enumerate(tables.cells)}
    assert set(protect(tables, FIVE, earlier=told(tables, before)).reasons) == set(first.reasons)


def test_cells_of_an_earlier_finer_release_count():
    """Last time the sexes of a0 were printed, so their sum, now small, is known."""
    tables = table_set(["area", "sex"], [Cell((("area", "a0"),), 3.0), Cell((("area", "a1"),), 40.0), Cell((), 43.0)])
    sexes = {key_of({"area": "a0", "sex": s}): Told(v, "published.csv", 2) for s, v in (("f", 1.0), ("m", 2.0))}
    with pytest.raises(DisclosureError, match="cannot be protected"):
        protect(tables, FIVE, earlier=sexes)
    unknown = {key_of({"area": "a0", "sex": s}): Told(None, "published.csv", 2) for s in ("f", "m")}
    assert protect(tables, FIVE, earlier=unknown).suppressed == 2


def test_by_ethnicity_five_is_the_floor():
    cells = [Cell((("community", c),), v) for c, v in (("roma", 4.0), ("ashkali", 30.0), ("egyptian", 9.0))]
    tables = table_set(["community"], [*cells, Cell((), 43.0)])
    decisions = protect(tables, Asked((Rule("frequency", (3.0,)),), 3.0))
    assert decisions.rules == (Rule("frequency", (5.0,)),)
    assert decisions.suppressed == 2


def test_a_respondent_sees_less_far_down():
    tables = square([[1, 5, 30], [5, 25, 60], [70, 80, 90]])
    decisions = protect(tables, Asked(FIVE.rules, 5.0, respondent=True))
    assert decisions.suppressed >= 4


def test_figures_that_are_not_whole():
    tables = square([[3.5, 20.25], [30.0, 40.0]])
    decisions = protect(tables, Asked((Rule("frequency", (5.0,)),), 2.5))
    assert decisions.suppressed == 4
