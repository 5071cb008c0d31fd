"""A map without boundaries: one tile of equal size for each place, laid out by its position, shaded by class.

Tiles take no position on borders, need no licensed outlines and do not make large places look important.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from barabar.publishing.charts import legend, palette
from barabar.publishing.charts.canvas import SMALL, Canvas, wrap
from barabar.publishing.charts.words import Amount, Label, Setting, value_of
from barabar.publishing.document.model import Align, Column, Row, Table

_GAP = 4.0
_HIGHEST = 84.0


@dataclass(frozen=True, slots=True)
class Tile:
    """`row` and `column` count from 0; `short` stands in the tile when the label does not fit."""

    label: Label
    short: str
    row: int
    column: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class TileMap:
    """`limits` are the lower ends of the second and further classes, at most four, rising."""

    title: str
    description: str
    tiles: tuple[Tile, ...]
    limits: tuple[Decimal, ...]
    head: str

    def __post_init__(self) -> None:
        if len(self.limits) >= len(palette.RAMP) or list(self.limits) != sorted(set(self.limits)):
            raise ValueError(f"The map {self.title!r} needs at most {len(palette.RAMP) - 1} rising class limits.")

    def level(self, value: Decimal) -> int:
        """Which of the five shades: the first and last are always used, so that two classes look far apart."""
        return round(sum(value >= limit for limit in self.limits) * (len(palette.RAMP) - 1) / max(len(self.limits), 1))


def draw_tile_map(data: TileMap, setting: Setting, *, width: float = 760) -> str:
    canvas = Canvas(width, title=data.title, description=data.description)
    across = max(tile.column for tile in data.tiles) + 1
    down = max(tile.row for tile in data.tiles) + 1
    side = (width - _GAP * (across - 1)) / across
    height = min(side, _HIGHEST)
    side = min(side, _HIGHEST * 1.5)
    for tile in data.tiles:
        _draw_tile(canvas, data, tile, side, height, setting)
    bottom = down * (height + _GAP)
    used = legend.draw_legend(canvas, _classes(data, setting), top=bottom + 8)
    return canvas.svg(bottom + 8 + used)


def _draw_tile(canvas: Canvas, data: TileMap, tile: Tile, side: float, height: float, setting: Setting) -> None:
    x, y = tile.column * (side + _GAP), tile.row * (height + _GAP)
    value = value_of(tile.amount)
    level = data.level(value) if value is not None else 0
    fill = palette.RAMP[level] if value is not None else canvas.pattern("hatch")
    colour = palette.PAPER if value is not None and level > 2 else palette.INK
    canvas.rect(x, y, side, height, fill=fill, stroke=palette.JOIN if value is None else palette.PAPER, rx=3)
    name = wrap(setting.label(tile.label), width=side - 8, size=SMALL)
    if len(name) * 14 + 22 > height or any(line.endswith("-") for line in name):
        name = wrap(tile.short, width=side - 4, size=SMALL)[:1]
    number = "–" if value is None else setting.number(value)
    top = y + height / 2 - len(name) * 7 + 4
    look = {"anchor": "middle", "colour": colour, "halo": value is None}
    canvas.lines(x + side / 2, top, name, leading=14, size=SMALL, **look)
    canvas.text(x + side / 2, top + 14 * len(name) + 2, number, bold=True, **look)


def _classes(data: TileMap, setting: Setting) -> list[legend.Entry]:
    """The classes in words, and the hatching with its meaning whenever a tile has it."""
    values = [value for tile in data.tiles if (value := value_of(tile.amount)) is not None]
    edges = [min([*values, *data.limits], default=Decimal(0)), *data.limits]
    entries: list[legend.Entry] = []
    for at, edge in enumerate(edges):
        last = at == len(edges) - 1
        words = f"≥ {setting.number(edge)}" if last else f"{setting.number(edge)} – < {setting.number(edges[at + 1])}"
        entries.append((legend.swatch(palette.RAMP[data.level(edge)]), 14, words))
    if len(values) < len(data.tiles):
        entries.append((legend.hatched, 14, setting.words.no_data))
    return entries


def table_tile_map(data: TileMap, setting: Setting, *, key: str) -> Table:
    columns = (Column(data.head, width=2), Column(setting.words.value, Align.RIGHT))
    return Table(columns, tuple(Row((tile.label, setting.cell(tile.amount))) for tile in data.tiles), data.title, key)
