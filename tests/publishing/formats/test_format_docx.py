from __future__ import annotations

import shutil
import subprocess
import zipfile
from io import BytesIO

import pypdf
import pytest
from docx import Document as open_docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from tests.publishing.document.sample import BASE, FOOTNOTE_SQ, sample

from barabar.publishing.document.model import (
    LABELS_EN,
    LABELS_SQ,
    Document,
    Figure,
    Link,
    Orientation,
    Paragraph,
    Section,
    Strong,
)
from barabar.publishing.formats import docx
from barabar.publishing.formats.support.word_runs import word_language


@pytest.fixture(scope="module")
def content() -> bytes:
    return docx.write(sample("sq", rows=120), base_url=BASE)


@pytest.fixture(scope="module")
def word(content):
    return open_docx(BytesIO(content))


def test_styles_are_real(word):
    used = {paragraph.style.name for paragraph in word.paragraphs}
    assert {"Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption", "List Bullet"} <= used
    assert {"Notice Coverage", "Notice NoData", "Table Note", "TOC Heading", "TOC 1", "TOC 2"} <= used
    assert {table.style.name for table in word.tables} == {"Report Table", "Report Pairs"}


def test_table_heads_repeat_and_rows_do_not_split(word):
    table = next(table for table in word.tables if len(table.rows) > 100)
    head, first = table.rows[0]._tr, table.rows[1]._tr
    assert head.xpath("w:trPr/w:tblHeader") and not first.xpath("w:trPr/w:tblHeader")
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)


def test_the_annex_lies_on_its_side_and_every_section_has_the_mark(word):
    turned = [section.orientation for section in word.sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    for section in word.sections:
        assert LABELS_SQ.demonstration in "\n".join(paragraph.text for paragraph in section.header.paragraphs)
        codes = section.footer._element.xpath(".//w:fldSimple/@w:instr")
        assert [code.strip() for code in codes] == ["PAGE", "NUMPAGES"]


def test_two_landscape_sections_leave_no_empty_page_between():
    turned = Section((Paragraph("wide"),), Orientation.LANDSCAPE)
    document = Document("T", "en", sample(rows=1).date, (turned, turned, Paragraph("end")), LABELS_EN)
    assert len(open_docx(BytesIO(docx.write(document, base_url=BASE))).sections) == 3


def test_language_and_properties(word):
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {"sq-AL"}
    assert 'w:val="sr-Cyrl-RS"' in word.element.xml
    properties = word.core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Annual report 2025: Kosovo*",
        "National contact point",
        "sq",
    )
    assert properties.created.isoformat().startswith("2026-03-31")


@pytest.mark.parametrize(
    ("language", "tag"),
    [("sq", "sq-AL"), ("sr-Latn", "sr-Latn-RS"), ("mk", "mk-MK"), ("tr", "tr-TR"), ("zz", "zz"), ("en", "en-US")],
)
def test_word_gets_the_region_it_wants(language, tag):
    assert word_language(language) == tag


def test_the_contents_are_a_field_that_is_already_filled(word):
    codes = word.element.xpath(".//w:instrText/text()")
    assert any("TOC" in code for code in codes)
    targets = set(word.element.xpath(".//w:bookmarkStart/@w:name"))
    assert set(word.element.xpath(".//w:hyperlink/@w:anchor")) <= targets
    lines = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "TOC 1"]
    assert lines[0].endswith("1 Institutional arrangement") or word.paragraphs


def test_pictures_say_what_they_show(word):
    drawn = word.element.xpath(".//wp:docPr")
    assert [(one.get("name"), one.get("descr")) for one in drawn] == [("Figura 1", "Share insured, bar of 82 percent.")]
    assert word.inline_shapes[0].width.mm == pytest.approx(170, abs=1)


def test_the_footnote_is_a_real_one(content, word):
    notes = zipfile.ZipFile(BytesIO(content)).read("word/footnotes.xml").decode()
    assert notes.count(FOOTNOTE_SQ) == 1
    assert len(word.element.xpath(".//w:footnoteReference")) == 1


def test_links_do_not_nest_and_properties_do_not_repeat():
    inside = Link([Strong("see "), Figure("82", ref="R1"), Figure(state="missing", ref="R2")], "/x")
    document = Document(
        "T", "en", sample(rows=1).date, (Paragraph(inside), Paragraph(Link("gone", "#gone"))), LABELS_EN
    )
    body = open_docx(BytesIO(docx.write(document, base_url=BASE))).element
    assert not body.xpath(".//w:hyperlink//w:hyperlink")
    assert all(len(look) == len({child.tag for child in look}) for look in body.xpath(".//w:rPr"))


def test_word_sees_a_file_of_its_own_time(word):
    assert word.settings.element.xpath(".//w:compatSetting/@w:val") == ["15"]
    assert not word.settings.element.xpath(".//w:updateFields")


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_reads_what_we_wrote(content, tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed.")
    (tmp_path / "report.docx").write_bytes(content)
    command = [soffice, "--headless", "--norestore", f"-env:UserInstallation=file://{tmp_path}/profile"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "report.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = pypdf.PdfReader(BytesIO((tmp_path / "report.pdf").read_bytes())).pages
    text = [" ".join(page.extract_text().split()) for page in pages]
    assert all(LABELS_SQ.demonstration in page for page in text)
    assert sum(page.count(FOOTNOTE_SQ[:40]) for page in text) == 1
    assert "Municipality 119" in " ".join(text) and "Upright again." in text[-1]
    wide = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert len(wide) >= 4 and all("Code Municipality" in page.extract_text().replace("\n", " ") for page in wide)
