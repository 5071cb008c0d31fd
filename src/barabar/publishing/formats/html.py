"""HTML twice: a whole page to keep or send, and a fragment that the site shows inside its own page."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from barabar.publishing.document.model import Document, plain
from barabar.publishing.formats.support.markup import Markup

STYLESHEET = Path(__file__).parent / "support" / "document.css"
_PAGE_STYLE = (
    "body { font-family: Inter, 'Noto Sans', system-ui, sans-serif; }\n"
    "body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; }\n"
    "@media (max-width: 40rem) { body { padding: .75rem; } }\n"
    "@page { margin: 20mm; size: A4; }\n"
)


@cache
def stylesheet() -> str:
    """The look of `.document`; the site serves it as a file, because its policy allows no style inside a page."""
    return STYLESHEET.read_text(encoding="utf-8")


@cache
def page_style() -> str:
    """All that stands between a whole page's style tags, to the letter: a server that shows the page allows its hash."""
    return f"\n{_PAGE_STYLE}{stylesheet()}"


def fragment(document: Document, *, base_url: str, top: int = 1, footnotes: bool = True) -> str:
    """The article alone: no style, no script. `top` is the level of its first heading.

    A page that prints the footnotes itself asks for none here, so that each stands once.
    """
    return Markup(document, base_url, top=top, footnotes=footnotes).article()


def write(document: Document, *, base_url: str) -> bytes:
    """A complete page that needs nothing else, not even a network."""
    title = escape(plain(document.title, labels=document.labels, marks=document.marks))
    page = (
        f'<!DOCTYPE html>\n<html lang="{escape(document.labels.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{page_style()}</style>\n</head>\n"
        f"<body>\n<main>\n{fragment(document, base_url=base_url)}\n</main>\n</body>\n</html>\n"
    )
    return page.encode()
