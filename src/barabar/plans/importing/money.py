"""Money as plans print it, several amounts and a donor glued into one cell: "0 130.250IPA 2012".

A cell is read surely or refused with what was found and what to write; nothing is guessed. All ways of reading the
text by the map's marks are tried: exactly one may be left.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from barabar.reference.numbers import Number, read_number
from barabar.reference.slugs import fold

LONGEST = 200
BLANKS = frozenset({"", "-", "–", "—", "/", "x", "n/a"})
_SPACES = dict.fromkeys(map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t\r\n"), " ")
# A donor's name may hold years and programme numbers ("IPA 2012-2013", "IPA III"), never another amount.
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Marks:
    """How a map says that money is printed. `order` names the source of each amount, left to right.

    `thousands` "" means that the map does not say: "130.250" is then asked about. `donors` maps the first words of a
    donor's name to a source. `multiplier` is 1000 where the head says "in thousands".
    """

    order: tuple[str, ...] = ("unspecified",)
    thousands: str = ""
    decimal: str = ""
    donors: dict[str, str] = field(default_factory=dict)
    currency_words: tuple[str, ...] = ()
    other_currencies: tuple[str, ...] = ()
    multiplier: int = 1


@dataclass(frozen=True)
class Amount:
    source: str
    amount: Decimal
    as_written: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why a cell is not read: a stable code and what was found. The sentence is in importing/sentences.py."""

    code: str
    found: str
    readings: tuple[str, ...] = ()


def read_money(cell: object, marks: Marks) -> tuple[Amount, ...] | Refusal:
    """The amounts of a cell with their sources; nothing for a blank cell."""
    if cell is None or isinstance(cell, bool):
        return () if cell is None else Refusal("money-unread", str(cell))
    if isinstance(cell, int | float | Decimal):
        return _number(Decimal(str(cell)), marks)
    text = " ".join(str(cell).translate(_SPACES).split())
    if fold(text) in BLANKS:
        return ()
    if len(text) > LONGEST:
        return Refusal("money-long", text[:60] + " …")
    text = _without(text, marks.currency_words)
    other = next(
        (code for code in marks.other_currencies if re.search(rf"(?<![^\W\d]){re.escape(code)}(?!\w)", text)), ""
    )
    if other:
        return Refusal("money-currency", text, (other,))
    if marks.order[1:] == () and not marks.thousands + marks.decimal:
        plain = read_number(text)
        if isinstance(plain, Number) and not plain.percent and plain.amount >= 0:
            return (Amount(marks.order[0], _scaled(plain.amount, marks)),)
    if not marks.thousands and re.search(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])", text):
        return Refusal("money-thousands", text)
    found = list(dict.fromkeys(_readings(text, marks)))
    if len(found) == 1:
        return found[0]
    if not found:
        return Refusal("money-unread", text)
    return Refusal("money-many", text, tuple(" + ".join(f"{one.amount:f}" for one in each) for each in found[:4]))


def _number(amount: Decimal, marks: Marks) -> tuple[Amount, ...] | Refusal:
    """A number typed as a number. 130.25 may be what a spreadsheet made of "130.250": it is asked about."""
    if len(marks.order) > 1:
        return Refusal("money-one", f"{amount.normalize():f}")
    if amount < 0:
        return Refusal("money-negative", f"{amount.normalize():f}")
    if amount != amount.to_integral_value() and amount < 1000:
        return Refusal("money-fraction", f"{amount.normalize():f}", (f"{amount * 1000:.0f}",))
    return (Amount(marks.order[0], _scaled(amount, marks)),)


def _without(text: str, words: tuple[str, ...]) -> str:
    """The text without the words of the plan's own currency ("RSD", "din.", "€")."""
    for word in words:
        text = re.sub(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())


def _readings(text: str, marks: Marks) -> Iterator[tuple[Amount, ...]]:
    """Every way of reading: amounts from the left, then perhaps a donor to the end."""
    for amounts, rest in _amounts(text, marks, len(marks.order)):
        donor = rest.strip(" ,;:()")
        if donor and (not donor[0].isalpha() or not _is_name(donor)):
            continue
        if len(amounts) == len(marks.order):
            yield _named(amounts, donor, marks)
        elif len(amounts) == 1 and donor:
            yield (Amount(_source_of(donor, marks), amounts[0], donor),)


def _named(amounts: tuple[Decimal, ...], donor: str, marks: Marks) -> tuple[Amount, ...]:
    made = [Amount(source, amount) for source, amount in zip(marks.order, amounts, strict=True)]
    if donor:
        made[-1] = Amount(_source_of(donor, marks), amounts[-1], donor)
    return tuple(made)


def _source_of(donor: str, marks: Marks) -> str:
    """The source of a donor: the longest of the map's words with which its name begins, else the last in order."""
    folded = fold(donor)
    known = [word for word in marks.donors if folded.startswith(fold(word))]
    return marks.donors[max(known, key=len)] if known else marks.order[-1]


def _is_name(donor: str) -> bool:
    return not re.search(r"\d{3,}|\d[.,]\d", _YEAR.sub("", donor))


def _amounts(text: str, marks: Marks, most: int) -> Iterator[tuple[tuple[Decimal, ...], str]]:
    """The first one to `most` amounts in every way the marks allow, each with the rest of the text."""
    for matched, amount in _first(text, marks):
        rest = text[matched:]
        yield (amount,), rest
        if most > 1 and rest[:1] in {" ", "/", "+", ";"}:
            for more, end in _amounts(rest.lstrip(" /+;"), marks, most - 1):
                yield (amount, *more), end


def _first(text: str, marks: Marks) -> Iterator[tuple[int, Decimal]]:
    """Every way to read one amount at the start: "12 130 250" with a space mark is 12, 12 130 or 12 130 250."""
    group = re.escape(marks.thousands)
    whole = rf"0|[1-9]\d{{0,2}}(?:{group}\d{{3}})*|[1-9]\d*" if marks.thousands else r"0|[1-9]\d*"
    fraction = rf"(?:{re.escape(marks.decimal)}\d{{1,2}})?" if marks.decimal else ""
    pattern = re.compile(rf"(?:{whole}){fraction}")
    for end in range(1, len(text) + 1):
        if not pattern.fullmatch(text, 0, end) or (end < len(text) and text[end].isdigit()):
            continue
        if end < len(text) and text[end] in ".," and text[end + 1 : end + 2].isdigit():
            continue
        digits = text[:end].replace(marks.thousands, "") if marks.thousands else text[:end]
        if marks.thousands and marks.thousands not in text[:end] and _YEAR.fullmatch(digits):
            continue  # a year where an amount of four figures would carry its mark
        plain = digits.replace(marks.decimal, ".") if marks.decimal else digits
        yield end, _scaled(Decimal(plain), marks)


def _scaled(amount: Decimal, marks: Marks) -> Decimal:
    return amount * marks.multiplier
