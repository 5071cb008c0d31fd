"""Further lines of the daily digest, from rooms above this one: each registers what waits for a person in its own terms."""

import datetime as dt
from collections.abc import Callable

from barabar.access.actors import Actor

Lines = Callable[[Actor, dt.date], list[str]]
"""What waits for a person on a day, as sentences in the active language."""

LINES: dict[str, Lines] = {}


def further_lines(actor: Actor, today: dt.date) -> list[str]:
    return [f"– {line}" for lines in LINES.values() for line in lines(actor, today)]
