"""The register of local plans of the founding document, as the public reads it; counted by hand from the file itself."""

import csv
import io
from collections import Counter

import pytest
from django.conf import settings
from django.urls import reverse

from barabar.access.actors import SYSTEM
from barabar.plans.actions.load_local_plans import load_local_plans
from barabar.plans.models import Plan
from barabar.reference.actions.load_territories import load_territories

pytestmark = pytest.mark.django_db
FACTS = settings.ROOT / "facts"
FILE = FACTS / "seed_001_local_plans.csv"


@pytest.fixture
def told() -> list[dict]:
    load_territories(FACTS / "municipalities_AL.csv")
    load_local_plans(FILE, by=SYSTEM)
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(client, **query) -> list[str]:
    """The titles that the public register gives for a filter."""
    answer = client.get(reverse("public:plans-file", args=["csv"]), {"language": "sq", **query})
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return sorted(row["title"] for row in rows)


def titles(rows) -> list[str]:
    return sorted(row["title_original"] for row in rows)


def test_plans_are_found_by_the_programme_that_supports_them_and_its_phase(told, client):
    (phase,) = {row["programme"] for row in told}
    assert listed(client, programme=phase) == titles(told)
    later = Plan.objects.get(title__sq=next(title for title, times in Counter(titles(told)).items() if times == 1))
    later.programme = "ROMACTED II"
    later.save()
    assert listed(client, programme="ROMACTED II") == [later.title["sq"]]
    assert len(listed(client, programme=phase)) == len(told) - 1


def test_plans_are_found_by_the_year_of_their_adoption(told, client):
    years = Counter(row["adopted_on"][:4] for row in told if row["adopted_on"])
    assert len(years) > 1
    for year in years:
        assert listed(client, adopted=year) == titles(row for row in told if row["adopted_on"].startswith(year))


def test_titles_and_groups_stand_in_the_words_that_each_council_adopted(told, client):
    """One writes of minorities, another of communities: no word is put in the place of another."""
    assert listed(client) == titles(told)
    kept = Counter((plan.title["sq"], *plan.communities) for plan in Plan.objects.all())
    written = Counter((row["title_original"], *filter(None, row["target_groups"].split(";"))) for row in told)
    assert kept == written
