"""The blocks a document is stacked from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from barabar.publishing.document.runs import Content, Figure, Runs, as_runs, printable


class Align(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


class NoticeKind(StrEnum):
    COVERAGE = "coverage"
    NO_DATA = "no_data"
    DEMONSTRATION = "demonstration"
    WARNING = "warning"


class Orientation(StrEnum):
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, slots=True)
class Heading:
    """`key` is the anchor: stable across languages and editions, unique in the document."""

    level: int
    runs: Runs
    key: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", as_runs(self.runs))
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"The heading {self.key!r} has level {self.level}: levels 1 to 4 exist.")


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", as_runs(self.runs))


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[Runs, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(as_runs(item) for item in self.items))


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is relative to the other columns; None lets the format measure. `unit` stands once, in the head."""

    head: Runs
    align: Align = Align.LEFT
    unit: str = ""
    width: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", as_runs(self.head))
        object.__setattr__(self, "align", Align(self.align))


@dataclass(frozen=True, slots=True)
class Row:
    """`total` is set apart by a rule and bold type; `group` is a subhead: its first cell spans the whole width."""

    cells: tuple[Runs, ...]
    total: bool = False
    group: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", tuple(as_runs(cell) for cell in self.cells))


@dataclass(frozen=True, slots=True)
class Table:
    """The first `row_heads` columns name the row. `key` is the anchor and the name of the sheet.

    Figures always link to their origin; `show_refs` also prints the reference codes in the cells (an annex, say).
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Runs
    key: str
    row_heads: int = 1
    repeat_head: bool = True
    show_refs: bool = False
    notes: tuple[Runs, ...] = ()
    source: Runs = ()

    def __post_init__(self) -> None:
        columns = tuple(column if isinstance(column, Column) else Column(column) for column in self.columns)
        rows = tuple(row if isinstance(row, Row) else Row(tuple(row)) for row in self.rows)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "caption", as_runs(self.caption))
        object.__setattr__(self, "notes", tuple(as_runs(note) for note in self.notes))
        object.__setattr__(self, "source", as_runs(self.source))
        for number, row in enumerate(rows, start=1):
            expected = 1 if row.group else len(columns)
            if len(row.cells) != expected:
                raise ValueError(
                    f"Table {self.key!r}, row {number} has {len(row.cells)} cells where {expected} are expected."
                )


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and its table twin: nobody has to see the drawing to know what it says.

    `svg` is for paper and wide screens; `narrow`, if given, is the drawing for a phone. `alt` says in one or two
    sentences what the drawing shows.
    """

    svg: str
    alt: str
    table: Table
    caption: Runs
    key: str
    narrow: str | None = None
    source: Runs = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "alt", printable(self.alt))
        object.__setattr__(self, "caption", as_runs(self.caption))
        object.__setattr__(self, "source", as_runs(self.source))
        if not self.alt.strip():
            raise ValueError(f"The chart {self.key!r} needs a text that says what it shows.")


@dataclass(frozen=True, slots=True)
class Notice:
    """A framed remark: whom a total covers, what no facts support, what is invented, what to read with care."""

    kind: NoticeKind
    runs: Runs

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", NoticeKind(self.kind))
        object.__setattr__(self, "runs", as_runs(self.runs))


@dataclass(frozen=True, slots=True)
class DefinitionList:
    """Label and value pairs; an empty value is shown as "no data", never as a blank."""

    pairs: tuple[tuple[Runs, Runs], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", tuple((as_runs(label), as_runs(value)) for label, value in self.pairs))


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, down to `depth`."""

    depth: int = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A run of pages in one orientation. Sections do not nest."""

    blocks: tuple[Block, ...]
    orientation: Orientation = Orientation.PORTRAIT

    def __post_init__(self) -> None:
        object.__setattr__(self, "orientation", Orientation(self.orientation))
        object.__setattr__(self, "blocks", tuple(self.blocks))
        if any(isinstance(block, Section) for block in self.blocks):
            raise ValueError("A section cannot hold another section: close the first one before opening the next.")


Block = Heading | Paragraph | BulletList | Table | Chart | Notice | DefinitionList | PageBreak | Contents | Section


def row(*cells: Content | Figure, total: bool = False, group: bool = False) -> Row:
    """`row("Tirana", figure, figure)` reads better than a tuple of tuples."""
    return Row(cells, total=total, group=group)  # type: ignore[arg-type]


def columns(heads: Iterable[Content], *, align: Align = Align.LEFT) -> tuple[Column, ...]:
    """Columns that differ in nothing but the head."""
    return tuple(Column(as_runs(head), align=align) for head in heads)
