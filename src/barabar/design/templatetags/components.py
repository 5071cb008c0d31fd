"""The components of every page. These tags are template builtins: no `{% load %}` is needed.

The module imports Django and this room only; a tag takes plain values and never asks the database.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from django import template
from django.contrib.staticfiles import finders
from django.forms import BaseForm
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from barabar.design import figures, icons, words

register = template.Library()
register.filter("amount", figures.amount)
register.filter("percent", figures.percent)
register.filter("day", figures.day)


# ---------------------------------------------------------------------------------------------- figures and words


@register.simple_tag(name="share")
def share_of(part, whole, decimals=0) -> str:
    """`{% share 53 61 %}` → «87%»; «–» where the whole is nothing or zero."""
    return figures.share(part, whole, decimals)


@register.filter
def state_word(state) -> str:
    """`{{ value.state|state_word }}`: the word for reported, missing, not_applicable, not_due, refused, suppressed."""
    return str(words.VALUE_STATES.get(str(state), state))


@register.filter
def status_word(key) -> str:
    """`{{ measure.state|status_word }}`: the word alone, for a title or a select option."""
    return str(words.STATES[key][2]) if key in words.STATES else str(key)


# -------------------------------------------------------------------------------------------------- marks and chips


@register.simple_tag
def icon(name, label="") -> SafeString:
    """`{% icon "download" %}` is decoration; `{% icon "lock" label=text %}` is read aloud. Names: design/icons.py."""
    return icons.icon(name, label)


@register.simple_tag
def status(key, word="") -> SafeString:
    """`{% status "delayed" %}`: shape and word of a state (design/words.py); `word` replaces the standard word."""
    drawn, tone, standard = words.STATES.get(str(key), ("dash", "none", key))
    return format_html(
        '<span class="status tone-{}">{}<span>{}</span></span>', tone, icons.shape(drawn), word or standard
    )


@register.simple_tag
def status_shape(key) -> SafeString:
    """`{% status_shape "on_track" %}`: the shape alone, where the word stands beside it; nothing for another key."""
    if str(key) not in words.STATES:
        return mark_safe("")
    drawn, tone, _word = words.STATES[str(key)]
    return format_html('<span class="status tone-{}">{}</span>', tone, icons.shape(drawn))


@register.simple_tag
def chip(text, kind="") -> SafeString:
    """`{% chip sector.name %}`; kinds: due, late, ok, plain, outline; none is the petrol tint."""
    return format_html('<span class="chip{}">{}</span>', f" chip-{kind}" if kind else "", text)


# ------------------------------------------------------------------------------------------------------------- bars


def _number(value) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _width(part, whole) -> Decimal:
    part, whole = _number(part), _number(whole)
    if part is None or not whole or whole < 0:
        return Decimal(0)
    return max(Decimal(0), min(Decimal(100), part * 100 / whole)).quantize(Decimal("0.1"))


@register.simple_tag
def bar(value, total=100, label="", tone="", figures_shown=False) -> SafeString:
    """`{% bar done total %}`: how far; its name says both numbers unless `label` says more.

    `tone`: done, ok, risk, late, none, group, reference. `figures_shown=True` prints value and total above the bar.
    A value above the total fills the bar; nothing, or a total of zero, leaves it empty.
    """
    name = label or _("%(value)s of %(total)s") % {"value": figures.amount(value), "total": figures.amount(total)}
    drawn = format_html(
        '<svg class="bar{}" viewBox="0 0 100 9" preserveAspectRatio="none" role="img" aria-label="{}"'
        ' focusable="false"><rect class="bar-track" width="100" height="9"/>'
        '<rect class="bar-fill" width="{}" height="9"/></svg>',
        f" tone-{tone}" if tone else "",
        name,
        _width(value, total),
    )
    if not figures_shown:
        return drawn
    return format_html(
        '<span class="progress"><span class="progress-figures" aria-hidden="true"><b>{}</b><span>{}</span></span>'
        "{}</span>",
        figures.amount(value),
        figures.amount(total),
        drawn,
    )


@register.simple_tag
def stacked_bar(parts, legend=True, words_shown=False, label="") -> SafeString:
    """`{% stacked_bar parts %}`: one bar of states; parts are (state, count) pairs or a mapping of state to count.

    The legend gives shape and count; the word is read aloud, and printed too with `words_shown=True`.
    """
    pairs = [(str(k), _number(v) or Decimal(0)) for k, v in (parts.items() if isinstance(parts, Mapping) else parts)]
    total = sum((count for _key, count in pairs if count > 0), Decimal(0))
    said = ", ".join(f"{status_word(key)}: {figures.amount(count)}" for key, count in pairs)
    pieces = list(_segments(pairs, total))
    drawn = format_html(
        '<svg class="bar bar-stacked" viewBox="0 0 100 9" preserveAspectRatio="none" role="img" aria-label="{}"'
        ' focusable="false">{}{}{}</svg>',
        label or said or _("No data"),
        "" if pieces else mark_safe('<rect class="bar-track" width="100" height="9"/>'),
        format_html_join("", '<rect class="tone-{}" x="{}" width="{}" height="9"/>', pieces),
        format_html_join("", '<path class="bar-gap" d="M{} 0v9"/>', ((start,) for _tone, start, _wide in pieces[1:])),
    )
    if not legend:
        return drawn
    kind = "" if words_shown else "visually-hidden"
    entries = format_html_join("", "<li>{}</li>", ((_legend_entry(key, count, kind),) for key, count in pairs))
    return format_html('{}<ul class="bar-legend">{}</ul>', drawn, entries)


def _segments(pairs, total):
    """Tone, start and width of each part that is not nothing."""
    start = Decimal(0)
    for key, count in pairs:
        if count > 0:
            wide = count * 100 / total
            yield (
                words.STATES.get(key, ("", "none", ""))[1],
                start.quantize(Decimal("0.01")),
                wide.quantize(Decimal("0.01")),
            )
            start += wide


def _legend_entry(key, count, kind) -> SafeString:
    drawn, tone, word = words.STATES.get(key, ("dash", "none", key))
    return format_html(
        '<span class="status tone-{}" title="{}">{}<span class="{}">{}</span> <b>{}</b></span>',
        tone,
        word,
        icons.shape(drawn),
        kind,
        word,
        figures.amount(count),
    )


# ------------------------------------------------------------------------------------------------------------ forms


@register.simple_tag
def field_error(source, name) -> SafeString:
    """`{% field_error form "spent" %}`: the field's errors under it, with the id `<id>_error` its input points to.

    `source` is a form, a mapping of name to sentence or sentences, or a list of problems with .anchor and .sentence.
    """
    identity, sentences = _errors_of(source, name)
    if not sentences:
        return mark_safe("")
    lines = format_html_join(mark_safe("<br>"), "{}", ((sentence,) for sentence in sentences))
    return format_html('<p class="error-text" id="{}_error">{}</p>', identity, lines)


def _errors_of(source, name) -> tuple[str, list]:
    if not source:
        return name, []
    if isinstance(source, BaseForm):
        return source[name].auto_id or name, list(source.errors.get(name, []))
    if isinstance(source, Mapping):
        found = source.get(name) or []
        return name, [found] if isinstance(found, str | Promise) else list(found)
    return name, [_of(problem, "sentence") for problem in source if _of(problem, "anchor") == name]


def _of(thing, name):
    return thing.get(name, "") if isinstance(thing, Mapping) else getattr(thing, name, "")


@register.inclusion_tag("design/components/error_summary.html")
def error_summary(problems, title="") -> dict:
    """`{% error_summary problems %}`: every problem at once, each linked to its field; nothing when all is well.

    `problems` is a form, or a list of objects or mappings with .sentence and .anchor (the field's id, may be empty).
    """
    return {"problems": _problems(problems), "title": title}


def _problems(source) -> list[dict]:
    if not source:
        return []
    if isinstance(source, BaseForm):
        return list(_form_problems(source))
    return [{"sentence": _of(p, "sentence") or str(p), "anchor": str(_of(p, "anchor") or "")} for p in source]


def _form_problems(form) -> Iterable[dict]:
    for name, sentences in form.errors.items():
        field = form.fields.get(name)
        anchor = form[name].id_for_label or form[name].auto_id if field else ""
        for sentence in sentences:
            label = f"{form[name].label}: " if field else ""
            yield {"sentence": f"{label}{sentence}", "anchor": anchor}


@register.inclusion_tag("design/components/field.html")
def field(bound, unit="", optional=False) -> dict:
    """`{% field form.spent unit="lek" %}`: label, hint, input and error of one form field, tied together for readers.

    `optional=True` says so beside the label. Radio buttons and tick boxes come out as a fieldset of cards.
    """
    kind = getattr(bound.field.widget, "input_type", "") or type(bound.field.widget).__name__.lower()
    grouped = bound.use_fieldset
    return {"field": bound, "unit": unit, "optional": optional, "kind": kind, "grouped": grouped}


# ------------------------------------------------------------------------------------------------------ page pieces


@register.inclusion_tag("design/components/empty.html")
def empty(title, text="", url="", label="") -> dict:
    """`{% empty title text url label %}`: what a page says when there is nothing yet, and what to do about it."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("design/components/pagination.html", takes_context=True)
def pagination(context, page, parameter="page") -> dict:
    """`{% pagination page %}`: links of a Paginator's page, keeping the other filters of the address."""
    request = context.get("request")
    kept = [(k, v) for k, vs in request.GET.lists() for v in vs if k != parameter] if request else []
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)

    def address(number) -> str:
        return "?" + urlencode([*kept, (parameter, number)])

    return {
        "page": page,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "following": address(page.next_page_number()) if page.has_next() else "",
        "links": [
            {"number": n, "url": address(n) if isinstance(n, int) else "", "current": n == page.number} for n in numbers
        ],
    }


