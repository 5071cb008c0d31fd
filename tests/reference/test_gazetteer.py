"""The real registers load as they stand: 61 and 38 municipalities, the subdivisions of the other five economies."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from barabar.plans.models import AdoptionAct, Plan
from barabar.reference.actions.load_territories import find_territory
from barabar.reference.models import Territory

FACTS = Path(__file__).resolve().parents[2] / "facts"
PLACES = ["municipalities_AL.csv", "municipalities_XK.csv", "subdivisions_iso3166_2_MK_ME_RS_BA_TR.csv"]
pytestmark = pytest.mark.django_db


def load(*names):
    call_command("load", *[str(FACTS / name) for name in names], verbosity=0)


def count(**filters):
    return Territory.objects.filter(**filters).count()


def test_the_registers_load_and_loading_again_changes_nothing():
    load(*PLACES)
    load(*PLACES)
    assert count(economy="AL", kind="municipality") == 61
    assert count(economy="XK", kind="municipality") == 38
    assert [count(economy=e) for e in ("MK", "ME", "BA", "TR")] == [80, 25, 3, 81]
    assert count(economy="RS") == 26  # 32 less the six rows marked "exclude"
    assert not Territory.objects.filter(iso_code="RS-KM").exists()


def test_places_are_found_by_old_names_and_without_diacritics():
    load(*PLACES)
    assert find_territory("AL", "Ura Vajgurore").key == "al-dimal"
    assert find_territory("AL", "Korce").key == "al-korce"
    assert find_territory("AL", "Bashkia Përmet").key == "al-permet"
    assert find_territory("XK", "Peć").name["sq"] == "Pejë"
    assert find_territory("AL", "Përmes") is None


def test_the_seven_local_plans_load_with_their_acts():
    load("municipalities_AL.csv", "seed_001_local_plans.csv")
    load("seed_001_local_plans.csv")
    assert Plan.objects.count() == AdoptionAct.objects.count() == 7
    assert sorted(AdoptionAct.objects.filter(number="47").values_list("territory", flat=True)) == [
        "al-korce",
        "al-roskovec",
    ]
    permet = Plan.objects.get(territory="al-permet")
    assert (permet.communities, permet.focus, permet.period) == (["egyptian"], "targeted", "2019–2022")
    roskovec = Plan.objects.get(territory="al-roskovec")
    assert (roskovec.communities, roskovec.focus) == ([], "mainstream")
    assert permet.acts.get().adopted_on.isoformat() == "2019-12-19"


def test_a_file_with_mistakes_is_refused_whole_with_every_line(tmp_path):
    load("municipalities_AL.csv")
    rows = (FACTS / "seed_001_local_plans.csv").read_text().splitlines()
    rows[2] = rows[2].replace("2019-06-18", "31.02.2019").replace("roma;egyptian", "roma;martian")
    rows[4] = rows[4].replace("Pogradec,10944404", "Atlantis,1")
    (tmp_path / "plans.csv").write_text("\n".join(rows))
    with pytest.raises(CommandError) as caught:
        call_command("load", str(tmp_path / "plans.csv"))
    said = str(caught.value)
    assert "plans.csv, line 3: “martian” is not a community" in said
    assert "plans.csv, line 3: “31.02.2019” in adopted_on is not a date" in said
    assert "plans.csv, line 5: “Atlantis” is not in the gazetteer" in said
    assert Plan.objects.count() == 0


def test_an_unknown_file_is_said_to_be_unknown(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="not those of a file that Barabar loads"):
        call_command("load", str(tmp_path / "x.csv"))
    with pytest.raises(CommandError, match="no such file"):
        call_command("load", str(tmp_path / "none.csv"))
