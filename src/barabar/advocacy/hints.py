"""What in a text may point to a person or insult: marked for the moderator's eye, never blocking. Pure."""

import re
from dataclasses import dataclass

from barabar.advocacy.catalogue import personal_hints, slurs
from barabar.reference.slugs import fold
from barabar.reference.text import Text


@dataclass(frozen=True)
class Hint:
    """A piece of the text, from `start` to before `end`, and what it may be."""

    start: int
    end: int
    kind: str
    title: Text
    piece: str


def hints_in(text: str) -> list[Hint]:
    """Every hint in the order of the text; where two overlap, the one that begins first and reaches farther stands."""
    found = [*_personal(text), *_slurs(text)]
    kept: list[Hint] = []
    for hint in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or hint.start >= kept[-1].end:
            kept.append(hint)
    return kept


def pieces_of(text: str) -> list[tuple[str, Hint | None]]:
    """The text cut at its hints, whole when joined."""
    pieces: list[tuple[str, Hint | None]] = []
    at = 0
    for hint in hints_in(text):
        if hint.start > at:
            pieces.append((text[at : hint.start], None))
        pieces.append((hint.piece, hint))
        at = hint.end
    return [*pieces, (text[at:], None)] if at < len(text) else pieces


def _personal(text: str) -> list[Hint]:
    return [
        Hint(found.start(), found.end(), hint.key, hint.title, found[0])
        for hint in personal_hints().values()
        for found in hint.pattern.finditer(text)
    ]


SLUR = Text({"en": "an insulting word", "sq": "një fjalë fyese"})


def _slurs(text: str) -> list[Hint]:
    """Insulting words however their diacritics and case are typed."""
    plain, places = _folded(text)
    stems = "|".join(sorted({re.escape(word) for one in slurs().values() for word in one.words}, key=len, reverse=True))
    if not stems:
        return []
    made = []
    for found in re.finditer(rf"(?<!\w)(?:{stems})\w*", plain):
        start, end = places[found.start()], places[found.end() - 1] + 1
        made.append(Hint(start, end, "slur", SLUR, text[start:end]))
    return made


def _folded(text: str) -> tuple[str, list[int]]:
    """The text folded letter by letter, and for each letter of it the place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in fold(letter) or " ":
            letters.append(plain)
            places.append(place)
    return "".join(letters), places
