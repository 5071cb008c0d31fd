"""The gap between two groups at one time, a row for each subject: dots, interval, target, and the gap as a number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from barabar.publishing.charts import legend, palette
from barabar.publishing.charts.canvas import LABEL, SMALL, Canvas, wrap
from barabar.publishing.charts.scale import Scale, bounds, tick_values
from barabar.publishing.charts.words import Amount, Label, Setting, value_of
from barabar.publishing.document.model import Align, Column, Row, Table
from barabar.publishing.fonts import text_width

_NARROW = 480
_MARGIN = 36.0


@dataclass(frozen=True, slots=True)
class Pair:
    """`low` and `high` bound the group's estimate; the gap is drawn only where both values are there."""

    label: Label
    group: Amount
    other: Amount
    low: Decimal | None = None
    high: Decimal | None = None
    target: Decimal | None = None

    @property
    def gap(self) -> Decimal | None:
        group, other = value_of(self.group), value_of(self.other)
        return None if group is None or other is None else other - group

    @property
    def drawn(self) -> list[Decimal]:
        every = (value_of(self.group), value_of(self.other), self.low, self.high, self.target)
        return [value for value in every if value is not None]


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """`head` names the rows in the table twin ("Subject"); `ends` fixes the scale, otherwise it begins at zero."""

    title: str
    description: str
    group: str
    other: str
    pairs: tuple[Pair, ...]
    head: str = ""
    ends: tuple[Decimal, Decimal] | None = None


def legend_entries(pairs: tuple[Pair, ...], setting: Setting, group: str, other: str) -> list[legend.Entry]:
    words = setting.words
    entries: list[legend.Entry] = [(legend.dot, 14, group), (legend.ring, 14, other)]
    if any(pair.low is not None for pair in pairs):
        entries.append((legend.interval, 24, words.interval.format(number=setting.level)))
    if any(pair.target is not None for pair in pairs):
        entries.append((legend.diamond, 10, words.target))
    return entries


def draw_dumbbell(data: Dumbbell, setting: Setting, *, width: float = 760) -> str:
    canvas = Canvas(width, title=data.title, description=data.description)
    top = legend.draw_legend(canvas, legend_entries(data.pairs, setting, data.group, data.other))
    narrow = width < _NARROW
    gaps = [_gap_text(pair, setting) for pair in data.pairs]
    gap_room = max([text_width(" ".join(gap), size=LABEL, bold=True) for gap in gaps] + [30.0]) + 10
    longest = max((text_width(setting.label(pair.label), size=LABEL) for pair in data.pairs), default=0.0)
    label_room = 0.0 if narrow else min(longest, width * 0.3) + 8
    end = width - _MARGIN if narrow else width - gap_room - _MARGIN
    low, high, step = _ends(data, ticks=4 if narrow else 5)
    scale = Scale(low, high, label_room + _MARGIN, end)
    rows = [
        wrap(setting.label(pair.label), width=width - gap_room if narrow else label_room - 6) for pair in data.pairs
    ]
    heights = [max(34.0, 16.0 * len(lines) + 14) if not narrow else 16.0 * len(lines) + 38 for lines in rows]
    plot = top + 24
    bottom = plot + sum(heights)
    for tick in tick_values(low, high, step):
        canvas.line(scale(tick), plot - 4, scale(tick), bottom)
        canvas.text(scale(tick), plot - 10, setting.tick(tick), size=SMALL, colour=palette.MUTED, anchor="middle")
    if not narrow:
        canvas.text(width, plot - 10, setting.words.gap, size=SMALL, colour=palette.MUTED, anchor="end")
    y = plot
    for pair, lines, height, gap in zip(data.pairs, rows, heights, gaps, strict=True):
        middle = y + height - 17 if narrow else y + height / 2
        first = y + 15 if narrow else middle + 5 - (len(lines) - 1) * 8
        canvas.lines(0, first, lines)
        _draw_gap(canvas, gap, first if narrow else middle + 5)
        draw_pair(canvas, pair, scale, middle, setting)
        canvas.line(0, y + height, width, y + height, colour=palette.FAINT)
        y += height
    return canvas.svg(bottom + 6)


