"""The rules in words: one for each code that errors and hints of a form carry, each with the figure that the code uses."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from barabar.collection import quality, rules
from barabar.collection.catalogue import quality_rules
from barabar.statistics import outliers
from tests.factories import account_of, build_world

CODE = re.compile(r'(?:_at|_hint|Problem)\(\s*(?:[\w\[\]]+,\s*)?"([a-z-]+)"')


def test_every_code_has_its_rule_and_no_rule_is_left_over():
    used = {code for module in (rules, quality) for code in CODE.findall(Path(module.__file__).read_text())}
    assert len(used) > 9
    assert used == set(quality_rules())


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("jump", f"more than {({3: 'three'})[rules.JUMP_FACTOR]} times"),
        ("jump", f"{rules.JUMP_FROM} or more"),
        ("similar-institutions", f"At least {({6: 'six'})[quality.FELLOWS]} institutions"),
        ("figures-copied", f"{({3: 'Three'})[quality.COPIED_FIGURES]} figures or more"),
        ("words-copied", f"{quality.COPIED_LETTERS} letters or more"),
        ("own-history", f"above {outliers.NOTABLE}"),
    ],
)
def test_the_words_name_the_figure_that_is_applied(key, words):
    assert words in quality_rules()[key].text.in_language("en").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "head"), [("en", "Far from similar institutions"), ("sq", "Larg nga institucionet e ngjashme")]
)
def test_the_page_says_each_rule_in_the_readers_language(client, language, head):
    world = build_world()
    account = account_of(world.people["ministry"])
    account.language = language
    account.save()
    client.force_login(account)
    page = client.get(reverse("office:rules"), headers={"accept-language": language}).content.decode()
    assert head in page
    assert all(f'id="{key}"' in page for key in quality_rules())
