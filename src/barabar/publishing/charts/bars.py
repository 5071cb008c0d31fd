"""Horizontal bars, side by side or stacked. Bars start at zero; every bar carries its number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from barabar.publishing.charts import legend, palette
from barabar.publishing.charts.canvas import LABEL, SMALL, Canvas, wrap
from barabar.publishing.charts.line import Role
from barabar.publishing.charts.scale import Scale, bounds
from barabar.publishing.charts.words import Amount, Label, Setting, value_of
from barabar.publishing.document.model import Align, Column, Row, Table
from barabar.publishing.fonts import text_width

_NARROW = 480
_THICK = 18.0
_PATTERNS = ("", "stripes", "dots", "crossed")


@dataclass(frozen=True, slots=True)
class BarSeries:
    label: str
    role: Role = Role.PLAIN


@dataclass(frozen=True, slots=True)
class Category:
    """One amount for each series, in their order."""

    label: Label
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    title: str
    description: str
    series: tuple[BarSeries, ...]
    categories: tuple[Category, ...]
    head: str
    stacked: bool = False


def draw_bars(data: Bars, setting: Setting, *, width: float = 760) -> str:
    canvas = Canvas(width, title=data.title, description=data.description)
    fills = _fills(canvas, data)
    top = 4.0
    if len(data.series) > 1:
        entries: list[legend.Entry] = [
            (legend.swatch(fill), 14, series.label) for fill, series in zip(fills, data.series, strict=True)
        ]
        top = legend.draw_legend(canvas, entries) + 6
    narrow = width < _NARROW
    longest = max((text_width(setting.label(category.label), size=LABEL) for category in data.categories), default=0)
    left = 0.0 if narrow else min(longest, width * 0.36) + 12
    _, high, _ = bounds(_extents(data), ticks=4)
    widest = max((text_width(setting.number(value), size=LABEL, bold=True) for value in _extents(data)), default=0.0)
    scale = Scale(Decimal(0), high, left, width - widest - 12)
    y = top
    for category in data.categories:
        lines = wrap(setting.label(category.label), width=width if narrow else left - 12)
        bars = _THICK if data.stacked else (_THICK + 3) * len(data.series) - 3
        if narrow:
            canvas.lines(0, y + 13, lines)
            y += 16 * len(lines) + 5
        height = bars if narrow else max(bars, 16.0 * len(lines))
        if not narrow:
            canvas.lines(0, y + height / 2 + 5 - (len(lines) - 1) * 8, lines)
        start = y + (height - bars) / 2
        if data.stacked:
            _stack(canvas, category, fills, scale, start, setting)
        else:
            _side_by_side(canvas, category, fills, scale, start, setting)
        y += height + 14
    canvas.line(scale.start, top - 4, scale.start, y - 8, colour=palette.MUTED)
    return canvas.svg(y)


def _fills(canvas: Canvas, data: Bars) -> list[str]:
    """Populations have their own colours; other series are told apart by pattern too."""
    fills, plain = [], 0
    for series in data.series:
        if series.role is Role.GROUP:
            fills.append(palette.GROUP)
        elif series.role is Role.OTHER:
            fills.append(canvas.pattern("crossed"))
        else:
            name = _PATTERNS[plain % len(_PATTERNS)]
            fills.append(canvas.pattern(name) if name else palette.SERIES[0])
            plain += 1
    return fills


def _extents(data: Bars) -> list[Decimal]:
    """How far each bar reaches."""
    known = [[value_of(amount) for amount in category.amounts] for category in data.categories]
    if data.stacked:
        return [sum((value for value in values if value is not None), Decimal(0)) for values in known]
    return [value for values in known for value in values if value is not None]


def _side_by_side(
    canvas: Canvas, category: Category, fills: list[str], scale: Scale, y: float, setting: Setting
) -> None:
    for at, (amount, fill) in enumerate(zip(category.amounts, fills, strict=True)):
        top = y + at * (_THICK + 3)
        value = value_of(amount)
        if value is None:
            _absent(canvas, scale, top, setting.absent(amount))
            continue
        canvas.rect(scale.start, top, scale(value) - scale.start, _THICK, fill=fill)
        canvas.text(scale(value) + 7, top + 14, setting.number(value), bold=True, halo=True)


def _absent(canvas: Canvas, scale: Scale, top: float, words: str) -> None:
    canvas.rect(scale.start, top, 40.0, _THICK, fill=canvas.pattern("hatch"), stroke=palette.JOIN)
    canvas.text(scale.start + 48, top + 14, words, size=SMALL, colour=palette.MUTED, halo=True)


def _stack(canvas: Canvas, category: Category, fills: list[str], scale: Scale, y: float, setting: Setting) -> None:
    """Parts carry their number where it fits; the whole stands at the end, and says if a part of it was not given."""
    sofar = Decimal(0)
    absent = [amount for amount in category.amounts if value_of(amount) is None]
    for at, (amount, fill) in enumerate(zip(category.amounts, fills, strict=True)):
        value = value_of(amount)
        if not value:
            continue
        x, end = scale(sofar), scale(sofar + value)
        canvas.rect(x, y, end - x, _THICK, fill=fill, stroke=palette.PAPER)
        text = setting.number(value)
        if text_width(text, size=SMALL, bold=True) + 8 <= end - x:
            plain = at == 0 or fill == palette.GROUP
            colour = palette.PAPER if plain else palette.INK
            canvas.text(
                (x + end) / 2, y + 13.5, text, size=SMALL, colour=colour, anchor="middle", bold=True, halo=not plain
            )
        sofar += value
    if len(absent) == len(category.amounts):
        _absent(canvas, scale, y, setting.absent(absent[0]))
        return
    canvas.text(scale(sofar) + 7, y + 14, setting.number(sofar), bold=True, halo=True)
    if absent:
        after = scale(sofar) + 13 + text_width(setting.number(sofar), size=LABEL, bold=True)
        room = canvas.width - after
        words = f"+ {setting.absent(absent[0])}"
        if text_width(words, size=SMALL) <= room:
            canvas.text(after, y + 14, words, size=SMALL, colour=palette.MUTED)
        else:
            canvas.rect(after, y + 3, min(12.0, max(room, 4)), 12.0, fill=canvas.pattern("hatch"), stroke=palette.JOIN)


def table_bars(data: Bars, setting: Setting, *, key: str) -> Table:
    """The same amounts, a column for each series."""
    columns = (Column(data.head), *(Column(series.label, Align.RIGHT) for series in data.series))
    rows = tuple(Row((each.label, *(setting.cell(amount) for amount in each.amounts))) for each in data.categories)
    return Table(columns, rows, data.title, key)
