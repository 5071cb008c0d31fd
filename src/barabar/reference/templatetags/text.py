"""Tags for text in several languages and names of definitions (built in: no template loads them)."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language

from barabar.reference import catalogue
from barabar.reference.text import Localised, Text

register = template.Library()


@register.filter
def said(value: object) -> object:
    """A `Text` in the reader's language; in another language it says so with its own `lang` and mark."""
    if not isinstance(value, Text):
        return conditional_escape("" if value is None else value)
    shown: Localised = value.in_language(get_language())
    if not shown.is_fallback:
        return shown.text
    return format_html(
        '<span lang="{}" class="fallback">{}</span> <span class="fallback-mark" aria-hidden="true">{}</span>',
        shown.language, shown.text, shown.language,
    )  # fmt: skip


@register.filter
def plain(value: object) -> str:
    """A `Text` as plain words, for places where no element may stand (options, titles)."""
    return str(value or "")


def _title(things: dict, key: str) -> object:
    thing = things.get(key)
    return said(thing.title) if thing else key


@register.filter
def economy_name(code: str) -> object:
    return _title(catalogue.economies(), code)


@register.filter
def sector_name(key: str) -> object:
    return _title(catalogue.sectors(), key)


@register.filter
def community_name(key: str) -> object:
    return _title(catalogue.communities(), key)


@register.filter
def reason_name(key: str) -> object:
    return _title(catalogue.missing_reasons(), key)


@register.filter
def unit_name(key: str) -> object:
    return _title(catalogue.units(), key)


@register.filter
def breakdown_name(breakdown: str) -> str:
    return catalogue.breakdown_title(breakdown)
