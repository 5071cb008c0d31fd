"""What a figure is: never a bare number, but a value with a state, a unit, a place, a period and an origin.

Plain Python. Amounts are `Decimal`. Blank is not zero: a value that was not given has a state that says why.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """What became of a figure. Only `reported` has an amount; the other five are words, never 0 and never blank."""

    REPORTED = "reported"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    NOT_DUE = "not_due"
    REFUSED = "refused"
    SUPPRESSED = "suppressed"


# States in which nothing was owed: they do not count against coverage.
NOTHING_OWED = frozenset({State.NOT_APPLICABLE, State.NOT_DUE})


class Aggregation(StrEnum):
    """How values of one indicator add up; declared on the indicator, never guessed.

    SUM adds; RATIO is the ratio of the sums of numerators and denominators; LATEST takes each place's newest value
    (a stock) and adds over places; MAX takes the largest; NONE refuses to combine.
    """

    SUM = "sum"
    RATIO = "ratio"
    LATEST = "latest"
    MAX = "max"
    NONE = "none"


@dataclass(frozen=True)
class Value:
    """One value. A reported ratio has `numerator` and `denominator`; any other reported value has `amount`.

    `place` and `period` identify whose and when (period keys sort in time); `overlap` is "none" where each was counted
    once, "possible" or "unknown" where the same person may be in another count; `subject` is what was counted: values of
    different subjects may hold the same persons; `origin` leads back to the answer.
    """

    state: State
    unit: str
    amount: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    place: str = ""
    period: str = ""
    reason: str = ""
    overlap: str = "none"
    subject: str = ""
    origin: int | str = ""

    def __post_init__(self) -> None:
        number = self.amount is not None or (self.numerator is not None and self.denominator is not None)
        if (self.state is State.REPORTED) != number:
            raise ValueError(f"a value is reported exactly when it carries a number; got {self!r}")
