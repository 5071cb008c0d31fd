"""Allocation keys: an amount divided by adopted shares, so that the parts add up to the amount exactly."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

HUNDRED = Decimal(100)


def allocate(amount: Decimal, shares: Sequence[Decimal], *, digits: int = 2) -> list[Decimal]:
    """Parts of `amount` in the order of `shares` (per cent, together 100), to `digits` decimals.

    What rounding down leaves goes to the shares with the largest remainders, the first of equal ones (method of largest
    remainders, Hamilton). Raises ValueError where the shares do not make 100.
    """
    if sum(shares) != HUNDRED:
        raise ValueError(f"the shares make {sum(shares)}, not 100")
    unit = Decimal(1).scaleb(-digits)
    exact = [amount * share / HUNDRED for share in shares]
    parts = [one.quantize(unit, ROUND_DOWN) for one in exact]
    left = int((amount.quantize(unit) - sum(parts)) / unit)
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[:left]:
        parts[at] += unit
    return parts
