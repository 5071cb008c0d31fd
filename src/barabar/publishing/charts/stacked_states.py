"""One bar of measures by state. Each state has a shape and a word; the colour only repeats them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from barabar.publishing.charts import legend, palette
from barabar.publishing.charts.canvas import Canvas, shown
from barabar.publishing.charts.words import Setting
from barabar.publishing.document.model import Align, Column, Row, Table
from barabar.publishing.fonts import text_width

_THICK = 26.0


@dataclass(frozen=True, slots=True)
class StateCount:
    """`key` chooses shape and colour: completed, on_track, at_risk, delayed, not_started; any other key is hatched."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class StackedStates:
    title: str
    description: str
    states: tuple[StateCount, ...]
    head: str


def draw_stacked_states(data: StackedStates, setting: Setting, *, width: float = 760) -> str:
    canvas = Canvas(width, title=data.title, description=data.description)
    total = sum(state.count for state in data.states)
    x = 0.0
    for state in data.states:
        if not state.count:
            continue
        part = width * state.count / total
        canvas.rect(x, 0.0, part, _THICK, fill=_fill(canvas, state.key), stroke=palette.PAPER, stroke_width=2)
        count = setting.number(Decimal(state.count))
        if text_width(count, bold=True, size=13) + 10 <= part:
            known = state.key in palette.STATES
            colour = palette.PAPER if known else palette.INK
            canvas.text(x + part / 2, 18, count, colour=colour, anchor="middle", bold=True, halo=not known)
        x += part
    if not total:
        canvas.missing(0, 0, width, _THICK, setting.words.no_data)
    entries: list[legend.Entry] = [
        (state_shape(state.key), 16, f"{state.label}: {setting.number(Decimal(state.count))}") for state in data.states
    ]
    used = legend.draw_legend(canvas, entries, top=_THICK + 8)
    return canvas.svg(_THICK + 8 + used)


def _fill(canvas: Canvas, key: str) -> str:
    return palette.STATES.get(key) or canvas.pattern("hatch")


def state_shape(key: str) -> Callable[[Canvas, float, float], None]:
    """Ticked disc, disc, triangle, square, ring; hatched box for a state outside the five."""
    return _SHAPES.get(key, legend.hatched)


def _completed(canvas: Canvas, x: float, y: float) -> None:
    canvas.add("circle", cx=x, cy=y, r=7.0, fill=palette.STATES["completed"])
    path = f"M{shown(x - 3.4)} {shown(y)}l2.5 2.7 4.4-5.2"
    canvas.add("path", d=path, stroke=palette.PAPER, stroke_width=1.8, fill="none")


def _on_track(canvas: Canvas, x: float, y: float) -> None:
    canvas.add("circle", cx=x, cy=y, r=6.0, fill=palette.STATES["on_track"])


def _at_risk(canvas: Canvas, x: float, y: float) -> None:
    canvas.add("path", d=f"M{shown(x)} {shown(y - 7)}l7 12.5h-14z", fill=palette.STATES["at_risk"])


def _delayed(canvas: Canvas, x: float, y: float) -> None:
    canvas.rect(x - 6, y - 6, 12.0, 12.0, fill=palette.STATES["delayed"])


def _not_started(canvas: Canvas, x: float, y: float) -> None:
    ring = palette.STATES["not_started"]
    canvas.add("circle", cx=x, cy=y, r=5.5, fill=palette.PAPER, stroke=ring, stroke_width=2.2)


_SHAPES = {
    "completed": _completed,
    "on_track": _on_track,
    "at_risk": _at_risk,
    "delayed": _delayed,
    "not_started": _not_started,
}


def table_stacked_states(data: StackedStates, setting: Setting, *, key: str) -> Table:
    rows = tuple(Row((state.label, setting.cell(state.count))) for state in data.states)
    return Table((Column(data.head), Column(setting.words.measures, Align.RIGHT)), rows, data.title, key)
