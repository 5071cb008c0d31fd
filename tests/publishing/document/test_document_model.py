from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.publishing.document.sample import FOOTNOTE, SVG, sample

from barabar.publishing.document.model import (
    LABELS_EN,
    LABELS_SQ,
    Chart,
    Document,
    Emphasis,
    Fallback,
    Figure,
    Heading,
    Link,
    Name,
    NoticeKind,
    Paragraph,
    Section,
    State,
    Strong,
    Table,
    Text,
    as_runs,
    every_block,
    footnotes_used,
    plain,
    references_used,
    row,
)


def small(*blocks, title="Report", footnotes=None) -> Document:
    return Document(title, "en", date(2026, 3, 31), blocks, LABELS_EN, footnotes=footnotes or {})


def test_strings_runs_and_lists_become_runs():
    assert as_runs("a") == (Text("a"),)
    assert as_runs("") == ()
    assert as_runs(Name("Kosovo", "xk")) == (Name("Kosovo", "xk"),)
    assert Paragraph(["a", Strong("b")]).runs == (Text("a"), Strong((Text("b"),)))


def test_control_characters_do_not_get_in():
    assert Text("a\x00b\r\nc\rd\te\ud800").text == "ab\nc\nd\te"


def test_a_figure_without_a_value_says_its_state_and_never_zero():
    assert plain((Figure(state="missing"),), labels=LABELS_EN, marks={}) == "not reported"
    with pytest.raises(ValueError, match="needs its text"):
        Figure()
    with pytest.raises(ValueError, match="cannot carry the value 0"):
        Figure(state="missing", value=Decimal(0))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x", ""])
def test_links_lead_to_the_web_or_inside(url):
    with pytest.raises(ValueError, match="not accepted"):
        Link("x", url)


def test_a_table_counts_its_cells():
    with pytest.raises(ValueError, match="row 2 has 1 cells where 2 are expected"):
        Table(("a", "b"), (("1", "2"), ("1",)), "Caption", "key")


def test_a_chart_needs_words():
    with pytest.raises(ValueError, match="needs a text"):
        Chart(SVG, " ", Table(("a",), (), "T", "t"), "C", "c")


def test_sections_do_not_nest_and_keys_are_unique():
    with pytest.raises(ValueError, match="cannot hold another section"):
        Section((Section(()),))
    with pytest.raises(ValueError, match="more than one heading, table or chart: a"):
        small(Heading(1, "x", "a"), Heading(2, "y", "a"))
    with pytest.raises(ValueError, match="levels 1 to 4"):
        Heading(5, "x", "a")


def test_a_footnote_the_document_lacks_is_refused():
    with pytest.raises(ValueError, match="footnotes the document does not have: xk"):
        small(Paragraph(Name("Kosovo", "xk")))


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(Strong(Emphasis(Link(Name("Kosovo", "xk"), "/x")))),
        Section((Heading(1, Name("Kosovo", "xk"), "h"),)),
        Table((Name("Kosovo", "xk"),), (), "T", "t"),
        Chart(SVG, "alt", Table(("a",), (row(Name("Kosovo", "xk")),), "T", "t"), "C", "c"),
    ],
)
def test_a_footnote_is_used_wherever_its_name_hides(block):
    document = small(block, footnotes={"xk": ("*", FOOTNOTE), "other": ("†", "never")})
    assert footnotes_used(document) == {"xk": ("*", FOOTNOTE)}


def test_no_name_no_footnote():
    assert footnotes_used(sample(marked=False)) == {}
    assert footnotes_used(small(title=Name("Kosovo", "xk"), footnotes={"xk": ("*", FOOTNOTE)})) == {
        "xk": ("*", FOOTNOTE)
    }


def test_plain_text_keeps_marks_and_other_languages():
    runs = (Text("In "), Name("Kosovo", "xk"), Emphasis(" and "), Fallback("srpski", "sr"))
    assert plain(runs, labels=LABELS_EN, marks={"xk": "*"}) == "In Kosovo* and srpski"


def test_references_in_order_each_once():
    document = small(Paragraph([Figure("1", ref="B"), Figure("2", ref="A"), Strong(Figure("1", ref="B"))]))
    assert references_used(document.blocks) == ["B", "A"]


@pytest.mark.parametrize("labels", [LABELS_EN, LABELS_SQ])
def test_labels_are_complete(labels):
    assert set(labels.states) == set(State) - {State.REPORTED}
    assert set(labels.notices) == set(NoticeKind)
    assert "{number}" in labels.page and "{count}" in labels.page and "{language}" in labels.other_language
    assert all(getattr(labels, name) for name in labels.__dataclass_fields__)


def test_the_sample_holds_every_block():
    kinds = {type(block).__name__ for block in every_block(sample(rows=1).blocks)}
    assert len(kinds) == 10
    assert replace(sample(rows=1), demonstration=False).demonstration is False
