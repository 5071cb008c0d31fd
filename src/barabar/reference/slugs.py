"""Stable keys from names: "Këlcyrë" → "kelcyre"."""

import re
import unicodedata

_SPECIAL = str.maketrans({"đ": "dj", "Đ": "dj", "ı": "i", "İ": "i", "ł": "l", "ß": "ss"})


def fold(text: str) -> str:
    """Lower case without diacritics, for comparing names as people type them: "ÇORLU", "corlu" and "Çorlu" are one."""
    spelled = text.translate(_SPECIAL)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    return " ".join(plain.lower().split())


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
