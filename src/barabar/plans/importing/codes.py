"""Codes as plans write them: "1", "1.2.3", "Measure 14", "Mera 2.1"; and what lies above a code."""

import re
from collections.abc import Iterable

from barabar.reference.slugs import fold

_DOTTED = r"\d+(?:\.\d+)+[a-z]?"
# No plan numbers deeper; what is longer is no code, and would be looked through again from each of its letters.
LONGEST = 60
_NUMBER = r"\d+(?:\.\d+)*[a-z]?"


def split_code(text: str, words: Iterable[str] = ()) -> tuple[str, str]:
    """ "2.1.2 Title" → ("2.1.2", "Title"); "Mera 14. Title" with the word "Mera" → ("Mera 14", "Title").

    A bare number is no code unless a mark follows ("1. Title"): "20 homes are repaired" begins with a count.
    """
    for word in words:
        found = re.match(rf"({re.escape(word)}\s+{_NUMBER})[.):]?(?:\s*[-–—:])?\s+(?=\S)", text, flags=re.IGNORECASE)
        if found:
            return found[1], text[found.end() :].strip()
    for pattern in (
        rf"({_DOTTED})[.):]?(?:\s*[-–—:])?\s*(?=[^\W\d_a-z])",
        rf"({_DOTTED})[.):]?\s+(?=\S)",
        r"(\d+)[.):]\s*(?=[^\W\d])",
    ):
        found = re.match(pattern, text)
        if found:
            return found[1], text[found.end() :].strip()
    return "", text


def tail(code: str) -> str:
    """The number of a code, by which codes of different levels are compared: "Mera 2.1" → "2.1"."""
    found = re.search(rf"({_NUMBER})\.?$", code[-LONGEST:])
    return found[1] if found else fold(code)


def above(number: str) -> list[str]:
    """The numbers above one, nearest first: "2.1.3" → ["2.1", "2"]."""
    parts = number.split(".")
    return [".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]


def common_above(numbers: Iterable[str]) -> str:
    """The nearest number above all of these: "2.1.2" and "2.2.1" lie under "2"; empty where nothing does."""
    lists = [above(number) for number in numbers]
    if not lists:
        return ""
    return next((one for one in lists[0] if all(one in other for other in lists)), "")


def in_order(number: str) -> tuple:
    """A key that sorts 2.10 after 2.9."""
    return tuple((int(digits or 0), letters) for digits, letters in re.findall(r"(\d*)([a-z]*)(?:\.|$)", number)[:12])
