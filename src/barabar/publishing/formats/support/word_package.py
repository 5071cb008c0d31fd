"""The parts of a Word file around its text: styles, language, header and footer, footnotes, settings."""

from __future__ import annotations

from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from barabar.publishing.document.model import Document, Footnote, plain
from barabar.publishing.formats.support.word_runs import (
    BOLD,
    NAMESPACES,
    Look,
    elements,
    field,
    paragraph,
    text_run,
    word_language,
)

_FACE = "Calibri"
_PETROL = RGBColor(0x0F, 0x4C, 0x5C)
_MUTED = RGBColor(0x52, 0x60, 0x6D)
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NOTICES = {
    "NoticeCoverage": ("0F4C5C", "EEF3F5"),
    "NoticeNoData": ("66727E", "F4F5F6"),
    "NoticeDemonstration": ("C07F00", "FFF4DC"),
    "NoticeWarning": ("C07F00", "FFF4DC"),
}


def empty_word(document: Document) -> WordDocument:
    """A Word file with our styles, its language and properties, and no text yet."""
    word = docx.Document()
    body = word.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    _styles(word)
    _language(word, document.labels.language)
    _properties(word, document)
    _settings(word)
    _header_and_footer(word, document)
    return word


def _styles(word: WordDocument) -> None:
    normal = word.styles["Normal"]
    _font(normal, size=10.5)
    normal.paragraph_format.space_after = Pt(6)
    _shape(word, "Title", size=24, before=6, after=4, bold=True, colour=_PETROL, borderless=True)
    _shape(word, "Subtitle", size=13, after=4, colour=_MUTED)
    for level, size in enumerate((17, 13.5, 11.5, 10.5), start=1):
        _shape(word, f"Heading {level}", size=size, before=18 - 2 * level, after=5, bold=True, colour=_PETROL)
    _shape(word, "Caption", size=9, before=8, after=4)
    _shape(word, "Header", size=8, after=2, colour=_MUTED)
    _shape(word, "Footer", size=8, colour=_MUTED)
    _shape(word, "TOC Heading", size=15, before=10, after=4, bold=True, colour=_PETROL)
    for level in (1, 2, 3, 4):
        _shape(word, f"TOC {level}", size=10, after=2, indent=12 * (level - 1))
    _shape(word, "Table Text", size=8.5, before=1.5, after=1.5)
    _shape(word, "Table Head", size=8.5, before=1.5, after=1.5, bold=True, colour=_PETROL)
    _shape(word, "Table Note", size=8, before=2, after=2, colour=_MUTED)
    _shape(word, "Footnote Text", size=8, colour=_MUTED)
    for name, (edge, ground) in _NOTICES.items():
        spaced = "Notice " + name.removeprefix("Notice")
        _framed(_shape(word, spaced, size=10, before=6, after=8, indent=6), name, edge, ground)
    _characters(word)
    for name in ("Table Text", "Table Head", "Table Note", "Header", "Footer", "Footnote Text"):
        word.styles[name].paragraph_format.line_spacing = 1.0
    for xml in (_REPORT_TABLE, _REPORT_PAIRS):
        word.styles.element.append(parse_xml(xml))


def _shape(
    word: WordDocument,
    name: str,
    *,
    size: float,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    colour: RGBColor | None = None,
    indent: float = 0,
    borderless: bool = False,
) -> ParagraphStyle:
    known = {style.name for style in word.styles}
    style = word.styles[name] if name in known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name not in known:
        style.base_style = word.styles["Normal"]
        style.quick_style = True
    _font(style, size=size, bold=bold, colour=colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.left_indent = Pt(indent)
    border = style.element.pPr.find(qn("w:pBdr"))
    if borderless and border is not None:
        style.element.pPr.remove(border)
    return style


def _font(style: ParagraphStyle, *, size: float, bold: bool = False, colour: RGBColor | None = None) -> None:
    """One face for every script: themes and script-specific faces would win over it, so they go."""
    style.font.name = _FACE
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    for spread in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spread)
    style.font.color.rgb = colour or RGBColor(0x15, 0x20, 0x2B)
    fonts = style.element.rPr.find(qn("w:rFonts"))
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FACE)


