"""Charts as SVG text, made on the server: pure functions from values and words to a drawing, each with its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from barabar.publishing.charts.bars import Bars, BarSeries, Category, draw_bars, table_bars
from barabar.publishing.charts.dumbbell import Dumbbell, Pair, draw_dumbbell, table_dumbbell
from barabar.publishing.charts.flow import Flow, FlowStage, draw_flow, table_flow
from barabar.publishing.charts.line import Line, Point, Role, Series, draw_line, table_line
from barabar.publishing.charts.progress_bars import Progress, ProgressBars, draw_progress_bars, table_progress_bars
from barabar.publishing.charts.small_multiples import draw_small_multiples, table_small_multiples
from barabar.publishing.charts.sparkline import Sparkline, draw_sparkline, table_sparkline
from barabar.publishing.charts.stacked_states import (
    StackedStates,
    StateCount,
    draw_stacked_states,
    table_stacked_states,
)
from barabar.publishing.charts.tile_map import Tile, TileMap, draw_tile_map, table_tile_map
from barabar.publishing.charts.words import CHART_WORDS_EN, CHART_WORDS_SQ, ChartWords, Setting
from barabar.publishing.document.model import Chart, Content, Table, as_runs

__all__ = [
    "CHARTS",
    "CHART_WORDS_EN",
    "CHART_WORDS_SQ",
    "Bars",
    "BarSeries",
    "Category",
    "ChartWords",
    "Dumbbell",
    "Flow",
    "FlowStage",
    "Line",
    "Pair",
    "Point",
    "Progress",
    "ProgressBars",
    "Role",
    "Series",
    "Setting",
    "Sparkline",
    "StackedStates",
    "StateCount",
    "Tile",
    "TileMap",
    "chart_block",
]

WIDE, NARROW = 760, 340


@dataclass(frozen=True, slots=True)
class Kind:
    """`draw(data, setting, width=...)` gives SVG, `table(data, setting, key=...)` the same values as a table."""

    draw: Callable[..., str]
    table: Callable[..., Table]


CHARTS: dict[str, Kind] = {
    "dumbbell": Kind(draw_dumbbell, table_dumbbell),
    "line": Kind(draw_line, table_line),
    "bars": Kind(draw_bars, table_bars),
    "progress_bars": Kind(draw_progress_bars, table_progress_bars),
    "stacked_states": Kind(draw_stacked_states, table_stacked_states),
    "small_multiples": Kind(draw_small_multiples, table_small_multiples),
    "tile_map": Kind(draw_tile_map, table_tile_map),
    "flow": Kind(draw_flow, table_flow),
    "sparkline": Kind(draw_sparkline, table_sparkline),
}


def chart_block(
    kind: str, data: Any, setting: Setting, *, key: str, caption: Content = "", source: Content = ""
) -> Chart:
    """The document block: drawings for paper and for phones, and the table twin, whose key is `key` + "-table"."""
    chosen = CHARTS[kind]
    return Chart(
        svg=chosen.draw(data, setting, width=WIDE),
        narrow=chosen.draw(data, setting, width=NARROW),
        alt=data.description or data.title,
        table=chosen.table(data, setting, key=f"{key}-table"),
        caption=as_runs(caption) or as_runs(data.title),
        key=key,
        source=as_runs(source),
    )
