"""Bring in the table of a source document: all of it or nothing, with everything that is wrong at its cell."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.advocacy.actions.keep_recommendation import Asked, keep_recommendation
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import tell_fulfilment
from barabar.advocacy.models import Recommendation, SourceDocument
from barabar.advocacy.recommendation_permissions import may_keep_recommendations, may_tell_fulfilment
from barabar.advocacy.recommendation_tables.reading import ReadRow, ReadTable, Wanted, read_recommendations
from barabar.journal.actions.record import record
from barabar.reference.verdicts import Problem, Problems


@dataclass(frozen=True)
class Imported:
    """What a table brought, or would bring: new recommendations, those that stand as they are, states told."""

    new: tuple[Asked, ...]
    unchanged: int
    states: int
    heads: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocks]


@transaction.atomic
def import_recommendations(
    *, by: Actor, document: SourceDocument, name: str, content: bytes, wanted: Wanted, dry_run: bool = False
) -> Imported:
    """A recommendation that the document holds already with the same words is left alone; with others it is refused.

    `dry_run` stores nothing and gives the problems back; otherwise any error raises all of them.
    """
    may_keep_recommendations(by, document.economy).require()
    read = read_recommendations(name, content, document=document, wanted=wanted)
    held = {one.number: one for one in document.recommendations.exclude(number="").prefetch_related("versions")}
    known = {_words(one) for one in document.recommendations.filter(number="")}
    problems = [*read.problems, *_problems(read, document, held)]
    fresh = [row for row in read.rows if not _stands(row.asked, held, known)]
    for row in fresh:
        if row.told is not None:
            for economy in row.asked.economies:
                may_tell_fulfilment(by, economy).require()
    done = Imported(
        tuple(row.asked for row in fresh), len(read.rows) - len(fresh), sum(row.told is not None for row in fresh),
        tuple(read.heads), tuple(problems),
    )  # fmt: skip
    if dry_run:
        return done
    if done.errors:
        raise Problems(problems)
    _store(by, document, fresh)
    facts = {"new": len(fresh), "unchanged": done.unchanged, "sha256": hashlib.sha256(content).hexdigest()}
    record(by=by, action="recommendation.import", kind="recommendation-source", subject=document.pk, facts=facts)
    return done


def _store(by: Actor, document: SourceDocument, rows: list[ReadRow]) -> None:
    problems: list[Problem] = []
    for row in rows:
        try:
            made = keep_recommendation(by=by, document=document, asked=row.asked)
            for economy in row.asked.economies if row.told else ():
                tell_fulfilment(by=by, recommendation=made, economy=economy, told=row.told)
        except Problems as found:
            problems += [replace(problem, where=row.place) for problem in found.problems]
    if problems:
        raise Problems(problems)


def _words(one: Recommendation) -> tuple:
    return one.paragraph, tuple(sorted(one.text.items()))


def _stands(asked: Asked, held: dict[str, Recommendation], known: set[tuple]) -> bool:
    """Whether the document holds it with these words; how it is tagged and addressed may have been mended since."""
    if asked.number:
        return asked.number in held
    return (asked.paragraph, tuple(sorted(asked.text.items()))) in known


def _problems(read: ReadTable, document: SourceDocument, held: dict[str, Recommendation]) -> Iterable[Problem]:
    seen: dict[str, str] = {}
    for row in read.rows:
        number = row.asked.number
        if document.economy and set(row.asked.economies) - {document.economy}:
            yield Problem("economy-other", _("the document is about another economy; a recommendation of it is addressed to that one alone."), where=row.place)  # fmt: skip
        if not number:
            continue
        if number in seen:
            yield Problem("number-twice", _("the number %(number)s stands in %(first)s already; correct one of them."), {"number": number, "first": seen[number]}, where=row.number_place)  # fmt: skip
        seen.setdefault(number, row.number_place)
        if number in held and dict(held[number].text) != dict(row.asked.text):
            yield Problem("number-held", _("the document holds a recommendation %(number)s with other words; alter it on its page, with the reason."), {"number": number}, where=row.number_place)  # fmt: skip
