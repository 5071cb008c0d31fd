"""Tables of every odd shape: a second attacker narrows nothing, and nobody is hidden for nothing."""

import numpy as np
import pytest

from barabar.operations.bench.disclosure_data import cube, plain
from barabar.statistics.disclosure.auditor import Ask, Knowledge, attack
from barabar.statistics.disclosure.protector import Asked, Decisions, protect
from barabar.statistics.disclosure.rules import Rule
from barabar.statistics.disclosure.tables import TableSet

from .attackers import lp_interval
from .odd_tables import odd_table


def check(tables: TableSet, decisions: Decisions, width: float) -> None:
    """Two attackers: two linear programmes per hidden cell, and the auditor from what is printed."""
    hidden = set(decisions.reasons)
    for cell in hidden:
        low, high = lp_interval(tables, hidden, cell)
        assert high - low >= (width if cell in decisions.needs else 1e-3) - 1e-6, tables.cells[cell].name
    printed = {cell.key: None if n in hidden else cell.value for n, cell in enumerate(tables.cells)}
    trees = {name: {code: list(below) for code, below in t.children.items()} for name, t in tables.hierarchies.items()}
    sensitive = {tables.cells[cell].key: width for cell in decisions.needs}
    found = attack(
        Knowledge(list(tables.dimensions), printed, dict.fromkeys(printed, "")), trees, Ask(sensitive=sensitive)
    )
    assert found.publishable


@pytest.mark.parametrize("seed", range(40))
def test_no_shape_lets_a_small_cell_be_narrowed(seed):
    random = np.random.default_rng([5, seed])
    rule, interval = float(random.choice([3, 5, 5, 10])), float(random.choice([0, 1, 3, 5, 5, 8, 12]))
    tables = odd_table(seed)
    check(tables, protect(tables, Asked((Rule("frequency", (rule,)),), interval, seconds=0.2)), max(interval, 1.0))


def test_without_time_no_cell_is_hidden_that_can_be_worked_out():
    """A seed that once left two totals hidden although the rest gave them away."""
    tables = odd_table(1436)
    check(tables, protect(tables, Asked((Rule("frequency", (5.0,)),), 3.0, seconds=0.0)), 3.0)


@pytest.mark.slow
def test_a_three_way_table_of_hundreds_of_cells():
    tables = cube(np.random.default_rng(3), {"area": plain(8), "age": plain(7), "sector": plain(6)})
    decisions = protect(tables, Asked((Rule("frequency", (5.0,)),), 5.0, seconds=1.0))
    assert len(tables.cells) == 504 and decisions.suppressed < 0.45 * 504
    check(tables, decisions, 5.0)
