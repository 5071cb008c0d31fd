"""The form of a question: what may be chosen, and what is chosen. It shows what the address says, valid or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from barabar.publishing.explore.site import ASIDE, Site
from barabar.reference import catalogue
from barabar.warehouse.dimensions import dimensions
from barabar.warehouse.naming import titles
from barabar.warehouse.questions import LEVELS, MEASURES, Question

Given = Mapping[str, list[str]]
MOST_OPTIONS = 150
ALL, NONE = _("all"), _("none")
PLACES = ("economy", "territory", "organisation")
GROUPS = (
    (_("Where"), PLACES),
    (_("What"), ("indicator", "sector", "plan", "measure", "frame", "target")),
    (_("When"), ("year", "period")),
    (_("Who"), ("sex", "community", "community_group", "age", "settlement", "breakdown")),
    (_("How"), ("unit", "state", "reason", "level")),
    (_("Money"), ("stage", "source")),
)
SUBJECTS = (("", _("Values")), ("money", _("Money")))
# What each filter's words depend on. They are asked for whole, so that one answer serves every choice above them.
WITHIN = {
    "economy": (), "territory": ("economy",), "organisation": ("economy", "territory"), "sector": ("economy",),
    "indicator": ("economy", "sector"), "plan": ("economy",), "period": ("economy",),
}  # fmt: skip
# Lists of places are long: they appear once the place above is chosen.
AFTER = {"territory": "economy", "organisation": "economy", "plan": "economy"}
SWITCHES = (
    ("breaks", "mark", _("Compare across breaks in a series, marked")),
    ("places", "today", _("Municipalities as they are today")),
)


@dataclass(frozen=True)
class Option:
    value: str
    title: object
    chosen: bool = False


@dataclass(frozen=True)
class Group:
    title: object
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Choice:
    """One list to choose from. `name` is the parameter, `id` the element; `groups` where the options have headings."""

    name: str
    id: str
    title: object
    options: tuple[Option, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Form:
    """`axes` and `filters` stand open, `more` folded; `kept` are settings of the address that the form has no field for."""

    axes: tuple[Choice, ...]
    filters: tuple[Choice, ...]
    more: tuple[Choice, ...]
    switches: tuple[tuple[str, str, object, bool], ...]
    kept: tuple[tuple[str, str], ...]
    as_of: str
    more_open: bool


def given_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The address as it was typed: words by name, empty ones left out."""
    given: dict[str, list[str]] = {}
    for name, words in pairs:
        if name not in ASIDE:
            given.setdefault(name, []).extend(word.strip() for word in words.split(",") if word.strip())
    return {name: words for name, words in given.items() if words}


def form_of(given: Given, question: Question, site: Site) -> Form:
    """`question` is the one that is answered, for the words to choose from; `given` what the address says."""
    filters = tuple(_filter(name, given, question, site) for name in WITHIN)
    more = (*_more(given),)
    shown = {
        "rows",
        "columns",
        "measures",
        "subject",
        "as_of",
        *WITHIN,
        *(one.name for one in more),
        *(s[0] for s in SWITCHES),
    }
    kept = tuple((name, word) for name, words in given.items() if name not in shown for word in words)
    switches = tuple((name, value, title, given.get(name) == [value]) for name, value, title in SWITCHES)
    as_of = next(iter(given.get("as_of", [])), "")
    return Form(
        axes=(*_axes(given), _chosen("measures", _("Show"), MEASURES.items(), given, "value"), _chosen("subject", _("Values or money"), SUBJECTS, given, question.about if question.about == "money" else "")),
        filters=tuple(one for one in filters if one.options),
        more=more,
        switches=switches,
        kept=kept,
        as_of=as_of,
        more_open=bool(as_of or any(on for *_rest, on in switches) or any(one.name in given for one in more)),
    )  # fmt: skip


def _axes(given: Given) -> Iterable[Choice]:
    for name, title, further in (
        ("rows", _("Rows"), _("Rows, within")),
        ("columns", _("Columns"), _("Columns, within")),
    ):
        words = given.get(name, [])
        for at, label in enumerate((title, further)):
            chosen = words[at] if at < len(words) else ""
            yield Choice(
                name, f"{name}-{at + 1}", label, (Option("", NONE, not chosen),), tuple(_dimension_groups(chosen))
            )


def _dimension_groups(chosen: str) -> Iterable[Group]:
    known = dimensions()
    listed = {name for _title, names in GROUPS for name in names}
    own = tuple(key for key in catalogue.dimensions() if key not in listed)
    for title, names in GROUPS:
        everything = (*names, *own) if "sex" in names else names
        options = tuple(Option(n, known[n].title, n == chosen) for n in everything if n in known)
        if options:
            yield Group(title, options)


def _chosen(name: str, title: object, options: Iterable[tuple[str, object]], given: Given, usual: str) -> Choice:
    chosen = ",".join(given.get(name, [])) or usual
    made = [Option(value, text, value == chosen) for value, text in options]
    if not any(option.chosen for option in made):
        made.insert(0, Option(chosen, chosen, True))
    return Choice(name, name, title, tuple(made))


def _filter(name: str, given: Given, question: Question, site: Site) -> Choice:
    """A list of the words that occur; those chosen by hand beside each other stand as one."""
    dimension = "year" if name == "period" else name
    words = given.get(name, [])
    above = AFTER.get(name)
    found: list[str] = []
    if above is None or question.filters.get(above) or words:
        found = _words_within(WITHIN[name], dimension, question, site)
    listed = list(dict.fromkeys([*(word for word in found if word), *words]))
    if not listed or len(listed) > MOST_OPTIONS:
        listed = list(words)
    if not listed:
        return Choice(name, name, "")
    named = titles(dimension, listed)
    order = (
        sorted(listed, reverse=True) if name == "period" else sorted(listed, key=lambda word: named[word].casefold())
    )
    chosen = ",".join(words)
    options = [Option("", ALL, not words), *(Option(word, named[word], word == chosen) for word in order)]
    if len(words) > 1:
        options.append(Option(chosen, ", ".join(named[word] for word in words), True))
    return Choice(name, name, dimensions()[dimension].title, tuple(options))


def _words_within(above: tuple[str, ...], dimension: str, question: Question, site: Site) -> list[str]:
    """The words of a dimension under which anything was asked, within what is chosen of those above it."""
    chosen = [question.filters.get(name, ()) for name in above]
    return [
        keys[-1]
        for keys in site.pairs(Question(subject=question.subject), *above, dimension)
        if all(not words or word in words for word, words in zip(keys, chosen, strict=False))
    ]


def _more(given: Given) -> Iterable[Choice]:
    yield _listed("level", dimensions()["level"].title, LEVELS.items(), given, ALL)
    for key, way in catalogue.dimensions().items():
        yield _listed(key, way.title, ((one.key, one.title) for one in way.categories), given, ALL)


def _listed(name: str, title: object, options: Iterable[tuple[str, object]], given: Given, none: object) -> Choice:
    chosen = ",".join(given.get(name, []))
    made = [Option("", none, not chosen), *(Option(value, text, value == chosen) for value, text in options)]
    if not any(option.chosen for option in made):
        made.append(Option(chosen, chosen, True))
    return Choice(name, name, title, tuple(made))
