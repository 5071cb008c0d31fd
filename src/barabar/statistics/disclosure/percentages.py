"""Percentages with their bases: printed together they are a count, so they are protected as counts.

40 % of 10 people are 4 of them. A table of percentages becomes a table of counts with one more dimension, `part`: those
counted in the percentage (`in`), the others (`out`), and the base (`*`). A percentage may be printed where both its base
and the count behind it may be.
"""

from dataclasses import replace

from .errors import Problem
from .protector import Decisions
from .tables import Cell, key_of, plain

PART, INSIDE, OUTSIDE, BASE = "part", "in", "out", "*"


def counts_of(cell: Cell, text: str, base: float) -> tuple[list[Cell], Problem | None]:
    """The three counts behind `text` per cent of `base`; refused where no whole number of people gives that percentage."""
    percent = float(text)
    inside = round(percent * base / 100)
    decimals = len(text.partition(".")[2])
    nearest = 100 * inside / base if base else 0.0
    if base != round(base) or percent > 100 or abs(nearest - percent) > 0.5 * 10**-decimals + 1e-9:
        facts = {"file": cell.file, "row": cell.row, "cell": cell.name, "value": text, "base": plain(base)}
        return [], Problem("percentage", facts)
    counts = {INSIDE: inside, OUTSIDE: base - inside, BASE: base}
    about = dict(cell.key)
    cells = [replace(cell, key=key_of({**about, PART: part}), value=float(n)) for part, n in counts.items()]
    return [*cells[:2], replace(cells[2], percentage=text)], None


def percentage_rows(decisions: Decisions) -> list[list[str]]:
    """Dimension columns, percentage, base, status; a percentage is empty where its count or its base is hidden."""
    tables = decisions.tables
    dimensions = [name for name in tables.dimensions if name != PART]
    hidden = {tables.cells[position].key for position in decisions.reasons}
    rows = [[*dimensions, "value", "base", "status"]]
    for cell in tables.cells:
        if cell.percentage:
            about = dict(cell.key)
            parts = [key_of({**about, PART: part}) for part in (INSIDE, OUTSIDE, BASE)]
            shown = not any(part in hidden for part in parts)
            codes = [about.get(name, "*") for name in dimensions]
            base = "" if cell.key in hidden else plain(cell.value)
            rows.append([*codes, cell.percentage if shown else "", base, "published" if shown else "suppressed"])
    return rows