@register.inclusion_tag("design/components/breadcrumbs.html")
def breadcrumbs(*trail) -> dict:
    """`{% breadcrumbs plans_title plans_url "Elbasan" %}`: pairs of title and address, then this page.

    Or one list of mappings with title and url.
    """
    if len(trail) == 1 and not isinstance(trail[0], str) and isinstance(trail[0], Iterable):
        return {"trail": [{"title": _of(step, "title"), "url": _of(step, "url")} for step in trail[0]]}
    padded = [*trail, ""] if len(trail) % 2 else list(trail)
    return {"trail": [{"title": t, "url": u} for t, u in zip(padded[::2], padded[1::2], strict=True)]}


@register.simple_block_tag
def kpi(content, label, value, unit="", note="", tone="", url="") -> SafeString:
    """`{% kpi label value unit="of 58" note="…" %}{% bar 31 58 %}{% endkpi %}`: one figure and what explains it.

    `value` is printed as given: pass it through a filter first. `tone`: group, reference, late. `url` links the label.
    """
    title = format_html('<a href="{}">{}</a>', url, label) if url else label
    return format_html(
        '<div class="card kpi{}"><p class="kpi-label">{}</p><p class="kpi-value">{}{}</p>{}{}</div>',
        f" kpi-{tone}" if tone else "",
        title,
        value,
        format_html(" <small>{}</small>", unit) if unit else "",
        content.strip() and mark_safe(content),
        format_html('<p class="kpi-note">{}</p>', note) if note else "",
    )


@register.simple_block_tag
def notice(content, kind="info", title="") -> SafeString:
    """`{% notice "returned" title %}…{% endnotice %}`: kinds info, returned, coverage, missing, done, danger."""
    drawn = {"returned": "refresh", "done": "check", "danger": "alert", "missing": "alert"}.get(kind, "info")
    head = format_html('<p class="notice-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="notice notice-{}">{}<div>{}{}</div></div>', kind, icons.icon(drawn), head, mark_safe(content)
    )


@register.simple_tag
def asset(path) -> str:
    """`{% asset "design/base.css" %}`: the file's address with its content's mark, so that upgrades show at once."""
    return f"{static(path)}?{_mark(path)}"


@lru_cache
def _mark(path: str) -> str:
    return sha256(Path(finders.find(path)).read_bytes()).hexdigest()[:8]
