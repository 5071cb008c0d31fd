"""Lines of text as WordprocessingML. Every string goes through `escape`: a stray "&" or "<" cannot break the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from babel.core import get_global
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from barabar.publishing.document.model import (
    Document,
    Emphasis,
    Fallback,
    Figure,
    Link,
    Name,
    Run,
    State,
    Strong,
    Text,
    every_block,
    figure_text,
    footnotes_used,
)
from barabar.publishing.formats.support.numbering import absolute, trace_url

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def word_language(language: str) -> str:
    """Word wants a region with the language: "sq" becomes "sq-AL", "sr-Latn" becomes "sr-Latn-RS"."""
    spoken, *script = language.split("-")
    likely = get_global("likely_subtags").get(spoken, "").split("_")
    if len(likely) < 3:
        return language
    if not script and spoken == "sr":
        script = [likely[1]]
    return "-".join([spoken, *script, likely[2]])


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks. Word refuses properties that come twice or out of order, so they stay apart until the end."""

    style: str = ""
    bold: bool | None = None
    italic: bool = False
    colour: str = ""
    language: str = ""

    def xml(self) -> str:
        bold = "" if self.bold is None else f'<w:b w:val="{int(self.bold)}"/>'
        parts = (
            f'<w:rStyle w:val="{self.style}"/>' if self.style else "",
            bold,
            "<w:i/>" if self.italic else "",
            f'<w:color w:val="{self.colour}"/>' if self.colour else "",
            f"<w:lang w:val={quoteattr(self.language)}/>" if self.language else "",
        )
        inner = "".join(parts)
        return f"<w:rPr>{inner}</w:rPr>" if inner else ""


PLAIN = Look()
BOLD = Look(bold=True)
REFERENCE = Look(style="Reference")


class Runs:
    """Writes runs for one document: knows its marks, its addresses and which footnotes already hang on a name."""

    def __init__(self, document: Document, base_url: str) -> None:
        self.document = document
        self.labels = document.labels
        self.base_url = base_url
        self.addresses: dict[str, str] = {}
        self.anchors = {
            block.key: f"part_{number}"
            for number, block in enumerate(every_block(document.blocks))
            if hasattr(block, "key")
        }
        self.footnote_ids = {key: number for number, key in enumerate(footnotes_used(document), start=1)}
        self.waiting = set(self.footnote_ids)

    def write(
        self, runs: Iterable[Run], *, look: Look = PLAIN, hang: bool = False, refs: bool = False, links: bool = True
    ) -> str:
        """`hang` lets the first name carry its footnote, `refs` prints reference codes; links do not nest."""
        return "".join(self._run(run, look, hang, refs, links) for run in runs)

    def _run(self, run: Run, look: Look, hang: bool, refs: bool, links: bool) -> str:
        match run:
            case Text():
                return text_run(run.text, look)
            case Strong():
                return self.write(run.runs, look=replace(look, bold=True), hang=hang, refs=refs, links=links)
            case Emphasis():
                return self.write(run.runs, look=replace(look, italic=True), hang=hang, refs=refs, links=links)
            case Link():
                inner = self.write(run.runs, look=replace(look, style="Hyperlink"), hang=False, refs=refs, links=False)
                return self._link(run.url, inner) if links else inner
            case Fallback():
                return self._fallback(run, look)
            case Figure():
                return self._figure(run, look, refs, links)
            case Name():
                return self._name(run, look, hang)
        raise AssertionError(f"No rule for the run {type(run).__name__}.")

    def _fallback(self, run: Fallback, look: Look) -> str:
        name = self.labels.languages.get(run.lang, run.lang)
        said = self.labels.other_language.format(language=name)
        return text_run(run.text, replace(look, language=word_language(run.lang))) + text_run(f" ({said})", REFERENCE)

    def _figure(self, figure: Figure, look: Look, refs: bool, links: bool) -> str:
        shown = look if figure.state is State.REPORTED else replace(look, style="FigureState")
        text = text_run(figure_text(figure, self.labels), shown)
        if figure.ref and refs:
            text += text_run(f" {figure.ref}", REFERENCE)
        return self._link(trace_url(self.base_url, figure.ref), text) if figure.ref and links else text

    def _name(self, name: Name, look: Look, hang: bool) -> str:
        if not name.footnote:
            return text_run(name.text, look)
        mark, _ = self.document.footnotes[name.footnote]
        if not hang or name.footnote not in self.waiting:
            return text_run(name.text + mark, look)
        self.waiting.discard(name.footnote)
        number = self.footnote_ids[name.footnote]
        reference = f'<w:footnoteReference w:customMarkFollows="1" w:id="{number}"/><w:t>{escape(mark)}</w:t>'
        mark_look = replace(look, style="FootnoteReference")
        return text_run(name.text, look) + f"<w:r>{mark_look.xml()}{reference}</w:r>"

    def inside(self, key: str, inner: str) -> str:
        """A link to a heading, table or chart of this document; an unknown key leaves plain text."""
        anchor = self.anchors.get(key)
        return f'<w:hyperlink w:anchor="{anchor}">{inner}</w:hyperlink>' if anchor else inner

    def _link(self, url: str, inner: str) -> str:
        if url.startswith("#"):
            return self.inside(url[1:], inner)
        whole = absolute(self.base_url, url)
        identity = self.addresses.setdefault(whole, f"rIdLink{len(self.addresses) + 1}")
        return f'<w:hyperlink r:id="{identity}">{inner}</w:hyperlink>'


def text_run(text: str, look: Look = PLAIN) -> str:
    """One run; newlines become line breaks, tabs stay tabs."""
    if not text:
        return ""
    parts = [
        "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in line.split("\t"))
        for line in text.split("\n")
    ]
    return f"<w:r>{look.xml()}{'<w:br/>'.join(parts)}</w:r>"


def paragraph(inner: str, style: str = "", settings: str = "") -> str:
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    head = f"<w:pPr>{styled}{settings}</w:pPr>" if styled or settings else ""
    return f"<w:p>{head}{inner}</w:p>"


def field(code: str, shown: str = "1") -> str:
    """A field such as PAGE with the result it shows until Word refreshes it."""
    return f'<w:fldSimple w:instr=" {code} ">{text_run(shown)}</w:fldSimple>'


def bookmarked(inner: str, *, anchor: str) -> str:
    number = anchor.rsplit("_", 1)[1]
    return f'<w:bookmarkStart w:id="{number}" w:name="{anchor}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def elements(xml: str) -> list[BaseOxmlElement]:
    """Parsed pieces, ready to be put into a part."""
    return list(parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>"))
