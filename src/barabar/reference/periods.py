"""Periods of reporting: a year, half-year, quarter, two-month or month, each with one key that sorts in time."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

KINDS = {"year": 12, "half": 6, "quarter": 3, "two_month": 2, "month": 1}
_LETTER = {"half": "H", "quarter": "Q", "two_month": "B", "month": "M"}
_KIND = {letter: kind for kind, letter in _LETTER.items()}
_PATTERN = re.compile(r"^(\d{4})(?:-([HQBM])(\d{1,2}))?$")


class PeriodError(ValueError):
    pass


@dataclass(frozen=True, order=True)
class Period:
    """`2025`, `2025-H1`, `2025-Q3`, `2025-B2` (two-month) or `2025-M05`."""

    year: int
    kind: str = "year"
    number: int = 1

    @classmethod
    def parse(cls, key: str) -> "Period":
        found = _PATTERN.match(key.strip())
        if not found:
            raise PeriodError(
                f"{key!r} is not a period. Write 2025, 2025-H1, 2025-Q3, 2025-B2 (two months) or 2025-M05."
            )
        year, letter, number = found.groups()
        if letter is None:
            return cls(int(year))
        kind = _KIND[letter]
        most = 12 // KINDS[kind]
        if not 1 <= int(number) <= most:
            raise PeriodError(f"{key!r}: a year has {most} periods of this kind; the number must be 1 to {most}.")
        return cls(int(year), kind, int(number))

    @property
    def key(self) -> str:
        if self.kind == "year":
            return str(self.year)
        digits = 2 if self.kind == "month" else 1
        return f"{self.year}-{_LETTER[self.kind]}{self.number:0{digits}d}"

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, (self.number - 1) * KINDS[self.kind] + 1, 1)

    @property
    def end(self) -> dt.date:
        month = self.number * KINDS[self.kind]
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    def contains(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end

    @property
    def previous(self) -> "Period":
        """The same period a year earlier: what stands beside a question as last year's answer."""
        return Period(self.year - 1, self.kind, self.number)

    def __str__(self) -> str:
        return self.key
