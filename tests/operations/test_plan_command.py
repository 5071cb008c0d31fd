"""`barabar plan`: import, template, lint and maps from the command line."""

import pytest
from django.core.management import CommandError, call_command

from barabar.plans.models import Measure, Plan
from tests.factories import build_world
from tests.plans.books import book, serbian

pytestmark = pytest.mark.django_db
HEAD = ["--plan", "rs-2012-2014", "--map", "serbia_2012"]
NEW = ["--title", "Akcioni plan", "--economy", "RS", "--years", "2012-2014", "--communities", "roma"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(serbian(("", "2.2.1 Istraživanje", "Broj", "", "0 130.250IPA 2012", "IV kvartal 2014")))
    return path


def test_a_plan_is_registered_and_imported(file, capsys):
    call_command("plan", "import", str(file), *HEAD, *NEW, "--dry-run")
    assert "2.2.1  Istraživanje  [Broj | 2014-Q4 | state 0; IPA 2012 130250]" in capsys.readouterr().out
    assert not Plan.objects.exists()
    call_command("plan", "import", str(file), *HEAD, *NEW)
    assert "1 changes stored" in capsys.readouterr().out
    assert Measure.objects.get().node.plan.currency == "RSD"
    call_command("plan", "import", str(file), *HEAD)
    assert "0 changes stored" in capsys.readouterr().out


def test_a_map_may_lie_anywhere(file, tmp_path, settings):
    own = tmp_path / "mine.yaml"
    own.write_text(
        (settings.DEFINITIONS / "column_maps" / "serbia_2012.yaml")
        .read_text(encoding="utf-8")
        .replace("serbia_2012", "mine", 1),
        encoding="utf-8",
    )
    call_command("plan", "import", str(file), "--plan", "rs-2012-2014", "--map", str(own), *NEW)
    own.write_text("key: mine\n", encoding="utf-8")
    with pytest.raises(CommandError, match="mine.yaml, line 1"):
        call_command("plan", "import", str(file), "--plan", "rs-2012-2014", "--map", str(own))


def test_what_is_wrong_is_said_with_its_cell(file, tmp_path):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(serbian(("", "1.1 A", "B", "", "130.250", "2014")))
    for more in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="Plan!G2: “130.250” cannot be read surely"):
            call_command("plan", "import", str(bad), *HEAD, *NEW, *more)
    with pytest.raises(CommandError, match="There is no plan 'other'"):
        call_command("plan", "import", str(file), "--plan", "other", "--map", "plain")
    with pytest.raises(CommandError, match="There is no column map 'none'"):
        call_command("plan", "import", str(file), "--plan", "other", "--map", "none")
    with pytest.raises(CommandError, match="there is no such file"):
        call_command("plan", "import", "nowhere.xlsx", *HEAD)


def test_template_lint_and_maps(tmp_path, capsys):
    world = build_world()
    out = tmp_path / "out.xlsx"
    call_command("plan", "template", "national-2021-2025", "--out", str(out), "--language", "sq")
    call_command("plan", "import", str(out), "--plan", "national-2021-2025", "--map", "plain_sq")
    assert "0 changes stored" in capsys.readouterr().out
    call_command("plan", "lint", "--all")
    assert "national-2021-2025: 0 findings" in capsys.readouterr().out
    world.measures["school"].indicators.all().delete()
    with pytest.raises(CommandError, match="1 findings keep something from being reported"):
        call_command("plan", "lint", "elbasan-2023-2026")
    call_command("plan", "maps")
    assert "Iznos izvori sredstava" in capsys.readouterr().out


def test_nothing_is_registered_when_the_table_is_refused(tmp_path):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(book(("A", "B"), [("x", "y")]))
    with pytest.raises(CommandError, match="no sheet has the heads"):
        call_command("plan", "import", str(bad), *HEAD, *NEW)
    assert not Plan.objects.exists()
