"""Text for documents: in the document's language or visibly in another, names with their footnote."""

import re

from django.utils.translation import gettext as _

from barabar.publishing.document.labels import LABELS_EN, LABELS_SQ, Labels
from barabar.publishing.document.runs import Fallback, Name, Run, Runs
from barabar.publishing.document.runs import Text as Words
from barabar.reference.catalogue import economies
from barabar.reference.marks import marked_economies
from barabar.reference.text import Text

LABELS: dict[str, Labels] = {"en": LABELS_EN, "sq": LABELS_SQ}


def place_named(economy: str) -> Text | str:
    """The economy's title; what belongs to none is the region's."""
    return economies()[economy].title if economy in economies() else _("Region")


def runs_of(text: Text | str, language: str) -> Runs:
    """A text as runs: a name that carries a mark becomes a `Name`; words in another language become `Fallback`."""
    if isinstance(text, Text):
        shown = text.in_language(language)
        return _split(shown.text, shown.language if shown.is_fallback else "")
    return _split(text, "")


def written_in(text: str, language_of_text: str, language: str) -> Runs:
    """A person's own words, in the language they were written in."""
    return _split(text, language_of_text if language_of_text != language else "")


def _split(text: str, other_language: str) -> Runs:
    made: list[Run] = []
    at = 0
    for start, end, word, key in _names(text):
        made.extend(_words(text[at:start], other_language))
        made.append(Name(word, key))
        at = end
    made.extend(_words(text[at:], other_language))
    return tuple(made)


def _words(text: str, other_language: str) -> list[Run]:
    if not text:
        return []
    return [Fallback(text, other_language) if other_language else Words(text)]


def _names(text: str) -> list[tuple[int, int, str, str]]:
    found = []
    for economy in marked_economies():
        words = "|".join(re.escape(form) for form in sorted(economy.forms, key=len, reverse=True))
        for match in re.finditer(rf"(?<!\w)({words})(?!\w)(?:{re.escape(economy.mark)})?", text):
            found.append((match.start(), match.end(), match[1], economy.key))
    return sorted(found)


def footnotes(language: str) -> dict[str, tuple[str, str]]:
    return {e.key: (e.mark, e.footnote.in_language(language).text) for e in marked_economies()}
