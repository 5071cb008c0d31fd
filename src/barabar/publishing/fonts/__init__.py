"""The typeface of everything we draw ourselves: where its files lie and how wide its letters are.

Noto Sans covers Albanian, Serbian (both scripts), Macedonian, Bosnian, Turkish, English, Romani. Widths let charts wrap
and place labels without a font engine; browsers may use another face, so `text_width` leaves a little room.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_PER_EM = 1000
_ROOM = 1.03
_UNKNOWN = 600
_EQUIVALENTS = {"\N{NON-BREAKING HYPHEN}": "-"}


@cache
def _widths(face: str) -> dict[str, int]:
    groups = json.loads((FOLDER / "widths.json").read_text(encoding="utf-8"))[face]
    return {letter: int(width) for width, letters in groups.items() for letter in letters}


def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """The room a line of text takes, in the unit of `size`."""
    widths = _widths("bold" if bold else "regular")
    return sum(widths.get(letter, _UNKNOWN) for letter in text) * size / _PER_EM * _ROOM


@cache
def _uncovered() -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(''.join(_widths('regular')))}]")


def covered(text: str) -> str:
    """Text in letters the face has. PDF/UA refuses a file with a letter no font can draw, and one pasted emoji must not
    stop a report: what has a plain equivalent becomes it, anything else is named by its code ("[U+1F600]").
    """
    return _uncovered().sub(lambda found: _equivalent(found.group()), unicodedata.normalize("NFC", text))


def _equivalent(letter: str) -> str:
    plain = _EQUIVALENTS.get(letter) or unicodedata.normalize("NFKC", letter)
    if unicodedata.category(letter) in {"Mn", "Cf", "Me"}:
        return ""
    return plain if all(part in _widths("regular") for part in plain) else f"[U+{ord(letter):04X}]"
