"""What stands beside records of coordination: files, who drafted a plan, a measure's footing: `{% load following %}`."""

from django import template
from django.urls import reverse

from barabar.advocacy.permissions import may_see_proofs
from barabar.coordination.actions.keep_record_file import is_open_to_all, kind_of, may_attach
from barabar.coordination.catalogue import drafting_parts, footings
from barabar.reference.definitions import title_of

register = template.Library()


@register.inclusion_tag("publishing/_record_files.html", takes_context=True)
def record_files(context: dict, owner) -> dict:
    """The files of a state, finding, document or minutes: all of them for who writes the record, else those open to all."""
    actor = getattr(context.get("request"), "actor", None)
    may = bool(actor) and bool(may_attach(actor, owner))
    shown = [one for one in owner.files.all() if may or is_open_to_all(one)]
    page = "office:record-file" if may else "public:record-file"
    files = [(one, reverse(page, args=[one.pk]), is_open_to_all(one)) for one in shown]
    add = reverse("office:record-file-add", args=[kind_of(owner), owner.pk]) if may else ""
    return {"files": files, "may_attach": may, "add_url": add, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def reading_files(context: dict, reading) -> list:
    """The files that prove a reading, for its organisation and the institution that may reply; nobody else sees any."""
    actor = getattr(context.get("request"), "actor", None)
    return list(reading.files.all()) if actor and may_see_proofs(actor, reading) else []


@register.filter
def drafting_part(key: str) -> object:
    return title_of(drafting_parts(), key)


@register.filter
def footing(key: str) -> object:
    return title_of(footings(), key)
