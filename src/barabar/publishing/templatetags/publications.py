"""Names of the publishing room's keys in templates: `{% load publications %}`."""

from django import template

from barabar.publishing.catalogue import bulletin_rhythms, publication_kinds
from barabar.publishing.publications_page import place_of
from barabar.reference.catalogue import languages
from barabar.reference.definitions import title_of

register = template.Library()


@register.filter
def publication_kind(key: str) -> object:
    return title_of(publication_kinds(), key)


@register.filter
def bulletin_rhythm(key: str) -> object:
    return title_of(bulletin_rhythms(), key)


@register.filter
def language_title(key: str) -> object:
    return title_of(languages(), key)


@register.filter
def bulletin_place(economy: str) -> str:
    """The economy as it stands in an address."""
    return place_of(economy)
