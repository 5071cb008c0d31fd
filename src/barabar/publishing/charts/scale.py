"""From values to places: one straight scale with round ticks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low`..`high` to `start`..`end` (which may run upwards)."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def __call__(self, value: Decimal) -> float:
        share = float((Decimal(value) - self.low) / (self.high - self.low))
        return self.start + min(max(share, -0.02), 1.02) * (self.end - self.start)


def round_step(span: Decimal, *, ticks: int) -> Decimal:
    """The smallest round step that needs no more than `ticks` of them."""
    rough = span / max(ticks, 1)
    power = Decimal(1).scaleb(rough.adjusted())
    return next((step * power for step in _STEPS if step * power >= rough), power * 10)


def bounds(values: Iterable[Decimal], *, ticks: int = 5, from_zero: bool = True) -> tuple[Decimal, Decimal, Decimal]:
    """Round ends around all values, and the step between ticks. Bars start at zero; a line may start higher."""
    found = list(values) or [Decimal(0), Decimal(1)]
    least, most = min(found), max(found)
    if from_zero:
        least, most = min(least, Decimal(0)), max(most, Decimal(0))
    span = most - least or abs(most) or Decimal(1)
    step = round_step(span, ticks=ticks)
    low = (least / step).to_integral_value(rounding="ROUND_FLOOR") * step
    high = (most / step).to_integral_value(rounding="ROUND_CEILING") * step
    return low, high if high > low else low + step, step


def tick_values(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    count = int((high - low) / step)
    return [low + step * at for at in range(count + 1)]
