"""Names of the money room's keys in templates: `{% load money %}`."""

from django import template

from barabar.money import catalogue

register = template.Library()


@register.filter
def link_title(key: str) -> object:
    link = catalogue.money_links().get(key)
    return link.title if link else key


@register.filter
def method_title(key: str) -> object:
    method = catalogue.share_methods().get(key)
    return method.title if method else key
