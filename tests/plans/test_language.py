"""The plans room speaks Albanian whole: every sentence translated, every placeholder kept."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

import barabar.plans

CATALOGUE = Path(barabar.plans.__file__).parent / "locale/sq/LC_MESSAGES/django.po"


def test_every_sentence_is_translated_with_its_placeholders():
    with CATALOGUE.open("rb") as stream:
        messages = [message for message in read_po(stream, locale="sq") if message.id]
    assert len(messages) > 400
    for message in messages:
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        asked = message.id if isinstance(message.id, tuple) else (message.id,)
        assert all(said) and not message.fuzzy, message.id
        for one in said:
            assert set(re.findall(r"%\(\w+\)\w", one)) == set(re.findall(r"%\(\w+\)\w", asked[-1])), message.id
