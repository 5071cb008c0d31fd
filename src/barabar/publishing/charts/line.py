"""Change over time: a line for each group, the interval as a pale band, a break in series dashed, the target across."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from barabar.publishing.charts import palette
from barabar.publishing.charts.canvas import LABEL, SMALL, Canvas, shown, wrap
from barabar.publishing.charts.scale import Scale, bounds, tick_values
from barabar.publishing.charts.words import Amount, Label, Setting, value_of
from barabar.publishing.document.model import Align, Column, Row, Table
from barabar.publishing.fonts import text_width

_APART = 46.0
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Corner = tuple[float, float, float]
"""Place across, low edge, high edge."""


class Role(StrEnum):
    """Who a line is about; the look follows the role, not the order."""

    GROUP = "group"
    OTHER = "other"
    PLAIN = "plain"


_STROKES = {Role.GROUP: palette.GROUP, Role.OTHER: palette.OTHER, Role.PLAIN: palette.PETROL}
_TEXTS = {Role.GROUP: palette.GROUP_TEXT, Role.OTHER: palette.OTHER_TEXT, Role.PLAIN: palette.PETROL}


@dataclass(frozen=True, slots=True)
class Point:
    """`breaks` says that the question or method changed here: the line that leads to this point is dashed."""

    at: int
    amount: Amount
    low: Decimal | None = None
    high: Decimal | None = None
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    label: Label
    role: Role
    points: tuple[Point, ...]

    @property
    def measured(self) -> list[tuple[Point, Decimal]]:
        pairs = ((point, value_of(point.amount)) for point in self.points)
        return [(point, value) for point, value in pairs if value is not None]


@dataclass(frozen=True, slots=True)
class Line:
    """`head` names the time in the table twin ("Year")."""

    title: str
    description: str
    series: tuple[Series, ...]
    head: str
    target: Decimal | None = None
    ends: tuple[Decimal, Decimal] | None = None


def draw_line(data: Line, setting: Setting, *, width: float = 760) -> str:
    canvas = Canvas(width, title=data.title, description=data.description)
    low, high, step = bounds(_drawn(data), ticks=5, from_zero=False)
    times = sorted({point.at for series in data.series for point in series.points}) or [0]
    left = max(text_width(setting.tick(tick), size=SMALL) for tick in tick_values(low, high, step)) + 22
    room = min(170.0, width * 0.32)
    vertical = Scale(low, high, 250.0, 24.0)
    across = Scale(Decimal(times[0]), Decimal(max(times[-1], times[0] + 1)), left, width - room - 16)
    for tick in tick_values(low, high, step):
        canvas.line(left - 12, vertical(tick), width - room, vertical(tick))
        canvas.text(left - 18, vertical(tick) + 4, setting.tick(tick), size=SMALL, colour=palette.MUTED, anchor="end")
    for series in data.series:
        _band(canvas, series, across, vertical)
    if data.target is not None:
        y = vertical(data.target)
        canvas.line(left - 12, y, width - room, y, colour=palette.INK, stroke_dasharray="5 4", stroke_width=1.3)
    for series in data.series:
        _draw_series(canvas, series, across, vertical)
    taken = _obstacles(data, across, vertical)
    _point_labels(canvas, data, taken, across, vertical, setting)
    _target_label(canvas, data, taken, across, vertical, setting)
    _end_labels(canvas, data, vertical, width - room + 8, room - 8, setting)
    height = _times(canvas, data, times, across, setting)
    return canvas.svg(height)


def _drawn(data: Line) -> list[Decimal]:
    values = [value for series in data.series for _, value in series.measured]
    edges = [edge for series in data.series for point in series.points for edge in (point.low, point.high)]
    every = [*values, *(data.ends or ()), *(edge for edge in edges if edge is not None)]
    return every if data.target is None else [*every, data.target]


def _band(canvas: Canvas, series: Series, across: Scale, vertical: Scale) -> None:
    """A point without an interval interrupts the band: it must not suggest what was not estimated."""
    bounded: list[list[Corner]] = [[]]
    for point in series.points:
        if value_of(point.amount) is None or point.low is None or point.high is None:
            bounded.append([])
        else:
            bounded[-1].append((across(Decimal(point.at)), vertical(point.low), vertical(point.high)))
    for stretch in bounded:
        if len(stretch) > 1:
            upper = [f"{shown(x)},{shown(high)}" for x, _, high in stretch]
            lower = [f"{shown(x)},{shown(low)}" for x, low, _ in reversed(stretch)]
            canvas.add("polygon", points=" ".join(upper + lower), fill=_STROKES[series.role], fill_opacity=0.13)


def _draw_series(canvas: Canvas, series: Series, across: Scale, vertical: Scale) -> None:
    colour = _STROKES[series.role]
    for before, after in zip(series.points, series.points[1:], strict=False):
        first, second = value_of(before.amount), value_of(after.amount)
        if first is None or second is None:
            continue
        canvas.line(
            across(Decimal(before.at)),
            vertical(first),
            across(Decimal(after.at)),
            vertical(second),
            colour=colour,
            stroke_width=2.8,
            stroke_dasharray="7 5" if after.breaks else None,
        )
    for point, value in series.measured:
        x, y = across(Decimal(point.at)), vertical(value)
        if point.low is not None and point.high is not None:
            _upright(canvas, x, vertical(point.low), vertical(point.high), colour)
        if series.role is Role.OTHER:
            canvas.hollow_ring(x, y)
        elif series.role is Role.GROUP:
            canvas.filled_dot(x, y)
        else:
            canvas.rect(x - 5, y - 5, 10.0, 10.0, fill=colour, stroke=palette.PAPER, stroke_width=1.5)


def _upright(canvas: Canvas, x: float, low: float, high: float, colour: str) -> None:
    a, b = shown(x - 5), shown(x + 5)
    path = f"M{a} {shown(low)}H{b}M{shown(x)} {shown(low)}V{shown(high)}M{a} {shown(high)}H{b}"
    canvas.add("path", d=path, stroke=colour, stroke_width=1.5, fill="none", stroke_opacity=0.8)


def _obstacles(data: Line, across: Scale, vertical: Scale) -> list[Box]:
    """What labels must keep clear of: marks with their intervals, and the target line."""
    boxes = []
    for series in data.series:
        for point, value in series.measured:
            x = across(Decimal(point.at))
            edges = [vertical(edge) for edge in (value, point.low, point.high) if edge is not None]
            boxes.append((x - 7, min(edges) - 7, x + 7, max(edges) + 7))
    if data.target is not None:
        boxes.append((across.start - 12, vertical(data.target) - 1, across.end + 16, vertical(data.target) + 1))
    return boxes


def _point_labels(
    canvas: Canvas, data: Line, taken: list[Box], across: Scale, vertical: Scale, setting: Setting
) -> None:
    """The highest value of a year is written above its mark, the others below; then wherever there is room."""
    for at in sorted({point.at for series in data.series for point in series.points}):
        here = [(series, *pair) for series in data.series for pair in series.measured[:-1] if pair[0].at == at]
        here.sort(key=lambda item: -item[2])
        for order, (series, point, value) in enumerate(here):
            x, bold = across(Decimal(at)), series.role is not Role.OTHER
            text = setting.number(value)
            half = text_width(text, size=LABEL, bold=bold) / 2
            above = vertical(point.high if point.high is not None else value) - 12
            below = vertical(point.low if point.low is not None else value) + 21
            side = vertical(value) + 5
            first, second = (above, below) if order == 0 and len(here) > 1 else (below, above)
            spots = [(x, first), (x, second), (x + half + 12, side), (x - half - 12, side), (x, first)]
            place = next((spot for spot in spots if _free(_box(*spot, half), taken)), spots[0])
            taken.append(_box(*place, half))
            canvas.text(*place, text, colour=_TEXTS[series.role], anchor="middle", bold=bold, halo=True)


def _target_label(
    canvas: Canvas, data: Line, taken: list[Box], across: Scale, vertical: Scale, setting: Setting
) -> None:
    """The words of the target slide along their line until nothing is in the way."""
    if data.target is None:
        return
    words = f"{setting.words.target} {setting.tick(data.target)}"
    half, y = text_width(words, size=SMALL) / 2, vertical(data.target)
    starts = [across.start - 8 + half + 12.0 * at for at in range(int((across.end - across.start) / 12) + 1)]
    spots = [(x, height) for height in (y - 6, y + 16) for x in starts if x + half < across.end]
    clear = [box for box in taken if box[3] - box[1] > 2]
    place = next((spot for spot in spots if _free(_box(*spot, half), clear)), spots[0] if spots else (half, y - 6))
    canvas.text(*place, words, size=SMALL, anchor="middle", halo=True)


def _box(x: float, y: float, half: float) -> Box:
    return (x - half - 2, y - 11, x + half + 2, y + 3)


def _free(box: Box, taken: list[Box]) -> bool:
    return not any(
        box[0] < right and left < box[2] and box[1] < end and top < box[3] for left, top, right, end in taken
    )


def _end_labels(canvas: Canvas, data: Line, vertical: Scale, x: float, room: float, setting: Setting) -> None:
    """Value and name beside the last point, pushed apart where lines end close together."""
    ends = sorted(
        ((vertical(series.measured[-1][1]), series) for series in data.series if series.measured),
        key=lambda end: end[0],
    )
    below = -_APART
    for y, series in ends:
        lines = wrap(setting.label(series.label), width=room, size=SMALL)
        top = max(y, below)
        colour = _TEXTS[series.role]
        value = setting.tick(series.measured[-1][1])
        canvas.text(x, top + 3, value, size=15.5, colour=colour, bold=True, halo=True)
        canvas.lines(x, top + 19, lines, leading=14, size=SMALL, colour=colour, halo=True)
        below = top + 24 + 14 * len(lines)


def _uncrowded(times: list[int], across: Scale) -> list[int]:
    """The years there is room for, from the latest back: the latest matters most."""
    chosen: list[int] = []
    for at in reversed(times):
        room = text_width(str(at), size=LABEL) + 10
        if not chosen or across(Decimal(chosen[-1])) - across(Decimal(at)) >= room:
            chosen.append(at)
    return chosen


def _times(canvas: Canvas, data: Line, times: list[int], across: Scale, setting: Setting) -> float:
    """Years below, thinned where crowded; under a year without a value the words say so, in the colour of the line."""
    lowest = 292.0
    uncrowded = _uncrowded(times, across)
    for at in times:
        x = across(Decimal(at))
        written = at in uncrowded
        if written:
            canvas.text(x, 280, str(at), size=LABEL, anchor="middle")
        y = 297.0
        for series in data.series:
            for point in series.points:
                if point.at == at and value_of(point.amount) is None:
                    room = min(110.0, 2 * min(x, canvas.width - x))
                    absent = setting.absent(point.amount)
                    words = absent if written else f"{at}: {absent}"
                    lines = wrap(words, width=max(room, 70), size=SMALL)
                    canvas.lines(
                        x, y, lines, leading=14, size=SMALL, colour=_TEXTS[series.role], anchor="middle", halo=True
                    )
                    y += 14 * len(lines) + 3
        lowest = max(lowest, y)
    return lowest


def table_line(data: Line, setting: Setting, *, key: str) -> Table:
    """A row for each time, latest first; a break is marked and explained by the caller's note."""
    right = Align.RIGHT
    columns = [Column(data.head)]
    for series in data.series:
        columns.append(Column(series.label, right))
        if any(point.low is not None for point in series.points):
            columns.append(Column(setting.words.interval.format(number=setting.level), right))
    times = sorted({point.at for series in data.series for point in series.points}, reverse=True)
    return Table(tuple(columns), tuple(_table_row(data, at, setting) for at in times), data.title, key)


def _table_row(data: Line, at: int, setting: Setting) -> Row:
    cells: list = []
    broken = False
    for series in data.series:
        point = next((point for point in series.points if point.at == at), None)
        cells.append(setting.cell(point.amount if point else None))
        broken = broken or bool(point and point.breaks)
        if any(other.low is not None for other in series.points):
            bounded = point is not None and point.low is not None and point.high is not None
            cells.append(f"{setting.number(point.low)}–{setting.number(point.high)}" if bounded else "")
    return Row((f"{at}†" if broken else str(at), *cells))
