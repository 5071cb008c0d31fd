"""The reader's language, and the status footnote of every page."""

import re

from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import get_language_from_request

from barabar.reference.marks import economies_named, mark_names, marked_economies

PLACE = "<!--footnotes-->"
# Text between tags, or an attribute that people read; never what a person typed into a field.
_READ = re.compile(
    r"(?P<kept><(?:script|style|textarea)\b.*?</(?:script|style|textarea)>)"
    r"|(?P<tag><[^>]*>)"
    r"|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r'(\s(?:title|alt|aria-label|aria-description|data-label)=")([^"]*)(")')
_META = re.compile(r'(<meta name="description" content=")([^"]*)(")')


class ReaderLanguage:
    """`?language=sq` chooses and is remembered; else the cookie, else what the browser asks for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.GET.get("language", "")
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if chosen in known:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, samesite="Lax")
        response.headers.setdefault("Content-Language", language)
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Cookie, Accept-Language"]))
        return response


def mark_page(html: str, language: str) -> str:
    """Put the mark after each bare name a reader sees, and the footnote once where a marked name occurs."""
    if not marked_economies():
        return html.replace(PLACE, "")
    seen: list[str] = []

    def mark(found: re.Match[str]) -> str:
        if found["kept"]:
            return found["kept"]
        if found["tag"]:
            tag = _ATTRIBUTE.sub(lambda a: a[1] + mark_names(a[2]) + a[3], found["tag"])
            return _META.sub(lambda a: a[1] + mark_names(a[2]) + a[3], tag)
        seen.append(found["text"])
        return mark_names(found["text"])

    marked = _READ.sub(mark, html)
    notes = "".join(
        f'<p class="footnote">{escape(economy.mark)} {escape(economy.footnote.in_language(language).text)}</p>'
        for economy in economies_named(" ".join(seen))
    )
    return marked.replace(PLACE, notes, 1)


class Footnotes:
    """Applies `mark_page` to every HTML page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            html = response.content.decode(response.charset)
            response.content = mark_page(html, translation.get_language() or "en").encode(response.charset)
        return response
