"""A document as plain data for the typesetter: dictionaries and strings only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from barabar.publishing.document.model import (
    Block,
    BulletList,
    Chart,
    Contents,
    DefinitionList,
    Document,
    Emphasis,
    Fallback,
    Figure,
    Heading,
    Link,
    Name,
    Notice,
    Orientation,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Section,
    State,
    Strong,
    Table,
    Text,
    as_runs,
    every_block,
    figure_text,
    footnotes_used,
    plain,
)
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.fonts import text_width
from barabar.publishing.formats.support.numbering import absolute, numbered, trace_url
from barabar.publishing.formats.support.spread import column_shares

_UNBROKEN_IN_CELL = 24
_UNBROKEN = 80
_ROOM = {Orientation.PORTRAIT: 482.0, Orientation.LANDSCAPE: 728.0}
_CELL_SIZE, _CELL_EDGES = 8.5, 10.0
_BREAK = "\N{ZERO WIDTH SPACE}"
Data = dict[str, Any]


def document_data(document: Document, *, base_url: str) -> Data:
    """Everything the template prints."""
    return _Writer(document, base_url).document()


class _Writer:
    """Turns a document into data; remembers which footnotes are already hung on a name, so each is printed once."""

    def __init__(self, document: Document, base_url: str) -> None:
        self.source = document
        self.labels = document.labels
        self.base_url = base_url
        self.room = _ROOM[Orientation.PORTRAIT]
        self.waiting = footnotes_used(document)
        self.numbers = numbered(document)
        self.keys = {block.key for block in every_block(document.blocks) if isinstance(block, Heading | Table | Chart)}

    def document(self) -> Data:
        source, labels = self.source, self.labels
        body = [self.block(block) for block in source.blocks]
        return {
            "language": labels.language.split("-")[0],
            "title": self.runs(source.title),
            "title_text": self.plain(source.title),
            "subtitle": self.runs(source.subtitle),
            "date": Numbers(labels).date(source.date),
            "author": source.author,
            "banner": labels.demonstration if source.demonstration else "",
            "page": labels.page,
            "blocks": body,
            "footnotes_head": labels.footnotes,
            "footnotes": [{"mark": mark, "text": text} for mark, text in self.waiting.values()],
        }

    def plain(self, runs: Runs) -> str:
        return plain(runs, labels=self.labels, marks=self.source.marks)

    def block(self, block: Block) -> Data:
        match block:
            case Heading():
                return {"k": "heading", "level": block.level, "key": block.key, "runs": self.runs(block.runs)}
            case Paragraph():
                return {"k": "paragraph", "runs": self.runs(block.runs, hang=True, refs=True)}
            case BulletList():
                return {"k": "list", "items": [self.runs(item, hang=True, refs=True) for item in block.items]}
            case Notice():
                runs = self.runs(block.runs, hang=True, refs=True)
                return {"k": "notice", "kind": block.kind, "label": self.labels.notices[block.kind], "runs": runs}
            case DefinitionList():
                return {"k": "pairs", "pairs": [self.pair(label, value) for label, value in block.pairs]}
            case Table():
                return self.table(block)
            case Chart():
                return self.chart(block)
            case PageBreak():
                return {"k": "break"}
            case Contents():
                return {"k": "contents", "title": self.labels.contents, "depth": block.depth}
            case Section():
                self.room = _ROOM[block.orientation]
                inner = [self.block(part) for part in block.blocks]
                self.room = _ROOM[Orientation.PORTRAIT]
                return {"k": "section", "orientation": block.orientation, "blocks": inner}
        raise AssertionError(f"No rule for the block {type(block).__name__}.")

    def pair(self, label: Runs, value: Runs) -> list[Any]:
        empty = Emphasis(as_runs(self.labels.no_data))
        return [self.runs(label), self.runs(value or (empty,), hang=True, refs=True)]

    def chart(self, chart: Chart) -> Data:
        return {
            "k": "chart",
            "svg": chart.svg,
            "alt": chart.alt,
            "key": chart.key,
            "number": self.numbers[chart.key],
            "caption": self.runs(chart.caption),
            "source": self.line(self.labels.source, chart.source),
            "table": self.table(chart.table, twin=True),
        }

    def table(self, table: Table, *, twin: bool = False) -> Data:
        shares = column_shares(table, self.source)
        heads = [
            {
                "runs": self.runs(column.head),
                "unit": column.unit,
                "align": column.align,
                "tight": self.tight(column.head, share),
            }
            for column, share in zip(table.columns, shares, strict=True)
        ]
        rows = [
            {
                "total": row.total,
                "group": row.group,
                "cells": [
                    self.cell(cell, share, refs=table.show_refs)
                    for cell, share in zip(row.cells, shares, strict=not row.group)
                ],
            }
            for row in table.rows
        ]
        return {
            "k": "table",
            "key": table.key,
            "number": self.numbers[table.key],
            "twin": twin,
            "caption": self.runs(() if twin else table.caption),
            "heads": heads,
            "rows": rows,
            "row_heads": table.row_heads,
            "repeat": table.repeat_head,
            "shares": shares,
            "notes": [self.runs(note, hang=True, refs=True) for note in table.notes],
            "source": self.line(self.labels.source, table.source),
        }

    def cell(self, runs: Runs, share: float, *, refs: bool) -> Data:
        return {"runs": self.runs(runs, hang=True, refs=refs, cell=True), "tight": self.tight(runs, share)}

    def tight(self, runs: Runs, share: float) -> bool:
        """Whether a word is wider than its column; only then are words divided: names read better whole."""
        room = share * self.room - _CELL_EDGES
        return any(text_width(word, size=_CELL_SIZE, bold=True) > room for word in self.plain(runs).split())

    def line(self, label: str, runs: Runs) -> list[Data]:
        return [{"k": "text", "s": f"{label}: "}, *self.runs(runs)] if runs else []

    def runs(self, runs: Iterable[Run], *, hang: bool = False, refs: bool = False, cell: bool = False) -> list[Data]:
        return [self.run(run, hang=hang, refs=refs, cell=cell) for run in runs]

    def run(self, run: Run, *, hang: bool, refs: bool, cell: bool) -> Data:
        match run:
            case Text():
                return {"k": "text", "s": _breakable(run.text, cell=cell)}
            case Strong() | Emphasis():
                kind = "strong" if isinstance(run, Strong) else "emphasis"
                return {"k": kind, "runs": self.runs(run.runs, hang=hang, refs=refs, cell=cell)}
            case Link():
                return self.link(run)
            case Fallback():
                name = self.labels.languages.get(run.lang, run.lang)
                said = self.labels.other_language.format(language=name)
                return {
                    "k": "fallback",
                    "s": _breakable(run.text, cell=cell),
                    "lang": run.lang.split("-")[0],
                    "said": said,
                }
            case Figure():
                url = trace_url(self.base_url, run.ref) if run.ref else ""
                ref = (run.ref or "") if refs else ""
                state = "" if run.state is State.REPORTED else run.state
                text = figure_text(run, self.labels)
                return {"k": "figure", "s": text, "state": state, "url": url, "ref": ref, "cell": cell}
            case Name():
                return self.name(run, hang=hang)
        raise AssertionError(f"No rule for the run {type(run).__name__}.")

    def link(self, link: Link) -> Data:
        """A link to a part that this edition does not have stays plain text."""
        known = not link.url.startswith("#") or link.url[1:] in self.keys
        url = absolute(self.base_url, link.url) if known else ""
        return {"k": "link", "url": url, "runs": self.runs(link.runs)}

    def name(self, name: Name, *, hang: bool) -> Data:
        """The note hangs on the first name in running text; heads and captions repeat on pages and cannot carry it."""
        if not name.footnote:
            return {"k": "text", "s": name.text}
        mark, text = self.source.footnotes[name.footnote]
        first = hang and self.waiting.pop(name.footnote, None) is not None
        return {"k": "name", "s": name.text, "mark": mark, "note": text if first else ""}


def _breakable(text: str, *, cell: bool) -> str:
    """Words longer than the line get places where they may break; elsewhere they stay whole, for search and copying."""
    longest = _UNBROKEN_IN_CELL if cell else _UNBROKEN
    if len(text) <= longest:
        return text
    return " ".join(
        word if len(word) <= longest else _BREAK.join(word[at : at + 12] for at in range(0, len(word), 12))
        for word in text.split(" ")
    )
