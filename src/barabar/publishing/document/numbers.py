"""Numbers and dates as the reader of a language writes them: thin over CLDR (Babel), so page, paper and sheet agree.

Rounding is half up, as published statistics round; the sign of percent and its place come from the locale, never from
a literal. Money always carries its ISO code, because "L" or "ден." means nothing outside one economy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from barabar.publishing.document.labels import Labels
from barabar.publishing.document.runs import Figure, State

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_EN_DASH = "\N{EN DASH}"


def rounded(value: Decimal | int, places: int) -> Decimal:
    """Half up, away from zero: 2.5 becomes 3, -2.5 becomes -3; never "-0"."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number formats of one language; also the formatter that charts are given."""

    labels: Labels

    def integer(self, value: Decimal | int) -> str:
        return self.decimal(value, places=0)

    def decimal(self, value: Decimal | int, *, places: int = 1) -> str:
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(rounded(value, places), format=pattern, locale=self.labels.locale)

    def percent(self, value: Decimal | int, *, places: int = 0) -> str:
        """`value` is in percent already: 82 gives "82%", "82 %" or "%82"."""
        whole = Locale.parse(self.labels.locale).percent_formats[None].pattern
        pattern = whole.replace("#,##0", "#,##0." + "0" * places) if places else whole
        return format_percent(rounded(value, places) / 100, format=pattern, locale=self.labels.locale)

    def points(self, value: Decimal | int, *, places: int = 0) -> str:
        """A difference of two percentages, in words: "14 percentage points"."""
        number = rounded(value, places)
        form = Locale.parse(self.labels.locale).plural_form(abs(number))
        words = self.labels.points.get(form, self.labels.points["other"])
        return words.format(number=self.decimal(number, places=places)).replace(" ", _NO_BREAK_SPACE, 1)

    def money(self, amount: Decimal | int, currency: str, *, places: int = 0) -> str:
        return f"{self.decimal(amount, places=places)}{_NO_BREAK_SPACE}{currency}"

    def interval(self, low: Decimal | int, high: Decimal | int, *, places: int = 0) -> str:
        return f"{self.decimal(low, places=places)}{_EN_DASH}{self.decimal(high, places=places)}"

    def date(self, day: date) -> str:
        return format_date(day, format="long", locale=self.labels.locale)

    def state(self, state: State | str) -> str:
        """The word for a state; a reported figure has no word, it has a number."""
        return self.labels.states[State(state)]

    def figure(
        self,
        value: Decimal | int | None,
        *,
        state: State | str = State.REPORTED,
        unit: str = "",
        places: int = 0,
        ref: str | None = None,
    ) -> Figure:
        """A figure for the document. `unit` is "%", "pp", an ISO currency code, or words that stand in the head."""
        state = State(state)
        if state is not State.REPORTED:
            return Figure(self.state(state), state=state, unit=unit, ref=ref)
        if value is None:
            raise ValueError("A reported figure needs a value: zero is written 0; for no answer, say state='missing'.")
        number = Decimal(value)
        return Figure(self._text(number, unit=unit, places=places), value=number, unit=unit, ref=ref)

    def _text(self, number: Decimal, *, unit: str, places: int) -> str:
        if unit == "%":
            return self.percent(number, places=places)
        if unit == "pp":
            return self.points(number, places=places)
        if len(unit) == 3 and unit.isascii() and unit.isupper():
            return self.money(number, unit, places=places)
        return self.decimal(number, places=places)
