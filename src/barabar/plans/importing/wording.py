"""What is odd about a text that was typed or torn: two scripts in one word, diacritics that are missing."""

import re
import unicodedata

# Letters that no longer text of a language does without, and how many letters make it certain.
DIACRITICS = {"sq": ("ëç", 60), "sr-Latn": ("čćžšđ", 150), "bs": ("čćžšđ", 150), "tr": ("ıişğçöü", 60)}
_WORD, _LATIN, _CYRILLIC = re.compile(r"\w+"), re.compile("[a-zA-ZÀ-ɏ]"), re.compile("[\u0400-\u04ff]")


def mixed_words(text: str) -> list[str]:
    """Words that hold Latin and Cyrillic letters together."""
    words = dict.fromkeys(_WORD.findall(text))
    return [word for word in words if _LATIN.search(word) and _CYRILLIC.search(word)]


def foreign_letters(text: str, language: str) -> list[str]:
    """Cyrillic words in a text of a language that is written in Latin letters ("ЕУ" beside "EU")."""
    if language in {"mk", "sr"} or not re.search(r"[a-zA-Z]", text):
        return []
    return list(dict.fromkeys(re.findall(r"[\u0400-\u04FF]+", text)))


def lacks_diacritics(text: str, language: str) -> bool:
    """A longer text without any of the language's marked letters: probably typed without them."""
    if language not in DIACRITICS:
        return False
    letters, enough = DIACRITICS[language]
    count = sum(1 for c in text if c.isalpha())
    return count >= enough and not any(c in letters for c in unicodedata.normalize("NFC", text.lower()))
