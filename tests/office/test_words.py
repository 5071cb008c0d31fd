"""The Albanian catalogues of the rooms whose sentences the office shows are whole and keep their placeholders."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import override

import barabar
from barabar.collection.fields import typed
from barabar.collection.questions import Earlier
from barabar.office.words import shown
from barabar.reference.numbers import Number, read_number

ROOMS = Path(barabar.__file__).parent
TRANSLATED = ("office", "collection", "review", "access", "reference")
HOLES = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


def catalogue(room: str):
    with (ROOMS / room / "locale/sq/LC_MESSAGES/django.po").open("rb") as file:
        return [message for message in read_po(file, locale="sq") if message.id]


@pytest.mark.parametrize("room", TRANSLATED)
def test_every_sentence_is_translated_and_keeps_its_placeholders(room):
    for message in catalogue(room):
        asked = message.id if isinstance(message.id, tuple) else (message.id,)
        given = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(given) and not message.fuzzy, message.id
        assert set(HOLES.findall(given[-1])) == set(HOLES.findall(asked[-1])), message.id


def test_every_text_of_the_pages_for_answering_and_reviewing_is_in_the_catalogue():
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue("office")}
    texts = re.compile(r"""\{% translate (?:"([^"]+)"|'([^']+)')""")
    for template in sorted((ROOMS / "office/templates/office").glob("*.html")):
        for double, single in texts.findall(template.read_text()):
            assert (double or single) in known, f"{template.name}: {double or single}"


@pytest.mark.parametrize(
    "amount", ["0", "7", "1234", "1234567", "0.5", "1234.5", "1.234", "-12.125", "100.0000", "123.456"]
)
def test_what_a_field_shows_is_read_back_as_the_same_number(amount):
    assert read_number(typed(Decimal(amount))) == Number(Decimal(amount))


@pytest.mark.parametrize(
    ("answer", "en", "sq"),
    [
        (None, "–", "–"),
        (Earlier("2024", "reported", Decimal("1234.5"), None, None, ""), "1,234.5", "1\N{NO-BREAK SPACE}234,5"),
        (Earlier("2024", "reported", None, Decimal(40), Decimal(50), ""), "40 of 50 (80%)", "40 nga 50 (80%)"),
        (Earlier("2024", "missing", None, None, None, "other"), "missing", "mungon"),
        (Earlier("2024", "reported", Decimal(0), None, None, ""), "0", "0"),
    ],
)
def test_an_answer_in_words_is_never_blank_for_nought_nor_nought_for_missing(answer, en, sq):
    with override("en"):
        assert shown(answer) == en
    with override("sq"):
        assert shown(answer) == sq
