"""Names of the plans room's keys in templates: `{% load plans %}`."""

from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from barabar.design.templatetags.components import status
from barabar.plans import catalogue, words
from barabar.reference import catalogue as reference
from barabar.reference.periods import Period, PeriodError

register = template.Library()


@register.filter
def level_title(key: str) -> object:
    level = catalogue.plan_levels().get(key)
    return level.title if level else key


@register.filter
def focus_word(key: str) -> str:
    return words.in_words(words.FOCUS, key)


@register.filter
def plan_status_word(key: str) -> str:
    return words.in_words(words.STATUS, key)


@register.simple_tag
def plan_status(key: str) -> SafeString:
    return status(words.STATUS_STATES.get(key, "no_data"), words.in_words(words.STATUS, key))


@register.filter
def source_title(key: str) -> object:
    source = catalogue.money_sources().get(key)
    return source.title if source else key


@register.filter
def stage_title(key: str) -> object:
    stage = catalogue.money_stages().get(key)
    return stage.title if stage else key


@register.filter
def kind_word(key: str) -> str:
    return words.in_words(words.KIND, key)


@register.filter
def aggregation_word(key: str) -> str:
    return words.in_words(words.AGGREGATION, key)


@register.filter
def direction_word(key: str) -> str:
    return words.in_words(words.DIRECTION, key)


@register.filter
def target_type_word(key: str) -> str:
    return words.in_words(words.TARGET_TYPE, key)


@register.filter
def change_word(key: str) -> str:
    return words.in_words(words.CHANGE, key)


@register.filter
def field_word(key: str) -> str:
    return words.in_words(words.FIELDS, key)


@register.filter
def deadline_words(key: str) -> str:
    """ "2026-Q4" → "IV/2026", the way the region writes quarters; a year stays a year."""
    try:
        period = Period.parse(key)
    except PeriodError:
        return key
    return str(period.year) if period.kind == "year" else f"{('I', 'II', 'III', 'IV')[period.number - 1]}/{period.year}"


@register.filter
def together(period: str) -> str:
    """ "2023–2026" on one line."""
    return period.replace("–", "\N{WORD JOINER}–\N{WORD JOINER}")


@register.simple_tag(takes_context=True)
def sort_head(context, name: str, title: str) -> SafeString:
    """The head of a column that sorts: a link that keeps the filters, with the present order for screen readers."""
    asked = context["request"].GET
    present = asked.get("sort", "")
    following = f"-{name}" if present == name else name
    kept = [(k, v) for k, values in asked.lists() for v in values if k not in {"sort", "page"} and v]
    mark = {name: " ↑", f"-{name}": " ↓"}.get(present, "")
    return format_html('<a href="?{}">{}{}</a>', urlencode([*kept, ("sort", following)]), title, mark)


@register.filter
def dimension_title(key: str) -> object:
    dimension = reference.dimensions().get(key)
    return dimension.title if dimension else key


@register.filter
def target_anchor(name: str) -> str:
    """ "eu2030/E-4" → "E-4": where the target stands on the frames page."""
    return name.rpartition("/")[2]