def _ends(data: Dumbbell, *, ticks: int) -> tuple[Decimal, Decimal, Decimal]:
    drawn = list(data.ends or []) or [value for pair in data.pairs for value in pair.drawn]
    return bounds(drawn, ticks=ticks, from_zero=data.ends is None)


def _gap_text(pair: Pair, setting: Setting) -> tuple[str, str]:
    """The number and its word: "14", "points". A gap the other way round keeps its minus sign."""
    if pair.gap is None:
        return "", ""
    before, after = setting.words.points.split("{number}")
    return setting.number(pair.gap), (before + after).strip()


def _draw_gap(canvas: Canvas, gap: tuple[str, str], y: float) -> None:
    number, word = gap
    if not number:
        return
    canvas.text(canvas.width, y, word, size=SMALL, colour=palette.MUTED, anchor="end")
    canvas.text(canvas.width - text_width(word, size=SMALL) - 5, y, number, anchor="end", bold=True)


def draw_pair(canvas: Canvas, pair: Pair, scale: Scale, y: float, setting: Setting) -> None:
    """One row: join, interval, dot, ring, target, and the two values outside everything drawn."""
    group, other = value_of(pair.group), value_of(pair.other)
    if group is None and other is None:
        words = setting.absent(pair.group)
        canvas.missing(scale.start, y - 9, scale.end - scale.start, 18.0, words)
        return
    if group is not None and other is not None:
        canvas.line(scale(group), y, scale(other), y, colour=palette.JOIN, stroke_width=4)
    if pair.low is not None and pair.high is not None:
        canvas.whisker(scale(pair.low), scale(pair.high), y)
    if pair.target is not None:
        canvas.diamond(scale(pair.target), y - 13)
    if group is not None:
        canvas.filled_dot(scale(group), y)
    if other is not None:
        canvas.hollow_ring(scale(other), y)
    _values(canvas, pair, scale, y, setting)


def _values(canvas: Canvas, pair: Pair, scale: Scale, y: float, setting: Setting) -> None:
    group, other = value_of(pair.group), value_of(pair.other)
    around = [scale(value) for value in (group, pair.low, pair.high) if value is not None]
    everything = around + ([scale(other)] if other is not None else [])
    group_left = group is not None and (other is None or group <= other)
    left, right = min(everything) - 12, max(everything) + 12
    if group is not None:
        place, anchor = (left, "end") if group_left else (right, "start")
        canvas.text(place, y + 5, setting.number(group), colour=palette.GROUP_TEXT, anchor=anchor, bold=True, halo=True)
    if other is not None:
        place, anchor = (right, "start") if group_left or group is None else (left, "end")
        canvas.text(place, y + 5, setting.number(other), colour=palette.OTHER_TEXT, anchor=anchor, halo=True)
    absent = pair.group if group is None else pair.other if other is None else None
    if group is None or other is None:
        place, anchor = (left, "end") if group is None else (right, "start")
        side = setting.absent(absent)
        room = (left - scale.start) if anchor == "end" else (scale.end - right)
        lines = wrap(side, width=max(room, 90), size=SMALL)
        top = y + 5 - (len(lines) - 1) * 7
        canvas.lines(place, top, lines, leading=14, size=SMALL, colour=palette.MUTED, anchor=anchor, halo=True)


def table_dumbbell(data: Dumbbell, setting: Setting, *, key: str) -> Table:
    """The same values: group, interval, other, gap, target."""
    words = setting.words
    right = Align.RIGHT
    columns = (
        Column(data.head or data.title, width=3),
        Column(data.group, right, width=2),
        Column(words.interval.format(number=setting.level), right, width=2),
        Column(data.other, right, width=2),
        Column(words.gap, right, width=1.3),
        Column(words.target, right, width=1.3),
    )
    rows = tuple(_table_row(pair, setting) for pair in data.pairs)
    return Table(columns, rows, data.title, key)


def _table_row(pair: Pair, setting: Setting) -> Row:
    interval = (
        "" if pair.low is None or pair.high is None else f"{setting.number(pair.low)}–{setting.number(pair.high)}"
    )
    gap = "" if pair.gap is None else setting.number(pair.gap)
    target = "" if pair.target is None else setting.number(pair.target)
    return Row((pair.label, setting.cell(pair.group), interval, setting.cell(pair.other), gap, target))
