"""Word: real styles, repeated heads, landscape sections, footnotes, alternative text; to be edited further."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from barabar.publishing.document.model import (
    Block,
    Chart,
    Document,
    Orientation,
    Section,
    Text,
    every_block,
)
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.formats.support.typesetter import pictures
from barabar.publishing.formats.support.word_blocks import UNSEEN, Blocks
from barabar.publishing.formats.support.word_package import add_footnotes, empty_word
from barabar.publishing.formats.support.word_runs import Runs, elements, paragraph, text_run

_PICTURE_WIDTH = {Orientation.PORTRAIT: Mm(170), Orientation.LANDSCAPE: Mm(230)}


def write(document: Document, *, base_url: str) -> bytes:
    """The whole document as one Word file."""
    return _Writer(document, base_url).write()


class _Writer:
    def __init__(self, document: Document, base_url: str) -> None:
        self.document = document
        self.word: WordDocument = empty_word(document)
        self.runs = Runs(document, base_url)
        self.blocks = Blocks(document, self.runs)
        self.end = self.word.element.body.find(qn("w:sectPr"))
        charts = [block for block in every_block(document.blocks) if isinstance(block, Chart)]
        self.images = dict(zip((chart.key for chart in charts), pictures([c.svg for c in charts]), strict=True))
        self.orientation = Orientation.PORTRAIT

    def write(self) -> bytes:
        self._title()
        for block in self.document.blocks:
            self._place(block)
        self._left_over_notes()
        self._links()
        hung = [(number, key) for key, number in self.runs.footnote_ids.items() if key not in self.runs.waiting]
        add_footnotes(self.word, {number: self.document.footnotes[key] for number, key in hung})
        stream = BytesIO()
        self.word.save(stream)
        return stream.getvalue()

    def _title(self) -> None:
        document = self.document
        self._add(paragraph(self.runs.write(document.title), "Title"))
        if document.subtitle:
            self._add(paragraph(self.runs.write(document.subtitle), "Subtitle"))
        below = [document.author, Numbers(document.labels).date(document.date)]
        self._add(paragraph(text_run(", ".join(filter(None, below))), "TableNote"))

    def _place(self, block: Block, orientation: Orientation = Orientation.PORTRAIT) -> None:
        if isinstance(block, Section):
            for inner in block.blocks:
                self._place(inner, block.orientation)
            return
        self._turn(orientation)
        if isinstance(block, Chart):
            self._chart(block)
        else:
            self._add(self.blocks.write(block, orientation))

    def _add(self, xml: str) -> None:
        """Everything goes before the properties of the last section, which close the body."""
        for element in elements(xml):
            self.end.addprevious(element)

    def _turn(self, orientation: Orientation) -> None:
        """Close the pages so far if the paper turns. Word keeps a section's paper at its end."""
        if orientation is self.orientation:
            return
        closing = deepcopy(self.end)
        _paper(closing, self.orientation)
        _paper(self.end, orientation)
        self._add(paragraph("", "TableNote", UNSEEN))
        last = self.end.getprevious()
        last.get_or_add_pPr().append(closing)
        self.orientation = orientation

    def _chart(self, chart: Chart) -> None:
        self._add(self.blocks.caption(chart.key, chart.caption))
        inline = self.word.part.new_pic_inline(BytesIO(self.images[chart.key]), width=_PICTURE_WIDTH[self.orientation])
        inline.docPr.set("descr", chart.alt)
        inline.docPr.set("name", self.blocks.numbers[chart.key])
        self._add(paragraph("<w:r/>", "TableNote", "<w:keepNext/>"))
        drawing = OxmlElement("w:drawing")
        drawing.append(inline)
        self.end.getprevious().r_lst[0].append(drawing)
        self._add(self.blocks.source(chart.source))
        self._add(self.blocks.table(chart.table, self.orientation, twin=True))

    def _left_over_notes(self) -> None:
        """Footnotes whose name occurs only in titles or charts have no text to hang on: they close the file."""
        for key in sorted(self.runs.waiting):
            mark, text = self.document.footnotes[key]
            self._add(paragraph(self.runs.write((Text(f"{mark} {text}"),)), "FootnoteText"))

    def _links(self) -> None:
        for url, identity in self.runs.addresses.items():
            self.word.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, url, identity, is_external=True)


def _paper(section: BaseOxmlElement, orientation: Orientation) -> None:
    size = section.find(qn("w:pgSz"))
    short, long = "11906", "16838"
    wide = orientation is Orientation.LANDSCAPE
    size.set(qn("w:w"), long if wide else short)
    size.set(qn("w:h"), short if wide else long)
    size.set(qn("w:orient"), str(orientation))
