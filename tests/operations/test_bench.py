import pytest
from django.core.management import CommandError, call_command

from barabar.operations.bench.chain import Line, run


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
