"""The official letter of a request and the e-mail with it, as definitions: `definitions/letters.yaml`."""

import string
from dataclasses import dataclass

from barabar.reference.definitions import Row, definitions
from barabar.reference.text import Text

PLACES = {"institution", "cycle", "period", "due", "measures", "protocol", "address", "sender"}


@dataclass(frozen=True)
class LetterText:
    """`paragraphs` are by language; `mail` and its subject go with the letter."""

    key: str
    title: Text
    paragraphs: dict[str, tuple[str, ...]]
    mail_subject: Text
    mail: Text

    def paragraphs_in(self, language: str) -> tuple[str, ...]:
        return self.paragraphs.get(language) or self.paragraphs.get("en") or next(iter(self.paragraphs.values()))


def _paragraphs(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not value or not all(isinstance(one, list) for one in value.values()):
        raise ValueError("must be a list of paragraphs for each language.")
    return {str(language): tuple(map(str, one)) for language, one in value.items()}


def _letter(row: Row) -> LetterText:
    made = LetterText(
        row.word("key"), row.text("title"), row.take("paragraphs", _paragraphs), row.text("mail_subject"),
        row.text("mail"),
    )  # fmt: skip
    texts = {
        "title": (made.title or {}).values(), "mail_subject": (made.mail_subject or {}).values(),
        "mail": (made.mail or {}).values(), "paragraphs": [p for own in (made.paragraphs or {}).values() for p in own],
    }  # fmt: skip
    for name, words in texts.items():
        for text in words:
            for _text, place, _format, _conversion in string.Formatter().parse(text):
                if place is not None and place not in PLACES:
                    row.fault(name, f"{{{place}}} is not a place here; use {', '.join(sorted(PLACES))}.")
    return made


def letters() -> dict[str, LetterText]:
    return definitions("letters", _letter)
