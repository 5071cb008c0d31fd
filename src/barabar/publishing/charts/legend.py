"""The key above a chart: a shape and its words, wrapped to the width."""

from __future__ import annotations

from collections.abc import Callable

from barabar.publishing.charts import palette
from barabar.publishing.charts.canvas import LABEL, Canvas, wrap
from barabar.publishing.fonts import text_width

Entry = tuple[Callable[[Canvas, float, float], None], float, str]
"""How to draw the shape at a place, how wide it is, and its words."""


def draw_legend(canvas: Canvas, entries: list[Entry], *, top: float = 0) -> float:
    """Returns the height used."""
    x, y = 0.0, top + 14
    for shape, width, words in entries:
        lines = wrap(words, width=canvas.width - width - 14)
        needed = width + 8 + max(text_width(line, size=LABEL) for line in lines)
        if x and x + needed > canvas.width:
            x, y = 0.0, y + 22
        shape(canvas, x + width / 2, y - 4)
        canvas.lines(x + width + 8, y, lines, colour=palette.INK)
        y += 16 * (len(lines) - 1)
        x += needed + 22
    return y + 12 - top


def dot(canvas: Canvas, x: float, y: float) -> None:
    canvas.filled_dot(x, y, 6.5)


def ring(canvas: Canvas, x: float, y: float) -> None:
    canvas.hollow_ring(x, y, 5.5)


def diamond(canvas: Canvas, x: float, y: float) -> None:
    canvas.diamond(x, y)


def interval(canvas: Canvas, x: float, y: float) -> None:
    canvas.whisker(x - 11, x + 11, y)


def swatch(fill: str) -> Callable[[Canvas, float, float], None]:
    return lambda canvas, x, y: canvas.rect(x - 7, y - 6, 14.0, 12.0, fill=fill, stroke=palette.MUTED, stroke_width=0.5)


def hatched(canvas: Canvas, x: float, y: float) -> None:
    canvas.rect(x - 7, y - 6, 14.0, 12.0, fill=canvas.pattern("hatch"), stroke=palette.MUTED, stroke_width=0.5)
