"""Roll-up: from many values to one total that says whom it covers and what it may count twice.

A total is refused, with the reason, where adding would mislead. Rates travel as numerator and denominator, so that a
total rate is the ratio of sums and not a mean of rates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from barabar.statistics.values import NOTHING_OWED, Aggregation, State, Value


class CannotCombine(Exception):
    """Adding these values would mislead. `code`: units_differ, no_combining, mixed_ratio, rates_differ."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Coverage:
    """Whom a total covers: how many values were owed, how many were reported, and why the others are missing.

    `absent` maps each other state, or a missing value's reason, to how many there are.
    """

    owed: int
    reported: int
    absent: dict[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return self.reported == self.owed


@dataclass(frozen=True)
class Total:
    """A combined value. `amount` is the plain sum; where counts may overlap the truth lies in `low` to `high`.

    `origins` are the values it is made of, in the order met, those absent included: they explain the coverage.
    """

    state: State
    unit: str
    amount: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    low: Decimal | None
    high: Decimal | None
    coverage: Coverage
    origins: tuple[int | str, ...]

    @property
    def is_range(self) -> bool:
        return self.low != self.high


@dataclass
class _Counted:
    """What was counted of one subject: the sum, what of it stands apart, and the largest that may be inside the rest."""

    everything: Decimal = Decimal(0)
    apart: Decimal = Decimal(0)
    largest_shared: Decimal = Decimal(0)

    def add(self, value: Value) -> None:
        assert value.amount is not None, f"an amount was to be added; got {value!r}"
        self.everything += value.amount
        if value.overlap == "none":
            self.apart += value.amount
        else:
            self.largest_shared = max(self.largest_shared, value.amount)

    @property
    def low(self) -> Decimal:
        return max(self.apart, self.largest_shared)


class Accumulator:
    """Takes values one by one and gives their total: one pass, nothing kept but what the rule needs.

    Values of one subject add up, but one that may be counted elsewhere too may be inside the others; what different
    subjects count may altogether be the same. So a total lies between the largest of the subjects' own lower bounds and
    the plain sum.
    """

    def __init__(self, aggregation: Aggregation):
        self.aggregation = aggregation
        self.unit = ""
        self.origins: list[int | str] = []
        self.absent: dict[str, int] = {}
        self.states: set[State] = set()
        self.owed = self.reported = 0
        self.counted: dict[str, _Counted] = {}
        self.subjects: set[str] = set()
        self.largest: Decimal | None = None
        self.is_rate = False
        self.numerator = self.denominator = Decimal(0)
        self.newest: dict[str, Value] = {}
        self.twice: set[tuple[str, str]] = set()

    def add(self, value: Value) -> None:
        if self.unit and value.unit != self.unit:
            raise CannotCombine(
                "units_differ", f"{self.unit} and {value.unit} are different counting units and never add."
            )
        self.unit = value.unit
        self.origins.append(value.origin)
        self.states.add(value.state)
        self.subjects.add(value.subject)
        if value.state not in NOTHING_OWED:
            self.owed += 1
        if value.state is not State.REPORTED:
            why = value.reason or value.state.value
            self.absent[why] = self.absent.get(why, 0) + 1
            return
        self.reported += 1
        if self.aggregation is Aggregation.NONE and self.reported > 1:
            raise CannotCombine(
                "no_combining", "values of this indicator are not to be combined; show them one by one."
            )
        if self.aggregation is Aggregation.RATIO or self._is_rate_alone(value):
            self._add_ratio(value)
        elif self.aggregation is Aggregation.LATEST:
            self._keep_newest(value)
        else:
            self._add_amount(value)

    def _is_rate_alone(self, value: Value) -> bool:
        return self.aggregation is Aggregation.NONE and value.numerator is not None

    def _add_ratio(self, value: Value) -> None:
        if value.numerator is None or value.denominator is None:
            raise CannotCombine(
                "mixed_ratio", "a rate without its numerator and denominator cannot be added to others."
            )
        self.is_rate = True
        self.numerator += value.numerator
        self.denominator += value.denominator

    def _keep_newest(self, value: Value) -> None:
        known = self.newest.get(value.place)
        if known is None or value.period > known.period:
            self.newest[value.place] = value
        elif value.period == known.period:
            self.twice.add((value.place, value.period))

    def _add_amount(self, value: Value) -> None:
        if value.amount is None:
            raise CannotCombine("mixed_ratio", "a rate cannot be added to plain amounts.")
        self.largest = value.amount if self.largest is None else max(self.largest, value.amount)
        self.counted.setdefault(value.subject, _Counted()).add(value)

    def _stocks(self) -> dict[str, _Counted]:
        """Each place's newest value, by subject."""
        counted: dict[str, _Counted] = {}
        for place, value in self.newest.items():
            if (place, value.period) in self.twice:
                where = place or "one place"
                raise CannotCombine("no_combining", f"two values of {where} for {value.period}: which is the latest?")
            if value.amount is None:
                raise CannotCombine("mixed_ratio", "a rate cannot be added to plain amounts.")
            counted.setdefault(value.subject, _Counted()).add(value)
        return counted

    def total(self) -> Total:
        coverage = Coverage(self.owed, self.reported, dict(sorted(self.absent.items())))
        if not self.reported:
            return self._total(absent_state(self.states), coverage)
        if self.is_rate:
            if len(self.subjects) > 1:
                raise CannotCombine(
                    "rates_differ", "rates of different indicators never combine; show the indicators one by one."
                )
            rate = self.numerator / self.denominator if self.denominator else None
            state = State.REPORTED if self.denominator else State.NOT_APPLICABLE
            return self._total(state, coverage, rate, rate, rate, ratio=True)
        if self.aggregation is Aggregation.MAX:
            return self._total(State.REPORTED, coverage, self.largest, self.largest, self.largest)
        counted = self._stocks() if self.aggregation is Aggregation.LATEST else self.counted
        high = sum((one.everything for one in counted.values()), Decimal(0))
        low = max(one.low for one in counted.values())
        return self._total(State.REPORTED, coverage, high, low, high)

    def _total(
        self,
        state: State,
        coverage: Coverage,
        amount: Decimal | None = None,
        low: Decimal | None = None,
        high: Decimal | None = None,
        *,
        ratio: bool = False,
    ) -> Total:
        numerator, denominator = (self.numerator, self.denominator) if ratio else (None, None)
        return Total(state, self.unit, amount, numerator, denominator, low, high, coverage, tuple(self.origins))


# The state of a total in which nothing was reported: the strongest of what was said instead.
ABSENT_STATES = (State.SUPPRESSED, State.MISSING, State.REFUSED, State.NOT_DUE, State.NOT_APPLICABLE)


def absent_state(states: set[State]) -> State:
    return next((state for state in ABSENT_STATES if state in states), State.MISSING)


def roll_up(values: Iterable[Value], aggregation: Aggregation) -> Total:
    """The total of values of one indicator and one breakdown."""
    accumulator = Accumulator(aggregation)
    for value in values:
        accumulator.add(value)
    return accumulator.total()
