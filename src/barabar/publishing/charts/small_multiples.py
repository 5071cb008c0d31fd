"""The same gap for several economies or places, one panel each, all on one scale, so that panels compare."""

from __future__ import annotations

from decimal import Decimal

from barabar.publishing.charts import palette
from barabar.publishing.charts.canvas import LABEL, SMALL, Canvas, wrap
from barabar.publishing.charts.dumbbell import Dumbbell, draw_pair, legend_entries, table_dumbbell
from barabar.publishing.charts.legend import draw_legend
from barabar.publishing.charts.scale import Scale, bounds, tick_values
from barabar.publishing.charts.words import Setting, value_of
from barabar.publishing.fonts import text_width

_PANEL = 165.0
_SPACE = 22.0


def draw_small_multiples(data: Dumbbell, setting: Setting, *, width: float = 760) -> str:
    """Panels in reading order, as many in a row as stay readable."""
    canvas = Canvas(width, title=data.title, description=data.description)
    top = draw_legend(canvas, legend_entries(data.pairs, setting, data.group, data.other)) + 8
    across = max(1, min(len(data.pairs), int((width + _SPACE) // (_PANEL + _SPACE))))
    panel = (width - _SPACE * (across - 1)) / across
    drawn = list(data.ends or [value for pair in data.pairs for value in pair.drawn])
    low, high, step = bounds(drawn, ticks=3, from_zero=data.ends is None)
    written = [
        setting.number(value)
        for pair in data.pairs
        for value in map(value_of, (pair.group, pair.other))
        if value is not None
    ]
    margin = max([text_width(text, size=LABEL, bold=True) for text in written] + [14.0]) + 12
    for start in range(0, len(data.pairs), across):
        line = data.pairs[start : start + across]
        names = [wrap(setting.label(pair.label), width=panel, bold=True) for pair in line]
        names_height = 16.0 * max(len(name) for name in names)
        for at, (pair, name) in enumerate(zip(line, names, strict=True)):
            x = at * (panel + _SPACE)
            canvas.lines(x, top + 14, name, bold=True)
            scale = Scale(low, high, x + margin, x + panel - margin)
            middle = top + names_height + 26
            _axis(canvas, scale, tick_values(low, high, step), middle, setting)
            draw_pair(canvas, pair, scale, middle, setting)
        top += names_height + 68
    return canvas.svg(top)


def _axis(canvas: Canvas, scale: Scale, ticks: list[Decimal], middle: float, setting: Setting) -> None:
    canvas.line(scale.start, middle, scale.end, middle)
    for tick in ticks:
        canvas.line(scale(tick), middle - 15, scale(tick), middle + 15, colour=palette.FAINT)
        canvas.text(scale(tick), middle + 30, setting.tick(tick), size=SMALL - 1, colour=palette.MUTED, anchor="middle")


table_small_multiples = table_dumbbell
