"""Runs and blocks as HTML: own class names, no inline style or script, every string escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

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
    PageBreak,
    Paragraph,
    Row,
    Run,
    Section,
    State,
    Strong,
    Table,
    Text,
    every_block,
    figure_text,
    footnotes_used,
)
from barabar.publishing.document.model import Runs as Content
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.formats.support.numbering import numbered, trace_url


class Markup:
    """Writes one document; `top` is the level of its title, so that a page may put it under its own heading."""

    def __init__(self, document: Document, base_url: str, *, top: int = 1, footnotes: bool = True) -> None:
        self.document = document
        self.labels = document.labels
        self.base_url = base_url
        self.top = top
        self.notes = footnotes_used(document) if footnotes else {}
        self.numbers = numbered(document)

    def article(self) -> str:
        document = self.document
        day = document.date.isoformat()
        head = (
            f'<header class="document-head"><h{self.top}>{self.runs(document.title)}</h{self.top}>'
            + (f'<p class="document-subtitle">{self.runs(document.subtitle)}</p>' if document.subtitle else "")
            + f'<p class="document-date"><time datetime="{day}">{escape(self._date())}</time></p></header>'
        )
        body = "".join(self.block(block) for block in document.blocks)
        language = escape(self.labels.language)
        return f'<article class="document" lang="{language}">{self._banner()}{head}{body}{self._footnotes()}</article>'

    def _date(self) -> str:
        return Numbers(self.labels).date(self.document.date)

    def _banner(self) -> str:
        if not self.document.demonstration:
            return ""
        return f'<p class="document-banner" role="note">{escape(self.labels.demonstration)}</p>'

    def _footnotes(self) -> str:
        if not self.notes:
            return ""
        lines = "".join(
            f'<p id="footnote-{escape(key)}">{escape(mark)} {escape(text)}</p>'
            for key, (mark, text) in self.notes.items()
        )
        title = escape(self.labels.footnotes)
        return f'<footer class="document-footnotes" aria-label="{title}">{lines}</footer>'

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                tag = f"h{min(block.level + self.top, 6)}"
                return f'<{tag} id="{escape(block.key)}">{self.runs(block.runs)}</{tag}>'
            case Paragraph():
                return f"<p>{self.runs(block.runs, refs=True)}</p>"
            case BulletList():
                items = "".join(f"<li>{self.runs(item, refs=True)}</li>" for item in block.items)
                return f"<ul>{items}</ul>"
            case Notice():
                kind = block.kind.replace("_", "-")
                label = escape(self.labels.notices[block.kind])
                inner = self.runs(block.runs, refs=True)
                return f'<p class="document-notice document-notice-{kind}"><strong>{label}.</strong> {inner}</p>'
            case DefinitionList():
                return self._pairs(block)
            case Table():
                return self.table(block)
            case Chart():
                return self.chart(block)
            case PageBreak():
                return '<hr class="document-break">'
            case Contents():
                return self._contents(block)
            case Section():
                inner = "".join(self.block(part) for part in block.blocks)
                return f'<div class="document-section document-{block.orientation}">{inner}</div>'
        raise AssertionError(f"No rule for the block {type(block).__name__}.")

    def _pairs(self, block: DefinitionList) -> str:
        empty = f'<em class="document-state">{escape(self.labels.no_data)}</em>'
        pairs = "".join(
            f"<div><dt>{self.runs(label)}</dt><dd>{self.runs(value, refs=True) if value else empty}</dd></div>"
            for label, value in block.pairs
        )
        return f'<dl class="document-pairs">{pairs}</dl>'

    def _contents(self, contents: Contents) -> str:
        items = "".join(
            f'<li class="document-contents-{block.level}"><a href="#{escape(block.key)}">'
            f"{self.runs(block.runs, links=False)}</a></li>"
            for block in every_block(self.document.blocks)
            if isinstance(block, Heading) and block.level <= contents.depth
        )
        title = escape(self.labels.contents)
        return (
            f'<nav class="document-contents" aria-labelledby="document-contents"><p id="document-contents">{title}</p>'
            f"<ol>{items}</ol></nav>"
        )

    def chart(self, chart: Chart) -> str:
        """The drawing says in its own title and description what it shows; the twin opens without script."""
        number = escape(self.numbers[chart.key])
        separated = ". " if chart.caption else ""
        twin = f"<details><summary>{escape(self.labels.table_twin)}</summary>{self.table(chart.table)}</details>"
        return (
            f'<figure class="document-chart" id="{escape(chart.key)}">'
            f"<figcaption><strong>{number}</strong>{separated}{self.runs(chart.caption)}</figcaption>"
            f"{self._drawings(chart)}{self._source(chart.source)}{twin}</figure>"
        )

    def _drawings(self, chart: Chart) -> str:
        title = self.numbers[chart.key]
        wide = described(chart.svg, title=title, text=chart.alt, key=chart.key)
        if chart.narrow is None:
            return wide
        narrow = described(chart.narrow, title=title, text=chart.alt, key=f"{chart.key}-narrow")
        return f'<div class="document-wide">{wide}</div><div class="document-narrow">{narrow}</div>'

    def table(self, table: Table) -> str:
        caption = self.runs(table.caption)
        heads = "".join(
            f'<th scope="col" class="document-{column.align}">{self.runs(column.head)}'
            + (f' <span class="document-unit">({escape(column.unit)})</span>' if column.unit else "")
            + "</th>"
            for column in table.columns
        )
        rows = "".join(self._row(table, row) for row in table.rows)
        notes = "".join(f'<p class="document-note">{self.runs(note, refs=True)}</p>' for note in table.notes)
        key = escape(table.key)
        return (
            f'<div class="document-table" id="{key}"><div class="document-scroll" role="region" tabindex="0" '
            f'aria-labelledby="{key}-caption"><table><caption id="{key}-caption"><strong>'
            f"{escape(self.numbers[table.key])}</strong>. {caption}</caption><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table></div>{notes}{self._source(table.source)}</div>"
        )

    def _source(self, source: Content) -> str:
        if not source:
            return ""
        return f'<p class="document-note">{escape(self.labels.source)}: {self.runs(source, refs=True)}</p>'

    def _row(self, table: Table, row: Row) -> str:
        if row.group:
            inner = self.runs(row.cells[0])
            return f'<tr class="document-group"><th scope="colgroup" colspan="{len(table.columns)}">{inner}</th></tr>'
        cells = []
        for at, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            inner = self.runs(cell, refs=table.show_refs)
            side = f' class="document-{column.align}"' if column.align != "left" else ""
            cells.append(f'<th scope="row"{side}>{inner}</th>' if at < table.row_heads else f"<td{side}>{inner}</td>")
        total = ' class="document-total"' if row.total else ""
        return f"<tr{total}>{''.join(cells)}</tr>"

    def runs(self, runs: Iterable[Run], *, refs: bool = False, links: bool = True) -> str:
        return "".join(self._run(run, refs, links) for run in runs)

    def _run(self, run: Run, refs: bool, links: bool) -> str:
        match run:
            case Text():
                return lines(run.text)
            case Strong():
                return f"<strong>{self.runs(run.runs, refs=refs, links=links)}</strong>"
            case Emphasis():
                return f"<em>{self.runs(run.runs, refs=refs, links=links)}</em>"
            case Link():
                inner = self.runs(run.runs, links=False)
                return f'<a href="{escape(run.url)}">{inner}</a>' if links else inner
            case Fallback():
                return self._fallback(run)
            case Figure():
                return self._figure(run, refs, links)
            case Name():
                return self._name(run, links)
        raise AssertionError(f"No rule for the run {type(run).__name__}.")

    def _fallback(self, run: Fallback) -> str:
        name = self.labels.languages.get(run.lang, run.lang)
        said = escape(self.labels.other_language.format(language=name))
        language = escape(run.lang)
        return f'<span lang="{language}">{lines(run.text)}</span> <small class="document-language">({said})</small>'

    def _figure(self, figure: Figure, refs: bool, links: bool) -> str:
        state = "" if figure.state is State.REPORTED else f" document-state document-{figure.state.replace('_', '-')}"
        text = escape(figure_text(figure, self.labels))
        code = escape(figure.ref or "")
        if not (figure.ref and links):
            return f'<span class="document-figure{state}">{text}</span>'
        small = f' <small class="document-ref">{code}</small>' if refs else ""
        url = escape(trace_url(self.base_url, figure.ref))
        said = f"{escape(self.labels.reference)} {code}"
        return f'<a class="document-figure{state}" href="{url}" title="{said}">{text}{small}</a>'

    def _name(self, name: Name, links: bool) -> str:
        if not name.footnote:
            return escape(name.text)
        mark, key = escape(self.document.footnotes[name.footnote][0]), escape(name.footnote)
        shown = escape(name.text) + mark
        linked = links and name.footnote in self.notes
        return f'<a class="document-mark" href="#footnote-{key}">{shown}</a>' if linked else shown


def lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def described(svg: str, *, title: str, text: str, key: str) -> str:
    """A drawing with role, title and description for those who hear it; one that has them already is left alone."""
    start = svg.index("<svg")
    end = svg.index(">", start)
    if "<title" in svg:
        return svg[start:]
    key = escape(key)
    names = f' role="img" aria-labelledby="{key}-title {key}-text"'
    words = f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-text">{escape(text)}</desc>'
    return f"{svg[start:end]}{names}>{words}{svg[end + 1 :]}"
