"""A line the height of a word, for table cells: where it came from, where it is; the last value is written."""

from __future__ import annotations

from dataclasses import dataclass

from barabar.publishing.charts import palette
from barabar.publishing.charts.canvas import SMALL, Canvas, shown, wrap
from barabar.publishing.charts.scale import Scale
from barabar.publishing.charts.words import Amount, Setting, value_of
from barabar.publishing.document.model import Align, Column, Row, Table
from barabar.publishing.fonts import text_width

_HEIGHT = 28.0


@dataclass(frozen=True, slots=True)
class Sparkline:
    """`times` name the amounts, one each ("2023", "2024")."""

    title: str
    description: str
    times: tuple[str, ...]
    amounts: tuple[Amount, ...]
    head: str


def draw_sparkline(data: Sparkline, setting: Setting, *, width: float = 160) -> str:
    """Values that are not there interrupt the line; with none at all the words say so."""
    canvas = Canvas(width, title=data.title, description=data.description)
    values = [value_of(amount) for amount in data.amounts]
    known = [value for value in values if value is not None]
    if not known:
        lines = wrap(setting.words.no_data, width=width, size=SMALL)
        canvas.lines(0, 18, lines, leading=14, size=SMALL, colour=palette.MUTED)
        return canvas.svg(_HEIGHT + 14 * (len(lines) - 1))
    last = setting.number(known[-1]) if values[-1] is not None else setting.absent(data.amounts[-1])
    room = min(text_width(last, size=SMALL, bold=True), width / 2) + 10
    low, high = min(known), max(known)
    vertical = Scale(low, high if high > low else low + 1, _HEIGHT - 6, 6.0)
    step = (width - room - 10) / max(len(values) - 1, 1)
    path, broken = [], True
    for at, value in enumerate(values):
        if value is None:
            broken = True
            continue
        path.append(f"{'M' if broken else 'L'}{shown(5 + at * step)} {shown(vertical(value))}")
        broken = False
        canvas.add("circle", cx=5 + at * step, cy=vertical(value), r=1.6, fill=palette.PETROL)
    canvas.add("path", d="".join(path), stroke=palette.PETROL, stroke_width=1.8, fill="none")
    if values[-1] is not None:
        x, y = 5 + (len(values) - 1) * step, vertical(values[-1])
        canvas.add("circle", cx=x, cy=y, r=3.4, fill=palette.PETROL, stroke=palette.PAPER)
        canvas.text(width - room + 8, min(max(y + 4, 12), _HEIGHT - 4), last, size=SMALL, bold=True)
        return canvas.svg(_HEIGHT)
    lines = wrap(last, width=room - 8, size=SMALL)
    canvas.lines(width - room + 8, 12, lines, leading=13, size=SMALL, colour=palette.MUTED)
    return canvas.svg(max(_HEIGHT, 16 + 13 * (len(lines) - 1)))


def table_sparkline(data: Sparkline, setting: Setting, *, key: str) -> Table:
    rows = tuple(Row((time, setting.cell(amount))) for time, amount in zip(data.times, data.amounts, strict=True))
    return Table((Column(data.head), Column(setting.words.value, Align.RIGHT)), rows, data.title, key)
