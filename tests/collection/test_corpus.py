"""Files that once ended in an unhandled error (found by `barabar bench fuzz`): each is taken in or refused with sentences."""

import random
from pathlib import Path

import pytest

from barabar.operations.bench.fuzz import broken, importers, taken
from barabar.operations.bench.round_trip import build

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
pytestmark = pytest.mark.django_db


@pytest.fixture
def ways():
    return {way.name: way for way in importers(build())}


def test_what_was_found_stays_mended(ways):
    assert CORPUS
    for path in CORPUS:
        taken(ways[path.stem.rpartition("-")[0]], path.read_bytes())


def test_right_files_are_taken_in_and_broken_ones_answered(ways):
    for way in ways.values():
        if not way.name.startswith("dhis2"):  # of which no map is shipped
            assert taken(way, way.right[-1]), way.name
        chance = random.Random(way.name)
        for _ in range(3):
            taken(way, broken(way, chance))
