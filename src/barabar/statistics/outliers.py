"""Which value stands apart from its fellows: the modified z-score of Iglewicz and Hoaglin (How to Detect and Handle
Outliers, ASQC 1993): 0.6745 × (x − median) / MAD, of note above 3.5. Robust: a few wrong values do not hide each other.
"""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

NORMAL = Decimal("0.6745")
NOTABLE = Decimal("3.5")


def modified_z(value: Decimal, others: Sequence[Decimal]) -> Decimal | None:
    """How far `value` stands from `others`, in robust standard deviations. None where they are fewer than three, or
    where half of them are alike, so that there is no spread to measure by."""
    if len(others) < 3:
        return None
    centre = median(others)
    spread = median([abs(one - centre) for one in others])
    return NORMAL * (value - centre) / spread if spread else None


def is_notable(z: Decimal | None) -> bool:
    return z is not None and abs(z) > NOTABLE
