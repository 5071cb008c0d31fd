"""Names of the advocacy room's keys in templates: `{% load advocacy %}`."""

from django import template

from barabar.advocacy import catalogue, hints
from barabar.design.figures import amount
from barabar.reference.definitions import title_of
from barabar.reference.text import Text

register = template.Library()


@register.filter
def rung_name(key: str) -> object:
    return title_of(catalogue.issue_rungs(), key) if key else ""


@register.filter
def refusal_name(key: str) -> object:
    return title_of(catalogue.issue_refusals(), key)


@register.filter
def refusal_advice(key: str) -> object:
    refusal = catalogue.issue_refusals().get(key)
    return refusal.advice if refusal else ""


@register.filter
def hinted(text: str) -> list:
    """The text in pieces, each with its hint or None."""
    return hints.pieces_of(text)


@register.filter
def word_of(words: dict, key: str) -> object:
    return words.get(key, key)


@register.filter
def count(number: int) -> object:
    """A count as people read it; below a thousand there is nothing to group."""
    return number if 0 <= number < 1000 else amount(number)


@register.filter
def practice_kind(key: str) -> object:
    return title_of(catalogue.practice_kinds(), key)


@register.filter
def evidence_grade(key: str) -> object:
    return title_of(catalogue.evidence_grades(), key)


@register.filter
def reading_rating(key: str) -> object:
    return title_of(catalogue.reading_ratings(), key)


@register.filter
def project_kind(key: str) -> object:
    return title_of(catalogue.project_kinds(), key)


@register.filter
def action_level(key: str) -> object:
    return title_of(catalogue.action_levels(), key)


@register.filter
def campaign_channel(key: str) -> object:
    return title_of(catalogue.campaign_channels(), key)


@register.filter
def right_name(key: str) -> object:
    return title_of(catalogue.rights(), key)


@register.filter
def text_list(kept: list) -> list[Text]:
    """A list of texts as the database keeps them."""
    return [Text(one) for one in kept]
