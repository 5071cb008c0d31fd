"""Colours with their meaning. No meaning rests on colour alone: a shape, a pattern or a word always says it too.

Warm and filled is the group a policy is about, grey and hollow the general population, a black diamond the target. Red
is kept for what is overdue. Pairs stay apart under the common kinds of colour blindness and in grey print.
"""

INK = "#15202b"
MUTED = "#52606d"
GRID = "#e3e7ea"
FAINT = "#eef1f3"
JOIN = "#cfd6dc"
PAPER = "#ffffff"
PETROL = "#0f4c5c"
TRACK = "#e6eaed"

GROUP = "#b8500f"
GROUP_TEXT = "#8f3d09"
OTHER = "#66727e"
OTHER_TEXT = "#46525d"

SERIES = (PETROL, "#5b9aa9", "#c3d9df", "#8a96a1")
"""Fills of series that are not populations, told apart by pattern as well: plain, stripes, dots, crossed."""

STATES = {
    "completed": "#0f4c5c",
    "on_track": "#2f9468",
    "at_risk": "#c07f00",
    "delayed": "#a3262a",
    "not_started": "#818c96",
}

RAMP = ("#f3dfcf", "#e3b18c", "#d08a55", "#b8500f", "#7d3306")
"""Five classes from little to much; ink on the first three, paper on the last two."""
