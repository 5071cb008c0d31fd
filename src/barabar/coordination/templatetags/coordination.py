"""Names of the coordination room's keys in templates: `{% load coordination %}`."""

from django import template

from barabar.coordination import catalogue
from barabar.reference.definitions import title_of
from barabar.reference.text import Text

register = template.Library()


@register.filter
def body_kind(key: str) -> object:
    return title_of(catalogue.body_kinds(), key)


@register.filter
def body_role(key: str) -> object:
    return title_of(catalogue.body_roles(), key)


@register.filter
def body_area(key: str) -> object:
    return title_of(catalogue.body_areas(), key) if key else ""


@register.filter
def party_kind(key: str) -> object:
    return title_of(catalogue.party_kinds(), key)


@register.filter
def mandate(key: str) -> object:
    return title_of(catalogue.mandates(), key)


@register.filter
def rhythm(key: str) -> object:
    return title_of(catalogue.meeting_rhythms(), key) if key else ""


@register.filter
def event_kind(key: str) -> object:
    return title_of(catalogue.event_kinds(), key)


@register.filter
def minutes_stage(key: str) -> object:
    return title_of(catalogue.minutes_stages(), key)


@register.filter
def document_kind(key: str) -> object:
    return title_of(catalogue.event_documents(), key)


@register.filter
def conclusion_kind(key: str) -> object:
    return title_of(catalogue.conclusion_kinds(), key)


@register.filter
def texts(kept: list) -> list[Text]:
    """A list of texts as the database keeps them."""
    return [Text(one) for one in kept]
