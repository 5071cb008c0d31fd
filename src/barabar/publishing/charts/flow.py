"""Money on its way from plan to spending: one bar a stage, and between two what went on and what did not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from barabar.publishing.charts import palette
from barabar.publishing.charts.canvas import LABEL, SMALL, Canvas, shown, wrap
from barabar.publishing.charts.words import Amount, Setting, value_of
from barabar.publishing.document.model import Align, Column, Row, Table
from barabar.publishing.fonts import text_width

_NARROW = 480
_HEIGHT = 190.0
_THICK = 22.0


@dataclass(frozen=True, slots=True)
class FlowStage:
    """A stage and its amount; one that is not known is drawn as such, and nothing flows through it."""

    label: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Flow:
    """Stages in their order. `change` heads the column of the table twin that tells each step's difference."""

    title: str
    description: str
    stages: tuple[FlowStage, ...]
    head: str
    amount: str
    change: str


def draw_flow(data: Flow, setting: Setting, *, width: float = 760) -> str:
    canvas = Canvas(width, title=data.title, description=data.description)
    highest = max((value for stage in data.stages if (value := value_of(stage.amount)) is not None), default=Decimal(0))
    if width < _NARROW:
        return _rows(canvas, data, setting, highest)
    return _columns(canvas, data, setting, highest)


def _columns(canvas: Canvas, data: Flow, setting: Setting, highest: Decimal) -> str:
    room = canvas.width / max(len(data.stages), 1)
    bar = min(room * 0.42, 92.0)
    top, ground = 24.0, 24.0 + _HEIGHT
    before: tuple[float, float, Decimal] | None = None
    lowest = ground
    for at, stage in enumerate(data.stages):
        x = at * room + (room - bar) / 2
        value = value_of(stage.amount)
        if value is None:
            canvas.missing(x, ground - 60, bar, 60, setting.absent(stage.amount))
            before = None
        else:
            height = _share(value, highest) * _HEIGHT
            if before is not None:
                _band(canvas, before, (x, height, value), ground, setting)
            canvas.rect(x, ground - height, bar, height, fill=palette.SERIES[0])
            canvas.text(x + bar / 2, ground - height - 8, setting.number(value), anchor="middle", bold=True, halo=True)
            before = (x + bar, height, value)
        lines = wrap(stage.label, width=room - 10)
        canvas.lines(x + bar / 2, ground + 20, lines, anchor="middle")
        lowest = max(lowest, ground + 20 + 16 * (len(lines) - 1))
    canvas.line(0, ground, canvas.width, ground, colour=palette.MUTED)
    return canvas.svg(max(lowest, top) + 10)


def _share(value: Decimal, highest: Decimal) -> float:
    return float(value / highest) if highest else 0.0


def _band(
    canvas: Canvas,
    start: tuple[float, float, Decimal],
    end: tuple[float, float, Decimal],
    ground: float,
    setting: Setting,
) -> None:
    """What went on is plain; what did not, or what was added, is hatched, with its amount."""
    (x1, h1, v1), (x2, h2, v2) = start, end
    low = min(h1, h2)
    through = f"M{shown(x1)} {shown(ground)}V{shown(ground - low)}H{shown(x2)}V{shown(ground)}z"
    canvas.add("path", d=through, fill=palette.SERIES[2])
    if v1 == v2:
        return
    wedge = f"M{shown(x1)} {shown(ground - h1)}L{shown(x2)} {shown(ground - h2)}"
    wedge += f"V{shown(ground - low)}H{shown(x1)}z"
    canvas.add("path", d=wedge, fill=canvas.pattern("hatch"), stroke=palette.JOIN)
    words = _change(v1, v2, setting)
    if text_width(words, size=SMALL) <= x2 - x1 + 6:
        canvas.text((x1 + x2) / 2, ground - low / 2, words, size=SMALL, anchor="middle", halo=True)


def _change(before: Decimal, after: Decimal, setting: Setting) -> str:
    sign = "+" if after > before else "\N{MINUS SIGN}"
    return f"{sign}{setting.number(abs(after - before))}"


def _rows(canvas: Canvas, data: Flow, setting: Setting, highest: Decimal) -> str:
    """On a phone the stages stand below one another."""
    y, before = 0.0, None
    numbers = [setting.number(v) for stage in data.stages if (v := value_of(stage.amount)) is not None]
    widest = max((text_width(text, size=LABEL, bold=True) for text in numbers), default=0.0)
    room = canvas.width - widest - 12
    for stage in data.stages:
        value = value_of(stage.amount)
        lines = wrap(stage.label, width=canvas.width)
        canvas.lines(0, y + 13, lines)
        y += 16 * len(lines) + 5
        if value is None:
            canvas.rect(0, y, 40, _THICK, fill=canvas.pattern("hatch"), stroke=palette.JOIN)
            canvas.text(48, y + 15, setting.absent(stage.amount), size=SMALL, colour=palette.MUTED)
        else:
            length = _share(value, highest) * room
            if before is not None and before > value:
                rest = _share(before, highest) * room - length
                canvas.rect(length, y, rest, _THICK, fill=canvas.pattern("hatch"), stroke=palette.JOIN)
            canvas.rect(0, y, length, _THICK, fill=palette.SERIES[0])
            end = max(length, _share(before, highest) * room if before is not None else 0.0)
            canvas.text(end + 7, y + 16, setting.number(value), bold=True)
        before = value
        y += _THICK + 12
    return canvas.svg(y)


def table_flow(data: Flow, setting: Setting, *, key: str) -> Table:
    """The stages with their amounts, and the change from the stage before."""
    columns = (Column(data.head), Column(data.amount, Align.RIGHT), Column(data.change, Align.RIGHT))
    rows, before = [], None
    for stage in data.stages:
        value = value_of(stage.amount)
        change = "" if before is None or value is None else setting.number(Decimal(0))
        if before is not None and value is not None and value != before:
            change = _change(before, value, setting)
        rows.append(Row((stage.label, setting.cell(stage.amount), change)))
        before = value
    return Table(columns, tuple(rows), data.title, key)
