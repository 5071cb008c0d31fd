"""Numbers as people of the region write them, read only where the meaning is sure.

"1 234,5", "1.234,5" and "1234,5" are one number. "1.234" may be one thousand or one and a bit: it is asked about.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_SPACES = dict.fromkeys(map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t"), " ")
_PLAIN = re.compile(r"^[+-]?\d+$")
_GROUPED_SPACE = re.compile(r"^[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?$")
_GROUPED_POINT = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3})+,\d+$|^[+-]?\d{1,3}(?:\.\d{3}){2,}$")
_GROUPED_COMMA = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+\.\d+$|^[+-]?\d{1,3}(?:,\d{3}){2,}$")
_GROUPED_APOSTROPHE = re.compile(r"^[+-]?\d{1,3}(?:['’]\d{3})+(?:[.,]\d+)?$")
_AMBIGUOUS = re.compile(r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$")
_DECIMAL = re.compile(r"^[+-]?\d+[.,]\d+$")
LARGEST = Decimal(10) ** 15


@dataclass(frozen=True)
class Number:
    """A number that was read. `percent` is true where the text carried a per cent sign."""

    amount: Decimal
    percent: bool = False


@dataclass(frozen=True)
class Ambiguous:
    """Two meanings are possible: the person must say which."""

    as_whole: Decimal
    as_decimal: Decimal


@dataclass(frozen=True)
class NotANumber:
    text: str


@dataclass(frozen=True)
class Blank:
    pass


def read_number(written: object) -> Number | Ambiguous | NotANumber | Blank:
    """Read one number. A workbook's own numbers arrive as int, float or Decimal and are taken as they are."""
    if written is None or written == "":
        return Blank()
    if isinstance(written, bool):
        return NotANumber(str(written))
    if isinstance(written, int | float | Decimal):
        return _exact(Decimal(str(written)), str(written))
    text = str(written).translate(_SPACES).strip()
    if not text or text in {"'", '"'}:
        return Blank()
    text = text.lstrip("'").replace("\N{MINUS SIGN}", "-")
    percent = "%" in (text[:1], text[-1:])
    body = text.strip("%").strip()
    read = _read_body(body, text)
    return Number(read.amount, percent) if isinstance(read, Number) else read


def _read_body(body: str, text: str) -> Number | Ambiguous | NotANumber:
    if _AMBIGUOUS.match(body):
        digits = body.replace(",", ".")
        return Ambiguous(Decimal(digits.replace(".", "")), Decimal(digits))
    if _PLAIN.match(body):
        return _exact(Decimal(body), text)
    for pattern, group in (
        (_GROUPED_SPACE, " "),
        (_GROUPED_POINT, "."),
        (_GROUPED_COMMA, ","),
        (_GROUPED_APOSTROPHE, "'’"),
    ):
        if pattern.match(body):
            kept = "".join(c for c in body if c not in group)
            return _exact(Decimal(kept.replace(",", ".")), text)
    if _DECIMAL.match(body):
        return _exact(Decimal(body.replace(",", ".")), text)
    return NotANumber(text)


def _exact(amount: Decimal, text: str) -> Number | NotANumber:
    if not amount.is_finite() or abs(amount) >= LARGEST:
        return NotANumber(text)
    return Number(amount)
