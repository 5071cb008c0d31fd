"""The status mark: no page a reader sees holds the bare name, and the footnote stands once where the name does."""

import re

import pytest

from barabar.reference.marks import economies_named, mark_names
from barabar.reference.middleware import PLACE, mark_page

FOOTNOTE = "without prejudice to positions on status"


def test_every_form_of_the_name_gets_its_mark_and_twice_changes_nothing():
    text = "Komunat e Kosovës; Kosovo, Kosova's plans (Косово) and Kosovo*."
    marked = mark_names(text)
    assert marked == "Komunat e Kosovës*; Kosovo*, Kosova*'s plans (Косово*) and Kosovo*."
    assert mark_names(marked) == marked


def test_words_that_only_begin_like_the_name_are_left_alone():
    assert mark_names("shoqëria kosovare, Kosovska Mitrovica") == "shoqëria kosovare, Kosovska Mitrovica"
    assert economies_named("Albania and Serbia") == []


def test_the_footnote_stands_once_and_only_where_the_name_does():
    page = f"<title>Kosovo</title><p>Kosovo and Kosovo*</p><footer>{PLACE}</footer>"
    marked = mark_page(page, "en")
    assert marked.count(FOOTNOTE) == 1
    assert "<p>Kosovo* and Kosovo*</p>" in marked and "<title>Kosovo*</title>" in marked
    assert FOOTNOTE not in mark_page(f"<p>Albania</p>{PLACE}", "en")


def test_the_footnote_is_in_the_readers_language():
    assert "nuk ndikon në qëndrimin" in mark_page(f"<p>Kosova</p>{PLACE}", "sq")


def test_attributes_that_are_read_aloud_are_marked_and_typed_text_is_not():
    page = f'<img alt="Map of Kosovo"><input value="Kosovo"><textarea>Kosovo</textarea><script>"Kosovo"</script>{PLACE}'
    marked = mark_page(page, "en")
    assert 'alt="Map of Kosovo*"' in marked
    assert 'value="Kosovo"' in marked and "<textarea>Kosovo</textarea>" in marked and '"Kosovo"' in marked


def test_a_national_installation_may_switch_the_mark_off(settings):
    settings.STATUS_MARKS = False
    assert mark_names("Kosovo") == "Kosovo"
    assert mark_page(f"<p>Kosovo</p>{PLACE}", "en") == "<p>Kosovo</p>"


BARE = re.compile(r"(?<!\w)(Kosovo|Kosova|Kosovë|Kosovës|Косово)(?!\w)(?!\*)")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "sq"])
@pytest.mark.parametrize("address", ["/", "/?economy=XK", "/reports/", "/data/", "/about/", "/licence/", "/trace/"])
def test_no_public_page_holds_the_bare_name(client, address, language):
    page = client.get(address, headers={"accept-language": language}).content.decode()
    body, _footer, notes = page.partition('<p class="footnote">')
    assert not BARE.search(body)
    assert page.count('class="footnote"') == (1 if re.search(r"Kosov", body) else 0)
    assert not BARE.search(notes.partition("</p>")[2])
