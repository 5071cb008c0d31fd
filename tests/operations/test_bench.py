import pytest
from django.core.management import CommandError, call_command

from barabar.operations.bench.chain import Line, run
from barabar.operations.bench.rollup import growth


def test_the_benchmarks_are_listed_and_an_unknown_one_is_said_so(capsys):
    call_command("bench", "list")
    assert {"chain", "disclosure", "surveys"} <= set(capsys.readouterr().out.split())
    with pytest.raises(CommandError, match="chain"):
        call_command("bench", "nothing")


def test_a_missed_goal_is_said_and_an_unknown_part_refused(capsys):
    assert "MISSED" in str(Line("a page", 120, 100, "ms"))
    assert "met" in str(Line("a page", 80, 100, "ms"))
    assert run(["sunshine"]) == 2
    assert "sunshine" in capsys.readouterr().err


def test_growth_is_told_between_the_smallest_and_the_largest_size_for_what_all_of_them_measured():
    measured = {
        1: {"pivot": (0.05, "s"), "raw": (1.1, "×"), "only here": (1, "s"), "differing": (0.0, "")},
        100: {"pivot": (0.2, "s"), "raw": (1.1, "×"), "differing": (0.0, "")},
        10: {"pivot": (0.1, "s"), "raw": (1.0, "×"), "differing": (0.0, "")},
    }
    head, *lines = growth(measured)
    assert "1 to 100 million values (×100)" in head
    assert [" ".join(line.split()) for line in lines] == [
        "pivot 0.050 → 0.100 → 0.200 s ×4.0", "raw 1.100 → 1.000 → 1.100 × ×1.0", "differing 0.000 → 0.000 → 0.000",
    ]  # fmt: skip
    assert growth({1: measured[1], 10: {}}) == []
