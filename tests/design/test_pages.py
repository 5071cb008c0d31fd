import gzip
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.pofile import read_po
from django.template.loader import render_to_string
from django.test import RequestFactory

import barabar.design
from barabar.design.context import page

ROOM = Path(barabar.design.__file__).parent
pytestmark = pytest.mark.usefixtures("design_urls")


def request_of(address="/", **attributes):
    request = RequestFactory().get(address)
    for name, value in attributes.items():
        setattr(request, name, value)
    return request


def test_the_language_switch_keeps_the_rest_of_the_address(sq):
    languages = page(request_of("/plans/?sector=a&sector=b&language=en"))["languages"]
    assert languages[0] == {
        "code": "sq",
        "name": "Shqip",
        "url": "?sector=a&sector=b&language=sq",
        "current": True,
    }


def test_visitors_start_at_the_overview_and_people_signed_in_at_their_desk(en):
    person = SimpleNamespace(is_authenticated=True, name="Arta Maria Dervishi")
    assert page(request_of())["home_url"] == "/start/"
    facts = page(request_of(user=person, organisation="Bashkia Elbasan", navigation=[{"title": "A"}]))
    assert facts["home_url"] == "/office/" and facts["navigation"] == [{"title": "A"}]
    assert facts["person"] == {"name": "Arta Maria Dervishi", "initials": "AD", "organisation": "Bashkia Elbasan"}


def test_pages_that_do_not_exist_have_no_link(en):
    facts = page(request_of())
    assert facts["licence_url"] == "/licence/" and facts["privacy_url"] == ""


def test_every_page_has_the_frame(client, settings):
    html = client.get("/design/guide/?language=sq").content.decode()
    assert (
        '<html lang="sq" dir="ltr" data-decimal="," data-group="\N{NO-BREAK SPACE}">' in html
        and '<main id="main"' in html
    )
    assert 'class="skip" href="#main"' in html and 'lang="en" hreflang="en"' in html
    assert "të gjitha shifrat janë të shpikura" in html and 'aria-current="page">Masat</a>' in html
    settings.DEMONSTRATION = False
    assert "demonstration" not in client.get("/design/guide/").content.decode()


def test_the_place_of_the_status_footnote_is_in_the_footer():
    html = render_to_string("design/base.html", {})
    assert html.index("<footer") < html.index("<!--footnotes-->") < html.index("</footer>")


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_say_what_happened_and_what_to_do(client, code, en):
    html = client.get(f"/error/{code}/?language=en").content.decode()
    assert html.count("<h1>") == 1 and html.count("<p>") >= 2 and "Go to the start page" in html
    assert ("7F3A-21" in html) is (code == "500")


def test_the_500_page_needs_no_context(en):
    html = render_to_string("500.html")
    assert "Something went wrong" in html and "Reference number" not in html


def test_the_sign_in_page_keeps_where_to_go(client):
    html = client.get("/office/sign-in/").content.decode()
    assert '<input type="hidden" name="next" value="/office/">' in html and 'autocomplete="username"' in html


def test_the_font_is_fetched_once_under_the_name_the_style_sheet_uses(client):
    html = client.get("/design/guide/").content.decode()
    assert 'href="/static/design/inter-regular.woff2"' in html
    assert "url(inter-regular.woff2)" in (ROOM / "static/design/base.css").read_text()


def test_no_page_carries_style_or_script_of_its_own(client):
    html = client.get("/design/guide/").content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?! src=)", html)
    assert "http://" not in html.replace("http://www.w3.org", "") and "https://" not in html


def test_the_styles_stay_under_twelve_kilobytes():
    sheets = sorted((ROOM / "static/design").glob("*.css"))
    assert len(sheets) == 5
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) < 12 * 1024


def test_no_style_changes_the_case_of_words_or_asks_another_host():
    written = "".join(sheet.read_text() for sheet in (ROOM / "static/design").glob("*.css"))
    assert "text-transform" not in written and "@import" not in written
    assert re.findall(r"https?://[^'\")]+", written) == ["http://www.w3.org/2000/svg"]


def test_the_fonts_stay_under_sixty_kilobytes_and_carry_their_licence():
    fonts = sorted((ROOM / "static/design").glob("*.woff2"))
    assert len(fonts) == 2 and sum(font.stat().st_size for font in fonts) < 60_000
    assert "SIL Open Font License" in (ROOM / "static/design/inter-licence.txt").read_text()


def test_the_script_writes_text_only():
    script = "".join(one.read_text() for one in (ROOM / "static/design").glob("*.js"))
    assert "data-live" in script and "data-autosave" in script
    for door in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]:
        assert door not in script


def test_every_sentence_is_translated_and_keeps_its_placeholders():
    with (ROOM / "locale/sq/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="sq")
    holes = re.compile(r"%\(\w+\)s|\{\w+\}")
    for message in catalogue:
        if not message.id:
            continue
        asked = message.id if isinstance(message.id, tuple) else (message.id,)
        given = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(given), message.id
        assert not message.fuzzy
        assert set(holes.findall(asked[-1])) == set(holes.findall(given[-1])), message.id


def test_every_text_of_the_templates_is_in_the_catalogue():
    with (ROOM / "locale/sq/LC_MESSAGES/django.po").open("rb") as file:
        known = {m.id if isinstance(m.id, str) else m.id[0] for m in read_po(file, locale="sq")}
    texts = re.compile(r"""\{% translate (?:"([^"]+)"|'([^']+)')""")
    for template in sorted((ROOM / "templates").rglob("*.html")):
        for double, single in texts.findall(template.read_text()):
            assert (double or single) in known, f"{template.name}: {double or single}"
