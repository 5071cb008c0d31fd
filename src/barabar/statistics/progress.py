"""Progress of a measure to its target, by one published rule.

The share of the way travelled is (actual − baseline) / (target − baseline). A measure is on track when that share is at
least the share of the time that has passed, at risk from three quarters of it, delayed below. The method follows the
"distance travelled against distance needed by now" reading of regional progress assessments (UN ESCAP, OECD).
"""

from dataclasses import dataclass
from decimal import Decimal

AT_RISK_FROM = Decimal("0.75")


@dataclass(frozen=True)
class Progress:
    """`share` of the way from baseline to target (may exceed 1 or be negative); None where the way has no length."""

    share: Decimal | None
    reached: bool


def progress_to_target(
    *, baseline: Decimal | None, target: Decimal, actual: Decimal, direction: str = "up"
) -> Progress:
    """How far `actual` is on the way from `baseline` (zero where none was given and the direction is up) to `target`.

    `direction` "down" means lower is better; without a baseline a share cannot be said then, only whether it is reached.
    """
    reached = actual <= target if direction == "down" else actual >= target
    start = baseline if baseline is not None else (Decimal(0) if direction == "up" else None)
    if start is None or start == target:
        return Progress(None, reached)
    return Progress((actual - start) / (target - start), reached)


def progress_state(progress: Progress, *, time_share: Decimal) -> str:
    """The state by the published rule: completed, on_track, at_risk or delayed. `time_share` is 0 to 1."""
    if progress.reached:
        return "completed"
    if progress.share is None or time_share <= 0:
        return "on_track"
    pace = progress.share / time_share
    if pace >= 1:
        return "on_track"
    return "at_risk" if pace >= AT_RISK_FROM else "delayed"
