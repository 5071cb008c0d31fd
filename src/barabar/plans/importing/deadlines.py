"""Deadlines as plans write them: "IV kvartal 2014", "do kraja 2013", "31.12.2014", "Q4 2014", "2012-2014"."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from babel.core import Locale
from babel.dates import get_month_names

from barabar.reference.definitions import Row, definitions
from barabar.reference.slugs import fold

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# Month names are CLDR's; these are the locales of the region's languages.
LOCALES = ("sq", "en", "sr_Latn", "sr_Cyrl", "bs", "hr", "mk", "tr")
WORD_KINDS = ("quarter", "half", "end", "by", "always")


@dataclass(frozen=True)
class DeadlineWords:
    key: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Deadline:
    """`quarter` is "2014-Q4" or "2014"; empty where the text is kept as written. `is_reading` asks for a notice:
    the text says less, or more, than what was understood."""

    quarter: str = ""
    as_written: str = ""
    is_reading: bool = False
    is_open: bool = False


def deadline_words() -> dict[str, DeadlineWords]:
    return definitions("deadline_words", lambda row: DeadlineWords(_kind(row), row.words("words")))


def _kind(row: Row) -> str:
    return row.one_of("key", WORD_KINDS)


def read_deadline(cell: object) -> Deadline:
    if cell is None or cell == "":
        return Deadline()
    if isinstance(cell, dt.date):
        return Deadline(_quarter_of(cell.year, cell.month), cell.strftime("%d.%m.%Y"))
    written = " ".join(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).split())
    text = fold(written).strip(" .;,")
    for read in (_bare, _day, _named_part, _month, _end_of_year, _range):
        found = read(text)
        if found:
            return Deadline(found, "" if written == found else written, is_reading=read is _range)
    return Deadline("", written, is_reading=True, is_open=_has_word(text, "always"))


def _bare(text: str) -> str:
    """A year, or a key of our own: "2014", "2014-Q4"."""
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return text
    found = re.fullmatch(r"((?:19|20)\d\d)\s*-?\s*q([1-4])", text)
    return f"{found[1]}-Q{found[2]}" if found else ""


def _day(text: str) -> str:
    found = re.fullmatch(r"(?:(\d{1,2})[./]\s?)?(\d{1,2})[./]\s?((?:19|20)\d\d)", _without_end(text))
    if found is None:
        found_iso = re.fullmatch(r"((?:19|20)\d\d)-(\d\d)-(\d\d)", text)
        return _checked(int(found_iso[1]), int(found_iso[2]), int(found_iso[3])) if found_iso else ""
    return _checked(int(found[3]), int(found[2]), int(found[1] or 1))


def _checked(year: int, month: int, day: int) -> str:
    try:
        dt.date(year, month, day)
    except ValueError:
        return ""
    return _quarter_of(year, month)


def _named_part(text: str) -> str:
    """ "IV kvartal 2014", "Q4 2014", "tremujori i 4 2014", "2014 Q4", "II polugodište 2013"."""
    for key, last in (("quarter", lambda n: n), ("half", lambda n: n * 2)):
        for word in _words(key):
            number = r"(?P<n>iv|i{1,3}|[1-4])"
            dot = r"\.?(?:\s*[-–])?\s*"
            for pattern in (
                rf"{number}{dot}{word}\.?{dot}(?P<y>(?:19|20)\d\d)",
                rf"{word}\.?\s*(?:i\s+)?{number}{dot}/?\s*(?P<y>(?:19|20)\d\d)",
                rf"(?P<y>(?:19|20)\d\d)\.?[\s,/-]*(?:{number}{dot}{word}|{word}\.?\s*(?P<m>iv|i{{1,3}}|[1-4]))",
            ):
                found = re.fullmatch(pattern, _without_end(text))
                if not found:
                    continue
                groups = found.groupdict()
                written = groups["n"] or groups.get("m")
                quarter = last(ROMAN.get(written) or int(written))
                if quarter <= 4:
                    return f"{found['y']}-Q{quarter}"
    return ""


def _month(text: str) -> str:
    found = re.fullmatch(r"([^\W\d_]+)\.?\s+((?:19|20)\d\d)", _without_end(text))
    month = _months().get(found[1]) if found else None
    return _quarter_of(int(found[2]), month) if month else ""


def _end_of_year(text: str) -> str:
    """ "do kraja 2013" is its fourth quarter; "by 2013" says no more than the year."""
    rest = _without_end(text)
    if rest == text or not re.fullmatch(r"(?:19|20)\d\d", rest):
        return ""
    return f"{rest}-Q4" if any(text.startswith(word + " ") for word in _words("end")) else rest


def _range(text: str) -> str:
    found = re.fullmatch(r"((?:19|20)\d\d)\s*[-–/]\s*((?:19|20)\d\d)", text)
    return found[2] if found and found[1] <= found[2] else ""


# Longest first: “godine” is met before “g”.
_YEARS = ("godine", "година", "године", "viti", "year", "god", "g", "г")


def _without_end(text: str) -> str:
    """The text without "until the end of" or "by" before it, and without "year" or a point after it."""
    for word in sorted((*_words("end"), *_words("by")), key=len, reverse=True):
        if text.startswith(word + " "):
            text = text[len(word) + 1 :]
            break
    text = _without_dots(text)
    word = next((one for one in _YEARS if text.endswith(one)), "")
    return _without_dots(text.removesuffix(word)) if word else text


def _without_dots(text: str) -> str:
    """Without the points and spaces at its end; looked at from the end, for a search would begin anew at each of them."""
    return text[: len(text) - re.match(r"[\s.]*", text[::-1]).end()]


def _quarter_of(year: int, month: int) -> str:
    return f"{year}-Q{(month + 2) // 3}"


def _words(key: str) -> list[str]:
    """Longest first, so that "do kraja" is met before "do"."""
    found = deadline_words().get(key)
    return sorted((fold(word) for word in found.words), key=len, reverse=True) if found else []


def _has_word(text: str, key: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in _words(key))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    made = {}
    for name in LOCALES:
        locale = Locale.parse(name)
        for context in ("format", "stand-alone"):
            for number, word in get_month_names("wide", context=context, locale=locale).items():
                made.setdefault(fold(word), number)
    return made
