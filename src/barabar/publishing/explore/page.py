"""The page's whole model: question, form, way down, table, files, what must be known beside the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from barabar.publishing.explore.form import Given, form_of, given_of
from barabar.publishing.explore.site import ASIDE, Site
from barabar.publishing.explore.table import table_of
from barabar.publishing.explore.trail import trail_of
from barabar.reference.verdicts import Problem, Problems
from barabar.warehouse.answers import Answer
from barabar.warehouse.dimensions import dimensions
from barabar.warehouse.naming import titles
from barabar.warehouse.questions import LEVELS, MEASURES, Question, question_from
from barabar.warehouse.writing import about

# What is shown before anything is chosen: every indicator, year by year.
FIRST = Question(rows=("indicator",), columns=("year",))
NO_ROWS = _("choose at least one dimension for the rows or the columns.")
Pairs = Iterable[tuple[str, str]]


def explore_context(pairs: Pairs, site: Site, *, page: int = 1) -> dict:
    """Everything the template needs. What is wrong with a question stands in `problems`, beside the form as typed."""
    pairs = list(pairs)
    given = given_of(pairs)
    try:
        question = asked(pairs)
        answer = site.ask(site.narrow(question))
    except Problems as found:
        return _refused(given, found, site)
    question = answer.question
    given = given or given_of(question.as_pairs())
    given |= {name: list(words) for name, words in question.filters.items() if name not in given}
    return {
        "question": question, "form": form_of(given, question, site), "problems": [], "page_url": site.page,
        "trail": trail_of(question, site), "chips": list(_chips(question, site)), "first_url": site.page,
        **_about(answer, site, page),
    }  # fmt: skip


def pairs_of(parameters: QueryDict) -> list[tuple[str, str]]:
    """An address's parameters as pairs."""
    return [(name, word) for name, words in parameters.lists() for word in words]


def page_number(parameters: QueryDict) -> int:
    """The page of the table that is asked for, 1 where none is."""
    asked_for = parameters.get("page", "")
    return int(asked_for) if asked_for.isdecimal() and len(asked_for) < 7 else 1


def asked(pairs: Pairs) -> Question:
    """The question of an address, or the first one where it says nothing. Raises Problems."""
    question = question_from(pairs, ignore=ASIDE)
    if question == Question():
        return FIRST
    if not question.axes:
        raise Problems([Problem("no-axes", NO_ROWS, where="rows")])
    return question


def _refused(given: Given, found: Problems, site: Site) -> dict:
    problems = [{"sentence": problem.sentence, "anchor": _anchor(problem.where)} for problem in found.problems]
    return {
        "form": form_of(given, Question(), site),
        "problems": problems,
        "page_url": site.page,
        "first_url": site.page,
    }


def _anchor(where: str) -> str:
    """The element of the form that a problem is about."""
    return {"rows": "rows-1", "columns": "columns-1", "year": "period"}.get(where, where) if where in _FIELDS else ""


_FIELDS = {"rows", "columns", "measures", "economy", "territory", "organisation", "sector", "indicator", "plan", "period", "year", "level", "as_of"}  # fmt: skip


def _about(answer: Answer, site: Site, page: int) -> dict:
    table = table_of(answer, site, page)
    question = answer.question
    said = about(answer)
    return {
        "table": table,
        "caption": caption_of(answer),
        "measure_title": ", ".join(str(MEASURES[name]) for name in question.measures),
        "coverage": said["coverage"],
        "notes": said["notes"],
        "protection": said["protection"],
        "definitions": [(titles("indicator", [key])[key], words) for key, words in said["definitions"].items()],
        "as_of": answer.as_of,
        "share_url": site.address(question),
        "fixed_url": site.address(replace(question, as_of=answer.as_of)),
        "files": [(kind.upper(), f"{url}?{question.as_address()}") for kind, url in site.files.items()],
        "facts_url": site.facts_address(replace(question, rows=(), columns=())),
        "previous_url": site.address(question, page=table.page - 1) if table.page > 1 else "",
        "next_url": site.address(question, page=table.page + 1) if table.page < table.pages else "",
    }  # fmt: skip


def caption_of(answer: Answer) -> str:
    """What the table shows, in words: measures, then what it is narrowed to."""
    question = answer.question
    parts = [", ".join(str(MEASURES[name]) for name in question.measures)]
    parts += [", ".join(titles(name, words).values()) for name, words in question.filters.items() if len(words) <= 3]
    parts += [", ".join(question.periods)] if question.periods else []
    parts += [str(LEVELS[question.level])] if question.level else []
    return " · ".join(parts)


def _chips(question: Question, site: Site) -> Iterable[dict]:
    """What the table is narrowed to, each with the address of the same question without it."""
    for name, words in question.filters.items():
        rest = {other: own for other, own in question.filters.items() if other != name}
        shown = list(titles(name, words).values())
        text = ", ".join(shown[:3]) + (f" +{len(shown) - 3}" if len(shown) > 3 else "")
        yield {"title": dimensions()[name].title, "text": text, "url": site.address(replace(question, filters=rest))}
    if question.periods:
        yield {
            "title": dimensions()["period"].title, "text": ", ".join(question.periods),
            "url": site.address(replace(question, periods=())),
        }  # fmt: skip


def file_name(question: Question, kind: str) -> str:
    """A name that says what is in the file: its axes, then what it is narrowed to."""
    words = [
        *question.axes,
        *(word for words in question.filters.values() for word in words[:2]),
        *question.periods[:2],
    ]
    plain = "-".join(
        "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in word) for word in words
    )
    return f"barabar-{plain[:90].strip('-')}.{kind}"
