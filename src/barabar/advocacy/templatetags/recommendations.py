"""Names of recommendations' keys in templates: `{% load recommendations %}`."""

from django import template

from barabar.advocacy import recommendation_catalogue as catalogue
from barabar.reference.catalogue import economies, languages
from barabar.reference.definitions import title_of

register = template.Library()


@register.filter
def source_of(key: str) -> object:
    return title_of(catalogue.recommendation_sources(), key)


@register.filter
def addressee_name(key: str) -> object:
    return title_of(catalogue.recommendation_addressees(), key)


@register.filter
def language_name(key: str) -> object:
    return title_of(languages(), key)


@register.filter
def economy_title(key: str) -> object:
    return title_of(economies(), key)
