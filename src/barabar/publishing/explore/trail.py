"""The way down: from the region to an economy, a municipality, an institution, and to the facts themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from barabar.publishing.explore.form import PLACES
from barabar.publishing.explore.site import Site
from barabar.warehouse.naming import titles
from barabar.warehouse.questions import Question

REGION = _("Region")
TIMES = ("year", "period")
MOST_INSTITUTIONS = 40


@dataclass(frozen=True)
class Step:
    title: object
    url: str = ""


def next_place(question: Question) -> str:
    """The place below the deepest that is chosen; nothing below an institution."""
    chosen = [at for at, name in enumerate(PLACES) if len(question.filters.get(name, ())) == 1]
    below = PLACES[max(chosen) + 1 :] if chosen else PLACES
    return next((name for name in below if name not in question.columns), "")


def deeper(question: Question, words: Mapping[str, str], site: Site) -> str:
    """The address of a row's head: the same about less, by the next place down; at the end the facts. "" is nowhere."""
    narrowed = question
    for name, word in words.items():
        if name == "territory" and not word:
            institutions = _without_place(narrowed, site)
            if not institutions:
                return ""
            narrowed = narrowed.narrowed(organisation=institutions)
        elif not word:
            return ""
        elif name in TIMES:
            narrowed = replace(narrowed, periods=(word,))
        elif name != "region":
            narrowed = narrowed.narrowed(**{name: word})
    rows = tuple(name for name in question.rows if name not in words)
    if not rows:
        below = "organisation" if _of_no_municipality(words) else next_place(narrowed)
        if not below:
            return site.facts_address(replace(narrowed, rows=(), columns=()))
        rows = (below,)
    return site.address(replace(narrowed, rows=rows))


def _of_no_municipality(words: Mapping[str, str]) -> bool:
    return "territory" in words and not words["territory"]


def _without_place(question: Question, site: Site) -> tuple[str, ...]:
    """The institutions of an economy that report for no single municipality."""
    pairs = site.pairs(question, "territory", "organisation")
    found = tuple(sorted({institution for place, institution in pairs if not place}))
    return found if len(found) <= MOST_INSTITUTIONS else ()


def trail_of(question: Question, site: Site) -> list[Step]:
    """Region › economy › municipality › institution, as far down as the question is; each leads back up."""
    steps = [Step(REGION, site.address(_at(question, 0)))]
    for depth, name in enumerate(PLACES, 1):
        chosen = question.filters.get(name, ())
        if chosen:
            title = ", ".join(titles(name, chosen).values()) if len(chosen) <= 3 else _several(name, len(chosen))
            steps.append(Step(title, site.address(_at(question, depth))))
    steps[-1] = Step(steps[-1].title)
    return steps


def _several(name: str, count: int) -> object:
    return {"economy": _("%(n)s economies"), "territory": _("%(n)s municipalities"), "organisation": _("%(n)s institutions")}[name] % {"n": count}  # fmt: skip


def _at(question: Question, depth: int) -> Question:
    """The question with the places above a depth only, and its rows of places at that depth."""
    filters = {name: words for name, words in question.filters.items() if name not in PLACES[depth:]}
    below = PLACES[min(depth, len(PLACES) - 1)]
    rows = tuple(dict.fromkeys(below if name in PLACES else name for name in question.rows))
    columns = tuple(name for name in question.columns if name not in rows)
    return replace(question, filters=filters, rows=rows, columns=columns)
