"""Value against target, a bar for each: both numbers are written, the bar only helps the eye. No target, no bar."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from barabar.publishing.charts import palette
from barabar.publishing.charts.canvas import LABEL, SMALL, Canvas, wrap
from barabar.publishing.charts.words import Amount, Label, Setting, value_of
from barabar.publishing.document.model import Align, Column, Row, Table

_NARROW = 480


@dataclass(frozen=True, slots=True)
class Progress:
    label: Label
    amount: Amount
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class ProgressBars:
    title: str
    description: str
    items: tuple[Progress, ...]
    head: str


def draw_progress_bars(data: ProgressBars, setting: Setting, *, width: float = 760) -> str:
    canvas = Canvas(width, title=data.title, description=data.description)
    narrow = width < _NARROW
    left = 0.0 if narrow else width * 0.44
    y = 0.0
    for item in data.items:
        lines = wrap(setting.label(item.label), width=width if narrow else left - 18)
        if narrow:
            canvas.lines(0, y + 14, lines)
            y += 16 * len(lines) + 2
            _bar(canvas, item, left, y, setting)
            y += 40
            continue
        height = max(40.0, 16.0 * len(lines) + 12)
        canvas.lines(0, y + height / 2 + 5 - (len(lines) - 1) * 8, lines)
        _bar(canvas, item, left, y + height / 2 - 18, setting)
        y += height
        canvas.line(0, y, width, y, colour=palette.FAINT)
    return canvas.svg(y + 4)


def _bar(canvas: Canvas, item: Progress, left: float, y: float, setting: Setting) -> None:
    room = canvas.width - left
    value = value_of(item.amount)
    if item.target is not None:
        words = f"{setting.words.target}: {setting.number(item.target)}"
        canvas.text(canvas.width, y + 15, words, size=SMALL, colour=palette.MUTED, anchor="end")
    if value is None:
        canvas.text(left, y + 15, setting.absent(item.amount), size=SMALL, colour=palette.MUTED)
        canvas.rect(left, y + 22, room, 9.0, fill=canvas.pattern("hatch"), stroke=palette.JOIN)
        return
    canvas.text(left, y + 15, setting.number(value), size=LABEL, bold=True)
    if item.target:
        canvas.rect(left, y + 22, room, 9.0, fill=palette.TRACK, rx=2)
        share = min(max(float(value / item.target), 0.0), 1.0)
        canvas.rect(left, y + 22, room * share, 9.0, fill=palette.PETROL, rx=2)


def table_progress_bars(data: ProgressBars, setting: Setting, *, key: str) -> Table:
    columns = (
        Column(data.head, width=3),
        Column(setting.words.value, Align.RIGHT),
        Column(setting.words.target, Align.RIGHT),
    )
    rows = tuple(
        Row((item.label, setting.cell(item.amount), "" if item.target is None else setting.number(item.target)))
        for item in data.items
    )
    return Table(columns, rows, data.title, key)