def _framed(style: ParagraphStyle, identity: str, edge: str, ground: str) -> None:
    style.element.set(qn("w:styleId"), identity)
    properties = style.element.get_or_add_pPr()
    frame = parse_xml(
        f'<w:pBdr {NAMESPACES}><w:top w:val="single" w:sz="4" w:space="3" w:color="{ground}"/>'
        f'<w:left w:val="single" w:sz="24" w:space="6" w:color="{edge}"/>'
        f'<w:bottom w:val="single" w:sz="4" w:space="3" w:color="{ground}"/></w:pBdr>'
    )
    shade = parse_xml(f'<w:shd {NAMESPACES} w:val="clear" w:color="auto" w:fill="{ground}"/>')
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(frame)
    spacing.addprevious(shade)


def _characters(word: WordDocument) -> None:
    """Hyperlink, reference code, and the word that stands for a figure nobody gave."""
    for name, colour, italic, size in (
        ("Hyperlink", _PETROL, False, None),
        ("Reference", _MUTED, False, 7),
        ("Footnote Reference", _MUTED, False, None),
        ("FigureState", _MUTED, True, None),
    ):
        style = word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb, style.font.italic = colour, italic
        style.font.underline = name == "Hyperlink"
        style.font.size = Pt(size) if size else None


def _language(word: WordDocument, language: str) -> None:
    tag = word_language(language)
    for spoken in word.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), tag)


def _properties(word: WordDocument, document: Document) -> None:
    moment = datetime(document.date.year, document.date.month, document.date.day)
    properties = word.core_properties
    properties.title = plain(document.title, labels=document.labels, marks=document.marks)[:255]
    properties.subject = plain(document.subtitle, labels=document.labels, marks=document.marks)[:255]
    properties.author = properties.last_modified_by = document.author[:255]
    properties.language = document.labels.language
    properties.created = properties.modified = moment
    properties.comments = document.labels.demonstration if document.demonstration else ""


def _settings(word: WordDocument) -> None:
    """Without the mode, Word opens the file in compatibility mode and says so in the title bar."""
    settings = word.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    compat = parse_xml(
        f'<w:compat {NAMESPACES}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    settings.find(qn("w:rsids")).addprevious(compat)


def _header_and_footer(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    header = section.header
    header.paragraphs[0].text = plain(document.title, labels=document.labels, marks=document.marks)
    if document.demonstration:
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="FFF4DC"/>'
        banner = paragraph(text_run(document.labels.demonstration, BOLD), "Header", shade)
        header._element.extend(elements(banner))
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    before, rest = document.labels.page.split("{number}")
    between, after = rest.split("{count}")
    pieces = (text_run(before), field("PAGE"), text_run(between), field("NUMPAGES"), text_run(after))
    footer._p.extend(elements("".join(pieces)))


def add_footnotes(word: WordDocument, notes: dict[int, Footnote]) -> None:
    """Real footnotes with their own mark. The package has none to begin with, so the part is written whole."""
    if not notes:
        return
    lines = "".join(
        f'<w:footnote w:id="{number}">'
        + paragraph(text_run(mark, Look(style="FootnoteReference")) + text_run(f" {text}"), "FootnoteText")
        + "</w:footnote>"
        for number, (mark, text) in notes.items()
    )
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{tag}/></w:r></w:p></w:footnote>'
        for number, kind, tag in ((-1, "separator", "separator"), (0, "continuationSeparator", "continuationSeparator"))
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    xml = f"{head}<w:footnotes {NAMESPACES}>{separators}{lines}</w:footnotes>"
    part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, xml.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    known = parse_xml(f'<w:footnotePr {NAMESPACES}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>')
    word.settings.element.find(qn("w:compat")).addprevious(known)


_REPORT_TABLE = (
    f'<w:style {NAMESPACES} w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>'
    '<w:top w:val="single" w:sz="8" w:space="0" w:color="0F4C5C"/>'
    '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="CFD6DC"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="CFD6DC"/></w:tblBorders>'
    '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="0F4C5C"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>'
)
_REPORT_PAIRS = (
    f'<w:style {NAMESPACES} w:type="table" w:customStyle="1" w:styleId="ReportPairs"><w:name w:val="Report Pairs"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>'
    '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="CFD6DC"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="CFD6DC"/></w:tblBorders>'
    '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
