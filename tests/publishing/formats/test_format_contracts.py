"""What every registered format owes: the same document in, everything readable out, nothing run, nothing twice."""

from __future__ import annotations

import pkgutil
from functools import cache
from io import BytesIO

import openpyxl
import pypdf
import pytest
from docx import Document as open_docx
from lxml import etree
from lxml import html as lxml_html
from tests.publishing.document.sample import BASE, FOOTNOTE, FOOTNOTE_SQ, FORMULA, HOSTILE, LETTERS, sample

from barabar.publishing import formats
from barabar.publishing.document.model import LABELS_EN, LABELS_SQ, Document, Heading, Name, Paragraph
from barabar.publishing.formats import FORMATS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ALL = pytest.mark.parametrize("name", sorted(FORMATS))
PROSE = pytest.mark.parametrize("name", ["docx", "html", "pdf"])


def squeezed(text: str) -> str:
    """Without blanks, hyphens and break marks: lines break at different places in every format."""
    return "".join(text.split()).replace("\N{ZERO WIDTH SPACE}", "").replace("-", "")


@cache
def written(name: str, language: str = "en", marked: bool = True, demonstration: bool = True) -> bytes:
    document = sample(language, rows=40, marked=marked, demonstration=demonstration)
    return FORMATS[name].write(document, base_url=BASE)


def text_of(name: str, content: bytes) -> str:
    if name == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    if name == "html":
        return " ".join(lxml_html.fromstring(content).itertext())
    if name == "xlsx":
        book = openpyxl.load_workbook(BytesIO(content))
        return "\n".join(str(c.value) for sheet in book for line in sheet for c in line if c.value is not None)
    package = open_docx(BytesIO(content)).part.package
    xml = [part.blob for part in package.iter_parts() if str(part.partname).startswith("/word/") and _speaks(part)]
    return "\n".join("".join(etree.fromstring(part).itertext(f"{W}t", f"{W}instrText")) for part in xml)


def _speaks(part) -> bool:
    return str(part.partname).split("/")[-1].startswith(("document", "header", "footer", "footnotes"))


def test_every_module_in_the_folder_is_registered():
    modules = {module.name for module in pkgutil.iter_modules(formats.__path__) if not module.ispkg}
    assert modules == set(FORMATS) | {"csv"}
    assert all(entry.extension == key and entry.name and entry.media_type for key, entry in FORMATS.items())


@ALL
@pytest.mark.parametrize(("language", "labels"), [("en", LABELS_EN), ("sq", LABELS_SQ)])
def test_states_letters_and_hostile_text_arrive(name, language, labels):
    text = squeezed(text_of(name, written(name, language)))
    for expected in (*labels.states.values(), labels.demonstration, LETTERS, HOSTILE, FORMULA, "Municipality39"):
        assert squeezed(expected) in text, expected


@ALL
def test_a_document_without_demonstration_has_no_mark(name):
    assert squeezed(LABELS_EN.demonstration) not in squeezed(text_of(name, written(name, demonstration=False)))


@PROSE
@pytest.mark.parametrize(("language", "note"), [("en", FOOTNOTE), ("sq", FOOTNOTE_SQ)])
def test_the_footnote_stands_once(name, language, note):
    assert squeezed(text_of(name, written(name, language))).count(squeezed(note)) == 1


@ALL
def test_no_footnote_where_the_name_does_not_occur(name):
    text = text_of(name, written(name, marked=False))
    assert squeezed(FOOTNOTE) not in squeezed(text)
    assert "Serbia" in text


@ALL
def test_the_name_never_stands_bare(name):
    text = squeezed(text_of(name, written(name)).replace(FOOTNOTE, ""))
    assert text.count("Kosovo") == text.count("Kosovo*") >= 4


@PROSE
def test_a_name_in_the_title_alone_still_brings_its_footnote_once(name):
    base = sample(rows=1)
    document = Document(
        ["Report: ", Name("Kosovo", "xk")],
        "en",
        base.date,
        (Heading(1, "A", "a"), Paragraph("b")),
        LABELS_EN,
        footnotes=base.footnotes,
    )
    assert squeezed(text_of(name, FORMATS[name].write(document, base_url=BASE))).count(squeezed(FOOTNOTE)) == 1


@ALL
def test_the_same_document_gives_the_same_text(name):
    document = sample(rows=3)
    first, second = (FORMATS[name].write(document, base_url=BASE) for _ in range(2))
    assert text_of(name, first) == text_of(name, second)


@ALL
def test_an_empty_document_is_a_file_too(name):
    document = Document("Empty", "en", sample(rows=1).date, (), LABELS_EN)
    assert "Empty" in text_of(name, FORMATS[name].write(document, base_url=BASE))


@ALL
def test_references_lead_home(name):
    content = written(name)
    if name == "docx":
        word = open_docx(BytesIO(content))
        found = {rel.target_ref for rel in word.part.rels.values() if rel.is_external}
    elif name == "xlsx":
        book = openpyxl.load_workbook(BytesIO(content))
        found = {c.hyperlink.target for sheet in book for line in sheet for c in line if c.hyperlink}
    elif name == "html":
        found = set(lxml_html.fromstring(content).xpath("//a/@href"))
    else:
        pages = pypdf.PdfReader(BytesIO(content)).pages
        notes = [note.get_object() for page in pages for note in page.get("/Annots", [])]
        found = {note["/A"]["/URI"] for note in notes if "/A" in note and "/URI" in note["/A"]}
    assert f"{BASE}trace/L3-2024/" in found
    assert f"{BASE}trace/S-missing/" in found


def test_file_names_carry_the_language():
    assert FORMATS["docx"].file_name("annual-report-2025", sample("sq", rows=1)) == "annual-report-2025-sq.docx"
