"""Blocks as WordprocessingML. Tables are written as text in one go: cell by cell, 400 rows take seconds."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from barabar.publishing.document.model import (
    Block,
    BulletList,
    Contents,
    DefinitionList,
    Document,
    Emphasis,
    Heading,
    Notice,
    Orientation,
    PageBreak,
    Paragraph,
    Row,
    Table,
    as_runs,
    every_block,
    plain,
)
from barabar.publishing.document.model import Runs as Content
from barabar.publishing.formats.support.numbering import numbered
from barabar.publishing.formats.support.spread import column_shares
from barabar.publishing.formats.support.word_runs import BOLD, PLAIN, Look, Runs, bookmarked, paragraph, text_run

_TEXT_WIDTH = {Orientation.PORTRAIT: 9638, Orientation.LANDSCAPE: 14570}
UNSEEN = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
"""A paragraph that Word needs and the reader should not see."""
_SIDES = {"left": "left", "right": "right", "centre": "center"}
NOTICE_STYLES = {
    "coverage": "NoticeCoverage",
    "no_data": "NoticeNoData",
    "demonstration": "NoticeDemonstration",
    "warning": "NoticeWarning",
}


class Blocks:
    """Writes every block but charts and sections, which need the package around them."""

    def __init__(self, document: Document, runs: Runs) -> None:
        self.document = document
        self.labels = document.labels
        self.runs = runs
        self.numbers = numbered(document)

    def write(self, block: Block, orientation: Orientation) -> str:
        match block:
            case Heading():
                inner = bookmarked(self.runs.write(block.runs), anchor=self.runs.anchors[block.key])
                return paragraph(inner, f"Heading{block.level}")
            case Paragraph():
                return paragraph(self._text(block.runs))
            case BulletList():
                return "".join(paragraph(self._text(item), "ListBullet") for item in block.items)
            case Notice():
                label = text_run(f"{self.labels.notices[block.kind]}. ", BOLD)
                return paragraph(label + self._text(block.runs), NOTICE_STYLES[block.kind])
            case DefinitionList():
                return self._pairs(block, orientation)
            case Table():
                return self.table(block, orientation)
            case PageBreak():
                return paragraph('<w:r><w:br w:type="page"/></w:r>', "TableNote", UNSEEN)
            case Contents():
                return self._contents(block)
        raise AssertionError(f"No rule for the block {type(block).__name__}.")

    def caption(self, key: str, caption: Content) -> str:
        number = text_run(self.numbers[key] + (". " if caption else ""), BOLD)
        inner = bookmarked(number + self.runs.write(caption), anchor=self.runs.anchors[key])
        return paragraph(inner, "Caption", "<w:keepNext/>")

    def source(self, source: Content) -> str:
        if not source:
            return ""
        return paragraph(text_run(f"{self.labels.source}: ") + self._text(source), "TableNote")

    def table(self, table: Table, orientation: Orientation, *, twin: bool = False) -> str:
        widths = [round(share * _TEXT_WIDTH[orientation]) for share in column_shares(table, self.document)]
        rows = [self._head(table, widths), *(self._row(table, row, widths) for row in table.rows)]
        title = plain(table.caption, labels=self.labels, marks=self.document.marks)
        caption = self.caption(table.key, () if twin else table.caption)
        notes = "".join(paragraph(self._text(note), "TableNote") for note in table.notes)
        end = paragraph("", "TableNote")
        return caption + self._frame(widths, rows, title) + notes + self.source(table.source) + end

    def _text(self, runs: Content) -> str:
        return self.runs.write(runs, hang=True, refs=True)

    def _frame(self, widths: list[int], rows: list[str], title: str, style: str = "ReportTable") -> str:
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
            f'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val={quoteattr(title[:250])}/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def _head(self, table: Table, widths: list[int]) -> str:
        cells = []
        for column, width in zip(table.columns, widths, strict=True):
            unit = text_run(f" ({column.unit})", Look(bold=False)) if column.unit else ""
            inner = self.runs.write(column.head, look=BOLD) + unit
            cells.append(_cell(inner, width, column.align, style="TableHead", settings='<w:vAlign w:val="bottom"/>'))
        repeated = "<w:tblHeader/>" if table.repeat_head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"

    def _row(self, table: Table, row: Row, widths: list[int]) -> str:
        start = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        if row.group:
            inner = self.runs.write(row.cells[0], look=BOLD, hang=True)
            shade = f'<w:gridSpan w:val="{len(widths)}"/><w:shd w:val="clear" w:color="auto" w:fill="EEF3F5"/>'
            return f"{start}{_cell(inner, sum(widths), 'left', settings=shade, keep=True)}</w:tr>"
        look = BOLD if row.total else PLAIN
        rule = '<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="0F4C5C"/></w:tcBorders>'
        cells = [
            _cell(
                self.runs.write(cell, look=look, hang=True, refs=table.show_refs),
                width,
                column.align,
                settings=rule if row.total else "",
            )
            for cell, column, width in zip(row.cells, table.columns, widths, strict=True)
        ]
        return f"{start}{''.join(cells)}</w:tr>"

    def _pairs(self, block: DefinitionList, orientation: Orientation) -> str:
        whole = _TEXT_WIDTH[orientation]
        widths = [round(whole * 0.32), whole - round(whole * 0.32)]
        empty = (Emphasis(as_runs(self.labels.no_data)),)
        rows = [
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + _cell(self.runs.write(label, look=Look(colour="52606D")), widths[0], "left")
            + _cell(self._text(value or empty), widths[1], "left")
            + "</w:tr>"
            for label, value in block.pairs
        ]
        return self._frame(widths, rows, "", "ReportPairs") + paragraph("", "TableNote")

    def _contents(self, contents: Contents) -> str:
        """A real field, already filled with links; Word adds the page numbers when the reader refreshes it."""
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
            f'TOC \\o "1-{contents.depth}" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        entries = [
            (block.level, self.runs.inside(block.key, self.runs.write(block.runs, links=False)))
            for block in every_block(self.document.blocks)
            if isinstance(block, Heading) and block.level <= contents.depth
        ]
        lines = [
            paragraph((begin if at == 0 else "") + link, f"TOC{level}") for at, (level, link) in enumerate(entries)
        ]
        if not lines:
            return ""
        end = paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>', "TableNote")
        return paragraph(text_run(self.labels.contents), "TOCHeading") + "".join(lines) + end


def _cell(
    inner: str, width: int, align: str, *, style: str = "TableText", settings: str = "", keep: bool = False
) -> str:
    side = f'<w:jc w:val="{_SIDES[align]}"/>'
    held = "<w:keepNext/>" if keep else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{settings}</w:tcPr>'
        f"{paragraph(inner, style, held + side)}</w:tc>"
    )
