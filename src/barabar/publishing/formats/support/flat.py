"""A table as rows of plain values, for sheets and CSV."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from barabar.publishing.document.model import Document, Figure, Name, Runs, Table, plain
from barabar.publishing.document.walk import every_run


@dataclass(frozen=True, slots=True)
class Flat:
    """One cell: its text, the number behind it if there is one, its state and reference if it is a figure."""

    text: str
    value: Decimal | None = None
    places: int = 0
    state: str = ""
    ref: str = ""


def flat(runs: Runs, document: Document, *, marks: bool = True) -> Flat:
    """A cell with exactly one figure keeps its value; `marks=False` leaves the marks to their own column."""
    shown = document.marks if marks else dict.fromkeys(document.marks, "")
    text = plain(runs, labels=document.labels, marks=shown)
    figures = [run for run in every_run(runs) if isinstance(run, Figure)]
    if len(figures) != 1 or text != plain(tuple(figures), labels=document.labels, marks=shown):
        refs = " ".join(figure.ref for figure in figures if figure.ref)
        return Flat(text, ref=refs)
    figure = figures[0]
    places = max(0, -int(figure.value.as_tuple().exponent)) if figure.value is not None else 0
    return Flat(text, figure.value, places, str(figure.state), figure.ref or "")


def figure_columns(table: Table) -> list[int]:
    """Columns that hold figures with a reference; each gets a column of references."""
    return [
        at
        for at in range(len(table.columns))
        if any(
            isinstance(run, Figure) and run.ref
            for row in table.rows
            if not row.group
            for run in every_run(row.cells[at])
        )
    ]


def footnote_keys(*lines: Runs) -> list[str]:
    """Footnotes of the names in these lines, each once."""
    names = (run for line in lines for run in every_run(line) if isinstance(run, Name))
    return list(dict.fromkeys(name.footnote for name in names if name.footnote))
