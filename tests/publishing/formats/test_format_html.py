from __future__ import annotations

from lxml import html as lxml_html
from tests.publishing.document.sample import BASE, FOOTNOTE, sample

from barabar.publishing.charts import CHART_WORDS_EN, Setting, StackedStates, StateCount, chart_block
from barabar.publishing.document.model import LABELS_EN, Document
from barabar.publishing.formats import html


def parsed(document: Document):
    return lxml_html.fromstring(html.write(document, base_url=BASE))


def test_the_fragment_obeys_a_strict_policy():
    text = html.fragment(sample(rows=2), base_url="/")
    page = lxml_html.fromstring(text)
    assert not page.xpath("//style | //script | //@style | //@*[starts-with(name(), 'on')]")
    assert page.tag == "article" and page.get("lang") == "en"
    assert "/trace/F-0001/" in text


def test_tables_are_tables_to_those_who_hear_them():
    table = parsed(sample(rows=2)).xpath("//div[@id='long']//table")[0]
    assert table.xpath("caption")[0].text_content() == "Table 3. A long table"
    assert len(table.xpath("thead/tr/th[@scope='col']")) == 7
    assert [len(line.xpath("th[@scope='row']")) for line in table.xpath("tbody/tr")] == [2, 2]


def test_the_chart_is_named_described_and_doubled():
    figure = parsed(sample(rows=2)).xpath("//figure[@id='insured']")[0]
    drawing = figure.xpath(".//*[local-name()='svg']")[0]
    names = drawing.get("aria-labelledby").split()
    assert drawing.get("role") == "img"
    assert [figure.xpath(f".//*[@id='{name}']")[0].text_content() for name in names] == [
        "Figure 1",
        "Share insured, bar of 82 percent.",
    ]
    assert figure.xpath("details/div//table//td")[0].text_content() == "82"


def test_two_widths_of_a_drawing_have_names_of_their_own():
    states = StackedStates("Measures", "Nine done.", (StateCount("completed", "Completed", 9),), "State")
    chart = chart_block("stacked_states", states, Setting(CHART_WORDS_EN, str), key="states")
    page = parsed(Document("T", "en", sample(rows=1).date, (chart,), LABELS_EN))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(page.xpath("//div[@class='document-wide' or @class='document-narrow']")) == 2


def test_other_languages_are_marked_and_said():
    page = parsed(sample(rows=2))
    assert page.xpath("//span[@lang='sr']")[0].text_content() == "Ovo postoji samo na srpskom."
    assert "only in Serbian" in page.text_content()


def test_headings_make_one_outline():
    page = parsed(sample(rows=2))
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5")]
    assert levels[0] == 1 and levels.count(1) == 1
    links = page.xpath("//nav//a/@href")
    assert links == ["#institutions", "#measures", "#annex", "#after"]
    assert all(page.xpath(f"//*[@id='{link[1:]}']") for link in links)


def test_the_page_may_print_the_footnotes_itself():
    text = html.fragment(sample(rows=2), base_url="/", footnotes=False)
    assert FOOTNOTE not in text and "#footnote-xk" not in text and "Kosovo*" in text


def test_the_standalone_page_needs_nothing_else():
    page = parsed(sample(rows=2))
    assert not page.xpath("//link | //script | //img | //@src")
    assert page.xpath("//title")[0].text == "Annual report 2025: Kosovo*"
    assert ".document-table" in page.xpath("//style")[0].text
