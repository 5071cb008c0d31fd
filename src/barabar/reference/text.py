"""Text in several languages: one value, shown in the reader's language, falling back visibly.

A title exists in one language or in six. `Text` keeps them together; `in_language` picks one and says
whether it is the language asked for, so that the page can show the fallback as what it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Which language to try next; the last resort is any language that the text has.
FALLBACKS: dict[str, tuple[str, ...]] = {
    "sq": ("en",),
    "en": ("sq",),
    "sr-Latn": ("bs", "en", "sq"),
    "bs": ("sr-Latn", "en", "sq"),
    "cnr": ("bs", "sr-Latn", "en"),
    "mk": ("en", "sq"),
    "tr": ("en", "sq"),
    "rom": ("en", "sq"),
}


@dataclass(frozen=True)
class Localised:
    """A text as one reader sees it: `text`, the language it is in, and whether that is a fallback."""

    text: str
    language: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.text


class Text(Mapping[str, str]):
    """An immutable mapping of language code to text. `str()` gives the active language's text."""

    __slots__ = ("_texts",)

    def __init__(self, texts: "Mapping[str, str] | str | None" = None, language: str = "en"):
        if texts is None:
            texts = {}
        elif isinstance(texts, str):
            texts = {language: texts} if texts else {}
        self._texts = {code: value for code, value in texts.items() if value}

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self):
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._texts.items())))

    def __eq__(self, other: object) -> bool:
        return dict(self) == dict(other) if isinstance(other, Mapping) else NotImplemented

    def __repr__(self) -> str:
        return f"Text({self._texts!r})"

    def __bool__(self) -> bool:
        return bool(self._texts)

    def in_language(self, language: str | None = None) -> Localised:
        wanted = language or get_language() or "en"
        for code in (wanted, *FALLBACKS.get(wanted, ("en",)), *self._texts):
            if code in self._texts:
                return Localised(self._texts[code], code, code != wanted)
        return Localised("", wanted, False)

    def __str__(self) -> str:
        return self.in_language().text

    def including(self, language: str, text: str) -> "Text":
        return Text({**self._texts, language: text})


class TextField(models.JSONField):
    """Keeps a `Text` as one JSON object, so that a new language needs no new column."""

    description = "text in several languages"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", Text)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return Text(super().from_db_value(value, expression, connection))

    def to_python(self, value):
        return value if isinstance(value, Text) else Text(value)

    def get_prep_value(self, value):
        return super().get_prep_value(dict(value) if isinstance(value, Text) else value)

    def get_db_prep_value(self, value, connection, prepared=False):
        return super().get_db_prep_value(dict(value) if isinstance(value, Text) else value, connection, prepared)

    def validate(self, value, model_instance):
        if not self.blank and not value:
            raise ValidationError(_("Give the text in at least one language."), code="blank")
