"""Walks over a document: every block, every run, plain text. Formats and checks use these instead of own recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from barabar.publishing.document.blocks import (
    Block,
    BulletList,
    Chart,
    DefinitionList,
    Heading,
    Notice,
    Paragraph,
    Section,
    Table,
)
from barabar.publishing.document.labels import Labels
from barabar.publishing.document.runs import Emphasis, Fallback, Figure, Link, Name, Run, Runs, State, Strong, Text


def every_block(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block in reading order, those inside sections and charts (the table twin) included."""
    for block in blocks:
        yield block
        if isinstance(block, Section):
            yield from every_block(block.blocks)
        elif isinstance(block, Chart):
            yield block.table


def lines(block: Block) -> Iterator[Runs]:
    """The lines of text a block holds itself, in reading order."""
    match block:
        case Heading() | Paragraph() | Notice():
            yield block.runs
        case BulletList():
            yield from block.items
        case Table():
            yield block.caption
            yield from (column.head for column in block.columns)
            yield from (cell for row in block.rows for cell in row.cells)
            yield from (*block.notes, block.source)
        case Chart():
            yield from (block.caption, block.source)
        case DefinitionList():
            yield from (runs for pair in block.pairs for runs in pair)


def every_run(runs: Runs) -> Iterator[Run]:
    for run in runs:
        yield run
        if isinstance(run, Strong | Emphasis | Link):
            yield from every_run(run.runs)


def every_name(title: Runs, subtitle: Runs, blocks: Iterable[Block]) -> Iterator[Name]:
    body = (line for block in every_block(blocks) for line in lines(block))
    for line in (title, subtitle, *body):
        yield from (run for run in every_run(line) if isinstance(run, Name))


def references_used(blocks: Iterable[Block]) -> list[str]:
    """Reference codes of all figures, in order of first appearance."""
    body = (line for block in every_block(blocks) for line in lines(block))
    return list(
        dict.fromkeys(run.ref for line in body for run in every_run(line) if isinstance(run, Figure) and run.ref)
    )


def figure_text(figure: Figure, labels: Labels) -> str:
    """What the reader sees: the number, or the word for its state."""
    return figure.text or labels.states[State(figure.state)]


def plain(runs: Runs, *, labels: Labels, marks: Mapping[str, str]) -> str:
    """Runs as plain text, marks kept: for file titles, sheet cells, CSV."""
    parts = []
    for run in runs:
        match run:
            case Text() | Fallback():
                parts.append(run.text)
            case Figure():
                parts.append(figure_text(run, labels))
            case Name():
                parts.append(run.text + (marks[run.footnote] if run.footnote else ""))
            case Strong() | Emphasis() | Link():
                parts.append(plain(run.runs, labels=labels, marks=marks))
    return "".join(parts)
