"""Words of the office in templates."""

from django import template

from barabar.access.catalogue import roles
from barabar.collection.catalogue import quality_rules
from barabar.office.words import ACTIONS, DECISIONS, SUBJECTS, status_title
from barabar.plans.catalogue import measure_statuses

register = template.Library()


@register.filter
def item(things, key):
    """A mapping's entry by a key that is a variable."""
    return things.get(key, "")


@register.filter
def has_rule(code: str) -> bool:
    """Whether the page of rules says by which rule a hint or an error was made."""
    return code in quality_rules()


@register.filter
def action_word(action: str) -> object:
    return ACTIONS.get(action, action)


@register.filter
def decision_word(verdict: str) -> object:
    return DECISIONS.get(verdict, verdict)


@register.filter
def subject_word(kind: str) -> object:
    return SUBJECTS.get(kind, kind)


@register.filter
def measure_status(key: str) -> str:
    return status_title(key)


@register.filter
def role_word(written: str) -> str:
    """The journal keeps a role's English title; the reader sees it in their own language."""
    for role in roles().values():
        if role.title.in_language("en").text == written:
            return str(role.title)
    return written


@register.filter
def measure_status_or_state(key: str) -> str:
    """The word beside a shape: how a measure stands, or nothing for the design room's own word."""
    return status_title(key) if key in measure_statuses() else ""
