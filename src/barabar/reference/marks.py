"""The status mark: no text leaves with the bare name of an economy whose name carries a mark and a footnote.

Name, mark, footnote and the inflected forms are data (definitions/economies.yaml).
"""

import re
from functools import lru_cache

from django.conf import settings

from barabar.reference.catalogue import Economy, economies


@lru_cache(maxsize=8)
def _pattern(forms: tuple[str, ...], mark: str) -> re.Pattern[str]:
    words = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({words})(?!\w)(?!{re.escape(mark)})")


def marked_economies() -> list[Economy]:
    if not settings.STATUS_MARKS:
        return []
    return [economy for economy in economies().values() if economy.mark]


def mark_names(text: str) -> str:
    """The same text with the mark after each bare name; applying it twice changes nothing."""
    for economy in marked_economies():
        text = _pattern(economy.forms, economy.mark).sub(lambda found, e=economy: found[1] + e.mark, text)
    return text


def economies_named(text: str) -> list[Economy]:
    """The marked economies that a text names, bare or marked: those whose footnote must stand below it."""
    return [
        economy
        for economy in marked_economies()
        if any(re.search(rf"(?<!\w){re.escape(f)}(?!\w)", text) for f in economy.forms)
    ]
