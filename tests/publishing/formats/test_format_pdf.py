from __future__ import annotations

from io import BytesIO

import pypdf
import pytest
from tests.publishing.document.sample import BASE, sample

from barabar.publishing.document.model import LABELS_EN, LABELS_SQ, Document, Paragraph
from barabar.publishing.fonts import covered, text_width
from barabar.publishing.formats import pdf


@pytest.fixture(scope="module")
def reader() -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf.write(sample("sq", rows=120), base_url=BASE)))


def test_it_is_tagged_titled_and_in_its_language(reader):
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "sq"
    assert reader.metadata.title == "Annual report 2025: Kosovo*"
    assert reader.metadata.author == "National contact point"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_every_font_is_inside_and_ours(reader):
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts
    for name, font in fonts.items():
        assert "NotoSans" in name
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_every_page_has_its_number_and_the_demonstration_mark(reader):
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert LABELS_SQ.demonstration in text
        assert LABELS_SQ.page.format(number=number, count=count) in text


def test_the_annex_lies_on_its_side_with_its_head_on_every_page(reader):
    wide = [page for page in reader.pages if page.mediabox.width > page.mediabox.height]
    assert len(wide) >= 4
    assert all("Municipality" in page.extract_text() and "2025" in page.extract_text() for page in wide)
    assert reader.pages[-1].mediabox.width < reader.pages[-1].mediabox.height


def test_headings_make_the_outline(reader):
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles[-3:] == ["1 Institutional arrangement", "2 Annex", "3 After the annex"]


def test_the_same_document_gives_the_same_bytes():
    assert pdf.write(sample(rows=1), base_url=BASE) == pdf.write(sample(rows=1), base_url=BASE)


def test_a_letter_no_font_has_does_not_stop_the_report():
    document = Document("T", "en", sample(rows=1).date, (Paragraph("done \U0001f600 漢 ✓ ﬁ e\u0301"),), LABELS_EN)
    text = pypdf.PdfReader(BytesIO(pdf.write(document, base_url=BASE))).pages[0].extract_text()
    assert "[U+1F600]" in text and "[U+6F22]" in text and "✓" in text


def test_covered_leaves_our_languages_alone():
    letters = "çëÇË đšžčćĐŠŽČĆ ђљњћџѓќѕјЂЉЊЋЏЃЌЅЈ ğıİöşüĞÖŞÜ θʒ – — „“” • … € −"
    assert covered(letters) == letters
    assert covered("a\ufe0fb") == "ab"
    assert text_width("Wide", size=10, bold=True) > text_width("Wide", size=10) > text_width("ill", size=10)
